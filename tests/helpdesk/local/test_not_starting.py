"""What a server says that does not start, and that it takes nothing with it."""

import shutil
from pathlib import Path

import pytest

from helpdesk import local
from helpdesk.local import postgres, server
from tests.helpdesk.local.machine import at_work, both_answer, run


def incomplete(folder: Path, *names: str, version: str = "18") -> Path:
    """Data with only these files in it."""
    data = folder / "postgres"
    for name in names:
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(f"{version}\n")
    return data


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control"])
def test_incomplete_data_is_reported_and_left_alone(folder: Path, missing: str) -> None:
    data = incomplete(folder, *{"PG_VERSION", "global/pg_control", "base/1"} - {missing})
    before = sorted(data.rglob("*"))
    with pytest.raises(local.IncompleteData, match=f"{data} .* no {missing}"):
        run(folder)
    assert sorted(data.rglob("*")) == before
    assert at_work(folder) == []


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    incomplete(folder, "PG_VERSION", "global/pg_control", version="17")
    with pytest.raises(local.OtherVersion, match=r"PostgreSQL 17, the installed wheel is 18\."):
        run(folder)


def test_a_postgres_that_cannot_start_shows_its_log(used: Path) -> None:
    settings = used / "postgres" / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    with pytest.raises(
        local.DidNotStart, match=r'server.log:\n(.*\n)*.*"no_such_setting"'
    ) as shown:
        run(used)
    assert len(str(shown.value).splitlines()) <= 1 + server.LOG_LINES
    settings.write_text(before)
    run(used)
    log = used / "postgres" / "server.log"
    assert "no_such_setting" not in log.read_text()
    assert '"no_such_setting"' in log.with_suffix(".previous").read_text()


def test_a_valkey_that_cannot_start_shows_its_log_and_takes_postgres_with_it(used: Path) -> None:
    in_the_way = used / "valkey" / "appendonlydir"
    shutil.rmtree(in_the_way, ignore_errors=True)  # what a durable run left
    in_the_way.write_text("no folder")
    try:
        with (
            pytest.raises(local.DidNotStart, match=r"valkey/server.log:\n(.*\n)*.*appendonlydir"),
            local.servers(used),
        ):
            pass
        assert at_work(used) == []
    finally:
        in_the_way.unlink()
    with local.servers(used, durable=False):
        assert both_answer()


def test_a_set_up_that_fails_is_shown_and_leaves_no_data(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "INITDB", ("--no-such-option",))
    with pytest.raises(local.DidNotStart, match=r"kept only here:\n(.*\n)*.*no-such-option"):
        run(folder)
    assert not (folder / "postgres").exists()
    assert at_work(folder) == []
