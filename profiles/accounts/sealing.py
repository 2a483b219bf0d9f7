"""Secrets at rest: sealed with a key derived from SECRET_KEY, opened with it or a former one."""

import base64
from collections.abc import Iterable

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"helpdesk: secrets of the second factor, 1"
"""Binds the derived key to this use: the same SECRET_KEY signs sessions and links."""
KEY_BYTES = 32


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text; raises cryptography's InvalidToken if no key of ours has sealed it."""
    return _box().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """The same secret under the present key, after a change of SECRET_KEY."""
    return _box().rotate(sealed.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet(_fernets([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]))


def _fernets(secrets: Iterable[str]) -> list[Fernet]:
    return [Fernet(base64.urlsafe_b64encode(_derive(secret))) for secret in secrets]


def _derive(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=PURPOSE)
    return kdf.derive(secret.encode())
