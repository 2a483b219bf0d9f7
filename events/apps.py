from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events import people, retention
        from events.public import on_pages

        people.register_sections()
        people.register_erasers()
        people.follow_accounts()
        retention.register_rules()
        on_pages.register_parts()
