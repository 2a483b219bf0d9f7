"""During a webinar and after it: the way in, questions, feedback, certificate."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
