"""What upper apps add to the public page of a row; the page does not know them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString

Subject = TypeVar("Subject", bound=Model)


@dataclass(frozen=True)
class Part:
    """html is a section under an h2; stylesheet is its name among the static files."""

    html: SafeString
    stylesheet: str


PARTS: dict[type[Model], dict[str, Callable[[Any, HttpRequest], Part | None]]] = {}


def register_part(
    name: str, model: type[Subject], show: Callable[[Subject, HttpRequest], Part | None]
) -> None:
    """Let an upper app add to the page of every row of a model; a second part under the same name
    takes its place. `show` answers None where it has nothing to say."""
    PARTS.setdefault(model, {})[name] = show


def parts_of(subject: Model, request: HttpRequest) -> list[Part]:
    """What is added to this page, for this reader."""
    shown = (show(subject, request) for show in PARTS.get(type(subject), {}).values())
    return [part for part in shown if part]
