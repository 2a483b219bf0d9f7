"""Programs run apart from us, with nothing of ours; processes known by where they work."""

import os
import subprocess
from pathlib import Path

import pytest

from helpdesk.local import processes
from helpdesk.local.accounts import Account
from tests.helpdesk.local.machine import STRANGER, as_root


def shell(script: str) -> tuple[bool, str]:
    return processes.run(["sh", "-c", script])


def test_success_and_what_was_said() -> None:
    assert shell("echo to one; echo to two >&2") == (True, "to one\nto two\n")
    assert shell(r"printf 'caf\351'; exit 3") == (False, "caf�")


def test_another_program_learns_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_SECRET_KEY", "hush")
    assert processes.run(["env"]) == (True, f"PATH={os.environ['PATH']}\nLC_ALL=C\n")


def test_it_runs_apart_and_writes_privately() -> None:
    done, said = shell("pwd; umask; ps -o sid= -p $$; echo $$; cat")
    assert done
    place, umask, session, number = said.split()
    assert (place, umask, session) == ("/", "0077", number)


@as_root
def test_it_runs_as_the_account_without_our_groups() -> None:
    done, said = processes.run(["sh", "-c", "id -u; id -G"], Account(STRANGER, STRANGER))
    assert (done, said.split()) == (True, [str(STRANGER), str(STRANGER)])


@pytest.mark.parametrize("deleted", [False, True])
def test_a_process_is_known_by_its_folder(tmp_path: Path, deleted: bool) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    with subprocess.Popen(["sleep", "60"], cwd=here) as process:
        if deleted:
            here.rmdir()
        found = [each.pid for each in processes.at_work("sleep", here)]
        assert found == [process.pid]
        assert processes.at_work("sleep", there) == []
        assert processes.at_work("postgres", here) == []
        process.kill()


def test_a_process_is_known_by_its_command(tmp_path: Path) -> None:
    with subprocess.Popen(
        ["tail", "-f", "/dev/null", tmp_path], stderr=subprocess.DEVNULL
    ) as process:
        assert [each.pid for each in processes.at_work("tail", tmp_path)] == [process.pid]
        process.kill()


def test_waiting_ends_with_the_answer_or_the_time() -> None:
    answers = iter([False, False, True])
    assert processes.until(lambda: next(answers), seconds=60) is True
    assert processes.until(lambda: True, seconds=0) is True
    assert processes.until(lambda: False, seconds=0.1) is False
