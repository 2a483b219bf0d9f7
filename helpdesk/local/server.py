"""What PostgreSQL and Valkey have in common: when to start one, when to leave it alone, how to
stop it, and what to show when it does not start.
"""

import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import psutil  # type: ignore[import-untyped]  # it ships no types

from helpdesk.local import processes
from helpdesk.local.accounts import Account
from helpdesk.local.errors import LocalServerError
from helpdesk.local.sockets import open_sockets

LOG_LINES = 15
PATIENCE = 10.0  # seconds, for a server that is just starting or ending
START_SECONDS = STOP_SECONDS = 60


class DidNotStart(LocalServerError):
    text = "{server} did not start. The end of its log, {log}:\n{tail}"


class UsedElsewhere(LocalServerError):
    text = """Another process uses the {server} of {folder}, which does not answer in {sockets}.
Stop that process, or give both the same TMPDIR, and run again."""


@dataclass(frozen=True)
class Server(ABC):
    """One server of one folder: its data in `home`, its socket in `sockets`."""

    folder: Path
    home: Path
    sockets: Path
    account: Account | None
    durable: bool
    say: Callable[[str], None]
    program: ClassVar[str]

    @abstractmethod
    def answers(self) -> bool: ...

    @abstractmethod
    def start(self) -> None:
        """Raises LocalServerError."""

    @abstractmethod
    def halt(self) -> None: ...

    def ensure(self, *, alone: bool) -> None:
        """Leaves one that answers as it is; replaces any other, if nobody else uses it."""
        open_sockets(self.sockets, self.account)
        if self.settled(PATIENCE):
            return
        if self.at_work() and not alone:
            raise UsedElsewhere(server=self.program, folder=self.folder, sockets=self.sockets)
        self.stop(keep_sockets=True)
        self.start()

    def settled(self, seconds: float) -> bool:
        """Whether it answers, once one that is just starting or ending has done so."""
        processes.until(lambda: self.answers() or not self.at_work(), seconds)
        return self.answers()

    def at_work(self) -> list[psutil.Process]:
        return processes.at_work(self.program, self.home)

    def stop(self, *, keep_sockets: bool = False) -> None:
        if not self.at_work():
            return
        self.halt()
        if not keep_sockets:
            with suppress(OSError):  # the other server's socket is still in it
                self.sockets.rmdir()

    def end(self, how: signal.Signals) -> None:
        for process in self.at_work():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(how)
        processes.until(lambda: not self.at_work(), STOP_SECONDS)

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def begin_log(self) -> None:
        """The log shows one run; the run before is kept beside it."""
        with suppress(FileNotFoundError):
            self.log.replace(self.log.with_suffix(".previous"))

    def failed(self, said: str) -> DidNotStart:
        """To be raised; `said` is shown where there is no log."""
        log = self.log if self.log.exists() else None
        text = log.read_text(errors="replace") if log else said
        tail = "\n".join(text.splitlines()[-LOG_LINES:])
        return DidNotStart(server=self.program, log=log or "kept only here", tail=tail)
