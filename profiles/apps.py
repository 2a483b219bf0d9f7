from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        from profiles.accounts import sessions
        from profiles.privacy.sections import register_sections

        register_sections()
        sessions.connect()
