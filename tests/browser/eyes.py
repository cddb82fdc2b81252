"""What is wrong with a page, as far as a machine sees it.

WCAG 2.2 AA by axe-core, the content security policy as served, requests that leave the host, scripts and styles in the
page, scrolling sideways: on a phone and on a desk, light and dark, with everything unfolded. One page load serves all
four; nothing but colour differs between light and dark, so what is not about colour is asked once at each width. Pages
that share every template and stylesheet with others (the lists and forms of the Django admin) are looked at on the phone
in the dark and on the desk in the light, which has each of the four once.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}}}
COLOUR = {"runOnly": {"type": "rule", "values": OF_COLOUR}}
FACES = [(360, "light", EVERYTHING), (360, "dark", COLOUR), (1280, "dark", COLOUR), (1280, "light", EVERYTHING)]
CROSSWISE = [(360, "dark", EVERYTHING), (1280, "light", EVERYTHING)]

# What fades from one colour to another is asked for its last one.
ASK = """async (options) => {
  document.getAnimations().forEach(one => one.finish());
  const told = await axe.run(document, {...options, resultTypes: ["violations"], preload: false});
  return told.violations.flatMap(fault => fault.nodes.map(node => {
    const why = [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ");
    return `${fault.id}: ${node.target.join(" ")} (${why})`;
  }));
}"""
UNFOLD = """() => document.querySelectorAll("details").forEach(part => { part.removeAttribute("name"); part.open = true })"""
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(one => one.getBoundingClientRect().right > room + 1);
  return [`wider than the page: ${wide.slice(0, 3).map(one => one.outerHTML.slice(0, 90)).join(" | ")}`];
}"""
# In the page as it is sent; what a script of the host sets afterwards is no breach.
INLINE = re.compile(r"""<[^>]*\s(?:style|on[a-z]+)=[^>]*>|<style[^>]*>|<script(?![^>]*\b(?:src=|type="application/json"))[^>]*>""")
UNSTYLED = """() => [...document.styleSheets].filter(sheet => !sheet.cssRules.length).map(sheet => `an empty stylesheet: ${sheet.href}`)"""
HEADINGS = """() => { const n = document.querySelectorAll("h1").length; return n === 1 ? [] : [`${n} headings of the first rank`] }"""


class Eyes:
    """Looks at pages of the site at ``address`` in one browser context."""

    def __init__(self, context, address: str, axe: str):
        self.address, self.axe, self.page, self.noticed = address, axe, context.new_page(), []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.noticed.append(f"error in a script: {error}"))
        self.page.on("request", self._request)

    def _console(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.noticed.append(message.text)

    def _request(self, request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme != "data" and f"{asked.scheme}://{asked.netloc}" != self.address:
            self.noticed.append(f"a request to another host: {request.url}")

    def look(self, path: str, status: int = 200, faces=FACES) -> list[str] | None:
        """Everything wrong with the page at ``path``; ``None`` where a file is sent instead of a page."""
        self.noticed.clear()
        self.page.set_viewport_size({"width": 360, "height": 800})
        self.page.emulate_media(color_scheme="light")
        try:
            answer = self.page.goto(self.address + path)
        except Exception as error:
            if "Download is starting" in str(error):
                return None
            raise
        if not answer.headers["content-type"].startswith("text/html"):
            return None
        faults = [] if answer.status == status else [f"answers {answer.status}, not {status}"]
        self.page.evaluate(UNFOLD)
        self.page.evaluate(self.axe)
        for width, scheme, rules in faces:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            told = self.page.evaluate(TOO_WIDE) if rules is EVERYTHING else []
            faults += [f"{fault}  [{width} {scheme}]" for fault in told + self.page.evaluate(ASK, rules)]
        for question in (UNSTYLED, HEADINGS):
            faults += self.page.evaluate(question)
        faults += [f"inline: {tag[:90]}" for tag in INLINE.findall(answer.text())]
        return [f"{path} {fault}" for fault in faults + self.noticed]
