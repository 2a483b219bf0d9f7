"""Real small programs, started, watched and ended."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from helpdesk import processes
from helpdesk.processes import (
    MARK,
    DemoError,
    Supervisor,
    end_leftovers,
    only_one,
    require_free_port,
    terminated_like_interrupted,
    wait_for,
)

SECONDS = 30
# Says its number, and that of its child if it is to have one; then waits for a signal.
PROGRAM = """
import signal, subprocess, sys
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = ""
if "parent" in sys.argv:
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    child = subprocess.Popen(command).pid
print("ready", child, flush=True)
signal.pause()
"""


@pytest.fixture
def supervisor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    """Knows the modules `waiting` and `failing`."""
    (tmp_path / "waiting.py").write_text(PROGRAM)
    (tmp_path / "failing.py").write_text("print('no luck')\nraise SystemExit(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = Supervisor(tmp_path / "local")
    yield found
    stop(found)


def stop(supervisor: Supervisor) -> None:
    """Stop it, and fetch what its programs returned, which it leaves behind."""
    programs = [process for _, process in supervisor.running.values()]
    supervisor.stop()
    for process in programs:
        process.wait(SECONDS)


def start(supervisor: Supervisor, *command: str) -> tuple[psutil.Process, list[str]]:
    """The process `small`, once it is ready, and what it said."""
    supervisor.start("small", *command)
    program, process = supervisor.running["small"]

    def is_ready() -> bool:
        return "ready" in program.log.read_text()

    wait_for(is_ready, supervisor, SECONDS, "The program")
    return psutil.Process(process.pid), program.log.read_text().split()


def is_over(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_program_runs_until_it_is_stopped(supervisor: Supervisor) -> None:
    process, said = start(supervisor, "waiting")
    assert said == ["ready"]
    assert os.getsid(process.pid) == process.pid
    assert process.environ()[MARK] == str(supervisor.folder)
    supervisor.check()

    stop(supervisor)
    assert is_over(process) is True
    assert supervisor.running == {}
    supervisor.check()


def test_children_end_with_their_parents(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    process, (_, child) = start(supervisor, "waiting", "parent")
    family = [process, psutil.Process(int(child))]
    stop(supervisor)
    psutil.wait_procs(family, timeout=SECONDS)
    assert [is_over(process) for process in family] == [True, True]


def test_who_does_not_listen_is_ended_by_force(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
    process, _ = start(supervisor, "waiting", "stubborn")
    stop(supervisor)
    assert is_over(process) is True


def test_nothing_of_a_stopped_program_is_left(supervisor: Supervisor) -> None:
    """Else Python warns that it is still running, and one ended by force stays a zombie."""
    start(supervisor, "waiting")
    _, process = supervisor.running["small"]
    supervisor.stop()
    returned = process.returncode
    process.wait(SECONDS)
    assert returned is not None


def test_a_dead_program_is_named_with_the_end_of_its_log(supervisor: Supervisor) -> None:
    """Waiting for it ends at once, not when the time is over."""
    supervisor.start("small", "failing")
    with pytest.raises(DemoError) as caught:
        wait_for(lambda: False, supervisor, SECONDS, "The program")
    log = supervisor.folder / "logs" / "small.log"
    assert str(caught.value) == (f"The small ended with code 3. The last lines of {log}:\nno luck")


def test_waiting_comes_to_an_end(supervisor: Supervisor) -> None:
    with pytest.raises(DemoError) as caught:
        wait_for(lambda: False, supervisor, 0.01, "Nothing")
    assert (
        str(caught.value) == f"Nothing took longer than 0.01 seconds; see {supervisor.folder}/logs."
    )


def test_what_is_ready_is_not_waited_for(supervisor: Supervisor) -> None:
    """Not even a dead program matters then."""
    supervisor.start("small", "failing")
    supervisor.running["small"][1].wait(SECONDS)
    wait_for(lambda: True, supervisor, 0, "Something")


def test_a_log_begins_anew(supervisor: Supervisor) -> None:
    for _ in range(2):
        supervisor.start("small", "failing")
        supervisor.running["small"][1].wait(SECONDS)
    assert (supervisor.folder / "logs" / "small.log").read_text() == "no luck\n"


def start_marked(folder: Path) -> subprocess.Popen[str]:
    """A process as a killed run leaves it: nobody's, but marked."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {MARK: str(folder)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().split() == ["ready"]
    return process


def test_leftovers_of_the_same_folder_are_ended(tmp_path: Path) -> None:
    ours = [start_marked(tmp_path / "ours") for _ in range(2)]
    other = start_marked(tmp_path / "ours too")
    try:
        assert end_leftovers(tmp_path / "ours") == 2
        assert [process.poll() is None for process in ours] == [False, False]
        assert end_leftovers(tmp_path / "ours") == 0
        assert other.poll() is None
    finally:
        for process in (*ours, other):
            process.kill()
            process.communicate()


def test_a_run_does_not_end_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark is in the environment from which programs are started, ours included."""
    code = "import sys; from pathlib import Path; from helpdesk.processes import end_leftovers\n"
    code += "print(end_leftovers(Path(sys.argv[1])))"
    monkeypatch.setenv(MARK, str(tmp_path))
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.check_output(command, text=True) == "0\n"


def test_only_one_run_at_a_time(tmp_path: Path) -> None:
    """Whoever comes second reads where the first one is, and the lock is free afterwards."""
    folder = tmp_path / "local"
    for address in ("http://127.0.0.1:8000", "http://[::1]"):
        with (
            only_one(folder, address),
            pytest.raises(DemoError) as caught,
            only_one(folder, "http://second"),
        ):
            raise AssertionError("The second run got the lock")
        assert str(caught.value) == (
            f"The site is running already, at {address}. Stop that one first (Ctrl-C)."
        )


def test_a_killed_run_gives_its_lock_back(tmp_path: Path) -> None:
    code = """if True:
        import signal, sys
        from pathlib import Path
        from helpdesk.processes import only_one
        with only_one(Path(sys.argv[1]), "http://killed"):
            print("held", flush=True)
            signal.pause()
    """
    command = [sys.executable, "-c", code, str(tmp_path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(DemoError, match="at http://killed"), only_one(tmp_path, "http://second"):
        raise AssertionError("The second run got the lock")
    holder.kill()
    holder.communicate()
    with only_one(tmp_path, "http://second"):
        assert (tmp_path / "run.lock").read_text() == "http://second"


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(DemoError) as caught:
            require_free_port(port)
    assert str(caught.value) == (
        f"Port {port} is taken by another program. Take another one: make run PORT={port + 1}"
    )
    require_free_port(port)


def test_a_port_may_be_taken_on_all_addresses() -> None:
    with socket.create_server(("", 0)) as other, pytest.raises(DemoError):
        require_free_port(other.getsockname()[1])


def test_being_terminated_is_like_ctrl_c() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), terminated_like_interrupted():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before
