"""What is wrong with a page, as far as a machine sees it.

WCAG 2.2 AA by axe-core, the content security policy as served, requests that leave the host, scripts and styles in the
page, scrolling sideways: on a phone and on a desk, light and dark, with everything unfolded. One page load serves all
four; nothing but colour differs between light and dark, so what is not about colour is asked once at each width.

Contrast is most of the work, and the same masthead, the same row, the same field stand on every page. So it is asked in all
four of everything that does not look like something asked before: the same elements with the same classes, under the same
ancestors and stylesheets, at the same place among their siblings. The first of each is told, the others are like it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
LINKS = {"runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
FACES = [(360, "light", EVERYTHING), (360, "dark", LINKS), (1280, "dark", LINKS), (1280, "light", EVERYTHING)]

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
# Marks what does not look like something known for the rule of contrast, and returns it. Which model and field a part of the admin is about,
# how many letters a word has and where a link leads changes no colour.
ALIKE = """(known) => {
  const had = new Set(known), fresh = new Set();
  const kept = ["class", "type", "lang", "role", "style", "open", "disabled", "hidden", "checked", "fill", "aria-current", "aria-hidden", "aria-expanded"];
  const short = text => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (const sign of text) { a = Math.imul(a ^ sign.codePointAt(0), 2654435761); b = Math.imul(b ^ sign.codePointAt(0), 1597334677); }
    return (a >>> 0).toString(36) + (b >>> 0).toString(36);
  };
  const named = one => one ? `${one.tagName} ${kept.map(name => one.getAttribute(name)).join("|")} ${/^id_|[0-9]/.test(one.id) ? "" : one.id}`
    .replace(/\\b(app|model|field|column)-\\w+/g, "") : "";
  const letters = one => Math.min(2, [...one.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join("").length);
  const own = new Map(), whole = new Map();
  const read = (one, place) => {
    const among = one.parentElement?.children.length === place + 1 ? "last" : "";
    own.set(one, short([named(one), letters(one), Math.min(place, 1) + place % 2, among, named(one.previousElementSibling)].join("~")));
    whole.set(one, short(own.get(one) + [...one.children].map(read).join()));
    return whole.get(one);
  };
  const walk = (one, above) => {
    const key = short(above + whole.get(one));
    if (had.has(key) || fresh.has(key)) return;
    fresh.add(key);
    one.setAttribute("data-new", "");
    [...one.children].forEach(child => walk(child, short(above + own.get(one))));
  };
  read(document.documentElement, 0);
  walk(document.documentElement, [...document.styleSheets].map(sheet => sheet.href).join());
  axe.configure({rules: [{id: "color-contrast", selector: "[data-new]"}]});
  return [...fresh];
}"""
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
        self.known: set[str] = set()
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

    def look(self, path: str, status: int = 200) -> list[str] | None:
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
        self.known.update(self.page.evaluate(ALIKE, list(self.known)))
        for width, scheme, rules in FACES:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=scheme)
            told = self.page.evaluate(TOO_WIDE) if rules is EVERYTHING else []
            told += self.page.evaluate(ASK, rules) + self.page.evaluate(ASK, CONTRAST)
            faults += [f"{fault}  [{width} {scheme}]" for fault in told]
        for question in (UNSTYLED, HEADINGS):
            faults += self.page.evaluate(question)
        faults += [f"inline: {tag[:90]}" for tag in INLINE.findall(answer.text())]
        return [f"{path} {fault}" for fault in faults + self.noticed]
