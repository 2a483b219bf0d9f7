#!/usr/bin/env python
"""Run a management command, on the embedded servers unless real ones are named."""

import os
import sys

from helpdesk import local

NEED_NO_SERVER = {"catalogues", "collectstatic", "evaluate_matching", "help"}


def main() -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    if "DATABASE_URL" not in os.environ:  # embedded servers: this is no production
        os.environ.setdefault("HELPDESK_DEMO", "1")
    if NEED_NO_SERVER.intersection(sys.argv[1:2]) or len(sys.argv) == 1:
        local.point_to(local.LOCAL)
        execute_from_command_line(sys.argv)
        return
    try:
        with local.servers(say=print):
            execute_from_command_line(sys.argv)
    except local.LocalServerError as error:
        sys.exit(f"\n{error}")


if __name__ == "__main__":
    main()
