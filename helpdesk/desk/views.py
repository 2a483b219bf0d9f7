from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from events.desk import follow_ups
from matching.access import staff_required
from matching.models import Run, WeightSet
from profiles.models import Mail, MembershipRequest, Profile, Revision
from profiles.states import MailState, Status


@staff_required
def show_desk(request: HttpRequest) -> HttpResponse:
    """What waits for the helpdesk, with links to where it is done."""
    reviews = Revision.objects.submitted()
    requests = MembershipRequest.objects.open().for_staff()
    context = {
        "reviews": reviews.count(),
        "oldest_review": reviews.order_by("submitted_at").first(),
        "requests": requests.count(),
        "oldest_request": requests.order_by("created_at").first(),
        "unconfirmed": Profile.objects.filter(status=Status.STALE).count(),
        "mails": Mail.objects.filter(state__in=[MailState.DOUBTFUL, MailState.FAILED]).count(),
        "follow_ups": follow_ups.open_count(),
        "run": Run.objects.newest().first(),
        "weights": WeightSet.objects.current(),
    }
    return render(request, "helpdesk/show_desk.html", context)
