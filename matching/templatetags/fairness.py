"""How the fairness of a run is drawn."""

from collections.abc import Mapping, Sequence

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def by_side(fairness: Mapping[str, object]) -> list[tuple[str, object]]:
    """Europe first, whatever order the database keeps."""
    return [(side, fairness[side]) for side in ("europe", "japan") if side in fairness]


@register.filter
def curve(shares: Sequence[float]) -> str:
    """An SVG path through shares 0 to 1, evenly spread from left to right of 100 × 100."""
    last = max(len(shares) - 1, 1)
    points = [f"{100 * n / last:.1f} {100 - 100 * share:.1f}" for n, share in enumerate(shares)]
    return "M" + "L".join(points)


@register.filter
def percent(share: float) -> str:
    """0.0042 as `0.4 %`, with the reader's decimal sign."""
    return f"{number_format(round(100 * share, 1), decimal_pos=1)} %"
