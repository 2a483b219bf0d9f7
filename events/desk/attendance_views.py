"""Import who took part from the list of a video platform: first look, then apply."""

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events.desk import attendance_matching
from events.desk.attendance import parse
from events.desk.attendee_pages import webinars
from events.models import AttendanceFile
from matching.access import staff_required
from profiles.exchange.reading import content_of

LATEST = 20


class AttendanceForm(forms.Form):
    file = forms.FileField(
        label=_("List of participants"),
        help_text=_(
            "The CSV file that Zoom, Webex or Teams offers after the meeting, or a table of your"
            " own with the columns “email” and “minutes”. Nothing is written yet."
        ),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        self.report = parse(content_of(file))
        return file


class ChosenForm(forms.Form):
    """Those found by their name whom staff take for the same person."""

    number = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: object, most: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].choices = [(it, it) for it in range(most)]  # type: ignore[attr-defined]


@staff_required
def import_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(webinars(), pk=pk)
    is_sent = request.method == "POST"
    form = AttendanceForm(request.POST, request.FILES) if is_sent else AttendanceForm()
    if is_sent and form.is_valid():
        name = form.cleaned_data["file"].name
        file = attendance_matching.keep(webinar, form.report, name=name, by=request.user)
        return redirect("events:show-attendance-file", pk=file.pk)
    files = webinar.attendance_files.select_related("imported_by").defer("rows")[:LATEST]
    context = {"webinar": webinar, "form": form, "files": files}
    status = 422 if form.errors else 200
    return render(request, "events/import_attendance.html", context, status=status)


@staff_required
def show_attendance_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the list fits; nobody, once it is applied."""
    files = AttendanceFile.objects.select_related("webinar", "imported_by")
    file = get_object_or_404(files.prefetch_related("webinar__texts"), pk=pk)
    context = {
        "file": file,
        "webinar": file.webinar,
        "matching": attendance_matching.match(file),
    }
    return render(request, "events/show_attendance_file.html", context)


@require_POST
@staff_required
def apply_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(AttendanceFile, pk=pk)
    form = ChosenForm(request.POST, most=len(file.rows))
    numbers = form.cleaned_data["number"] if form.is_valid() else []
    count = attendance_matching.apply(file, numbers=numbers, by=request.user)
    messages.success(
        request,
        ngettext(
            "The attendance of %(count)d person was noted.",
            "The attendance of %(count)d people was noted.",
            count,
        )
        % {"count": count},
    )
    return redirect("events:show-attendance-file", pk=pk)
