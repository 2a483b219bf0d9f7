"""Who works with whom already: the documented partnerships, and what could grow from them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from matching.models import PairFact
from profiles.loading.files import SECTORS
from profiles.loading.table import FaultyData, Row, Table, list_of, maybe, number, one_of, short
from profiles.models import Profile


def read_partnerships(folder: Path, actors: Iterable[str]) -> list[Row]:
    """The rows of both files joined, one a pair. Raises FaultyData."""
    actor = one_of(set(actors), "actor")
    ends = {"eu_id": actor, "jp_id": actor}
    partnerships = Table(
        folder / "known_partnerships.csv",
        ends | {"since_year": number(1900, 2100), "basis": short(20), "source": maybe},
    )
    sectors = Table(
        folder / "partnership_sectors.csv",
        ends | {"sectors": list_of(one_of(SECTORS, "sector"))},
    )
    rows, scopes = partnerships.rows(), sectors.rows()
    if faults := [*partnerships.faults, *sectors.faults]:
        raise FaultyData(faults)
    scope = {(row["eu_id"], row["jp_id"]): row["sectors"] for row in scopes}
    return [row | {"sectors": scope.get((row["eu_id"], row["jp_id"]), [])} for row in rows]


@dataclass(frozen=True)
class Chain:
    """From a profile over its partner and that one's other partner to somebody new, by id."""

    partner: int
    peer: int
    reached: int


def paths_from(profile: Profile) -> list[Chain]:
    """Partners of partners' partners with whom the profile does not work yet.

    A partner is of the other side, its other partners (the peers) of the profile's own side, and
    those of the peers of the other side again. Two queries, whatever there is.
    """
    own, other = ("japan", "europe") if profile.side == "japan" else ("europe", "japan")
    partners = PairFact.objects.in_force().partners()
    mine = set(partners.of(profile).values_list(other, flat=True))
    if not mine:
        return []
    first = partners.filter(**{f"{other}__in": mine}).exclude(**{own: profile.pk})
    peers = PairFact.objects.in_force().partners().filter(**{f"{own}__in": first.values(own)})
    met: dict[int, set[int]] = defaultdict(set)
    for peer, partner in peers.values_list(own, other):
        met[peer].add(partner)
    return [
        Chain(partner, peer, reached)
        for peer, known in sorted(met.items())
        for partner in sorted(known & mine)
        for reached in sorted(known - mine)
    ]
