"""Start web server, worker and beat, watch them, and stop them: what `demo` stands on."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

MARK = "HELPDESK_RUN"
"""Environment variable by which the processes of a killed run are known again."""
STOP_SECONDS = 15
PAUSE = 0.2
LOG_LINES = 15


class DemoError(Exception):
    """The site cannot be started; the text says what to do."""


@dataclass(frozen=True)
class Program:
    """One supervised program, its command line and where it logs."""

    name: str
    command: list[str]
    log: Path


class Supervisor:
    """Programs in sessions of their own, so that Ctrl-C reaches only us."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: dict[str, tuple[Program, subprocess.Popen[bytes]]] = {}

    def start(self, name: str, *command: str) -> None:
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        program = Program(name, [sys.executable, "-m", *command], logs / f"{name}.log")
        with program.log.open("wb") as log:
            process = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | {MARK: str(self.folder)},
                start_new_session=True,
            )
        self.running[name] = (program, process)

    def check(self) -> None:
        """Raises DemoError when one of the programs has ended."""
        for program, process in self.running.values():
            if process.poll() is not None:
                raise DemoError(
                    f"The {program.name} ended with code {process.returncode}. The last lines of"
                    f" {program.log}:\n{last_lines(program.log)}"
                )

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what does not."""
        end([psutil.Process(p.pid) for _, p in self.running.values() if p.poll() is None])
        for _, process in self.running.values():
            process.wait()
        self.running.clear()


def last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])


def end(processes: list[psutil.Process]) -> None:
    """SIGTERM to each, SIGKILL to whoever is left, their children included."""
    family = list(processes)
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            family += process.children(recursive=True)
            process.terminate()
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def end_leftovers(folder: Path) -> int:
    """End what a killed run from the same folder left behind; returns how many there were."""
    left = [process for process in psutil.process_iter() if _belongs_to(process, folder)]
    end(left)
    return len(left)


def _belongs_to(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == str(folder)
    except (psutil.Error, OSError):  # another user's, or just ended
        return False


@contextmanager
def only_one(folder: Path, address: str) -> Iterator[None]:
    """Hold the folder's lock, which the kernel gives back when we die. Raises DemoError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("a+") as lock:
        _claim(lock)
        lock.truncate(0)
        lock.write(address)
        lock.flush()
        yield


def _claim(lock: IO[str]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise DemoError(
            f"The site is running already, at {lock.read()}. Stop that one first (Ctrl-C)."
        ) from None


def require_free_port(port: int) -> None:
    """Raises DemoError when somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoError(
                f"Port {port} is taken by another program. Take another one:"
                f" make run PORT={port + 1}"
            ) from None


@contextmanager
def terminated_like_interrupted() -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt, as Ctrl-C does, so that everything is stopped."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wait_for(ready: "object", supervisor: Supervisor, seconds: float, what: str) -> None:
    """Poll `ready()` until it is true, while all programs live. Raises DemoError."""
    limit = time.monotonic() + seconds
    while not ready():  # type: ignore[operator]
        supervisor.check()
        if time.monotonic() > limit:
            raise DemoError(
                f"{what} took longer than {seconds:g} seconds; see {supervisor.folder}/logs."
            )
        time.sleep(PAUSE)
