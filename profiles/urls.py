from django.urls import path

from profiles import contact_views, mail_views, views
from profiles.accounts.urls import urlpatterns as accounts
from profiles.editor.urls import urlpatterns as editor
from profiles.freshness.urls import urlpatterns as freshness
from profiles.privacy.urls import urlpatterns as privacy
from profiles.teams.urls import urlpatterns as teams

app_name = "profiles"

urlpatterns = [
    path("partners/", views.list_profiles, name="list-profiles"),
    path("partners/<int:pk>-<slug:slug>/", views.show_profile, name="show-profile"),
    path("partners/<int:pk>/contact/", contact_views.show_contact, name="show-contact"),
    path("mail/unsubscribe/<str:token>/", mail_views.unsubscribe, name="unsubscribe"),
    *accounts,
    *editor,
    *teams,
    *privacy,
    *freshness,
]
