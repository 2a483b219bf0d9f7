"""What video platforms call things, in English, German, Japanese and French, and how they write
times and durations."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Final

HOUR, MINUTE = 3600, 60


class Column(Enum):
    EMAIL = "email"
    NAME = "name"
    JOIN = "join"
    LEAVE = "leave"
    DURATION = "duration"
    ATTENDED = "attended"


HEADINGS: Final = {
    Column.EMAIL: (
        "email, e-mail address, user email, attendee email, invitee email, participant email,"
        " participant id (upn), upn, mail, e-mail-adresse, e-mail des benutzers, benutzer-e-mail,"
        " e-mail des teilnehmers, teilnehmer-id (upn), adresse e-mail, e-mail de l’utilisateur,"
        " メール, メールアドレス, 電子メール, eメール, ユーザーのメール, ユーザーのメールアドレス,"
        " ユーザーメール, ユーザーのeメール, 出席者のメール, 出席者のメールアドレス,"
        " 参加者のメール, 参加者のメールアドレス, 参加者 id (upn)"
    ),
    Column.NAME: (
        "name, full name, display name, user name, participant name, participant, attendee,"
        " name (original name), user name (original name), attendee name, vollständiger name,"
        " anzeigename, benutzername, teilnehmer, name (originalname), name (ursprünglicher name),"
        " benutzername (originalname), benutzername (ursprünglicher name), nom, nom complet,"
        " 名前, 氏名, 表示名, ユーザー名, 参加者, 参加者名, 名前 (元の名前), 名前 (本名),"
        " 名前 (オリジナルの名前), ユーザー名 (元の名前), ユーザー名 (オリジナルの名前)"
    ),
    Column.JOIN: (
        "join time, joined, time joined, beitrittszeit, beitrittszeitpunkt, beitritt,"
        " teilnahmezeit, zeitpunkt des beitritts, heure d’arrivée, 参加時刻, 参加時間, 参加日時,"
        " 入室時刻, 入室時間"
    ),
    Column.LEAVE: (
        "leave time, left, time left, austrittszeit, austritt, verlassen um, zeit des verlassens,"
        " zeitpunkt des verlassens, zeitpunkt des austritts, abgangszeit, heure de départ,"
        " 退出時刻, 退出時間, 退出日時, 退室時刻, 退室時間"
    ),
    Column.DURATION: (
        "duration, duration (minutes), total duration (minutes), time in session (minutes),"
        " time in session, in-meeting duration, attendance duration, minutes, minutes attended,"
        " attended minutes, duration (seconds), dauer, dauer (minuten), gesamtdauer (minuten),"
        " minuten, dauer der besprechungsteilnahme, dauer in der besprechung, besprechungsdauer,"
        " teilnahmedauer, anwesenheitsdauer, sitzungsdauer (minuten), zeit in sitzung (minuten),"
        " zeit in der sitzung (minuten), dauer (sekunden), durée, durée (minutes),"
        " 期間, 時間, 時間 (分), 期間 (分), 継続時間 (分), 所要時間 (分), 合計時間 (分),"
        " 合計期間 (分), 会議の期間, 会議中の期間, 会議の長さ, 参加時間 (分), 出席時間,"
        " セッション時間 (分), セッションでの時間 (分), 分, 所要時間, 継続時間, 時間 (秒)"
    ),
    Column.ATTENDED: "attended, teilgenommen, a participé, 参加済み, 参加しました, 出席",
}
ABOUT: Final = frozenset(
    {
        "topic",
        "thema",
        "トピック",
        "sujet",
        "meetingid",
        "webinarid",
        "ミーティングid",
        "ウェビナーid",
    }
)
DURATION_IN_SECONDS: Final = re.compile(r"seconds|sekunden|secondes|秒\s*[)）]")
PLATFORMS: Final = {
    "webex": ("webex", "attendance duration", "attendee email", "invitee email"),
    "teams": ("in-meeting", "(upn)", "besprechungs", "first join", "会議中", "microsoft teams"),
    "zoom": ("zoom", "original name", "originalname", "元の名前", "user email", "time in session"),
}
"""Words that stand in the lists of each; the first that has one is it."""
HEAD_LENGTH: Final = 4000
"""Characters of a file among which those words stand."""
UNITS: Final = [
    (HOUR, r"h|hr|hrs|hours?|std|stunden?|heures?|時間"),
    (MINUTE, r"m|min|mins|minutes?|minuten?|分"),
    (1, r"s|sec|secs|seconds?|sek|sekunden?|secondes?|秒"),
]
PART: Final = [(size, re.compile(rf"(\d+(?:[.,]\d+)?)\s*(?:{it})(?![a-z])")) for size, it in UNITS]
CLOCK: Final = re.compile(r"^(\d+):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?$")
NUMBER: Final = re.compile(r"^\d+(?:[.,]\d+)?$")
LONGEST: Final = 24 * HOUR
"""Seconds; more than that is nobody's attendance."""
DAYS: Final = ("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y")
DAYS += ("%b %d %Y", "%d %b %Y", "%Y年%m月%d日")
HOURS: Final = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%p %I:%M:%S", "%p %I:%M")
FORMATS: Final = [f"{day} {hour}" for day in DAYS for hour in HOURS]
HALVES: Final = {"午前": " AM ", "午後": " PM ", "a.m.": "AM", "p.m.": "PM", "Uhr": ""}
ISO: Final = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$")


