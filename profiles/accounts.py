from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves until organisations can register."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
