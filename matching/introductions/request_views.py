"""Asking for an introduction, from the page of a pair or from a suggestion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from matching.facts import is_blocked
from matching.introductions import actions
from matching.introductions.disclosing import NobodyToContact
from matching.introductions.forms import RequestForm
from matching.introductions.models import Introduction
from matching.introductions.pages import explanation_of
from profiles.disclosing import NoLegalBasis, NotTheirOrganisation, basis_for
from profiles.models import Profile, User
from profiles.moving import ForbiddenMove

IMPOSSIBLE = (
    actions.PairRests,
    actions.NotPublic,
    NobodyToContact,
    NoLegalBasis,
    NotTheirOrganisation,
    ForbiddenMove,
)
FAULTY = 422
Pair = tuple[Profile, Profile]


@never_cache
def request_introduction(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    sides = pair(europe, japan)
    own = speaking_for(request.user, sides)
    standing = Introduction.objects.visible_to(request.user).standing().between(*sides)
    if found := standing.first():
        messages.info(request, _("There is an introduction of these two already: here it is."))
        return redirect("introductions:show-introduction", found.pk)
    form = RequestForm(request.POST or None, sides=sides)
    error = _hindrance(request.user, sides, own)
    if error is None and form.is_valid():
        try:
            made = _request(request, form, sides, own)
        except IMPOSSIBLE as refusal:
            error = refusal
        else:
            return redirect("introductions:show-introduction", made.pk)
    return _show(request, form, sides, own, error)


def pair(europe: int, japan: int) -> Pair:
    """Both sides, in the directory, ready to be compared."""
    sides = Profile.objects.published().for_comparison()
    return (
        get_object_or_404(sides.on_side("europe"), pk=europe),
        get_object_or_404(sides.on_side("japan"), pk=japan),
    )


def speaking_for(user: User, sides: Pair) -> Profile:
    """The side for which somebody speaks, Europe first; strangers 404, who only looks on 403."""
    both = Profile.objects.filter(pk__in=[side.pk for side in sides])
    spoken_for = set(both.spoken_for_by(user).values_list("pk", flat=True))
    found = next((side for side in sides if side.pk in spoken_for), None)
    if found is not None:
        return found
    if both.visible_to(user).exists() and not is_blocked(*sides):
        raise PermissionDenied
    raise Http404


def other_of(sides: Pair, own: Profile) -> Profile:
    return next(side for side in sides if side != own)


def hindrance(sides: Pair) -> Exception | None:
    """What stands in the way of an introduction of these two."""
    try:
        actions.require_possible(*sides)
    except (actions.PairRests, actions.NotPublic) as error:
        return error
    return None


def _hindrance(user: User, sides: Pair, own: Profile) -> Exception | None:
    """The same for the one who asks, before a word is written."""
    if error := hindrance(sides):
        return error
    return NoLegalBasis() if basis_for(user, own, other_of(sides, own)) is None else None


def _request(request: HttpRequest, form: RequestForm, sides: Pair, own: Profile) -> Introduction:
    made = actions.request_introduction(*sides, for_=own, by=request.user, **form.cleaned_data)
    messages.success(request, _("The helpdesk has your request. You will hear from it by mail."))
    return made


def _show(
    request: HttpRequest, form: RequestForm, sides: Pair, own: Profile, error: Exception | None
) -> HttpResponse:
    europe, japan = sides
    context = {
        "form": form,
        "europe": europe,
        "japan": japan,
        "other": other_of(sides, own),
        "explanation": explanation_of(europe, japan),
        "error": error,
        "needs_consent": isinstance(error, NoLegalBasis),
    }
    is_faulty = bool(form.errors) or (request.method == "POST" and error is not None)
    status = FAULTY if is_faulty else 200
    return render(request, "introductions/request_introduction.html", context, status=status)
