"""Signing up, and a participant's own page: by signed link, without an account."""

from django.urls import path

from events import registration_views as views

OWN = "webinars/registration/<str:token>/"

urlpatterns = [
    path("webinars/confirm/<str:token>/", views.confirm_registration, name="confirm-registration"),
    path(OWN, views.show_registration, name="show-registration"),
]
