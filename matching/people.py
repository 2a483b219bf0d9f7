"""What matching knows of a person, for that person's export."""

from django.utils.translation import gettext_lazy as _

from matching.models import FactChange, PairFact, Verdict
from profiles.models import User
from profiles.privacy.exporting import Row, name_logs, register


def verdicts(user: User) -> list[Row]:
    given = Verdict.objects.filter(actor=user).select_related("europe", "japan")
    rows = given.prefetch_related("europe__texts", "japan__texts").order_by("pk")
    return [
        {
            "about": f"{row.europe.name} × {row.japan.name}",
            "opinion": Verdict.Opinion(row.opinion),
            "until": row.until,
            "reason": row.reason,
            "at": row.at,
        }
        for row in rows
    ]


def facts(user: User) -> list[Row]:
    stated = FactChange.objects.filter(actor=user).select_related("europe", "japan")
    rows = stated.prefetch_related("europe__texts", "japan__texts").order_by("pk")
    return [
        {
            "about": f"{row.europe.name} × {row.japan.name}",
            "kind": PairFact.Kind(row.kind),
            "is_stated": row.is_stated,
            "reason": row.reason,
            "at": row.at,
        }
        for row in rows
    ]


def register_sections() -> None:
    name_logs({"matching.RunTransition": _("Scoring runs")})
    words = {"opinion": _("Opinion"), "until": _("Until"), "is_stated": _("Stated, not withdrawn")}
    covers = ["matching.Verdict.actor"]
    register("verdicts", _("Your opinions of pairs"), verdicts, covers=covers, words=words)
    covers = ["matching.FactChange.actor"]
    register("facts", _("Pairs that you blocked or put to rest"), facts, covers=covers, words=words)
