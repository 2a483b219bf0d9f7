"""What a page says after an action: that it was done, or why it was not."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

Refusals = type[Exception] | tuple[type[Exception], ...]


@contextmanager
def answered(request: HttpRequest, done: str, refusals: Refusals) -> Iterator[None]:
    """Around an action: `done` is shown on the next page, or the words of one of the refusals."""
    try:
        yield
    except refusals as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
