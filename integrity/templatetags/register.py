"""The words and figures of the register as they are printed: tags, marks, dates, money, squares and scales."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django import template
from django.utils import timezone, translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

register = template.Library()

# ── marks and tags ──────────────────────────────────────────────────────────

_SOLID = 'class="solid"'
SHAPES = {
    "dot": f'<circle {_SOLID} cx="6" cy="6" r="5"/>',
    "half": f'<circle cx="6" cy="6" r="4.8"/><path {_SOLID} d="M6 1.2a4.8 4.8 0 0 1 0 9.6z"/>',
    "check": '<path d="M1.5 6.5 4.7 9.7 10.7 2.7"/>',
    "ring": '<circle cx="6" cy="6" r="4.6"/>',
    "clock": '<circle cx="6" cy="6" r="4.8"/><path d="M6 3.2V6l2 1.4"/>',
    "alert": f'<path {_SOLID} d="M6 .6 11.8 11.2H.2z"/>',
    "triangle": '<path d="M6 1.9 10.9 10.5H1.1z"/>',
    "cross": '<path d="M2 2l8 8M10 2l-8 8"/>',
    "turn": '<path d="M10.4 6a4.4 4.4 0 1 1-1.5-3.3M9.2.4v2.6H6.5"/>',
    "lens": '<circle cx="5" cy="5" r="3.8"/><path d="M8 8l3.4 3.4"/>',
    "dots": "".join(f'<circle {_SOLID} cx="{x}" cy="6" r="1.4"/>' for x in (2, 6, 10)),
    "minus": '<circle cx="6" cy="6" r="4.8"/><path d="M3.4 6h5.2"/>',
    "slash": '<circle cx="6" cy="6" r="4.8"/><path d="M2.6 9.4l6.8-6.8"/>',
    "diamond": f'<path {_SOLID} d="M6 .4 11.6 6 6 11.6.4 6z"/>',
}


class State(NamedTuple):
    """How one state looks: its word, its tone (ok, warn, late, info, odd, wait, done) and its shape."""

    label: object
    tone: str
    shape: str


STATES = {
    # a record
    "public": State(gettext_lazy("On display"), "info", "dot"),
    "objection": State(gettext_lazy("Under objection"), "odd", "half"),
    "repaired": State(gettext_lazy("Repaired"), "ok", "check"),
    "expired": State(gettext_lazy("Expired"), "done", "minus"),
    "revoked": State(gettext_lazy("Revoked"), "done", "slash"),
    "withdrawn": State(gettext_lazy("Withdrawn"), "done", "slash"),
    "shielded": State(gettext_lazy("Shielded for now"), "wait", "half"),
    # its tier, or an honour
    "severe": State(pgettext_lazy("tier", "Severe"), "late", "alert"),
    "moderate": State(pgettext_lazy("tier", "Moderate"), "done", "triangle"),
    "minor": State(pgettext_lazy("tier", "Minor"), "done", "ring"),
    "honour": State(gettext_lazy("Commended"), "ok", "diamond"),
    # a commitment, a debt
    "running": State(gettext_lazy("In progress"), "info", "ring"),
    "due_soon": State(gettext_lazy("Due soon"), "warn", "clock"),
    "overdue": State(gettext_lazy("Overdue"), "late", "alert"),
    "kept": State(gettext_lazy("Kept"), "ok", "check"),
    "verifying": State(gettext_lazy("Being verified"), "odd", "lens"),
    "rectifying": State(gettext_lazy("Being rectified"), "warn", "turn"),
    "broken": State(gettext_lazy("Broken"), "late", "cross"),
    "partly_settled": State(gettext_lazy("Partly settled"), "warn", "half"),
    "settled": State(gettext_lazy("Settled"), "ok", "check"),
    "disputed": State(gettext_lazy("Disputed"), "odd", "half"),
    # a piece of work
    "draft": State(gettext_lazy("Draft"), "wait", "dots"),
    "checking": State(gettext_lazy("Being checked"), "info", "ring"),
    "faulty": State(gettext_lazy("Rows to mend"), "late", "cross"),
    "awaiting_signoff": State(gettext_lazy("Awaiting sign-off"), "wait", "dots"),
    "awaiting_review": State(gettext_lazy("Awaiting review"), "wait", "dots"),
    "awaiting_acceptance": State(gettext_lazy("Awaiting acceptance"), "wait", "dots"),
    "awaiting_reply": State(gettext_lazy("Awaiting reply"), "wait", "dots"),
    "returned": State(gettext_lazy("Returned for correction"), "warn", "turn"),
    "accepted": State(gettext_lazy("Accepted"), "info", "ring"),
    "refused": State(gettext_lazy("Not accepted"), "done", "cross"),
    "approved": State(gettext_lazy("Approved"), "ok", "check"),
    "carried_out": State(gettext_lazy("Carried out"), "ok", "check"),
    "yellow": State(gettext_lazy("Yellow card"), "warn", "clock"),
    "red": State(gettext_lazy("Red card"), "late", "alert"),
}
_TONES = {"ok", "warn", "late", "info", "odd", "wait", "done"}


@register.simple_tag
def mark(shape: str, tone: str = "") -> SafeString:
    """One shape as inline SVG in the colour of the text around it, or of a tone."""
    # The drawings are the constants above; nothing of a caller's goes into them.
    drawing = SafeString(SHAPES[shape])
    kind = f"mark is-{tone}" if tone in _TONES else "mark"
    return format_html('<svg class="{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', kind, drawing)


@register.simple_tag
def tag(code: str, label: object = "", tone: str = "", shape: str = "") -> SafeString:
    """The status tag of a state; label, tone and shape replace what the table says. Nothing for an empty code."""
    if not code and not label:
        return SafeString("")
    state = STATES.get(str(code), State(code, "wait", "dots"))
    return format_html(
        '<span class="tag is-{}">{}{}</span>',
        tone if tone in _TONES else state.tone,
        mark(shape if shape in SHAPES else state.shape),
        label or state.label,
    )


# ── dates ───────────────────────────────────────────────────────────────────

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZH_WEEKDAYS = "一二三四五六日"
NOTHING = "—"


def _chinese() -> bool:
    return (translation.get_language() or "zh").startswith("zh")


def _local(value: date | datetime) -> date | datetime:
    """An instant as the clock on the wall shows it; a date as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _day(value: date, short: bool) -> str:
    if _chinese():
        return f"{value.month}月{value.day}日" if short else f"{value.year}年{value.month}月{value.day}日"
    head = f"{value.day} {_MONTHS[value.month - 1]}"
    return head if short else f"{head} {value.year}"


