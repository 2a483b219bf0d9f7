"""What partnerships know of a person, for that person's export."""

from django.utils.translation import gettext_lazy as _

from matching.partnerships.models import Activity, Amendment, Document
from profiles.models import User
from profiles.privacy.exporting import Row, name_logs, register

RECORDED = (
    (Amendment, "actor", _("What was signed")),
    (Activity, "reported_by", _("Activity")),
    (Document, "uploaded_by", _("Document")),
)


def recorded(user: User) -> list[Row]:
    """Amendments, activities and documents that the person wrote down."""
    return [
        {
            "about": row.partnership.title,
            "kind": str(label),
            "content": row.title if isinstance(row, Document) else _words(row),
            "at": row.at,
        }
        for model, person, label in RECORDED
        for row in model.objects.filter(**{person: user}).order_by("pk")
    ]


def _words(row: Amendment | Activity) -> str:
    texts = row.text if isinstance(row, Activity) else row.note
    return "\n".join(texts.values())


def register_sections() -> None:
    name_logs({"partnerships.PartnershipTransition": _("Partnerships")})
    covers = [f"partnerships.{model.__name__}.{person}" for model, person, _label in RECORDED]
    register("partnerships", _("What you recorded of partnerships"), recorded, covers=covers)
