"""The helpdesk's own public pages."""

from django.urls import path

from helpdesk import views

app_name = "helpdesk"

urlpatterns = [
    path("", views.show_home, name="show-home"),
    path("about/", views.show_about, name="show-about"),
    path("accessibility/", views.show_accessibility, name="show-accessibility"),
    path("privacy/", views.show_privacy, name="show-privacy"),
]
