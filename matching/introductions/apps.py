from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "matching.introductions"
    label = "introductions"

    def ready(self) -> None:
        from matching.introductions import people

        people.register_sections()
        people.register_erasers()
