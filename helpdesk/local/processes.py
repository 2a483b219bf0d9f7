"""Running programs apart from us, finding the processes that work in a folder, and waiting."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types

from helpdesk.local.accounts import Account

PAUSE = 0.05  # seconds between two looks
CLOSED_TO_OTHERS = 0o077


def run(command: Sequence[str | Path], account: Account | None = None) -> tuple[bool, str]:
    """Whether it succeeded, and what it said.

    In a session of its own, so that Ctrl-C reaches only us; in a bare environment, because the
    other user could read ours, secrets included.
    """
    result = subprocess.run(
        command,
        user=account and account.uid,
        group=account and account.gid,
        extra_groups=account and (),
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        umask=CLOSED_TO_OTHERS,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return result.returncode == 0, result.stdout


def at_work(program: str, home: Path) -> list[psutil.Process]:
    """Its processes there, also those whose folder was deleted under them."""
    named = (p for p in psutil.process_iter(["name"]) if p.info["name"] == program)
    return [process for process in named if _serves(process, str(home))]


def _serves(process: psutil.Process, home: str) -> bool:
    """By working folder or command: a container may hide another user's folder even from root."""
    with suppress(psutil.NoSuchProcess):
        found = process.as_dict(["cwd", "cmdline"])
        return found["cwd"] in {home, f"{home} (deleted)"} or home in (found["cmdline"] or ())
    return False


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Waits; whether it is done, at last."""
    end = time.monotonic() + seconds
    while not (reached := done()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return reached
