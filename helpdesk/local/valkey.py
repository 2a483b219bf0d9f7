"""Valkey, the broker. It runs as we do, root included: it needs no other user's reach."""

import signal
import socket
from contextlib import suppress
from pathlib import Path

from helpdesk.local import processes, server
from helpdesk.local.folders import PRIVATE
from helpdesk.local.wheels import valkey_program


class Valkey(server.Server):
    program = "valkey-server"
    SOCKET = "valkey.sock"

    def answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as link:
            link.settimeout(server.PATIENCE)
            link.connect(str(self.sockets / self.SOCKET))
            link.sendall(b"PING\r\n")
            return link.recv(1) == b"+" and self.home.exists()
        return False

    def start(self) -> None:
        self.home.mkdir(mode=PRIVATE, exist_ok=True)
        self.begin_log()
        done, said = processes.run([valkey_program(), *self.options()])
        if not done or not self.settled(server.START_SECONDS):
            raise self.failed(said)

    def options(self) -> list[str | Path]:
        path, kept = self.sockets / self.SOCKET, "yes" if self.durable else "no"
        return [
            *("--port", "0", "--unixsocket", path, "--unixsocketperm", f"{PRIVATE:o}"),
            *("--dir", self.home, "--save", "", "--appendonly", kept),
            *("--daemonize", "yes", "--pidfile", self.home / "server.pid"),
            *("--logfile", self.log),
        ]

    def halt(self) -> None:
        self.end(signal.SIGTERM)
