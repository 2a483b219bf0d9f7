from django.urls import path

from matching.partnerships import desk_views, member_views, signing_views, views

app_name = "partnerships"

ONE = "partnerships/<int:pk>/"
DESK = "desk/partnerships/"

urlpatterns = [
    path("partnerships/", views.list_partnerships, name="list-partnerships"),
    path("partnerships/mine/", member_views.list_my_partnerships, name="list-my-partnerships"),
    path(ONE, views.show_partnership, name="show-partnership"),
    path(f"{ONE}activity/", member_views.report_activity, name="report-activity"),
    path(f"{ONE}update/", member_views.propose_update, name="propose-update"),
    path("partnerships/documents/<uuid:key>/", views.download_document, name="download-document"),
    path(DESK, desk_views.show_board, name="show-board"),
    path(f"{DESK}new/", desk_views.register_partnership, name="register-partnership"),
    path(f"{DESK}<int:pk>/edit/", desk_views.edit_partnership, name="edit-partnership"),
    path(f"{DESK}<int:pk>/next/", desk_views.plan_next_action, name="plan-next-action"),
    path(f"{DESK}<int:pk>/amend/", signing_views.amend_partnership, name="amend-partnership"),
    path(
        f"{DESK}amendments/<int:pk>/withdraw/",
        signing_views.withdraw_amendment,
        name="withdraw-amendment",
    ),
    path(
        f"{DESK}activities/<int:pk>/remove/",
        signing_views.remove_activity,
        name="remove-activity",
    ),
    path(f"{DESK}<int:pk>/documents/", signing_views.add_document, name="add-document"),
    path(
        f"{DESK}documents/<uuid:key>/remove/",
        signing_views.remove_document,
        name="remove-document",
    ),
    path(f"{DESK}<int:pk>/signatories/", signing_views.add_signatory, name="add-signatory"),
    path(f"{DESK}<int:pk>/goals/", signing_views.add_goal, name="add-goal"),
    path(f"{DESK}goals/<int:pk>/reached/", signing_views.reach_goal, name="reach-goal"),
    path(
        "desk/introductions/<int:pk>/partnership/",
        desk_views.found_partnership,
        name="found-partnership",
    ),
]
