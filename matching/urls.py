from django.urls import path

from matching import desk_views, views

app_name = "matching"

urlpatterns = [
    path("partners/<int:pk>/suggestions/", views.list_suggestions, name="list-suggestions"),
    path("partners/<int:pk>/what-if/", views.try_changes, name="try-changes"),
    path("matches/<int:europe>-<int:japan>/", views.show_pair, name="show-pair"),
    path("matches/<int:europe>-<int:japan>/verdict/", views.give_verdict, name="give-verdict"),
    path("matches/<int:europe>-<int:japan>/block/", views.block_pair, name="block-pair"),
    path("matches/<int:europe>-<int:japan>/unblock/", views.unblock_pair, name="unblock-pair"),
    path("desk/runs/", desk_views.list_runs, name="list-runs"),
    path("desk/runs/start/", desk_views.start_run, name="start-run"),
    path("desk/runs/<int:pk>/", desk_views.show_run, name="show-run"),
    path("desk/runs/<int:pk>/cancel/", desk_views.cancel_run, name="cancel-run"),
    path("desk/weights/", desk_views.list_weights, name="list-weights"),
    path("desk/weights/learn/", desk_views.learn_weights, name="learn-weights"),
    path("desk/weights/try/", desk_views.try_weights, name="try-weights"),
    path("desk/weights/save/", desk_views.save_weights, name="save-weights"),
    path("desk/weights/<int:pk>/", desk_views.show_weights, name="show-weights"),
    path("desk/weights/<int:pk>/adopt/", desk_views.adopt_weights, name="adopt-weights"),
]
