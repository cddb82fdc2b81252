"""The lists of powers of the demo city, through the same doors as real ones: listed, then added to, adjusted, merged and cut.

What the laws are called is real; who decided what on a list of 示范市 is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.models import Membership, PowerDraft, PowerItem, Role, Subject
from archives.powers.flow import draft_change
from integrity.workflow import advance

from .city import CODES
from .power_items import CHANGES, ITEMS, MATTERS, WAITING

# What the lists held when the registry opened was decided before.
LISTED, OPENED, LIST = date(2024, 1, 15), date(2025, 1, 2), "示政发〔2024〕2号"
OFFICERS = ("xumin", "tangyi")


def load(say: Callable[[str], None]) -> bool:
    """``False`` if the lists are there already. The city must be founded."""
    if PowerItem.objects.exists() or PowerDraft.objects.exists():
        return False
    today = timezone.localdate()
    with transaction.atomic():
        for number, (unit, code, said) in enumerate(_listed()):
            _decided(number, unit, "list", code, LISTED, LIST, said=said, on=OPENED)
    with transaction.atomic():
        changes = [change for change in CHANGES if change[0] <= today]
        for number, (on, authority, unit, purpose, code, words, merges) in enumerate(changes):
            said = _next(unit, code, merges, words) if purpose != "cut" else None
            _decided(number, unit, purpose, code, on, authority, said=said, merges=merges, on=on)
    with transaction.atomic():
        _waiting(today)
    held = PowerItem.objects.in_force(today)
    say(f"lists of powers: {held.count()} items, {held.filter(is_matter=True).count()} of them approval matters; {len(changes)} changes since")
    return True


def _listed() -> Iterator[tuple[str, str, dict]]:
    for unit, code, kind, name, document, article, duty in ITEMS:
        yield unit, code, {"name": name, "kind": kind, "document": document, "article": article, "duty": duty, "is_matter": False}
    for unit, code, name, document, article, statutory, promised, partners, materials, accepts in MATTERS:
        yield (
            unit,
            code,
            {
                "name": name,
                "kind": "licence",
                "document": document,
                "article": article,
                "is_matter": True,
                "duty": "一次告知需要补正的全部内容，在承诺期限内作出决定；不予许可的说明理由。",
                "statutory_days": statutory,
                "promised_days": promised,
                "handling": "parallel" if partners else "sequence",
                "handled_with": partners,
                "materials": materials.split(),
                "accepts": accepts.split(),
            },
        )


def _next(unit: str, code: str, merges: tuple[str, ...], words: dict) -> dict:
    """What the item says next: as the version before, or the first of the merged ones, but for ``words``."""
    before = PowerItem.objects.filter(unit__code=CODES[unit], code__in=[code, *merges[:1]], valid_until__isnull=True).first()
    names = ("name", "kind", "duty", "document", "article", "is_matter", "statutory_days", "promised_days", "handling", "handled_with", "materials", "accepts")
    return ({name: getattr(before, name) for name in names} if before else {}) | words


def _decided(number: int, unit: str, purpose: str, code: str, starts_on: date, authority: str, *, said, on: date, merges=()) -> None:
    """One change as it was drafted in the unit and adopted on the day ``on``."""
    draft = _drafted(unit, purpose, code, starts_on, authority, said=said, on=on, merges=merges)
    advance(draft, "adopt", by=User.objects.get(username=OFFICERS[number % 2]), seen=draft.revision, today=on)


def _drafted(unit: str, purpose: str, code: str, starts_on: date, authority: str, *, said, on: date, merges=()) -> PowerDraft:
    body = Subject.objects.get(code=CODES[unit])
    return draft_change(
        unit=body, purpose=purpose, code=code, authority=authority, starts_on=starts_on, said=said, merges=merges, by=clerk_of(unit, on), today=on
    )


def clerk_of(unit: str, on: date) -> User:
    """Who enters for the unit: its clerk of the demo, else an account that nobody signs in with."""
    held = Membership.objects.held(on).filter(unit__code=CODES[unit], role=Role.CLERK, user__is_active=True)
    if found := held.exclude(user__username__startswith="demo-clerk").order_by("user__username").first():
        return found.user
    name = f"demo-window-{CODES[unit][8:17].lower()}"
    short = unit.removeprefix("示范市")
    user, new = User.objects.get_or_create(username=name, defaults={"name": f"{short}窗口", "password": "!", "is_staff": True})
    if new:
        Membership.objects.create(user=user, unit=Subject.objects.get(code=CODES[unit]), role=Role.CLERK, from_on=date(2019, 1, 1))
    return user


def _waiting(today: date) -> None:
    """Drafts that lie with the credit office, and one that it refused."""
    for unit, purpose, code, authority, words, refused in WAITING:
        said = None if purpose == "cut" else _next(unit, code, (), words)
        draft = _drafted(unit, purpose, code, today + timedelta(days=30), authority, said=said, on=today)
        if refused:
            advance(draft, "refuse", by=User.objects.get(username="xumin"), reason=refused, seen=draft.revision, today=today)