# A day as files and interfaces write it, alone and not inside a name or an address.
_ISO = re.compile(r" ?(?<![A-Za-z0-9_./-])([12]\d{3})-(\d{2})(?:-(\d{2}))?(?![A-Za-z0-9_/-]|\.[A-Za-z0-9]) ?")


@register.filter
def dates(value: object) -> str:
    """A sentence of the register with its days as the page writes them: 2026-11-10 becomes 2026年11月10日 or 10 Nov 2026."""
    return _ISO.sub(_as_printed, "" if value is None else str(value))


def _as_printed(found: re.Match) -> str:
    try:
        year, month, day = (int(part) if part else None for part in found.groups())
        said = _day(date(year, month, day), short=False) if day is not None else _month(date(year, month, 1))
    except ValueError:
        return found[0]
    return said if _chinese() else found[0].replace(found[0].strip(), said)


def _month(value: date) -> str:
    return f"{value.year}年{value.month}月" if _chinese() else f"{_MONTHS[value.month - 1]} {value.year}"


@register.filter
def zhdate(value: date | datetime | None, form: str = "") -> str:
    """2026年11月21日 or 21 Nov 2026, unbreakable; "short" leaves the year out. A dash for nothing."""
    if not value:
        return NOTHING
    value = _local(value)
    return format_html('<time class="d8" datetime="{}">{}</time>', f"{value:%Y-%m-%d}", _day(value, short=form == "short"))


@register.filter
def zhtime(value: datetime | None, form: str = "") -> str:
    """A day with hour and minute, local time: 2026年11月20日 08:00."""
    if not value:
        return NOTHING
    value = _local(value)
    return format_html(
        '<time class="d8" datetime="{}">{} {}</time>',
        value.isoformat(timespec="minutes"),
        _day(value, short=form == "short"),
        f"{value:%H:%M}",
    )


@register.filter
def weekday(value: date | None, form: str = "") -> str:
    """周五 or Fri; "long" gives 星期五 or Friday."""
    if not value:
        return ""
    index = _local(value).weekday()
    if _chinese():
        return ("星期" if form == "long" else "周") + _ZH_WEEKDAYS[index]
    return (_WEEKDAYS_LONG if form == "long" else _WEEKDAYS)[index]


@register.filter
def daybefore(value: date | None) -> date | None:
    """The last day of a half-open period: 2027-06-15 (exclusive) was last shown on 2027-06-14."""
    return value and value - timedelta(days=1)


# 〔2026〕7号 and, of courts, （2026）示9901执312号.
_NUMBER = r"[〔\[［(（【]\d{4}[〕\]］)）】][\u4e00-\u9fff\d]{0,9}?\d+号"
_DOCUMENT = re.compile(_NUMBER)
_RUNS = re.compile(r"(\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|" + _NUMBER + r"|第\d+号|\r?\n)")


