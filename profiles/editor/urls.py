from django.urls import path

from profiles.editor.logo_views import upload_logo
from profiles.editor.preview_views import preview_profile
from profiles.editor.submit_views import discard_changes, submit_profile, take_back_profile
from profiles.editor.views import edit_profile, edit_section

urlpatterns = [
    path("organisations/<int:pk>/edit/", edit_profile, name="edit-profile"),
    path("organisations/<int:pk>/edit/<slug:section>/", edit_section, name="edit-section"),
    path("organisations/<int:pk>/submit/", submit_profile, name="submit-profile"),
    path("organisations/<int:pk>/take-back/", take_back_profile, name="take-back-profile"),
    path("organisations/<int:pk>/discard/", discard_changes, name="discard-changes"),
    path("organisations/<int:pk>/preview/", preview_profile, name="preview-profile"),
    path("organisations/<int:pk>/logo/", upload_logo, name="upload-logo"),
]
