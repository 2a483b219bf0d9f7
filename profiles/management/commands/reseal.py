from typing import Any

from django.core.management.base import BaseCommand

from profiles.accounts.second_factor import reseal_all


class Command(BaseCommand):
    help = "After a change of SECRET_KEY: seal the secrets of second factors with the new one."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Sealed anew: {reseal_all()} second factors and sets of codes.")
