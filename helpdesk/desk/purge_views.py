"""What is deleted when, by which rule: for staff, who must be able to say so."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from matching.access import staff_required
from profiles.models import Purge
from profiles.retention import RULES

PAGE_SIZE = 50


@staff_required
def list_purges(request: HttpRequest) -> HttpResponse:
    page = Paginator(Purge.objects.all(), PAGE_SIZE).get_page(request.GET.get("page"))
    labels = {rule.key: rule.label for rule in RULES}
    log = [(purge, labels.get(purge.rule, purge.rule)) for purge in page]
    context = {"rules": RULES, "page_obj": page, "log": log}
    return render(request, "helpdesk/list_purges.html", context)
