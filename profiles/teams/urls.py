from django.urls import include, path

from profiles.teams import invitation_views, request_views, team_views, views

team = [
    path("", team_views.show_team, name="show-team"),
    path("leave/", team_views.leave_team, name="leave-team"),
    path("members/<int:member>/role/", team_views.change_role, name="change-role"),
    path("members/<int:member>/remove/", team_views.remove_member, name="remove-member"),
    path("members/<int:member>/hand-over/", team_views.hand_over_team, name="hand-over-team"),
    path("invite/", invitation_views.invite_person, name="invite-person"),
    path(
        "invitations/<int:letter>/resend/",
        invitation_views.resend_invitation,
        name="resend-invitation",
    ),
    path(
        "invitations/<int:letter>/withdraw/",
        invitation_views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("requests/<int:asked>/accept/", request_views.accept_request, name="accept-request"),
    path("requests/<int:asked>/decline/", request_views.decline_request, name="decline-request"),
]

urlpatterns = [
    path("organisations/", views.list_organisations, name="list-organisations"),
    path("organisations/register/", views.register_organisation, name="register-organisation"),
    path(
        "organisations/<int:pk>/join/", request_views.request_membership, name="request-membership"
    ),
    path(
        "organisations/<int:pk>/take-over/",
        request_views.request_take_over,
        name="request-take-over",
    ),
    path("organisations/<int:pk>/team/", include(team)),
    path("requests/<int:pk>/withdraw/", request_views.withdraw_request, name="withdraw-request"),
    path("invitations/<str:token>/", invitation_views.accept_invitation, name="accept-invitation"),
    path(
        "invitations/<int:pk>/answer/",
        invitation_views.answer_invitation,
        name="answer-invitation",
    ),
]
