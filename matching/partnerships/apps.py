from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "matching.partnerships"
    label = "partnerships"
