"""Mails about a meeting, with its entry for the calendar: one of their own for everybody."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from matching.introductions import ics
from matching.introductions.models import Introduction, Meeting, Party
from matching.introductions.posting import Addressee, addressees
from matching.introductions.zones import clocks_of
from profiles.letters import Attachment, Letter
from profiles.models import User

PAGE = "plan-meeting"


def started(meeting: Meeting, *, by: User, party: Party | None) -> int:
    """A time is looked for: when could they?"""

    def write(to: Addressee) -> Letter:
        names = _names(meeting, to)
        return Letter(
            subject=_("When could you meet %(others)s?") % names,
            paragraphs=[
                _(
                    "A time for a video call with %(others)s is looked for. The page shows when"
                    " your office hours meet; please tick when you could."
                )
                % names,
            ],
            action=(_("Tick when you could"), to.page(PAGE)),
        )

    found = addressees(meeting.introduction, but_not=by, but_party=party)
    return _post(found, "meeting_started", str(meeting.pk), write)


def invite(meeting: Meeting, *, is_update: bool) -> int:
    """The time is agreed, or it or the link is another one."""

    def write(to: Addressee) -> Letter:
        names = _names(meeting, to)
        subject = _("Changed: video call with %(others)s, %(when)s")
        if not is_update:
            subject = _("Video call with %(others)s, %(when)s")
        return Letter(
            subject=subject % names,
            paragraphs=[
                _("You meet %(others)s on %(when)s, for %(minutes)s minutes.") % names,
                _video(meeting),
            ],
            action=(_("Look at the meeting"), to.page(PAGE)),
            closing=[_("The file with this mail puts it into your calendar.")],
            attachments=[_entry(meeting, to, ics.REQUEST)],
        )

    return _post(addressees(meeting.introduction), "meeting", _version(meeting), write)


def reopened(meeting: Meeting) -> int:
    """The time does not hold any more: it leaves the calendars, another one is looked for."""

    def write(to: Addressee) -> Letter:
        names = _names(meeting, to)
        return Letter(
            subject=_("Another time is looked for: video call with %(others)s") % names,
            paragraphs=[
                _("The video call with %(others)s does not take place on %(when)s.") % names,
                _("Please look whether what you ticked still holds, and tick more if you can."),
            ],
            action=(_("Tick when you could"), to.page(PAGE)),
            closing=[_("The file with this mail takes the old time out of your calendar.")],
            attachments=[_entry(meeting, to, ics.CANCEL)],
        )

    return _post(addressees(meeting.introduction), "meeting", _version(meeting), write)


def cancelled(meeting: Meeting, *, was_agreed: bool) -> int:
    def write(to: Addressee) -> Letter:
        names = _names(meeting, to)
        said = _("No time is looked for any more for the video call with %(others)s.")
        if was_agreed:
            said = _("The video call with %(others)s on %(when)s does not take place.")
        return Letter(
            subject=_("Called off: video call with %(others)s") % names,
            paragraphs=[said % names],
            action=(_("To the introduction"), to.page("show-conversation")),
            closing=[_("The file with this mail takes it out of your calendar.")]
            if was_agreed
            else [],
            attachments=[_entry(meeting, to, ics.CANCEL)] if was_agreed else [],
        )

    return _post(addressees(meeting.introduction), "meeting", _version(meeting), write)


def remind(meeting: Meeting, *, hours: int) -> int:
    """So many hours before it begins."""

    def write(to: Addressee) -> Letter:
        names = _names(meeting, to)
        subject = _("In an hour: video call with %(others)s")
        if hours > 1:
            subject = _("Tomorrow: video call with %(others)s")
        return Letter(
            subject=subject % names,
            paragraphs=[
                _("You meet %(others)s on %(when)s, for %(minutes)s minutes.") % names,
                _video(meeting),
            ],
            action=(_("Look at the meeting"), to.page(PAGE)),
        )

    about = f"{meeting.pk}-{meeting.starts_at:%Y%m%dT%H%M}-{hours}"
    return _post(addressees(meeting.introduction), "meeting_reminder", about, write)


def _post(
    found: list[Addressee], kind: str, about: str, write: Callable[[Addressee], Letter]
) -> int:
    for it in found:
        it.post(lambda it=it: write(it), kind=kind, about=about)
    return len(found)


def _version(meeting: Meeting) -> str:
    return f"{meeting.pk}-{meeting.version}"


def _names(meeting: Meeting, to: Addressee) -> dict[str, object]:
    """In the reader's language, and on the clocks of both sides."""
    when = clocks_of(meeting.introduction, meeting.starts_at) if meeting.starts_at else ""
    others = others_of(meeting.introduction, to.party)
    return {"others": others, "when": when, "minutes": meeting.minutes}


def others_of(introduction: Introduction, party: Party | None) -> str:
    parties = introduction.parties.select_related("profile").prefetch_related("profile__texts")
    own = party.pk if party else None
    return " · ".join(str(it) for it in parties if it.pk != own)


def _video(meeting: Meeting) -> str:
    if meeting.video_url:
        return _("Link to the video call: %(url)s") % {"url": meeting.video_url}
    return _("There is no link to a video call yet. Whoever sets one up can add it on the page.")


def _entry(meeting: Meeting, to: Addressee, method: str) -> Attachment:
    entry = entry_of(meeting, others=others_of(meeting.introduction, to.party), page=to.page(PAGE))
    entry = replace(entry, is_cancelled=method == ics.CANCEL)
    return ics.attachment(entry, method=method, attendee=to.email)


def entry_of(meeting: Meeting, *, others: str, page: str) -> ics.Entry:
    """The meeting in the reader's calendar."""
    when = clocks_of(meeting.introduction, meeting.starts_at)
    return ics.Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=_("Video call with %(others)s") % {"others": others},
        description="\n".join(filter(None, (when, meeting.video_url, page))),
        url=page,
        location=meeting.video_url,
    )
