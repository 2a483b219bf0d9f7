from django.urls import path

from events import desk_urls, live_urls, registration_urls, views

app_name = "events"

urlpatterns = [
    path("webinars/", views.list_webinars, name="list-webinars"),
    path("webinars/<int:pk>/<slug:slug>/", views.show_webinar, name="show-webinar"),
    *registration_urls.urlpatterns,
    *live_urls.urlpatterns,
    *desk_urls.urlpatterns,
]
