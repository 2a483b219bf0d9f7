"""How the values of somebody's own data are written for that person."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template
from django.db import models
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from profiles.clock import both_clocks

register = template.Library()


@register.filter
def as_read(value: object) -> str:
    """A moment by both clocks, a choice by its name, a document as it is stored."""
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return str(value)


def _document(value: dict[str, object]) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return format_html('<pre class="record__document" tabindex="0">{}</pre>', text)


WRITERS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: _("Yes") if value else _("No"),
    models.Choices: lambda value: str(value.label),
    datetime: both_clocks,
    date: date_format,
    dict: _document,
    list: lambda value: ", ".join(as_read(it) for it in value),
}
"""The first that fits: a moment is a date as well."""
