from django.urls import path

from matching.introductions import (
    answer_views,
    board_views,
    desk_views,
    link_views,
    request_views,
    views,
)

app_name = "introductions"

PAIR = "matches/<int:europe>-<int:japan>/introduction/"

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
]
