"""The certificate of attendance: a page of PDF, the same bytes for the same facts."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import Align, WrapMode, XPos, YPos

from events.models import Registration, Webinar
from events.states import Booking, State
from profiles.clock import both_clocks
from profiles.letters import address_of, one_line

LATIN, JAPANESE = "Source Sans Pro", "Noto Sans JP"
FILES = {
    (LATIN, ""): ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    (LATIN, "B"): ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
    (JAPANESE, ""): ("pylopdf_fonts_jp", "NotoSansJP-Regular.otf"),
}
INK, SOFT, EUROPE, JAPAN = (25, 27, 32), (77, 79, 87), (29, 63, 140), (168, 50, 30)
"""The colours of the site."""
LEFT, TOP, WIDTH, BODY_AT, FOOT_AT = 32, 24, 233, 46, 170
"""Millimetres on a page of 297 × 210."""
LEADING = 1.45
"""In heights of the letters."""
LONG = 90
"""Characters: names are cut here, titles are set smaller."""
MILLIMETRES = 25.4 / 72
"""Of a point."""
LAST_LATIN = 0x2E7F
"""From the next character on, scripts of East Asia; before it, the Latin font has what we need."""


def is_due(registration: Registration) -> bool:
    """To who was there, once it is over."""
    is_over = registration.webinar.state == State.DONE
    return is_over and registration.state == Booking.CONFIRMED and registration.has_attended


@dataclass(frozen=True)
class Line:
    """size in points; gap above it in millimetres."""

    text: str
    size: float
    gap: float = 0
    is_strong: bool = False
    colour: tuple[int, int, int] = INK


def draw(registration: Registration) -> bytes:
    """In the language in force; titles and names in whatever script they are written."""
    blocks = {BODY_AT: _lines(registration), FOOT_AT: _foot(registration)}
    page = _page(registration.webinar)
    text = "".join(line.text for block in blocks.values() for line in block)
    family = _add_fonts(page, text)
    _mark(page)
    for top, block in blocks.items():
        page.set_xy(LEFT, top)
        for line in block:
            _write(page, line, family)
    return bytes(page.output())


def _lines(registration: Registration) -> list[Line]:
    webinar = registration.webinar
    lines = [
        Line(_("Certificate of attendance"), 30, is_strong=True),
        Line(_cut(registration.name) or "–", 24, 9, is_strong=True, colour=EUROPE),
        Line(_cut(registration.organisation), 14, 1, colour=SOFT),
        Line(_("has taken part in the webinar"), 14, 7),
        Line(webinar.title, 20 if len(webinar.title) <= LONG else 15, 2, is_strong=True),
        Line(both_clocks(webinar.starts_at), 14, 4),
        Line(_time_spent(registration), 14, 1),
    ]
    return [line for line in lines if line.text]


def _cut(text: str) -> str:
    return one_line(text, LONG)


def _foot(registration: Registration) -> list[Line]:
    """Who says so, and how that can be verified."""
    path = reverse("events:verify-certificate", args=[registration.certificate])
    number = _("Number %(number)s") % {"number": registration.certificate}
    return [
        Line(_("EU–Japan Regional Cooperation Helpdesk"), 12, is_strong=True),
        Line(number, 10, 1, colour=SOFT),
        Line(_("Verify at:"), 10, 0, colour=SOFT),
        Line(address_of(path), 10, 0, colour=SOFT),
    ]


def _time_spent(registration: Registration) -> str:
    """As the list of the video platform has it; else how long the webinar was."""
    webinar = registration.webinar
    if minutes := registration.attended_minutes:
        text = ngettext("Present for %(count)s minute", "Present for %(count)s minutes", minutes)
    else:
        minutes = int((webinar.ends_at - webinar.starts_at).total_seconds()) // 60
        text = ngettext("Duration: %(count)s minute", "Duration: %(count)s minutes", minutes)
    return text % {"count": minutes}


def _page(webinar: Webinar) -> FPDF:
    """Empty, with what readers and screen readers are told of it."""
    page = FPDF(orientation="landscape", format="A4")
    page.set_lang(get_language() or "en")
    page.set_title(f"{_('Certificate of attendance')} – {one_line(webinar.title)}")
    page.set_author(_("EU–Japan Regional Cooperation Helpdesk"))
    page.set_creator(_("EU–Japan Regional Cooperation Helpdesk"))
    page.set_creation_date(webinar.ends_at)
    page.viewer_preferences = ViewerPreferences(display_doc_title=True)
    page.set_auto_page_break(False)
    page.set_margins(LEFT, TOP)
    page.add_page()
    return page


def _add_fonts(page: FPDF, text: str) -> str:
    """Returns the reader's; the Japanese one is large, and there only where it is needed."""
    is_japanese = get_language() == "ja"
    needs_japanese = is_japanese or any(ord(letter) > LAST_LATIN for letter in text)
    for (family, style), place in FILES.items():
        if family == LATIN or needs_japanese:
            page.add_font(family, style, font_file(*place))
    first, other = (JAPANESE, LATIN) if is_japanese else (LATIN, JAPANESE)
    if needs_japanese:
        page.set_fallback_fonts([other], exact_match=False)
    return first


@lru_cache(maxsize=len(FILES))
def font_file(package: str, name: str) -> Path:
    """Where an installed package keeps its file; nothing of the package is run."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(spec.submodule_search_locations[0]) / name


def _mark(page: FPDF) -> None:
    """The ring and the disc, joined: our mark."""
    page.set_line_width(2)
    page.set_draw_color(*EUROPE)
    page.set_fill_color(*JAPAN)
    page.circle(x=LEFT + 19, y=TOP + 8, radius=8, style="F")
    page.circle(x=LEFT + 8, y=TOP + 8, radius=7, style="D")


def _write(page: FPDF, line: Line, family: str) -> None:
    """Wrapped to the width. In a context of its own: after a fallback font the page would not know
    which font is set."""
    has_weight = line.is_strong and family == LATIN
    page.set_y(page.get_y() + line.gap)
    with page.local_context():
        page.set_font(family, style="B" if has_weight else "", size=line.size)
        page.set_text_color(*line.colour)
        page.multi_cell(
            WIDTH,
            line.size * MILLIMETRES * LEADING,
            line.text,
            align=Align.L,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            wrapmode=_wrapping(line.text),
        )


def _wrapping(text: str) -> WrapMode:
    """Japanese has no spaces to wrap at."""
    japanese = sum(ord(letter) > LAST_LATIN for letter in text)
    return WrapMode.CHAR if 2 * japanese > len(text) else WrapMode.WORD
