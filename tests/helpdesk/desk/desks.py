"""What tests read off the desk's pages."""

import re

from django.http import HttpResponse

from tests.profiles.reading import texts


def counts(response: HttpResponse) -> list[int]:
    """The numbers on the desk's first page, in order."""
    return [int(n) for n in re.findall(r'desk-count">(\d+)<', response.content.decode())]


def rows(response: HttpResponse) -> list[str]:
    """What the rows of the page's table are about, in order."""
    headers = re.findall(r'role="rowheader"[^>]*>(.*?)</th>', response.content.decode(), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", header).strip() for header in headers]


def events(response: HttpResponse) -> list[tuple[str, str, str]]:
    """What happened, who did it and why, from the timeline."""
    items = re.findall(
        r'timeline__what">([^<]+)</span>(?: – ([^<\n]+))?\s*(?:<p class="timeline__why">([^<]*))?',
        response.content.decode(),
    )
    return [(what, who.strip(), why) for what, who, why in items]


def messages_of(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def notices(response: HttpResponse) -> list[str]:
    return texts(response, "div", "notice")
