"""The portal in a real browser: no script needed, nothing refused by its own policy, no page wider than a phone."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.utils import timezone

from tests.publicity.given import ROOT, archive, portal_wrapper  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)

# The portal process as it is: its own login, its own settings, no key but its own.
SERVE = """
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.core.wsgi import get_wsgi_application
WSGIRequestHandler.log_message = lambda *args: None
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
"""


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here, so no page is looked at in a browser")
    # Playwright keeps a loop running in this thread; Django would take each statement of ours for one of its coroutines.
    with pytest.MonkeyPatch.context() as patch, playwright.sync_playwright() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(chromium, archive, django_db_blocker):  # noqa: F811
    with django_db_blocker.unblock():
        today = timezone.localdate()
        bureau = archive.subject("示范市人力资源和社会保障局")
        shop = archive.subject("示例戊有限公司", kind="enterprise", first="91")
        archive.record(bureau, item="PJ", tier=2, facts={"facts": "未按协议支付工程款。", "duty": "付清"})
        archive.record(bureau, facts={"honour": "全省工程建设审批制度改革先进单位"})
        record = archive.record(
            shop, item="CF", tier=3, issuer=bureau, decided_on=today - timedelta(days=9), amount=12000,
            facts={"violation": "违反产品质量管理规定", "content": "罚款", "fine": "1.2"},
        )  # fmt: skip
    return {
        "home": "/",
        "search": "/search/?q=示",
        "nothing": "/search/?q=没有",
        "subject": f"/subjects/{bureau.code}/",
        "enterprise": f"/subjects/{shop.code}/",
        "record": f"/records/{record.number}/",
        "absent": "/records/nothing/",
    }


@pytest.fixture(scope="module")
def portal(pages, portal_wrapper):  # noqa: F811
    """The address of a portal process over the test database."""
    told = portal_wrapper.settings_dict
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    wanted = {key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_URL", "IDENTITY", "BROKER"))}
    url = f"host={told['HOST']} port={told['PORT'] or 5432} dbname={told['NAME']} user=portal password={told['PASSWORD'] or 'none'}"
    wanted |= {"REGISTRY_LOGIN": "portal", "DATABASE_URL_PORTAL": url, "DJANGO_SETTINGS_MODULE": "integrity.settings", "WEB_PROCESS": ""}
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], env=wanted, cwd=ROOT, stderr=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    for _attempt in range(100):
        try:
            urlopen(address + "/healthz", timeout=2)
            break
        except OSError:
            assert process.poll() is None, process.stderr.read().decode()
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_stands_without_script_and_without_scrolling_sideways(chromium, portal, pages, language, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for name, path in pages.items():
        complaints.clear()
        page.goto(portal + language + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
        assert page.evaluate("document.scripts.length + document.querySelectorAll('[style]').length") == 0, name
        assert page.evaluate("document.styleSheets.length >= 4 && [...document.styleSheets].every(sheet => sheet.cssRules.length)"), name
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, name
        assert [words for words in complaints if "Content Security Policy" in words] == [], name
    assert context.cookies() == []
    context.close()


def test_a_reader_without_script_finds_a_record_from_home(chromium, portal, pages):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(portal + "/en/")
    page.fill("#q", "示例戊")
    page.press("#q", "Enter")
    page.click(f'a[href="/en{pages["record"]}"]')
    assert page.url == portal + "/en" + pages["record"]
    assert "违反产品质量管理规定" in page.inner_text("h1")
    page.click("text=Read the whole archive")
    assert page.url == portal + "/en" + pages["enterprise"]
    context.close()


def test_on_paper_there_is_no_navigation(chromium, portal, pages):
    page = chromium.new_page()
    page.goto(portal + pages["record"])
    page.emulate_media(media="print")
    assert not page.is_visible("nav.nav")
    assert not page.is_visible("aside")
    assert page.is_visible("#period")
    assert page.is_visible("#law")
    page.close()
