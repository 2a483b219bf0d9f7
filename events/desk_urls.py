"""The desk's pages for webinars."""

from django.urls import URLPattern

DESK = "desk/webinars/"

urlpatterns: list[URLPattern] = []
