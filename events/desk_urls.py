"""The desk's pages for webinars."""

from django.urls import URLPattern

from events import people_urls

DESK = "desk/webinars/"

urlpatterns: list[URLPattern] = [
    *people_urls.urlpatterns,
]
