from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from helpdesk import views
from profiles.editor.logo_views import show_logo

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("logos/<uuid:name>.png", show_logo, name="show-logo"),
    path("", views.choose_language, name="choose-language"),
    *i18n_patterns(
        path("", include("helpdesk.pages")),
        path("", include("profiles.urls")),
        path("", include("matching.urls")),
        path("", include("matching.introductions.urls")),
        path("", include("matching.partnerships.urls")),
        path("", include("events.urls")),
        path("desk/", include("helpdesk.desk.urls")),
        path("account/", include("allauth.account.urls")),
        path("account/second-factor/", include("allauth.mfa.urls")),
        path("account/sessions/", include("allauth.usersessions.urls")),
    ),
]

handler400 = "helpdesk.views.bad_request"
handler403 = "helpdesk.views.forbidden"
handler404 = "helpdesk.views.not_found"
handler500 = "helpdesk.views.server_error"
