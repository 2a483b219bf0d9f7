"""The desk's pages about participants."""

from django.urls import path

from events.desk import (
    attendance_views,
    circular_views,
    follow_up_views,
    moderating_views,
    statistics_views,
)
from events.desk import attendee_views as views

WEBINAR = "desk/webinars/<int:pk>/"

urlpatterns = [
    path(f"{WEBINAR}registrations/", views.list_registrations, name="list-registrations"),
    path(
        f"{WEBINAR}registrations/change/", views.change_registrations, name="change-registrations"
    ),
    path(
        f"{WEBINAR}registrations/export/", views.export_registrations, name="export-registrations"
    ),
    path(f"{WEBINAR}check-in/", views.check_in, name="check-in"),
    path("desk/registrations/<int:pk>/", views.show_attendee, name="show-attendee"),
    path("desk/registrations/<int:pk>/change/", views.change_attendee, name="change-attendee"),
    path("desk/registrations/<int:pk>/correct/", views.correct_attendee, name="correct-attendee"),
    path(f"{WEBINAR}attendance/", attendance_views.import_attendance, name="import-attendance"),
    path(
        "desk/attendance/<int:pk>/",
        attendance_views.show_attendance_file,
        name="show-attendance-file",
    ),
    path(
        "desk/attendance/<int:pk>/apply/",
        attendance_views.apply_attendance,
        name="apply-attendance",
    ),
    path(f"{WEBINAR}questions/", moderating_views.moderate_questions, name="moderate-questions"),
    path("desk/webinars/questions/<int:pk>/", moderating_views.move_question, name="move-question"),
    path(f"{WEBINAR}circulars/", circular_views.write_circular, name="write-circular"),
    path("desk/circulars/<int:pk>/", circular_views.show_circular, name="show-circular"),
    path("desk/circulars/<int:pk>/edit/", circular_views.edit_circular, name="edit-circular"),
    path("desk/circulars/<int:pk>/test/", circular_views.try_circular, name="try-circular"),
    path("desk/circulars/<int:pk>/send/", circular_views.send_circular, name="send-circular"),
    path(
        "desk/webinars/statistics/",
        statistics_views.show_all_statistics,
        name="show-all-statistics",
    ),
    path(f"{WEBINAR}statistics/", statistics_views.show_statistics, name="show-statistics"),
    path("desk/follow-ups/", follow_up_views.list_follow_ups, name="list-follow-ups"),
    path("desk/follow-ups/<int:pk>/move/", follow_up_views.move_interest, name="move-interest"),
]
