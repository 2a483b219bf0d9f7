from django.urls import path

from profiles.editor import views

urlpatterns = [
    path("organisations/<int:pk>/edit/", views.edit_profile, name="edit-profile"),
]
