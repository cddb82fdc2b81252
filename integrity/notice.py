"""The yearly notice of the State Council on holidays 国务院办公厅关于部分节假日安排的通知: read, laid out, doubted.

Reading guesses nothing: what the text does not say in its usual words is a fault that names its place and the mend.
Which days are holidays at all: 全国年节及纪念日放假办法 (国务院令第795号, since 2025-01-01), article 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

WEEKDAYS = "一二三四五六日"
# The seven holidays (全国年节及纪念日放假办法) and the first and last day, month and day, on which each can fall: those of the sun
# on theirs, those of the moon between the new moons that begin and end their month.
FESTIVALS = {
    "元旦": ((1, 1), (1, 1)),
    "春节": ((1, 20), (2, 21)),
    "清明节": ((4, 4), (4, 6)),
    "劳动节": ((5, 1), (5, 1)),
    "端午节": ((5, 27), (6, 26)),
    "中秋节": ((9, 7), (10, 9)),
    "国庆节": ((10, 1), (10, 1)),
}
STATUTORY = tuple(FESTIVALS)
LONGEST = 16  # days; no holiday with its moved weekends was ever as long

_WIDE = str.maketrans("０１２３４５６７８９（）：，　", "0123456789（）：， ")
_NARROW = str.maketrans("():", "（）：")
_ITEM = re.compile(
    r"(?:^|(?<=[\n。]))\s*[一二三四五六七八九十]+、\s*(?P<name>[^：\n。]{1,20})：(?P<body>.*?)(?=[\n。]\s*[一二三四五六七八九十]+、|\Z)",
    re.S,
)
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^（）]*)）)?"
_DATE = re.compile(_DAY)
_OFF = re.compile(rf"^{_DAY}(?:至{_DAY})?放假(.*)$")
_COUNT = re.compile(r"(?:共|放假)(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_YEAR = re.compile(r"关于(\d{4})年部分节假日安排")
_DOCUMENT = re.compile(r"国办发(?:明电)?[〔\[［(（【]\d{4}[〕\]］)）】]\d+号")


@dataclass(frozen=True)
class Holiday:
    """One holiday: its first and last day off, the weekends worked for it, and how many days the notice counts."""

    name: str
    first: date
    last: date
    worked: tuple[date, ...] = ()
    count: int | None = None

    @property
    def span(self) -> int:
        return (self.last - self.first).days + 1


@dataclass
class Notice:
    """What was read of one year's notice. ``faults`` are whole sentences; with any, it is not to be entered."""

    year: int | None
    document: str = ""
    holidays: list[Holiday] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NamedDay:
    """One day that the notice names: off, or a weekend day that is worked."""

    on: date
    working: bool
    name: str


def read(text: str, year: int | None = None) -> Notice:
    """Read the wording of a notice; ``year`` where the text does not name its own. Never raises for bad text."""
    plain = re.sub(r"[ \t\r]+", "", text.translate(_WIDE).translate(_NARROW))
    said = _YEAR.search(plain.replace("\n", ""))  # the title is often broken over two lines
    document = _DOCUMENT.search(plain)
    notice = Notice(year, document.group() if document else "")
    if said and year and int(said[1]) != year:
        notice.faults.append(
            _("The text is the notice for %(said)s, but you chose %(year)d; choose its year.") % {"said": said[1], "year": year}
        )
    notice.year = year or (int(said[1]) if said else None)
    if notice.year is None:
        notice.faults.append(_("The text does not name its year; choose it."))
        return notice
    items = list(_ITEM.finditer(plain))
    if not items:
        notice.faults.append(
            _(
                "No holiday was found: each must begin with its number and name, such as “一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。”"
            )
        )
    for item in items:
        _item(notice, item["name"], item["body"])
    notice.faults += doubts(notice.year, notice.holidays)
    return notice


def _item(notice: Notice, name: str, body: str) -> None:
    off, worked = None, []
    for sentence in re.split(r"[。；\n]", body):
        if _DATE.match(sentence) and sentence.endswith("上班"):
            worked += _worked(notice, name, sentence)
        elif found := _OFF.match(sentence):
            if off:
                notice.faults.append(_("%(name)s: two sentences say when it is off; leave the one in force.") % {"name": name})
            off = _off(notice, name, found)
        elif _DATE.match(sentence) and ("放假" in sentence or "上班" in sentence):
            notice.faults.append(
                _("%(name)s: “%(sentence)s” was not understood; enter this holiday by the form below.")
                % {"name": name, "sentence": sentence[:60]}
            )
    if off:
        notice.holidays.append(Holiday(name, off[0], off[1], tuple(worked), off[2]))
    elif worked or any(name.startswith(h) for h in STATUTORY):
        notice.faults.append(_("%(name)s: the text does not say when it is off.") % {"name": name})


