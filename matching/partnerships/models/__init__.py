from matching.partnerships.dates import Precision
from matching.partnerships.models.activities import Activity, RenewalAlert, Source
from matching.partnerships.models.agreements import Amendment, Document, Goal, Signatory
from matching.partnerships.models.partnerships import (
    Partnership,
    PartnershipText,
    PartnershipTransition,
    Party,
)

__all__ = [
    "Activity",
    "Amendment",
    "Document",
    "Goal",
    "Partnership",
    "PartnershipText",
    "PartnershipTransition",
    "Party",
    "Precision",
    "RenewalAlert",
    "Signatory",
    "Source",
]
