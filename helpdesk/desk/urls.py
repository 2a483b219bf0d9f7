from django.urls import path

from helpdesk.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="show-desk"),
]