@register.filter
def docno(value: str | None) -> str:
    """A document number whose year and number never part: 示信认<span>〔2026〕7号</span>."""
    text = str(value or "")
    found = _DOCUMENT.search(text)
    if not found:
        return conditional_escape(text) or NOTHING
    return format_html('{}<span class="d8">{}</span>{}', text[: found.start()], found.group(), text[found.end() :])


@register.filter
def prose(value: object) -> str:
    """Running text: each date and document number in it is one unbreakable run, line breaks stay. Escapes."""
    text = "" if value is None else str(value)
    return format_html_join("", "{}", ((_run(part),) for part in _RUNS.split(text)))


def _run(part: str) -> str:
    if not _RUNS.fullmatch(part):
        return part
    return mark_safe("<br>") if part.endswith("\n") else format_html('<span class="d8">{}</span>', part)


@register.filter
def together(names: list[str] | None) -> str:
    """Names one after the other: 甲、乙 or A, B."""
    return ("、" if _chinese() else ", ").join(str(name) for name in names or ())


@register.filter
def stands_open(step: object, can: list) -> bool:
    """Whether the form of ``step`` stands open among ``can``: of what was just refused, else the first. Of one group a browser opens only one."""
    return step is next((other for other in can if isinstance(other, dict) and other.get("error")), can[0])


# ── figures ─────────────────────────────────────────────────────────────────

_WAN = Decimal(10_000)
_FEN = Decimal("0.01")
_TENTH = Decimal("0.1")
_MINUS = "−"


def _wan(yuan: Decimal) -> str:
    """Exact: two decimals, or as many as the amount needs (a fen is 0.000001 万元)."""
    amount = yuan / _WAN
    places = max(2, -amount.normalize().as_tuple().exponent)
    return _signed(f"{amount:,.{places}f}")


def _signed(text: str) -> str:
    return text.replace("-", _MINUS)


@register.filter
def thousands(value: int | None) -> str:
    """A count in groups of three: 2,386."""
    return NOTHING if value is None or value == "" else _signed(f"{int(value):,}")


@register.filter
def wan(value: Decimal | int | None) -> str:
    """Yuan as a figure in 万元, exact, at least two decimals; the unit stands in the head of the table."""
    return NOTHING if value is None or value == "" else _wan(Decimal(value))


@register.filter
def money(value: Decimal | int | None) -> str:
    """Yuan with its unit: 1,280.00 万元 where that is exact, otherwise 61,847.50 元; in English always in yuan."""
    if value is None or value == "":
        return NOTHING
    yuan = Decimal(value)
    if _chinese() and abs(yuan) >= _WAN and yuan % 100 == 0:
        return format_html('<span class="run">{} 万元</span>', _wan(yuan))
    fen = yuan.quantize(_FEN, ROUND_HALF_UP)
    return format_html('<span class="run">{} {}</span>', _signed(f"{fen:,}"), _("yuan"))


@register.filter
def points(value: Decimal | int | None) -> str:
    """A score without a sign: 1,000.0."""
    if value is None or value == "":
        return NOTHING
    return _signed(f"{Decimal(value).quantize(_TENTH, ROUND_HALF_UP):,}")


@register.filter
def signed(value: Decimal | int | None) -> str:
    """Points added or taken, with a true minus: +20.0, −40.0."""
    if value is None or value == "":
        return NOTHING
    amount = Decimal(value)
    sign, kind = (_MINUS, "minus") if amount < 0 else ("+", "plus")
    return format_html('<span class="amount {}">{}{}</span>', kind, sign, points(abs(amount)))


# ── squares, bars and scales ────────────────────────────────────────────────

SIX_WEEKS = 42


def _square(day: date, holiday: str, classes: list[str], number: int | None, notes: list[str]) -> SafeString:
    figure = format_html("<b>{}</b>", number) if number else format_html("<i>{}</i>", holiday)
    return format_html(
        '<li class="{}"><span class="d8">{}/{}</span>{}{}</li>',
        " ".join(classes),
        day.month,
        day.day,
        figure,
        " ".join(notes),
    )


