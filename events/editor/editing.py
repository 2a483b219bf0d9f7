"""What the desk writes of a webinar. Whoever calls holds the webinar's lock (`locked`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from events import actions
from events.deeds import CHANGED, CREATED, WORDS, log, note
from events.models import Series, SeriesText, Session, Webinar
from events.news import news_in
from events.states import REACHABLE
from profiles.models import User

LONGEST_SLUG = 50


def create_webinar(
    values: Mapping[str, Any], *, title: str, summary: str, new_series: str, by: User
) -> Webinar:
    """A draft with its title in the original language."""
    with transaction.atomic():
        values = _with_series(values, new_series)
        webinar = Webinar.objects.create(created_by=by, **values)
        webinar.texts.create(language=webinar.language, title=title, summary=summary)
        log(webinar, CREATED, by=by)
    return webinar


def _with_series(values: Mapping[str, Any], title: str) -> dict[str, Any]:
    """The same, in a new series if it is given a title."""
    if not title:
        return dict(values)
    return {**values, "series": create_series(title, language=values["language"])}


def create_series(title: str, *, language: str) -> Series:
    """At the end of all series."""
    last = Series.objects.order_by("position").last()
    series = Series.objects.create(
        slug=_free_slug(title), language=language, position=last.position + 1 if last else 0
    )
    SeriesText.objects.create(series=series, language=language, title=title)
    return series


def _free_slug(title: str) -> str:
    stem = slugify(title)[:LONGEST_SLUG].strip("-") or "series"
    taken = set(Series.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    tries = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)


def changed_columns(webinar: Webinar, values: Mapping[str, Any]) -> list[str]:
    """Which of these say something else than what stands."""
    return [name for name, value in values.items() if not _is_same(getattr(webinar, name), value)]


def _is_same(old: object, new: object) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return sorted(old) == sorted(new)
    return old == new


def to_be_told(webinar: Webinar, values: Mapping[str, Any]) -> int:
    """How many participants are told if these values are saved."""
    return participants(webinar) if news_in(webinar, values) else 0


def participants(webinar: Webinar) -> int:
    """Who has a seat, is offered one, or waits."""
    return int(webinar.registrations.filter(state__in=REACHABLE).count())


def save_basics(
    webinar: Webinar, values: Mapping[str, Any], *, new_series: str = "", by: User
) -> list[str]:
    """Write the columns that changed, and log them; returns their names.

    The programme moves with the beginning.
    """
    with transaction.atomic():
        values = _with_series(values, new_series)
        changed = changed_columns(webinar, values)
        if changed:
            _move_programme(webinar, values)
            actions.change_webinar(webinar, by=by, **{name: values[name] for name in changed})
            webinar.refresh_from_db()
    return changed


def _move_programme(webinar: Webinar, values: Mapping[str, Any]) -> None:
    """Sessions keep their distance from the beginning."""
    by = values.get("starts_at", webinar.starts_at) - webinar.starts_at
    if not by:
        return
    sessions = list(webinar.sessions.all())
    for session in sessions:
        session.starts_at += by
        session.ends_at += by
    Session.objects.bulk_update(sessions, ["starts_at", "ends_at"])


def save_texts(webinar: Webinar, texts: Mapping[str, Mapping[str, str]], *, by: User) -> list[str]:
    """Exactly these, by language; returns the languages that changed."""
    with transaction.atomic():
        codes = write_texts(webinar, texts)
        if codes:
            note(webinar, CHANGED, things_of(codes), by=by)
    return codes


def write_texts(owner: Webinar | Series, texts: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Exactly these rows, by language; returns the languages that changed."""
    standing = {text.language: text for text in owner.texts.all()}
    gone = set(standing) - set(texts)
    changed = [code for code in texts if not _is_standing(standing.get(code), texts[code])]
    owner.texts.filter(language__in=gone).delete()
    for code in changed:
        owner.texts.update_or_create(language=code, defaults=texts[code])
    return sorted({*changed, *gone})


def things_of(codes: Iterable[str]) -> list[str]:
    """What the log calls texts in these languages."""
    return list(dict.fromkeys(map(_thing, codes)))


def _thing(code: str) -> str:
    thing = f"text_{code}"
    return thing if thing in WORDS else "text_besides"


def _is_standing(row: Any, text: Mapping[str, str]) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in text.items())


def save_subjects(webinar: Webinar, links: Mapping[str, Any], *, by: User) -> list[str]:
    """The partnership and exactly these profiles, sectors and topics; returns what changed."""
    changed = [name for name in links if _links_differ(webinar, name, links[name])]
    with transaction.atomic():
        for name in changed:
            if name == "partnership":
                webinar.partnership = links[name]
                webinar.save(update_fields=["partnership"])
            else:
                getattr(webinar, name).set(links[name])
        if changed:
            note(webinar, CHANGED, changed, by=by)
    return changed


def _links_differ(webinar: Webinar, name: str, wanted: Any) -> bool:
    if name == "partnership":
        return bool(webinar.partnership_id != (wanted.pk if wanted else None))
    return _keys(getattr(webinar, name).all()) != _keys(wanted)


def _keys(rows: Iterable[Any]) -> set[int]:
    return {row.pk for row in rows}