def _bare(heading: str) -> str:
    """Without case, width, spaces and signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


COLUMNS: Final = {
    _bare(heading): column for column, names in HEADINGS.items() for heading in names.split(",")
}


def column_of(heading: str) -> Column | None:
    return COLUMNS.get(_bare(heading))


def is_about_the_meeting(heading: str) -> bool:
    return _bare(heading) in ABOUT


def platform_of(text: str) -> str:
    """`zoom`, `webex`, `teams`; `table` for a list that somebody has made."""
    head = text[:HEAD_LENGTH].casefold()
    found = (name for name, words in PLATFORMS.items() if any(word in head for word in words))
    return next(found, "table")


def seconds_in(text: str, *, is_seconds: bool = False) -> float:
    """Of `1h 2m 3s`, `1 Std. 2 Min.`, `1時間2分`, `1:02:03`, `62` (minutes, unless told otherwise).

    Two numbers with a colon are hours and minutes. What cannot be read is no time at all.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if clock := CLOCK.match(plain):
        # Not int: it refuses thousands of digits, of which a float is infinite.
        hours, minutes, seconds = (float(it or 0) for it in clock.groups())
        return _at_most(hours * HOUR + minutes * MINUTE + seconds)
    if NUMBER.match(plain):
        return _at_most(_number(plain) * (1 if is_seconds else MINUTE))
    parts = ((size, found) for size, pattern in PART if (found := pattern.search(plain)))
    return _at_most(sum(size * _number(found[1]) for size, found in parts))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _at_most(seconds: float) -> float:
    return min(seconds, LONGEST)


def moments_of(texts: Iterable[str]) -> list[datetime | None]:
    """All in the same format, the first in which all can be read; none at all if there is none.

    Without a zone: only the time between two of them counts.
    """
    plain = [_plain_moment(text) for text in texts]
    written = {text for text in plain if text}
    for form in FORMATS:
        read = partial(_read, form)
        if written and all(read(text) for text in written):
            return [read(text) if text else None for text in plain]
    return [None for _text in plain]


def _plain_moment(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if iso := ISO.match(plain):
        return f"{iso[1]} {iso[2]}"
    for word, sign in HALVES.items():
        plain = plain.replace(word, sign)
    return " ".join(plain.replace(",", " ").split())


def _read(form: str, text: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - only differences count
    except ValueError:
        return None
