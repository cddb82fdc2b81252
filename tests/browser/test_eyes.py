"""The eyes see: a page with one fault of each kind, served where the portal stands, is told with all of them."""

import pytest

from tests.browser.eyes import Eyes

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>页</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/own.css"></head>
<body><main><h1>标题</h1><p class="pale">看不清的字</p><p>看得清的字</p>{more}</main></body></html>"""
PALE = "body { background: #fff; color: #000 } @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } .pale { color: #222 } }"
FINE = PALE.replace("#222", "#eee")


@pytest.fixture
def seen(chromium, portal, axe):
    """What the eyes say to a page with ``more`` in it and ``style`` beside it, under the policy of the portal."""
    context = chromium.new_context()
    policy = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:"}

    def look(more="", style=FINE, eyes=None):
        eyes = eyes or Eyes(context, portal, axe)
        eyes.page.route("**/own.css", lambda route: route.fulfill(body=style, content_type="text/css"))
        eyes.page.route("**/looked-at/", lambda route: route.fulfill(body=PAGE.format(more=more), content_type="text/html", headers=policy))
        return "\n".join(eyes.look("/looked-at/"))

    yield look
    context.close()


def test_a_page_without_fault_is_told_without_fault(seen):
    assert seen() == ""


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('<input name="x">', "label: input"),
        ('<img src="https://elsewhere.example/a.png" alt="">', "another host: https://elsewhere.example/a.png"),
        ('<img src="https://elsewhere.example/a.png" alt="">', "Content Security Policy"),
        ("<script>document.title</script>", "Content Security Policy"),
        ('<p style="color: red">红</p>', "inline: <p style"),
        ("<table><tr><td>" + "x" * 200 + "</td></tr></table>", "wider than the page: "),
        ("<details><summary>开</summary><input></details>", "label: input"),
        ("<h1>又一个</h1>", "2 headings of the first rank"),
    ],
)  # fmt: skip
def test_each_fault_is_told(seen, more, words):
    assert words in seen(more)


def test_what_is_too_pale_in_the_dark_alone_is_told(seen):
    told = seen(style=PALE)
    assert "color-contrast: .pale" in told
    assert "[360 dark]" in told
    assert "[1280 dark]" in told
    assert "light]" not in told


def test_what_looks_like_something_known_is_looked_at_once_and_nothing_else(seen, chromium, portal, axe):
    """A second row of a kind, and the second page with it; but not the same word in another class or on another ground."""
    context = chromium.new_context()
    eyes = Eyes(context, portal, axe)
    style = FINE + " .faint { color: #ddd } .ground { background: #999; color: #888 }"
    assert seen("<p>行</p>" * 5, style, eyes) == ""
    assert (
        eyes.page.evaluate("document.querySelectorAll('main > p[data-new]').length") == 5
    )  # two of the page; of the five an odd, an even and the last
    assert seen("<p>行</p>" * 5, style, eyes) == ""
    assert eyes.page.evaluate("document.querySelectorAll('[data-new]').length") == 0
    assert "color-contrast: .faint" in seen('<p>行</p><p class="faint">两个字</p>', style, eyes)
    assert "color-contrast: div > p" in seen('<div class="ground"><p>两个字</p></div>', style, eyes)
    context.close()
