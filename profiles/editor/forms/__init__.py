"""One form for every section of the guided form."""

from profiles.editor.forms.base import SectionForm
from profiles.editor.forms.contact import ContactSection
from profiles.editor.forms.organisation import OrganisationSection
from profiles.editor.forms.statements import NeedsSection, OffersSection
from profiles.editor.forms.terms import (
    AreasSection,
    LanguagesSection,
    SectorsSection,
    TopicsSection,
)

FORMS: dict[str, type[SectionForm]] = {
    form.section: form
    for form in (
        OrganisationSection,
        SectorsSection,
        TopicsSection,
        OffersSection,
        NeedsSection,
        AreasSection,
        ContactSection,
        LanguagesSection,
    )
}

__all__ = ["FORMS", "SectionForm"]
