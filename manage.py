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
    # What the demo tells lies in the past, and under the other logins a day is the day on which it is written.
    **dict.fromkeys(
        ("load_demo", "load_discipline_demo", "load_complaints_demo", "load_commitments_demo", "load_objections_demo", "load_repairs_demo"),
        "owner",
    ),
    "rescore": "worker",
    "nightly": "worker",
}


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("REGISTRY_LOGIN", LOGIN_OF_COMMAND.get(command, "staff"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
