"""The conversation of those who are introduced. Every view comes in by a `Door`."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.introductions import conversing
from matching.introductions.conversation_forms import AfterForm, MessageForm, TranslationForm
from matching.introductions.conversation_pages import conversation_for
from matching.introductions.doors import Door
from matching.introductions.models import Message, MessageFile
from profiles.limits import limit

FAULTY = 422
Forms = dict[str, object]


@require_safe
def show_conversation(request: HttpRequest, door: Door) -> HttpResponse:
    form = AfterForm(request.GET)
    after = form.cleaned_data["after"] if form.is_valid() else 0
    return _show(request, door, after=after or 0)


def _show(
    request: HttpRequest,
    door: Door,
    *,
    after: int = 0,
    translation: TranslationForm | None = None,
    **faulty: MessageForm,
) -> HttpResponse:
    """`translation` and `faulty` are forms that were not filled in rightly."""
    forms: Forms = {}
    if door.may_act:
        forms = {"form": MessageForm(), "private_form": MessageForm(prefix="private")}
    context = {
        "conversation": conversation_for(door, after=after, faulty=translation),
        "door": door,
        "introduction": door.introduction,
        "write_url": door.url("write-message"),
        "write_privately_url": door.url("write-privately"),
        **forms,
        **faulty,
    }
    status = FAULTY if faulty or translation else 200
    return render(request, "introductions/show_conversation.html", context, status=status)


@require_POST
@limit("write-message")
def write_message(request: HttpRequest, door: Door) -> HttpResponse:
    door.require_acting()
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, door, form=form)
    _write(request, door, form)
    messages.success(request, _("Sent. The others get a mail."))
    return door.back_to("show-conversation", "#write")


@require_POST
@limit("write-message")
def write_privately(request: HttpRequest, door: Door) -> HttpResponse:
    """A party to the helpdesk; the helpdesk answers on the page of the introduction."""
    door.require_acting()
    if door.is_helpdesk:
        return door.back_to("show-conversation")
    form = MessageForm(request.POST, request.FILES, prefix="private")
    if not form.is_valid():
        return _show(request, door, private_form=form)
    _write(request, door, form, is_private=True)
    messages.success(request, _("Sent to the helpdesk. Nobody else reads it."))
    return door.back_to("show-conversation", "#private")


def _write(
    request: HttpRequest, door: Door, form: MessageForm, *, is_private: bool = False
) -> Message:
    party = door.reader.party
    return conversing.write(
        door.introduction,
        party=party,
        author=None if door.token else request.user,
        private_to=party if is_private else None,
        **form.cleaned_data,
    )


@require_POST
def translate_message(request: HttpRequest, door: Door, message: int) -> HttpResponse:
    door.require_helpdesk()
    row = get_object_or_404(door.introduction.messages, pk=message)
    form = TranslationForm(request.POST, message=row)
    if not form.is_valid():
        return _show(request, door, translation=form)
    conversing.translate(row, by=request.user, **form.cleaned_data)
    messages.success(request, _("The draft stands beside the original."))
    return door.back_to("show-conversation", f"#message-{row.pk}")


@require_safe
def download_file(request: HttpRequest, door: Door, key: UUID) -> HttpResponse:
    """As an attachment: what people send is never shown by our own pages."""
    readable = door.introduction.messages.readable_by(door.reader.party)
    file = get_object_or_404(MessageFile, key=key, message__in=readable)
    answer = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=file.name, content_type=file.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
