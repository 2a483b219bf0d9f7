from django.urls import path

from helpdesk.desk import views
from helpdesk.desk.exchange_urls import urlpatterns as exchange

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="show-desk"),
    *exchange,
]
