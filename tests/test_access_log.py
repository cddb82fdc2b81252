"""What the web servers write of a request: the page, and no resident id that somebody put into its address."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
NUMBER = "990100198203049981"
WIDE = NUMBER.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"})
APP = """
def application(environ, start_response):
    if environ["PATH_INFO"].endswith("fault/"):
        raise ValueError("fault at " + environ["PATH_INFO"])
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"nothing"]
"""


def options() -> list[str]:
    """What ``run`` adds to the command of gunicorn, read there."""
    words = (ROOT / "run").read_text()
    found = re.search(r'"--logger-class", "([\w.]+)"', words)
    line = re.search(r'^LOG_LINE = "(.+)"$', words, re.MULTILINE)
    return ["--logger-class", found[1], "--access-logformat", line[1]]


@pytest.fixture
def server(tmp_path):
    """``server(paths)`` asks a real gunicorn for each and answers everything that it wrote."""
    (tmp_path / "small.py").write_text(APP)

    def ask(*paths: str) -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "small:application",
            "--bind",
            f"127.0.0.1:{port}",
            "--no-control-socket",
            "--access-logfile",
            "-",
        ]
        environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "integrity.settings"}
        with (tmp_path / "log").open("w+") as log:
            process = subprocess.Popen([*command, *options()], cwd=tmp_path, env=environment, stdout=log, stderr=log)
            try:
                for _attempt in range(300):
                    with socket.socket() as asked:
                        if asked.connect_ex(("127.0.0.1", port)) == 0:
                            break
                    time.sleep(0.1)
                for path in paths:
                    with pytest.raises(urllib.error.HTTPError):
                        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}")
            finally:
                process.terminate()
                process.wait(30)
        return (tmp_path / "log").read_text()

    return ask


def test_no_resident_id_of_an_address_is_logged(server):
    log = server(
        f"/people/{NUMBER}/", f"/people/{quote(WIDE)}/", f"/p/{NUMBER[:6]}%20{NUMBER[6:]}/", f"/q/{NUMBER}/fault/", "/records/20260000001/"
    )
    assert NUMBER[6:14] not in log
    assert WIDE[6:14] not in log
    assert "GET /people/**************9981/ 404" in log
    assert "GET /p/**************9981/ 404" in log
    assert "GET /records/20260000001/ 404" in log  # what is no id stays
    assert "fault at /q/**************9981/" in log  # the traceback of gunicorn's own error log


def test_both_ways_to_start_name_the_same_logger():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    commands = [str(service.get("command", "")) for service in compose["services"].values()]
    servers = [command for command in commands if "gunicorn" in command]
    assert len(servers) == 2
    for command in servers:
        assert f"--logger-class {options()[1]} " in command
