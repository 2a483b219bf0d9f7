from django.urls import path

from profiles import views

app_name = "profiles"

urlpatterns = [
    path("partners/", views.list_profiles, name="list-profiles"),
    path("partners/<int:pk>-<slug:slug>/", views.show_profile, name="show-profile"),
]
