"""Tables as files to download."""

from collections.abc import Iterable, Sequence
from typing import Final

from django import forms
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from profiles.exchange.writing import Cell, csv_chunks, workbook

LONGEST_TITLE: Final = 31
"""Characters that a spreadsheet allows a sheet's name."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FormatForm(forms.Form):
    """CSV, unless XLSX is asked for."""

    format = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], required=False)

    @property
    def chosen(self) -> str:
        return (self.cleaned_data.get("format") if self.is_valid() else "") or "csv"


def download(
    form: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponseBase:
    """The file `name-2026-11-26.csv`, or `.xlsx`; its formulas are neutral."""
    filename = f"{name}-{timezone.now():%Y-%m-%d}.{form}"
    if form == "xlsx":
        file = workbook(header, rows, title=name[:LONGEST_TITLE].capitalize())
        return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)
    response = StreamingHttpResponse(
        csv_chunks(header, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
