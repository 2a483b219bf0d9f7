from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "matching.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from matching.partnerships import people

        people.register_sections()
