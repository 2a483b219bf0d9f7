"""Places to choose from, country by country."""

from django.utils.translation import gettext as _

from profiles.models import Place

Group = tuple[str, list[tuple[str, str]]]


def place_choices() -> list[Group]:
    """Every country with its regions in it, in the reader's language; one query."""
    groups: dict[str, Group] = {}
    places = list(Place.objects.order_by("code"))
    for place in places:
        if place.kind == Place.Kind.COUNTRY:
            name = str(place.name)
            groups[place.code] = (
                name,
                [(place.code, _("%(country)s as a whole") % {"country": name})],
            )
    for place in places:
        if place.kind != Place.Kind.COUNTRY:
            groups[place.code[:2]][1].append((place.code, str(place.name)))
    return sorted(groups.values(), key=lambda group: group[0])
