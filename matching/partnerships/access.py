"""Who may act for a partnership. A stranger gets 404, a member who only looks on 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from matching.partnerships.models import Partnership


def own_partnership(request: HttpRequest, pk: int) -> Partnership:
    """One for which the visitor may speak; the helpdesk may for all."""
    found = Partnership.objects.own_or_staffs(request.user)
    partnership = get_object_or_404(found, pk=pk)
    own = Partnership.objects.filter(pk=pk).spoken_for_by(request.user)
    if not (request.user.is_staff or own.exists()):
        raise PermissionDenied
    return partnership
