"""After a webinar, from a participant's own page: feedback, certificate, wishes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.doors import by_link
from events.links import own_token
from events.live import certificates, wishes
from events.live.forms import FeedbackForm, InterestForm
from events.live.joining import has_ended
from events.models import Feedback, Registration
from events.states import Booking
from profiles.limits import limit

FAULTY = 422


@by_link()
def give_feedback(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Once for each participant; it may be changed."""
    if registration.state != Booking.CONFIRMED:
        raise Http404
    is_open = has_ended(registration.webinar)
    given = Feedback.objects.filter(registration=registration).first()
    is_sent = is_open and request.method == "POST"
    form = FeedbackForm(request.POST if is_sent else None, instance=given)
    if form.is_valid():
        Feedback.objects.update_or_create(registration=registration, defaults=form.cleaned_data)
        messages.success(request, _("Thank you. You can change your feedback at any time."))
        return redirect("events:show-registration", own_token(registration))
    context = _context(registration) | {"form": form, "is_open": is_open, "given": given}
    status = FAULTY if form.errors else 200
    return render(request, "events/give_feedback.html", context, status=status)


def _context(registration: Registration) -> dict[str, object]:
    return {
        "registration": registration,
        "webinar": registration.webinar,
        "token": own_token(registration),
    }


@by_link()
def ask_introduction(request: HttpRequest, registration: Registration) -> HttpResponse:
    """To organisations that were presented; members ask for themselves, with their own."""
    if registration.state != Booking.CONFIRMED:
        raise Http404
    offers = wishes.offers_for(registration, request.user)
    data = request.POST if request.method == "POST" else None
    form = InterestForm(data, profiles=[it.profile for it in offers if it.can_be_wished])
    if form.is_valid():
        wishes.wish(registration, **form.cleaned_data)
        messages.success(request, _("Thank you. The helpdesk will write to you."))
        return redirect("events:show-registration", own_token(registration))
    others = [it for it in offers if not it.can_be_wished]
    context = _context(registration) | {
        "form": form,
        "offers": offers,
        "others": others,
        "can_wish": len(others) < len(offers),
    }
    status = FAULTY if form.errors else 200
    return render(request, "events/ask_introduction.html", context, status=status)


@require_safe
@limit("certificate")
@by_link()
def download_certificate(request: HttpRequest, registration: Registration) -> HttpResponse:
    """In the language of the page from which it is fetched."""
    if not certificates.is_due(registration):
        raise Http404
    response = HttpResponse(certificates.draw(registration), content_type="application/pdf")
    name = f"certificate-{registration.webinar.starts_at:%Y-%m-%d}-{get_language()}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@login_not_required
def verify_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Whether we have issued it, for which webinar; for whom, only the paper says."""
    kept = Registration.objects.select_related("webinar").prefetch_related("webinar__texts")
    registration = get_object_or_404(kept, certificate=number)
    if not certificates.is_due(registration):
        raise Http404
    response = render(request, "events/verify_certificate.html", {"webinar": registration.webinar})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
