"""The desk's pages for webinars."""

from django.urls import URLPattern

from events.desk import people_urls
from events.editor import urls as editor_urls

urlpatterns: list[URLPattern] = [
    *editor_urls.urlpatterns,
    *people_urls.urlpatterns,
]
