"""Mails that ask whether a profile is still right."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from profiles import outbox
from profiles.clock import whole_date
from profiles.confirming import confirmation_token
from profiles.letters import Letter, address_of
from profiles.models import Mail, Profile, User

Post = Callable[..., Mail | None]

QUOTED = 300
"""Characters of the description: enough to see whether it is still about the same thing."""


def ask(profile: Profile, *, to: User) -> Mail | None:
    def write() -> Letter:
        return Letter(
            subject=_("Is this still right? %(organisation)s") % _named(profile),
            paragraphs=[
                _(
                    "You confirmed the profile of %(organisation)s on %(date)s. Please look"
                    " whether it is still right: it takes one click."
                )
                % _named(profile),
            ],
            quote=_facts(profile),
            action=_button(profile, to),
            closing=[_if_changed(profile)],
        )

    return _post(write, "freshness_asked", profile, to)


def unconfirmed(profile: Profile, *, to: User) -> Mail | None:
    def write() -> Letter:
        return Letter(
            subject=_("Marked as unconfirmed: %(organisation)s") % _named(profile),
            paragraphs=[
                _(
                    "Nobody has confirmed the profile of %(organisation)s since %(date)s."
                    " Readers now see “Unconfirmed” beside its name."
                )
                % _named(profile),
                _("One click takes the mark away."),
            ],
            quote=_facts(profile),
            action=_button(profile, to),
            closing=[_if_changed(profile)],
        )

    return _post(write, "freshness_unconfirmed", profile, to)


def remind(profile: Profile, *, to: User, day: str = "") -> Mail | None:
    """`day` tells apart what staff send by hand: one mail a person and day."""

    def write() -> Letter:
        return Letter(
            subject=_("Reminder: is this still right? %(organisation)s") % _named(profile),
            paragraphs=[
                _("Nobody has confirmed the profile of %(organisation)s since %(date)s.")
                % _named(profile),
                _("After a year without an answer it is suggested to nobody any more."),
            ],
            quote=_facts(profile),
            action=_button(profile, to),
            closing=[_if_changed(profile)],
        )

    return _post(write, "freshness_reminded", profile, to, day)


def unmatched(profile: Profile, *, to: User) -> Mail | None:
    def write() -> Letter:
        return Letter(
            subject=_("No longer suggested to partners: %(organisation)s") % _named(profile),
            paragraphs=[
                _(
                    "Nobody has confirmed the profile of %(organisation)s since %(date)s. It is"
                    " still in the directory, but it is suggested to nobody and gets no"
                    " suggestions."
                )
                % _named(profile),
                _("One click brings it back."),
            ],
            quote=_facts(profile),
            action=_button(profile, to),
            closing=[_if_changed(profile)],
        )

    return _post(write, "freshness_unmatched", profile, to)


def _post(
    write: Callable[[], Letter], kind: str, profile: Profile, to: User, again: str = ""
) -> Mail | None:
    began = f"{profile.last_confirmed:%Y%m%d%H%M%S}"
    key = "-".join(filter(None, [kind, str(profile.pk), began, str(to.pk), again]))
    return outbox.post(write, to=to, key=key, kind=kind)


def _named(profile: Profile) -> dict[str, str]:
    return {"organisation": profile.name, "date": whole_date(profile.last_confirmed)}


def _facts(profile: Profile) -> str:
    """What the reader is asked about: name, place, the beginning of the description, topics."""
    text = profile.description
    topics = ", ".join(str(row.topic) for row in profile.topic_rows.all())
    lines = [
        f"{profile.name} ({profile.get_kind_display()}, {profile.place})",
        Truncator(text.description).chars(QUOTED) if text else "",
        topics,
    ]
    return "\n".join(filter(None, lines))


def _button(profile: Profile, to: User) -> tuple[str, str]:
    path = reverse("profiles:confirm-profile", args=[confirmation_token(profile, to)])
    return _("Look and confirm"), address_of(path)


def _if_changed(profile: Profile) -> str:
    edit = address_of(reverse("profiles:edit-profile", args=[profile.pk]))
    return _("If something has changed, sign in and change it: %(address)s") % {"address": edit}
