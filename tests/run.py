"""`make test`: embedded servers, then pytest; says what it could not run for want of Chromium."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from helpdesk import local

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same browser without windows, and nearly twice as quick."""
TWO_AT_ONCE = ["-n", "2", "--dist", "worksteal"]
"""One takes the first half, the other the second, and helps when it is done: so that what many
tests share, the real regions in a browser above all, is made ready once."""


def main(arguments: list[str]) -> int:
    os.environ["HELPDESK_DEMO"] = "1"
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None and os.environ.get("CI"):
        print("Chromium is missing: the browser tests cannot run, and here they must.")
        return 1
    os.environ["HELPDESK_BROWSER"] = browser or ""
    with local.servers(local.LOCAL / "test", durable=False):
        compile_catalogues()
        code = pytest(*(arguments or TWO_AT_ONCE))
        left_out = 0 if browser else count_browser_tests()
    if left_out:
        print(
            f"{left_out} browser tests were left out: there is no Chromium here."
            " Install it (Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"
            " and run make test again."
        )
    return code


def pytest(*arguments: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False
    ).returncode


def compile_catalogues() -> None:
    subprocess.run([sys.executable, "manage.py", "catalogues", "compile"], cwd=ROOT, check=True)


def count_browser_tests() -> int:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-m", "browser"]
    listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout
    return sum(int(line.rpartition(":")[2]) for line in listed.splitlines() if ".py: " in line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
