"""The pictures of the README, and the command that takes them."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "docs" / "screenshots.py"


def run(*arguments, **environment):
    return subprocess.run([sys.executable, SCRIPT, *arguments], capture_output=True, text=True, env=environment or None, timeout=60)


def test_every_picture_of_the_readme_is_one_the_command_takes_and_none_is_large():
    shown = set(re.findall(r"\]\(docs/pictures/([a-z-]+)\.png\)", (ROOT / "README.md").read_text()))
    taken = set(re.findall(r'yield "([a-z-]+)"', SCRIPT.read_text()))
    assert shown == taken == {path.stem for path in (ROOT / "docs" / "pictures").iterdir()}
    assert [path.name for path in (ROOT / "docs" / "pictures").iterdir() if path.stat().st_size > 250_000] == []


def test_without_a_running_demo_it_says_so(tmp_path):
    done = run("--out", str(tmp_path), "--portal-port", "1", "--staff-port", "1")
    assert done.returncode == 1
    assert "start ./run first" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_chromium_it_says_which_is_missing():
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'docs')!r}); import screenshots; screenshots.browser()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": "/nowhere"}, timeout=60)
    assert done.returncode == 1
    assert "No Chromium is installed here" in done.stderr
