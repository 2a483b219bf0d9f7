from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from matching.introductions import (
    answer_views,
    board_views,
    conversation_views,
    desk_views,
    link_views,
    meeting_views,
    request_views,
    views,
)
from matching.introductions.doors import by_link, signed_in

app_name = "introductions"

PAIR = "matches/<int:europe>-<int:japan>/introduction/"

ONE = "introductions/<int:pk>/"
LINK = "introductions/answer/<str:token>/"


def both_ways(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A page for those who sign in, and the same by the link of a third party."""
    return [
        path(f"{ONE}{route}", signed_in(view), name=name),
        path(f"{LINK}{route}", by_link(view), name=f"{name}-by-link"),
    ]


urlpatterns = [
    path(PAIR, request_views.request_introduction, name="request-introduction"),
    path(f"{PAIR}propose/", desk_views.propose_introduction, name="propose-introduction"),
    path("introductions/", views.list_introductions, name="list-introductions"),
    path("introductions/<int:pk>/", views.show_introduction, name="show-introduction"),
    path(
        "introductions/<int:pk>/accept/",
        answer_views.accept_introduction,
        name="accept-introduction",
    ),
    path(
        "introductions/<int:pk>/decline/",
        answer_views.decline_introduction,
        name="decline-introduction",
    ),
    path(
        "introductions/<int:pk>/withdraw/",
        answer_views.withdraw_introduction,
        name="withdraw-introduction",
    ),
    path("introductions/<int:pk>/contact/", answer_views.change_contact, name="change-contact"),
    path("introductions/<int:pk>/question/", answer_views.ask_broker, name="ask-broker"),
    path("introductions/<int:pk>/outcome/", answer_views.answer_outcome, name="answer-outcome"),
    path("introductions/<int:pk>/ask/", desk_views.ask_introduction, name="ask-introduction"),
    path(
        "introductions/<int:pk>/decline-request/",
        desk_views.decline_request,
        name="decline-request",
    ),
    path("introductions/<int:pk>/close/", desk_views.close_introduction, name="close-introduction"),
    path("introductions/<int:pk>/end-rest/", desk_views.end_rest, name="end-rest"),
    path("introductions/<int:pk>/assign/", desk_views.assign_broker, name="assign-broker"),
    path(
        "introductions/<int:pk>/answer/<int:party>/",
        desk_views.answer_question,
        name="answer-question",
    ),
    path("introductions/answer/<str:token>/", link_views.answer_by_link, name="answer-by-link"),
    path(
        "introductions/outcome/<str:token>/",
        link_views.answer_outcome_by_link,
        name="answer-outcome-by-link",
    ),
    path("desk/introductions/", board_views.show_board, name="show-board"),
    *both_ways("conversation/", conversation_views.show_conversation, "show-conversation"),
    *both_ways("conversation/write/", conversation_views.write_message, "write-message"),
    *both_ways("conversation/privately/", conversation_views.write_privately, "write-privately"),
    *both_ways("files/<uuid:key>/", conversation_views.download_file, "download-file"),
    path(
        f"{ONE}conversation/<int:message>/translation/",
        signed_in(conversation_views.translate_message),
        name="translate-message",
    ),
    *both_ways("meeting/", meeting_views.plan_meeting, "plan-meeting"),
    *both_ways("meeting/start/", meeting_views.start_meeting, "start-meeting"),
    *both_ways("meeting/times/", meeting_views.mark_availability, "mark-availability"),
    *both_ways("meeting/agree/", meeting_views.agree_meeting, "agree-meeting"),
    *both_ways("meeting/edit/", meeting_views.edit_meeting, "edit-meeting"),
    *both_ways("meeting/reopen/", meeting_views.reopen_meeting, "reopen-meeting"),
    *both_ways("meeting/cancel/", meeting_views.cancel_meeting, "cancel-meeting"),
    *both_ways("meeting/hours/", meeting_views.set_hours, "set-hours"),
    *both_ways("meeting/invitation.ics", meeting_views.download_invitation, "download-invitation"),
]