def _off(notice: Notice, name: str, found: re.Match) -> tuple[date, date, int | None] | None:
    first = _day(notice, name, found.group(1, 2, 3, 4), None)
    last = _day(notice, name, found.group(5, 6, 7, 8), first) if first and found[7] else first
    count = _COUNT.search("放假" + found[9])
    return (first, last, int(count[1]) if count else None) if first and last else None


def _worked(notice: Notice, name: str, sentence: str) -> list[date]:
    days: list[date] = []
    for found in _DATE.finditer(sentence):
        day = _day(notice, name, found.groups(), days[-1] if days else None)
        days += [day] if day else []
    return days


def _day(notice: Notice, name: str, parts: tuple, before: date | None) -> date | None:
    """One date as written; a missing month is that of the date before it, a missing year the notice's own."""
    year, month, number, bracket = parts
    if month is None and before is None:
        notice.faults.append(_("%(name)s: “%(day)s日” has no month.") % {"name": name, "day": number})
        return None
    try:
        day = date(int(year or (before.year if before else notice.year)), int(month or before.month), int(number))
    except ValueError:
        notice.faults.append(
            _("%(name)s: there is no %(month)s月%(day)s日; compare it with the notice.")
            % {"name": name, "month": month or before.month, "day": number}
        )
        return None
    said = _WEEKDAY.search(bracket or "")
    if said and said[1].replace("天", "日") != WEEKDAYS[day.weekday()]:
        notice.faults.append(
            _("%(name)s: %(day)s is a 周%(is)s, but the text says 周%(said)s; compare date and year with the notice.")
            % {"name": name, "day": day.isoformat(), "is": WEEKDAYS[day.weekday()], "said": said[1]}
        )
    return day


def doubts(year: int, holidays: Iterable[Holiday]) -> list[str]:
    """Why these holidays cannot be the notice of ``year``, as whole sentences; empty if nothing speaks against it."""
    holidays, found = list(holidays), []
    off: dict[date, str] = {}
    for h in holidays:
        if not timedelta(0) <= h.last - h.first < timedelta(LONGEST):
            found.append(_("%(name)s: %(first)s to %(last)s is no span of a holiday.") % {"name": h.name, "first": h.first, "last": h.last})
            continue
        if h.count is not None and h.count != h.span:
            found.append(
                _("%(name)s: %(first)s to %(last)s are %(span)d days, but the text counts %(count)d.")
                % {"name": h.name, "first": h.first, "last": h.last, "span": h.span, "count": h.count}
            )
        found += _elsewhere(year, h)
        for n in range(h.span):
            day = h.first + timedelta(n)
            if day in off:
                found.append(_("%(day)s is off twice, for %(one)s and for %(two)s.") % {"day": day, "one": off[day], "two": h.name})
            off[day] = h.name
    worked = [(day, h.name) for h in holidays for day in h.worked]
    for day, name in worked:
        if day.weekday() < 5:
            found.append(_("%(name)s: %(day)s is no weekend, so it cannot be worked instead.") % {"name": name, "day": day})
        if day in off:
            found.append(_("%(name)s: %(day)s is both off and worked.") % {"name": name, "day": day})
        if sum(day == other for other, _name in worked) > 1 and (day, name) == next(w for w in worked if w[0] == day):
            found.append(_("%(day)s is worked twice.") % {"day": day})
    # The one holiday at an edge of the year is 元旦 of the same year, so a notice reaches back into December, never ahead.
    for day in sorted({*off, *(day for day, _name in worked)}):
        if not date(year - 1, 12, 1) <= day <= date(year, 12, 31):
            found.append(_("%(day)s lies neither in %(year)d nor in the December before it.") % {"day": day, "year": year})
    named = "、".join(h.name for h in holidays)
    if missing := [name for name in STATUTORY if name not in named]:
        found.append(_("The notice of a year names all seven holidays; missing: %(names)s.") % {"names": "、".join(missing)})
    return found


def _elsewhere(year: int, h: Holiday) -> list[str]:
    """A festival that is off at another time of the year than it can fall on."""
    found = []
    for name, (first, last) in FESTIVALS.items():
        if name in h.name and not (h.first <= date(year, *last) and date(year, *first) <= h.last):
            found.append(
                _("%(name)s: %(first)s to %(last)s holds no day on which it can fall (%(from)s to %(until)s).")
                % {"name": h.name, "first": h.first, "last": h.last, "from": date(year, *first), "until": date(year, *last)}
            )
    return found


def named_days(holidays: Iterable[Holiday]) -> list[NamedDay]:
    """Every day that the notice names, in order."""
    days = [NamedDay(h.first + timedelta(n), False, h.name) for h in holidays for n in range(min(h.span, LONGEST))]
    days += [NamedDay(day, True, "") for h in holidays for day in h.worked]
    return sorted(days, key=lambda d: d.on)
