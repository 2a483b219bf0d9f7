from django.urls import path

from profiles.freshness import views

urlpatterns = [
    path("confirm/<str:token>/", views.confirm_profile, name="confirm-profile"),
    path(
        "organisations/<int:pk>/confirm/", views.confirm_organisation, name="confirm-organisation"
    ),
]
