"""Plain makers of rows. Vocabulary and places are made once: asking again gives the same row."""

from collections.abc import Iterable, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from profiles.accounts.sealing import seal
from profiles.loading.files import LANGUAGES, SECTORS
from profiles.models import (
    CooperationType,
    Place,
    Profile,
    ProfileSector,
    ProfileText,
    ProfileTopic,
    Sector,
    Side,
    Statement,
    StatementText,
    Topic,
    TopicGroup,
    TopicSector,
    User,
)

PASSWORD = "a long enough password"
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REASON = "Made for a test"
EUROPEAN_CENTRE = (51.0, 10.0)
JAPANESE_CENTRE = (36.5, 138.5)

KIND_BY_LENGTH = {
    2: Place.Kind.COUNTRY,
    3: Place.Kind.NUTS1,
    4: Place.Kind.NUTS2,
    5: Place.Kind.NUTS3,
}


def names(name: str, **translated: str) -> dict[str, str]:
    """All of a translated name's columns: English where nothing else is given."""
    columns = {f"name_{language}": translated.get(language, name) for language in LANGUAGES}
    return {"name": name, **columns}


def make_place(code: str = "DEA", name: str = "", **fields: Any) -> Place:
    """A place by its code (`DE`, `DEA1`, `JP-07`), with the country it lies in."""
    japanese = code.startswith("JP")
    country = None if len(code) == 2 else make_place(code[:2])
    latitude, longitude = JAPANESE_CENTRE if japanese else EUROPEAN_CENTRE
    defaults = {
        "kind": Place.Kind.PREFECTURE if "-" in code else KIND_BY_LENGTH[len(code)],
        "side": Side.JAPAN if japanese else Side.EUROPE,
        "country": country,
        "name_native": name or code,
        "latitude": latitude,
        "longitude": longitude,
        "time_zone": "Asia/Tokyo" if japanese else "Europe/Brussels",
        **names(name or code),
    }
    return Place.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_sector(slug: str = "energy") -> Sector:
    """One of the loader's seven sectors, in its column."""
    name = slug.replace("_", " ").capitalize()
    described = {f"description_{language}": f"About {name}." for language in LANGUAGES}
    defaults = {"position": SECTORS.index(slug), **names(name), **described}
    return Sector.objects.get_or_create(slug=slug, defaults=defaults)[0]


def make_sectors() -> list[Sector]:
    """All seven, in the order of their columns."""
    return [make_sector(slug) for slug in SECTORS]


def make_topic(
    slug: str = "hydrogen",
    *,
    group: str = "energy_environment",
    sectors: Mapping[str, float] | None = None,
    **translated: str,
) -> Topic:
    """A topic with its weights by sector; `en="Hydrogen", ja="水素"` are its names."""
    group_name = group.replace("_", " ").capitalize()
    in_group, _ = TopicGroup.objects.get_or_create(slug=group, defaults=names(group_name))
    name = translated.pop("en", slug.replace("_", " ").capitalize())
    defaults = {"group": in_group, "position": Topic.objects.count(), **names(name, **translated)}
    topic, _ = Topic.objects.get_or_create(slug=slug, defaults=defaults)
    for sector, weight in (sectors or {}).items():
        TopicSector.objects.update_or_create(
            topic=topic, sector=make_sector(sector), defaults={"weight": weight}
        )
    return topic


def make_profile(
    key: str = "de-nw",
    *,
    side: str = "",
    kind: str = "",
    place: str = "",
    language: str = "en",
    languages: Iterable[str] = (),
    texts: Mapping[str, str | tuple[str, str]] | None = None,
    topics: Iterable[str] = (),
    priorities: Mapping[str, int] | None = None,
    offers: Iterable[str | Mapping[str, str]] = (),
    needs: Iterable[str | Mapping[str, str]] = (),
    published: bool = True,
    **fields: Any,
) -> Profile:
    """A profile with all its rows, published unless told otherwise.

    `side` follows from the key (`jp-…` is Japanese) if it is not given. `texts` are by language:
    a name, or a name and a description. `topics` are slugs, the most characteristic first;
    `priorities` are 1 or 2 by sector; an offer or need is a sentence, or sentences by language.
    """
    side = side or (Side.JAPAN if key.startswith("jp") else Side.EUROPE)
    home = make_place(place or ("JP-07" if side == Side.JAPAN else "DEA"))
    standard = Profile.Kind.PREFECTURE if side == Side.JAPAN else Profile.Kind.REGION
    position = {"latitude": home.latitude, "longitude": home.longitude}
    profile = Profile.objects.create(
        key=key,
        kind=kind or standard,
        place=home,
        language=language,
        languages=list(languages) or [language],
        **(position | fields),
    )
    for code, text in (texts or {language: key}).items():
        name, description = (text, "") if isinstance(text, str) else text
        ProfileText.objects.create(
            profile=profile, language=code, name=name, description=description
        )
    add_topics(profile, topics)
    add_priorities(profile, priorities or {})
    for direction, sentences in (("offer", offers), ("need", needs)):
        for sentence in sentences:
            make_statement(profile, direction, sentence)
    if published:
        profile.publish(by=None, reason=REASON)
    return profile


def add_topics(profile: Profile, slugs: Iterable[str]) -> None:
    for position, slug in enumerate(slugs):
        ProfileTopic.objects.create(profile=profile, topic=make_topic(slug), position=position)


def add_priorities(profile: Profile, priorities: Mapping[str, int]) -> None:
    for slug, priority in priorities.items():
        ProfileSector.objects.create(profile=profile, sector=make_sector(slug), priority=priority)


def make_statement(
    profile: Profile,
    direction: str = "offer",
    text: str | Mapping[str, str] = "We share what we know.",
    *,
    topics: Iterable[str] = (),
    cooperation: Iterable[str] = (),
    **fields: Any,
) -> Statement:
    """The profile's next offer or need."""
    statement = Statement.objects.create(
        profile=profile,
        direction=direction,
        position=profile.statements.filter(direction=direction).count(),
        language=profile.language,
        **fields,
    )
    versions = {profile.language: text} if isinstance(text, str) else text
    for language, sentence in versions.items():
        StatementText.objects.create(statement=statement, language=language, text=sentence)
    statement.topics.set([make_topic(slug) for slug in topics])
    statement.cooperation.set([make_cooperation(slug) for slug in cooperation])
    return statement


def make_cooperation(slug: str = "joint-rd") -> CooperationType:
    return CooperationType.objects.get_or_create(slug=slug, defaults=names(slug))[0]


def make_user(
    email: str = "charlie@example.org", password: str | None = PASSWORD, **fields: Any
) -> User:
    """The stranger, unless another address is given; the address is confirmed."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_staff(email: str = "dana@example.org", **fields: Any) -> User:
    """With a second factor, without which staff reach nothing."""
    user = make_user(email, is_staff=True, **fields)
    make_app(user)
    return user


def make_app(user: User, secret: str = APP_SECRET) -> Authenticator:
    """An authenticator app that knows the secret."""
    data = {"secret": seal(secret)}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


def make_codes(user: User, *codes: str) -> Authenticator:
    """Recovery codes; each works once."""
    data = {"migrated_codes": [seal(code) for code in codes]}
    kind = Authenticator.Type.RECOVERY_CODES
    return Authenticator.objects.create(user=user, type=kind, data=data)
