from django.urls import path

from profiles.editor import views

urlpatterns = [
    path("organisations/<int:pk>/edit/", views.edit_profile, name="edit-profile"),
    path("organisations/<int:pk>/edit/<slug:section>/", views.edit_section, name="edit-section"),
    path("organisations/<int:pk>/submit/", views.submit_profile, name="submit-profile"),
    path("organisations/<int:pk>/take-back/", views.take_back_profile, name="take-back-profile"),
    path("organisations/<int:pk>/discard/", views.discard_changes, name="discard-changes"),
    path("organisations/<int:pk>/preview/", views.preview_profile, name="preview-profile"),
    path("organisations/<int:pk>/logo/", views.upload_logo, name="upload-logo"),
    path("partners/<int:pk>/contact/", views.show_contact, name="show-contact"),
]
