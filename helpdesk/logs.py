"""What logs do not keep: the keys of pages that are opened by a signed link."""

import logging
import re

KEY = re.compile(
    r"(/(?:registration|join|confirm|confirm-email|key|invitations|introductions/(?:answer|outcome)"
    r"|unsubscribe)/)[^/\s?#\"']+"
)
MASKED = r"\1***"


class MaskKeys(logging.Filter):
    """Django logs the path of every request that it refuses; such a key never expires."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _masked(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(it) for it in record.args)
        return True


def _masked(value: object) -> object:
    return KEY.sub(MASKED, value) if isinstance(value, str) else value
