from django.urls import path

from events import desk_urls, live_urls, registration_urls, views

app_name = "events"

urlpatterns = [
    *registration_urls.urlpatterns,  # before `show-webinar`, which takes any word for a title
    *live_urls.urlpatterns,
    path("webinars/", views.list_webinars, name="list-webinars"),
    path("webinars/<int:pk>/<slug:slug>/", views.show_webinar, name="show-webinar"),
    *desk_urls.urlpatterns,
]
