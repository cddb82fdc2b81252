#!/usr/bin/env python
"""Management commands. Each runs under the database login its work needs, not under a stronger one."""

import os
import sys

LOGIN_OF_COMMAND = {
    "migrate": "owner",
    "makemigrations": "owner",
    "sqlmigrate": "owner",
    "showmigrations": "owner",
    "check_wall": "owner",
    "load_law": "owner",
    "rescore": "worker",
    "nightly": "worker",
}


def login_of(command: str) -> str:
    """What a demo tells lies in the past, and under any login but that of the owner a day is the day on which it is written."""
    return "owner" if command.startswith("load_") and command.endswith(("demo", "city")) else LOGIN_OF_COMMAND.get(command, "staff")


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("REGISTRY_LOGIN", login_of(command))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
