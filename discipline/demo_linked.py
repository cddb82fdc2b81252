"""Linked persons of a penalised enterprise of the demo city, and a joint action that reaches two of them; all invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, MARKET
from archives.demo.invented import resident_id
from archives.models import Record, Subject
from integrity.calendar import earliest_start
from integrity.workflow import advance

from .demo_measures import CLERKS, DECIDES, DRAFTS, OFFICE
from .linked import actions as linking
from .measures import actions
from .measures.actions import Asked
from .models import LinkedPerson

CLERK = CLERKS[MARKET]
SOURCE = "企业登记档案，登记机关：示范市市场监督管理局（演示数据）"
# The resident id is used once, to enter; nothing of it stays but the keyed hash. Days before the matter: from, until.
PEOPLE = [
    ("former", 900_001, "许例安", "legal", 1500, 400),
    ("legal", 900_002, "方示平", "legal", 400, None),
    ("controller", 900_003, "岳例昌", "controller", 1500, None),
]


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are linked persons already, or no enterprise was penalised. The joint actions of the demo must be there."""
    record = (
        Record.objects.current()
        .filter(item__period_kind="penalty", subject__kind="enterprise", withdrawn_at__isnull=True, filing__left_at__isnull=False)
        .filter(ends_on__gt=timezone.localdate(), decided_on__lt=timezone.localdate(), filing__unit__code=CODES[MARKET])
        .select_related("subject")
        .order_by("-decided_on", "pk")
        .first()
    )
    if record is None or LinkedPerson.objects.exists():
        return False
    today = today or timezone.localdate()
    with transaction.atomic():
        links = {key: _link(record, *said, today=today) for key, *said in PEOPLE}
        _measures(record, links, max(earliest_start(today, 6), record.decided_on), today)
    say(f"linked persons: {len(links)}; a joint action reaches two of them")
    return True


def _link(record: Record, serial: int, name: str, role: str, since: int, until: int | None, *, today: date) -> LinkedPerson:
    return linking.link(
        subject=record.subject,
        unit=Subject.objects.get(code=CODES[MARKET]),
        name=name,
        resident_id=resident_id(serial),
        role=role,
        from_on=record.decided_on - timedelta(since),
        until_on=record.decided_on - timedelta(until) if until else None,
        source=SOURCE,
        document_no=f"示市监登〔{(record.decided_on - timedelta(since)).year}〕{serial % 100}号",
        by=User.objects.get(username=CLERK),
        today=today,
    )


def _measures(record: Record, links: dict[str, LinkedPerson], on: date, today: date) -> None:
    market, environment = (Subject.objects.get(code=CODES[name]) for name in (MARKET, ENVIRONMENT))
    action = actions.initiate(
        number=record.number,
        unit=Subject.objects.get(code=CODES[OFFICE]),
        measures=[
            Asked("honours", (environment,), 6),
            Asked("honours-person", (environment,), 6, None, (links["legal"], links["controller"])),
            Asked("office-ban", (market,), 12, None, (links["legal"],)),
        ],
        ground="受到行政处罚（演示数据）",
        by=User.objects.get(username=DRAFTS),
        today=on,
    )
    advance(action, "decide", by=User.objects.get(username=DECIDES), seen=action.revision, today=on)
    found = action.executions.get(item__code="office-ban")
    actions.take(execution=found, step="accept", by=User.objects.get(username=CLERK), today=today)
