"""What a browser would send: the fields of a form as the page shows them."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from profiles.models import Profile

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """The successful controls of the form with an id, in the order of the page."""

    def __init__(self, html: str, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.fields: Fields = {}
        self.inside = False
        self.area = ""
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self.inside = own.get("id") == self.form_id
        if not self.inside:
            return
        name = own.get("name") or ""
        if tag == "input" and name:
            self._input(name, own)
        elif tag == "textarea":
            self.area = name
            self.fields.setdefault(name, []).append("")
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in own:
            self.fields.setdefault(self.select, []).append(own.get("value") or "")

    def _input(self, name: str, own: dict[str, str | None]) -> None:
        if own.get("type") in ("checkbox", "radio") and "checked" not in own:
            return
        self.fields.setdefault(name, []).append(own.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][-1] += data.removeprefix("\n")


def fields_of(response: HttpResponse) -> Fields:
    """What the section's form holds, without the token."""
    fields = FormReader(response.content.decode(), "section-form").fields
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def address(profile: Profile, section: str, language: str = "en") -> str:
    here = reverse("profiles:edit-section", args=[profile.pk, section])
    return here.replace("/en/", f"/{language}/", 1)


def shown(client: Client, profile: Profile, section: str, query: str = "") -> Fields:
    response = client.get(address(profile, section) + query)
    assert response.status_code == 200
    return fields_of(response)


def save(
    client: Client,
    profile: Profile,
    section: str,
    *,
    language: str = "en",
    htmx: bool = False,
    **changed: str | list[str],
) -> HttpResponse:
    """Open the section, change these fields, and send it; `do` is the pressed button.

    A name's underscores stand for its hyphens where the page has such a field.
    """
    fields = shown(client, profile, section)
    for name, value in changed.items():
        dashed = name.replace("__", "-")
        fields[dashed] = value if isinstance(value, list) else [value]
    return send(client, profile, section, fields, language=language, htmx=htmx)


def send(
    client: Client,
    profile: Profile,
    section: str,
    fields: Fields,
    *,
    language: str = "en",
    htmx: bool = False,
) -> HttpResponse:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(address(profile, section, language), fields, headers=headers)