@register.simple_tag
def days(start: date, due: date, today: date, days: list[dict]) -> SafeString:
    """Working-day squares 日格: whole weeks from Monday, the first day not counted, working days numbered.

    ``days`` holds one dict for each day from ``start`` to the later of ``due`` and ``today``: ``on`` (date),
    ``working`` (bool), ``name`` (of a holiday, or "") and ``moved`` (True for a weekend that is worked). Beyond six
    weeks nothing is drawn: the sentence beneath says it.
    """
    if not days or len(days) > SIX_WEEKS:
        return SafeString("")
    days = sorted(days, key=lambda day: day["on"])
    cells = [mark_safe('<li aria-hidden="true"></li>')] * days[0]["on"].weekday()
    number = 0
    for day in days:
        on, classes, notes = day["on"], [], []
        counted = day["working"] and on > start
        number += counted
        rest = "" if counted else _("off") if not day["working"] else ""
        if not day["working"]:
            classes.append("off")
            notes.append(day.get("name") or "")
        elif day.get("moved"):
            notes.append(pgettext("working day", "worked"))
        if on == start:
            classes.append("start")
            rest = pgettext("first day of a term", "from")
            notes = [_("not counted")]
        if on < today:
            classes.append("past")
        if on == today:
            classes.append("today")
            notes.append(_("today"))
        if on == due:
            classes.append("due")
            notes.append(pgettext("day", "due"))
        if due < on <= today and day["working"]:
            classes.append("over")
        cells.append(_square(on, rest, classes, number if counted else None, notes))
    cells += [mark_safe('<li aria-hidden="true"></li>')] * (-len(cells) % 7)
    heads = _ZH_WEEKDAYS if _chinese() else _WEEKDAYS
    return format_html(
        '<div class="days"><div class="week" aria-hidden="true">{}</div><ol>{}</ol></div>',
        format_html_join("", "<span>{}</span>", ((head,) for head in heads)),
        format_html_join("", "{}", ((cell,) for cell in cells)),
    )


def _share(part: int, whole: int) -> float:
    return min(max(100 * part / whole, 0), 100) if whole else 0


@register.simple_tag
def period_bar(total: int, elapsed: int, minimum: int | None = None) -> SafeString:
    """How much of a period has run, in days, with a tick where its minimum ends."""
    tick = SafeString("")
    if minimum:
        tick = format_html('<rect class="tick" x="{}%" y="-3" width="2" height="16"/>', f"{_share(minimum, total):.2f}")
    label = _("%(elapsed)s of %(total)s days have run") % {"elapsed": elapsed, "total": total}
    return format_html(
        '<svg class="bar" role="img" aria-label="{}"><rect class="ground" width="100%" height="10"/>'
        '<rect class="fill" width="{}%" height="10"/>{}</svg>',
        label,
        f"{_share(elapsed, total):.2f}",
        tick,
    )


def _place(score: Decimal, lows: list[Decimal]) -> tuple[int, float]:
    """In which band a score lies, counted from the lowest, and how far into it (0 to 1)."""
    index = max((i for i, low in enumerate(lows) if i == 0 or score >= low), default=0)
    if len(lows) < 2:
        return index, 0.5
    width = lows[1] - lows[0] if index == 0 else lows[index] - lows[index - 1]
    low = lows[index]
    if index == 0:  # the lowest band is open below: drawn as wide as the one above it
        width = lows[2] - lows[1] if len(lows) > 2 else width
        low = lows[1] - width
    elif index + 1 < len(lows):
        width = lows[index + 1] - low
    return index, min(max(float((score - low) / (width or 1)), 0.0), 0.98)


@register.simple_tag
def bands(score: Decimal | int | None, bands: list[dict]) -> SafeString:
    """The band scale with a mark at the score. ``bands`` holds ``letter`` and ``low`` (the lowest may lack one)."""
    rows = sorted(bands or (), key=lambda band: Decimal(band["low"] or 0))
    if not rows or score is None:
        return SafeString("")
    lows = [Decimal(band["low"] or 0) for band in rows]
    index, inside = _place(Decimal(score), lows)
    width = 100 / len(rows)
    labels = [f"<{lows[1].normalize():f}" if len(lows) > 1 else NOTHING]
    labels += [f"{low.normalize():f}" for low in lows[1:]]
    if len(rows) > 1:
        labels[-1] += "+"
    strips = format_html_join(
        "",
        '<rect class="{}" x="{}%" width="{}%" y="4" height="8"/>',
        (("fill" if i == index else "ground", f"{i * width:.2f}", f"{width - 0.4:.2f}") for i in range(len(rows))),
    )
    names = format_html_join(
        "",
        "<li{}>{}<br>{}</li>",
        ((mark_safe(' aria-current="true"') if i == index else "", row["letter"], labels[i]) for i, row in enumerate(rows)),
    )
    label = _("Grade %(letter)s, %(score)s points") % {"letter": rows[index]["letter"], "score": points(score)}
    return format_html(
        '<div class="bands"><svg class="bar" role="img" aria-label="{}">{}'
        '<rect class="tick" x="{}%" y="0" width="3" height="16"/></svg><ol>{}</ol></div>',
        label,
        strips,
        f"{(index + inside) * width:.2f}",
        names,
    )


@register.simple_tag
def plate(letter: str | None, word: str = "") -> SafeString:
    """The framed grade; a dash and 样本不足 where there is too little to grade."""
    size = {2: "two-letters", 3: "three-letters"}.get(len(letter or ""), "")
    return format_html(
        '<div class="plate"><b class="{}">{}</b><span>{}</span></div>',
        size,
        letter or NOTHING,
        word or ("" if letter else _("Too few cases")),
    )
