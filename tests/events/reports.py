"""Lists of participants as the platforms write them: their headings, their ways, made-up people."""

# ruff: noqa: E501 - lines are as long as the platforms write them

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456 7890,Hydrogen,01/26/2021 08:55:00 AM,01/26/2021 10:31:00 AM,host@example.org,96,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Erika (Erika Muster),erika@example.org,01/26/2021 08:58:00 AM,01/26/2021 09:28:00 AM,30,Yes
Erika Muster,Erika@Example.org,01/26/2021 09:20:00 AM,01/26/2021 10:00:00 AM,40,Yes
田中 春香,,01/26/2021 09:00:00 AM,01/26/2021 10:30:00 AM,90,Yes
"""
"""Erika on two devices for eight minutes: 62 minutes, not 70."""

ZOOM_GERMAN = """Meeting-ID,Thema,Startzeit,Endzeit,E-Mail des Benutzers,Dauer (Minuten),Teilnehmer
812 3456 7890,Wasserstoff,26.01.2021 08:55:00,26.01.2021 10:31:00,host@example.org,96,3

Name (Originalname),E-Mail des Benutzers,Beitrittszeit,Austrittszeit,Dauer (Minuten),Gast
Jörg Müller,joerg@example.org,26.01.2021 09:00:00,26.01.2021 09:45:00,45,Ja
"""

ZOOM_JAPANESE = """ミーティングID,トピック,開始時刻,終了時刻,ユーザーのメール,期間（分）,参加者
812 3456 7890,水素,2021/01/26 16:55:00,2021/01/26 18:31:00,host@example.org,96,3

名前（元の名前）,ユーザーのメール,参加時刻,退出時刻,期間（分）,ゲスト
田中 春香,tanaka@example.jp,2021/01/26 17:00:00,2021/01/26 18:30:00,90,はい
"""

ZOOM_WEBINAR = """Attendee Report
Report Generated:,"Jan 27, 2021 09:00 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,Unique Viewers
Hydrogen,812 3456 7890,"Jan 26, 2021 08:55 AM",96,3,2
Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,The Host,host@example.org,"Jan 26, 2021 08:55:00","Jan 26, 2021 10:31:00",96,No
Attendee Details,
Attended,User Name (Original Name),First Name,Last Name,Email,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,Erika Muster,Erika,Muster,erika@example.org,"Jan 26, 2021 09:00:00","Jan 26, 2021 09:50:00",50,Yes
No,Jörg Müller,Jörg,Müller,joerg@example.org,--,--,--,--
"""

WEBEX = """Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type
Hydrogen\t="2021-01-26 09:00:00"\t="2021-01-26 10:30:00"\tErika Muster\tErika\tMuster\tAttendee\terika@example.org\t="2021-01-26 09:01:00"\t="2021-01-26 09:31:00"\t30 mins\tDesktop app
Hydrogen\t="2021-01-26 09:00:00"\t="2021-01-26 10:30:00"\tErika Muster\tErika\tMuster\tAttendee\terika@example.org\t="2021-01-26 09:40:00"\t="2021-01-26 10:12:00"\t32 mins\tMobile app
"""

TEAMS = """1. Summary
Meeting title\tHydrogen
Attended participants\t2
Start time\t1/26/21, 8:55:00 AM
Meeting duration\t1h 36m

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Erika Muster\t1/26/21, 9:00:00 AM\t1/26/21, 10:12:00 AM\t1h 2m 3s\terika@example.org\terika@example.org\tAttendee
Dana Novak\t1/26/21, 8:55:00 AM\t1/26/21, 10:31:00 AM\t1h 36m\t\tdana@example.org\tOrganizer

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Erika Muster\t1/26/21, 9:00:00 AM\t1/26/21, 9:30:00 AM\t30m\terika@example.org\tAttendee
Erika Muster\t1/26/21, 9:40:00 AM\t1/26/21, 10:12:03 AM\t32m 3s\terika@example.org\tAttendee
"""

TEAMS_GERMAN = """1. Zusammenfassung
Besprechungstitel\tWasserstoff
Teilnehmer\t1

2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tBesprechungsdauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Jörg Müller\t26.01.21, 09:00:00\t26.01.21, 10:02:00\t1 Std. 2 Min. 3 Sek.\tjoerg@example.org\tjoerg@example.org\tTeilnehmer
"""

TEAMS_JAPANESE = """1. 概要
会議のタイトル\t水素
参加者\t1

2. 参加者
名前\t最初の参加\t最後の退出\t会議中の期間\tメール\t参加者 ID (UPN)\t役割
田中 春香\t2021/01/26 17:00:00\t2021/01/26 18:30:00\t1時間 30分 0秒\ttanaka@example.jp\ttanaka@example.jp\t出席者
"""

PLAIN = "email,minutes\nerika@example.org,62\njoerg@example.org,\n"
SEMICOLONS = "E-Mail-Adresse;Minuten\nerika@example.org;62,4\n"
