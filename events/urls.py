from django.urls import path

from events.desk import urls as desk_urls
from events.editor import urls as editor_urls
from events.live import urls as live_urls
from events.public import feed_views, views
from events.sign_up import urls as registration_urls

app_name = "events"

SERIES = "webinars/series/<slug:slug>"

urlpatterns = [
    path("webinars/", views.list_webinars, name="list-webinars"),
    path("webinars/feed.ics", feed_views.show_feed, name="show-feed"),
    path("webinars/feed.atom", feed_views.show_atom, name="show-atom"),
    path("webinars/embed/", feed_views.embed_webinars, name="embed-webinars"),
    path("webinars/subscribe/", feed_views.show_subscriptions, name="show-subscriptions"),
    path(f"{SERIES}/", views.show_series, name="show-series"),
    path(f"{SERIES}.ics", feed_views.show_series_feed, name="show-series-feed"),
    path("webinars/<int:year>/<int:month>/", views.show_month, name="show-month"),
    path("webinars/<int:pk>.ics", feed_views.download_entry, name="download-entry"),
    path("webinars/speakers/<int:pk>/picture/", views.show_speaker, name="show-speaker"),
    *registration_urls.urlpatterns,
    *live_urls.urlpatterns,
    *editor_urls.urlpatterns,
    *desk_urls.urlpatterns,
    path("webinars/<int:pk>/<slug:slug>/", views.show_webinar, name="show-webinar"),
]
