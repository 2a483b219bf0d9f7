from django.urls import path

from profiles.teams import views

urlpatterns = [
    path("organisations/", views.list_organisations, name="list-organisations"),
    path("organisations/register/", views.register_organisation, name="register-organisation"),
    path("organisations/<int:pk>/team/", views.show_team, name="show-team"),
    path("organisations/<int:pk>/join/", views.request_membership, name="request-membership"),
    path("invitations/<str:token>/", views.accept_invitation, name="accept-invitation"),
]
