from django.urls import path

from helpdesk.desk import (
    mail_views,
    purge_views,
    record_views,
    request_views,
    review_views,
    views,
)
from helpdesk.desk.exchange_urls import urlpatterns as exchange

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="show-desk"),
    path("mail/", mail_views.list_mails, name="list-mails"),
    path("mail/<int:pk>/", mail_views.show_mail, name="show-mail"),
    path("mail/<int:pk>/again/", mail_views.send_mail_again, name="send-mail-again"),
    path("mail/<int:pk>/cancel/", mail_views.cancel_mail, name="cancel-mail"),
    path("reviews/", review_views.list_reviews, name="list-reviews"),
    path("reviews/<int:pk>/", review_views.show_review, name="show-review"),
    path("reviews/<int:pk>/start/", review_views.start_review, name="start-review"),
    path("reviews/<int:pk>/take-over/", review_views.take_over_review, name="take-over-review"),
    path("reviews/<int:pk>/release/", review_views.release_review, name="release-review"),
    path("reviews/<int:pk>/approve/", review_views.approve_review, name="approve-review"),
    path("reviews/<int:pk>/changes/", review_views.request_changes, name="request-changes"),
    path("reviews/<int:pk>/reject/", review_views.reject_review, name="reject-review"),
    path("requests/", request_views.list_requests, name="list-requests"),
    path("requests/<int:pk>/", request_views.decide_request, name="decide-request"),
    path("profiles/", record_views.list_profiles, name="list-profiles"),
    path("profiles/<int:pk>/", record_views.show_profile_record, name="show-profile-record"),
    path("profiles/<int:pk>/archive/", record_views.archive_profile, name="archive-profile"),
    path("profiles/<int:pk>/back/", record_views.bring_back_profile, name="bring-back-profile"),
    path("profiles/<int:pk>/trust/", record_views.trust_profile, name="trust-profile"),
    path("profiles/<int:pk>/distrust/", record_views.distrust_profile, name="distrust-profile"),
    path("purges/", purge_views.list_purges, name="list-purges"),
    *exchange,
]
