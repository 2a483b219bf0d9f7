from django.urls import path

from profiles.accounts import views

urlpatterns = [
    path("account/", views.show_account, name="show-account"),
    path("account/edit/", views.edit_account, name="edit-account"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end-session"),
]
