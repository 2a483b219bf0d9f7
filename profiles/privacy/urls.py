from django.urls import path

from profiles.privacy import views

urlpatterns = [
    path("account/data/", views.show_my_data, name="show-my-data"),
    path("account/data/consents/", views.choose_consent, name="choose-consent"),
    path("account/data/mails/", views.choose_mails, name="choose-mails"),
    path("account/data/export/", views.export_my_data, name="export-my-data"),
    path("account/data/read/", views.read_my_data, name="read-my-data"),
    path("account/data/erase/", views.erase_my_account, name="erase-my-account"),
]
