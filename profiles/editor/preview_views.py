from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from profiles.editor.drafts import visible_draft
from profiles.editor.preview import profile_of


@never_cache
def preview_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page as it would be with the version under way; for the team and the helpdesk."""
    draft = visible_draft(request.user, pk)
    shown = profile_of(draft.profile, draft.document)
    context = {"draft": draft, "profile": shown}
    return render(request, "profiles/preview_profile.html", context)
