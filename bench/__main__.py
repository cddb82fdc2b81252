"""``./run bench [--large] [--only scoring|import|search]``: prints Markdown that docs/performance.md keeps."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import subprocess
import sys

PARTS = {"scoring": "bench.scoring", "import": "bench.importing", "search": "bench.searching"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--large", action="store_true", help="100,000 subjects and 1,000,000 records instead of a tenth of that")
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    # Set up under the migrating login, from the top of the repository; the parts themselves run as the worker.
    manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(manage, check=True, env={**os.environ, "REGISTRY_LOGIN": "owner"})
    os.environ["REGISTRY_LOGIN"] = "worker"
    os.environ["DJANGO_SETTINGS_MODULE"] = "integrity.settings"
    import django

    django.setup()
    print(f"_{os.cpu_count()} cores, Python {platform.python_version()}, {server()}, `./run bench{' --large' * arguments.large}`_\n")
    for name, module in PARTS.items():
        if arguments.only in (None, name) and importlib.util.find_spec(module):
            importlib.import_module(module).run(large=arguments.large)


def server() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) || ', fsync ' || current_setting('fsync')"
        )
        return cursor.fetchone()[0]


if __name__ == "__main__":
    main()
