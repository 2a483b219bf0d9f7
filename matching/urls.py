from django.urls import path

from matching import views

app_name = "matching"

urlpatterns = [
    path("partners/<int:pk>/suggestions/", views.list_suggestions, name="list-suggestions"),
    path("matches/<int:europe>-<int:japan>/", views.show_pair, name="show-pair"),
    path("desk/runs/", views.list_runs, name="list-runs"),
    path("desk/runs/start/", views.start_run, name="start-run"),
    path("desk/runs/<int:pk>/", views.show_run, name="show-run"),
]
