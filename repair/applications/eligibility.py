"""Whether a repair may be granted: each condition with its arithmetic and its source, asked of facts and of nothing else.

信用修复管理办法 (国家发展改革委令2025年第36号): the shortest period is over, the breach is put right, duties are performed, a public
commitment is given. Which of the six methods a tier asks for is dated data (``standards/repair.yaml``). Records that were decided
under Order 58 keep the period of their day: ``minimum_until`` of the record, by the rule kept with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from integrity.said import in_words

SERVICE, CHECKED, COMMITMENT, RECTIFIED = "service", "checked", "commitment", "rectified"


@dataclass(frozen=True)
class Found:
    """What is asked of one record: its number, item, tier in words and figures, days, and the rule its period stands on."""

    number: str
    item_code: str
    tier: int
    tier_word: str
    decided_on: date
    minimum_until: date
    ends_on: date
    min_months: int
    source: str
    standing: bool = True
    repaired: bool = False


@dataclass(frozen=True)
class Method:
    """One method as a tier asks for it; ``items`` empty for all."""

    code: str
    tier: int
    label: str
    required: bool
    source: str
    items: tuple[str, ...] = ()
    min_hours: int = 0
    cap_hours: int = 0


@dataclass(frozen=True)
class Line:
    """One condition: ``met`` is ``None`` where it is only taken into account or comes later."""

    label: str
    met: bool | None
    arithmetic: str
    source: str = ""


def judged(
    records: Iterable[Found],
    methods: Iterable[Method],
    deeds: Mapping[str, int],
    *,
    signed: bool,
    files: int,
    today: date,
    verified: str = "",
) -> list[Line]:
    """Every condition of the repair of ``records`` on ``today``. ``deeds``: method → hours (0 where it is not counted in hours).

    ``verified``: what the verification found, in the words of who did it; empty before.
    """
    records, methods = list(records), list(methods)
    lines = [line for record in records for line in _of_record(record, today)]
    lines.append(Line(_("Proof is attached"), files > 0, _("%(n)d files") % {"n": files}, _("proof of performance")))
    tiers = {record.tier for record in records}
    seen: set[str] = set()
    for method in sorted(methods, key=lambda m: -m.tier):  # the heaviest tier asks for the most
        if method.tier not in tiers or method.code in seen:
            continue
        if method.items and not any(r.item_code in method.items for r in records if r.tier == method.tier):
            continue
        seen.add(method.code)
        lines.append(_of_method(method, deeds, signed, verified))
    return lines


def eligible(lines: Iterable[Line]) -> bool:
    """Whether nothing stands against it."""
    return all(line.met is not False for line in lines)


def from_on(records: Iterable[Found]) -> date:
    """The first day on which the repair of all ``records`` may be asked for."""
    return max(record.minimum_until for record in records)


def _of_record(record: Found, today: date) -> Iterable[Line]:
    named = {"number": record.number}
    if record.repaired:
        yield Line(_("Record %(number)s is not repaired yet") % named, False, _("it was repaired already; nothing is left to apply for"))
    elif not record.standing:
        yield Line(_("Record %(number)s stands") % named, False, _("it was withdrawn or shielded; nothing of it is shown or used now"))
    elif record.ends_on <= today:
        words = _("its longest period ended on %(day)s by itself; nothing is left to repair") % {"day": in_words(record.ends_on)}
        yield Line(_("Record %(number)s is within its period") % named, False, words)
    if record.tier == 0:
        yield Line(_("Record %(number)s is of a tier that is repaired") % named, False, _("it has no tier, so there is nothing to repair"))
    reached = record.minimum_until <= today
    sum_ = {
        "day": in_words(record.decided_on),
        "months": record.min_months,
        "tier": record.tier_word,
        "from": in_words(record.minimum_until),
        "left": (record.minimum_until - today).days,
    }
    words = _("%(day)s + %(months)d months (%(tier)s) = may be asked from %(from)s") % sum_
    if not reached:
        words += _("; %(left)d days to go") % sum_
    yield Line(_("Shortest period of record %(number)s") % named, reached, words, record.source)


def _of_method(method: Method, deeds: Mapping[str, int], signed: bool, verified: str) -> Line:
    need = True if method.required else None
    if method.code == CHECKED:
        words = _("comes with the verification after acceptance")
        return Line(method.label, True if verified else None, verified or words, method.source)
    if method.code == COMMITMENT:
        words = _("signed; published when the application is accepted") if signed else _("not signed yet")
        return Line(method.label, signed if need else None, words, method.source)
    done = method.code in deeds
    if method.code == SERVICE:
        hours = deeds.get(SERVICE, 0)
        counted = min(hours, method.cap_hours)
        words = _("%(hours)d hours, counted at most %(cap)d: %(counted)d; at least %(min)d") % {
            "hours": hours, "cap": method.cap_hours, "counted": counted, "min": method.min_hours,
        }  # fmt: skip
        enough = done and counted >= method.min_hours
        return Line(method.label, enough if need else None, words, method.source)
    words = _("done, by the applicant’s word; verified after acceptance") if done else _("not named")
    if done and verified:
        words = _("done, and verified")
    if not method.required:
        words += _("; taken into account, not required")
    return Line(method.label, done if need else None, words, method.source)
