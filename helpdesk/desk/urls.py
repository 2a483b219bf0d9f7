from django.urls import path

from helpdesk.desk import mail_views, views
from helpdesk.desk.exchange_urls import urlpatterns as exchange

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="show-desk"),
    path("mail/", mail_views.list_mails, name="list-mails"),
    path("mail/<int:pk>/", mail_views.show_mail, name="show-mail"),
    path("mail/<int:pk>/again/", mail_views.send_mail_again, name="send-mail-again"),
    path("mail/<int:pk>/cancel/", mail_views.cancel_mail, name="cancel-mail"),
    *exchange,
]
