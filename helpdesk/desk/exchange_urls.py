from django.urls import path

from helpdesk.desk import exchange_views, unconfirmed_views

urlpatterns = [
    path("unconfirmed/", unconfirmed_views.list_unconfirmed, name="list-unconfirmed"),
    path(
        "unconfirmed/<int:pk>/confirm/",
        unconfirmed_views.confirm_on_behalf,
        name="confirm-on-behalf",
    ),
    path("unconfirmed/<int:pk>/remind/", unconfirmed_views.remind_again, name="remind-again"),
    path("import/", exchange_views.import_profiles, name="import-profiles"),
    path("import/template/", exchange_views.download_template, name="download-template"),
    path("import/<int:pk>/", exchange_views.show_import, name="show-import"),
    path("import/<int:pk>/run/", exchange_views.run_import, name="run-import"),
    path("export/", exchange_views.export_profiles, name="export-profiles"),
]
