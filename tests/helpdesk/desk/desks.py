"""What tests read off the desk's pages."""

import re

from django.http import HttpResponse


def counts(response: HttpResponse) -> list[int]:
    """The numbers on the desk's first page, in order."""
    return [int(n) for n in re.findall(r'desk-count">(\d+)<', response.content.decode())]
