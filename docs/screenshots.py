"""Take the pictures of the README of the running demo: ``./run`` in one terminal, ``./run screenshots`` in another.

Chromium walks as a visitor does and changes nothing. Each picture is the first screen of a page, and stays below 250 kB.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MOST_BYTES = 250_000
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


class CannotTake(Exception):
    """What is missing, in a sentence."""


def visitor(page, address: str):
    """The portal as a visitor walks it: home, search, an archive, a record."""
    page.goto(address + "/")
    yield "portal-home"
    page.fill("#q", "拖欠")
    page.press("#q", "Enter")
    yield "portal-search"
    page.goto(address + "/search/?q=住房和城乡建设局")
    page.click("a[href^='/subjects/'] >> nth=0")
    yield "portal-subject"
    page.click("#grade a[href^='/records/'] >> nth=0")
    yield "portal-record"


def officer(page, address: str):
    """The staff site as an officer finds it: what awaits her, and a filing to decide on."""
    from archives.demo.city import PASSWORD

    page.goto(address + "/")
    page.fill("#id_username", "xumin")
    page.fill("#id_password", PASSWORD)
    page.click("#login-form input[type=submit]")
    yield "staff-home"
    page.click(".duty h3 a[href^='/filings/'] >> nth=0")
    yield "staff-filing"


def on_the_phone(page, address: str):
    page.goto(address + "/")
    yield "portal-phone"


def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise CannotTake(f"No Chromium is installed here; one of {', '.join(BROWSERS)} must be on the PATH.")
    return found


def answering(port: int, option: str) -> str:
    address = f"http://127.0.0.1:{port}"
    try:
        urlopen(address + "/healthz", timeout=5).close()  # noqa: S310 - an address made above
    except OSError as error:
        raise CannotTake(f"Nothing answers at {address} ({error}); start ./run first, or name its port with {option}.") from None
    return address


def take(portal: str, staff: str, out: Path) -> list[Path]:
    """Walk both sites and keep the pictures in ``out``."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise CannotTake("The package playwright is missing; ./run screenshots installs it with requirements-dev.lock.") from None
    out.mkdir(parents=True, exist_ok=True)
    made = []
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        for walk, address, size in ((visitor, portal, DESK), (on_the_phone, portal, PHONE), (officer, staff, DESK)):
            context = chromium.new_context(viewport=size, locale="zh-CN", color_scheme="light")
            page = context.new_page()
            for name in walk(page, address):
                made.append(out / f"{name}.png")
                page.screenshot(path=made[-1])
            context.close()
        chromium.close()
    for path in made:
        if path.stat().st_size > MOST_BYTES:
            raise CannotTake(f"{path} is larger than {MOST_BYTES // 1000} kB; take less of the page.")
    return made


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run screenshots", description=__doc__, allow_abbrev=False)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures", metavar="DIR")
    parser.add_argument("--portal-port", type=int, default=8000, metavar="N")
    parser.add_argument("--staff-port", type=int, default=8001, metavar="N")
    given = parser.parse_args(arguments)
    try:
        portal, staff = answering(given.portal_port, "--portal-port"), answering(given.staff_port, "--staff-port")
        for path in take(portal, staff, given.out):
            print(path)
    except CannotTake as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main(sys.argv[1:]))
