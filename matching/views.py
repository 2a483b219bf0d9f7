from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching import facts, pages, what_if
from matching.access import voice_of
from matching.forms import BlockForm, SectorForm, VerdictForm, WhatIfForm
from matching.models import PairFact, Verdict
from matching.pages import Live
from profiles import encoder
from profiles.models import Profile, Sector

SHOWN = 20


@login_not_required
def list_suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.published().for_cards(), pk=pk)
    form = SectorForm(request.GET)
    if not form.is_valid():
        raise Http404
    sector, live = form.cleaned_data["sector"], Live.get()
    context = {
        "profile": profile,
        "sectors": Sector.objects.all(),
        "sector": sector,
        "suggestions": pages.suggestions(live, profile, sector, SHOWN) if live else [],
        "can_edit": _may_speak_for(request, profile),
    }
    if live and not sector:
        context["strengthenings"] = pages.strengthenings(live, profile)
        context["connections"] = pages.connections(live, profile)
    return render(request, "matching/list_suggestions.html", context)


def _may_speak_for(request: HttpRequest, profile: Profile) -> bool:
    own = Profile.objects.filter(pk=profile.pk).spoken_for_by(request.user)
    return request.user.is_staff or own.exists()


@login_not_required
def show_pair(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    """Two profiles side by side, and what makes their score."""
    return _show_pair(request, *_visible_pair(request, europe, japan))


def _visible_pair(
    request: HttpRequest, europe: int, japan: int
) -> tuple[Profile, Profile, Verdict.Voice | None]:
    """Both sides, and for whom the reader speaks. A blocked pair exists for its sides and staff."""
    sides = Profile.objects.published().for_page()
    left = get_object_or_404(sides.on_side("europe"), pk=europe)
    right = get_object_or_404(sides.on_side("japan"), pk=japan)
    voice = voice_of(request.user, left, right)
    if voice is None and facts.is_blocked(left, right):
        raise Http404
    return left, right, voice


def _show_pair(
    request: HttpRequest,
    europe: Profile,
    japan: Profile,
    voice: Verdict.Voice | None,
    *,
    verdict_form: VerdictForm | None = None,
    block_form: BlockForm | None = None,
) -> HttpResponse:
    form = SectorForm(request.GET)
    if not form.is_valid():
        raise Http404
    live, sector = Live.get(), form.cleaned_data["sector"]
    context = {"europe": europe, "japan": japan, "sector": sector}
    if live:
        match = live.between(europe, japan)
        explanation = live.explain(match, sector)
        context |= {
            "match": match,
            "explanation": explanation,
            "parts": pages.part_rows(explanation),
            "total": 100 * explanation.score,
            "by_sector": pages.sector_rows(match, live.weights, list(Sector.objects.all())),
        }
    if voice:
        between = {"europe": europe, "japan": japan}
        verdicts = Verdict.objects.filter(**between).select_related("actor").newest()
        if voice != Verdict.Voice.STAFF:
            verdicts = verdicts.filter(voice=voice)
        context |= {
            "voice": voice,
            "verdicts": verdicts,
            "facts": PairFact.objects.in_force().filter(**between),
            "own_block": f"block-{voice}",
            "verdict_form": verdict_form or VerdictForm(),
            "block_form": block_form or BlockForm(prefix="block"),
        }
    faulty = any(form and form.errors for form in (verdict_form, block_form))
    return render(request, "matching/show_pair.html", context, status=422 if faulty else 200)


def _own_pair(
    request: HttpRequest, europe: int, japan: int
) -> tuple[Profile, Profile, Verdict.Voice]:
    """The pair and the voice of somebody who may speak of it; others get 403."""
    left, right, voice = _visible_pair(request, europe, japan)
    if voice is None:
        raise PermissionDenied
    return left, right, voice


@require_POST
def give_verdict(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    left, right, voice = _own_pair(request, europe, japan)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _show_pair(request, left, right, voice, verdict_form=form)
    data = form.cleaned_data
    facts.give_verdict(
        left,
        right,
        data["opinion"],
        voice=voice,
        by=request.user,
        until=data["until"] if data["opinion"] == Verdict.Opinion.NOT_NOW else None,
        reason=data["reason"],
    )
    messages.success(request, _("Your opinion is noted. You can change it at any time."))
    return redirect("matching:show-pair", europe, japan)


@require_POST
def block_pair(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    left, right, voice = _own_pair(request, europe, japan)
    form = BlockForm(request.POST, prefix="block")
    if not form.is_valid():
        return _show_pair(request, left, right, voice, block_form=form)
    facts.block_pair(left, right, voice=voice, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Blocked: neither side is shown the other any more."))
    return redirect("matching:show-pair", europe, japan)


@require_POST
def unblock_pair(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    left, right, voice = _own_pair(request, europe, japan)
    reason = "Unblocked on the page of the pair"
    if facts.unblock_pair(left, right, voice=voice, by=request.user, reason=reason):
        messages.success(request, _("The block is lifted."))
    return redirect("matching:show-pair", europe, japan)


def try_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What one more topic, need or offer would do to a profile's suggestions; stores nothing."""
    profile = get_object_or_404(Profile.objects.published().for_page(), pk=pk)
    if not _may_speak_for(request, profile):
        raise PermissionDenied
    form = WhatIfForm(request.GET or None, profile=profile)
    live = Live.get()
    places = []
    if live and form.is_valid() and form.asks_something():
        places = what_if.with_changes(live.run, profile, **form.cleaned_data)
    context = {
        "profile": profile,
        "form": form,
        "rows": _named(places, without=facts.hidden_from(profile)),
        "has_asked": bool(places),
        "unread": unread_languages(profile),
    }
    return render(request, "matching/try_changes.html", context)


def _named(
    places: list[what_if.Place], *, without: set[int]
) -> list[tuple[what_if.Place, Profile]]:
    partners = what_if.profiles_of(places)
    shown = partners.keys() - without
    return [(place, partners[place.partner]) for place in places if place.partner in shown]


def unread_languages(profile: Profile) -> list[str]:
    """The languages of the profile's texts that the score cannot read."""
    written = {text.language for text in profile.texts.all() if text.description}
    written |= {text.language for s in profile.statements.all() for text in s.texts.all()}
    return sorted(written - encoder.LANGUAGES)
