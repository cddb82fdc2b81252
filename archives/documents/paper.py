"""A document on paper: A4 as GB/T 9704-2012 《党政机关公文格式》 lays it out, in one embedded font, the same bytes for the same words.

The mark of the issuing body in red with its line, the number, title, addressee, text, signature and day, page numbers on
the outer edge. No clock: the only day in it is the day of issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from .glyphs import font_file, printable, width
from .lines import broken
from .wording import said

MM = 25.4 / 72  # a point, in millimetres
# GB/T 9704-2012 5.2: 天头 37 mm ± 1, 订口 28 mm ± 1, 版心 156 × 225 mm, 22 lines of 28 signs in size 3 (16 pt).
SIZE, PITCH, LEFT, TOP = 16 * MM, 225 / 22, 27.0, 37.0
WIDE, BOTTOM = 28 * SIZE, TOP + 225
TITLE, FOLIO, MARK = 22 * MM, 14 * MM, 30 * MM  # 二号, 四号; the mark of the issuer at most so big
RED, BLACK, GREY = (200, 0, 0), (0, 0, 0), (205, 205, 205)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper. ``text``: paragraphs, one a line. A ``specimen`` says on every page that it is none.

    Without a ``body`` it is nobody's official document, such as a letter that somebody else signs: no red head, and who signs stands in the text.
    """

    body: str
    number: str
    title: str
    addressee: str
    text: str
    issued_on: date
    specimen: bool = False


@dataclass(frozen=True)
class Printed:
    """The file, and which signs the font lacked (printed as 〓)."""

    content: bytes
    pages: int
    missing: list[str]


@dataclass(frozen=True)
class Line:
    text: str
    x: float
    size: float = SIZE
    pitch: float = PITCH
    color: tuple = BLACK
    rule: bool = False  # a red line across, instead of words


def printed(sheet: Sheet) -> Printed:
    """The PDF of a document. Equal sheets give equal bytes."""
    missing: list[str] = []

    def plain(text: str) -> str:
        clean, lacking = printable(text)
        missing.extend(sign for sign in lacking if sign not in missing)
        return clean

    head = (
        _head(plain(sheet.body), plain(sheet.number), plain(sheet.title), plain(sheet.addressee))
        if sheet.body
        else [*_centred(plain(sheet.title), TITLE, pitch=TITLE * 1.5), *_centred(plain(sheet.number), FOLIO), Line("", LEFT)]
    )
    text = [line for paragraph in plain(sheet.text).split("\n") for line in _paragraph(paragraph.strip())]
    pages = _paged(head, text, _signature(plain(sheet.body), said(sheet.issued_on)) if sheet.body else [])
    return Printed(_drawn(pages, sheet, plain(sheet.title)), len(pages), missing)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _centred(text: str, size: float, **more) -> list[Line]:
    lines = broken(_one_line(text), size, WIDE, WIDE)
    return [Line(line, LEFT + (WIDE - width(line, size)) / 2, size, **more) for line in lines]


def _head(body: str, number: str, title: str, addressee: str) -> list[Line]:
    big = min(MARK, WIDE / max(1, width(_one_line(body), 1.0)))
    size = max(big, TITLE)
    return [
        *_centred(body, size, pitch=size * 1.4, color=RED),
        Line("", LEFT, pitch=PITCH / 2),
        *_centred(number, SIZE),
        Line("", LEFT, pitch=4, rule=True),
        Line("", LEFT),
        *_centred(title, TITLE, pitch=TITLE * 1.5),
        Line("", LEFT),
        *(Line(line, LEFT) for line in broken(_one_line(addressee) + "：", SIZE, WIDE, WIDE)),
    ]


def _paragraph(text: str) -> list[Line]:
    """Two signs in on the first line."""
    if not text:
        return []
    first, *rest = broken(text, SIZE, WIDE - 2 * SIZE, WIDE)
    return [Line(first, LEFT + 2 * SIZE), *(Line(line, LEFT) for line in rest)]


def _signature(body: str, day: str) -> list[Line]:
    """7.3.5.2: without a seal the name ends two signs from the edge, the day begins two signs behind the first sign of the name."""
    right = LEFT + WIDE - 2 * SIZE
    names = broken(_one_line(body), SIZE, WIDE - 4 * SIZE, WIDE - 4 * SIZE)
    name_left = right - width(names[-1], SIZE)
    day_left = min(name_left + 2 * SIZE, right - width(day, SIZE))
    if len(names) == 1:
        name_left = min(name_left, day_left - 2 * SIZE)
    lines = [Line(name, right - width(name, SIZE) if len(names) > 1 else name_left) for name in names]
    return [Line("", LEFT), *lines, Line(day, day_left)]


def _paged(head: list[Line], text: list[Line], end: list[Line]) -> list[list[Line]]:
    """Lines on pages; the signature takes the last two lines of the text along where it goes to a page of its own."""
    pages: list[list[Line]] = [[]]
    left = BOTTOM - TOP
    for line in head + text:
        if line.pitch > left + 0.01:
            pages.append([])
            left = BOTTOM - TOP
        pages[-1].append(line)
        left -= line.pitch
    if sum(line.pitch for line in end) > left + 0.01:
        along = min(2, len(text))
        moved = pages[-1][len(pages[-1]) - along :] if along else []
        pages[-1] = pages[-1][: len(pages[-1]) - along]
        pages.append(moved)
    pages[-1] += end
    return [page for page in pages if page]


def _drawn(pages: list[list[Line]], sheet: Sheet, title: str) -> bytes:
    from fpdf import FPDF  # most processes print nothing

    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(datetime(sheet.issued_on.year, sheet.issued_on.month, sheet.issued_on.day, tzinfo=UTC))
    pdf.set_title(_one_line(title))
    pdf.set_lang("zh-CN")
    pdf.add_font("zh", fname=font_file())
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        if sheet.specimen:
            _specimen(pdf)
        y = TOP
        for line in page:
            y += line.pitch
            _line(pdf, line, y)
        _folio(pdf, number)
    return bytes(pdf.output())


def _line(pdf, line: Line, y: float) -> None:
    if line.rule:
        pdf.set_draw_color(*RED)
        pdf.set_line_width(0.6)
        pdf.line(LEFT, y, LEFT + WIDE, y)
    elif line.text:
        pdf.set_text_color(*line.color)
        pdf.set_font("zh", size=line.size / MM)
        # The foot of the signs stands a quarter of the free space above the foot of the line.
        pdf.text(line.x, y - (line.pitch - line.size) / 2 - line.size * 0.12, line.text)


def _folio(pdf, number: int) -> None:
    """7.5: size 4 between two dashes, 7 mm below the text, one sign in from the outer edge."""
    text = f"— {number} —"
    x = LEFT + WIDE - FOLIO - width(text, FOLIO) if number % 2 else LEFT + FOLIO
    pdf.set_text_color(*BLACK)
    pdf.set_font("zh", size=FOLIO / MM)
    pdf.text(x, BOTTOM + 7 + FOLIO * 0.88, text)


def _specimen(pdf) -> None:
    pdf.set_text_color(*GREY)
    pdf.set_font("zh", size=150)
    with pdf.rotation(45, x=105, y=148):
        pdf.text(105 - 150 * MM, 148 + 75 * MM, "样张")
    pdf.set_font("zh", size=FOLIO / MM)
    pdf.text(LEFT, TOP - 15, "样张，不具有任何效力")
