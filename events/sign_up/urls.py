"""Signing up, and a participant's own page: by signed link, without an account."""

from django.urls import path

from events.sign_up import registration_views as own
from events.sign_up import views as sign_up

OWN = "webinars/registration/<str:token>/"

urlpatterns = [
    path("webinars/mine/", sign_up.list_my_registrations, name="list-my-registrations"),
    path("webinars/<int:pk>/register/", sign_up.register_webinar, name="register-webinar"),
    path("webinars/<int:pk>/register/sent/", sign_up.check_mailbox, name="check-mailbox"),
    path(
        "webinars/confirm/<str:token>/", sign_up.confirm_registration, name="confirm-registration"
    ),
    path(OWN, own.show_registration, name="show-registration"),
    path(f"{OWN}edit/", own.edit_registration, name="edit-registration"),
    path(f"{OWN}cancel/", own.cancel_registration, name="cancel-registration"),
    path(f"{OWN}accept/", own.accept_seat, name="accept-seat"),
    path(f"{OWN}consents/", own.choose_registration_consents, name="choose-registration-consents"),
    path(f"{OWN}calendar.ics", own.download_own_entry, name="download-own-entry"),
    path(f"{OWN}participants/", own.list_participants, name="list-participants"),
    path(f"{OWN}data/", own.export_registration, name="export-registration"),
    path(f"{OWN}erase/", own.erase_registration, name="erase-registration"),
]
