"""Read a page as a browser does: its elements, their texts and the language in force."""

from dataclasses import dataclass
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Element:
    """`lang` is inherited from the nearest element that states it."""

    tag: str
    attributes: dict[str, str]
    lang: str
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[Element] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        outer = self.open[-1].lang if self.open else ""
        element = Element(tag, attributes, attributes.get("lang", outer))
        self.found.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.open and self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open:
            self.texts.append((" ".join(data.split()), self.open[-1].lang))
        for element in self.open:
            element.text += data


def html_of(response: HttpResponse) -> str:
    return response.content.decode()


def elements(response: HttpResponse, tag: str, css_class: str = "") -> list[Element]:
    """All elements with this tag, and this class if one is given, in order."""
    found = (element for element in Reader(html_of(response)).found if element.tag == tag)
    return [e for e in found if not css_class or css_class in e["class"].split()]


def texts(response: HttpResponse, tag: str, css_class: str = "") -> list[str]:
    """Their texts, white space collapsed."""
    return [" ".join(element.text.split()) for element in elements(response, tag, css_class)]


def languages_of(response: HttpResponse, text: str) -> list[str]:
    """The language in force wherever this very text stands in the page's body."""
    body = html_of(response).partition("<body>")
    whole = Reader(body[0].partition("<head>")[0] + body[1] + body[2])
    return [lang for found, lang in whole.texts if found == text]
