"""Every state that something in the city can be in, with how many are: what the demonstration promises to show.

Each line is a question of stored facts on a given day; the test asks that none of them is empty.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module

from django.apps import apps
from django.db.models import Count, F
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from archives import duties
from archives.models import (
    Appointment,
    Authority,
    CreditOffice,
    DeadlineExtension,
    FiledRow,
    Filing,
    Handover,
    HolidayNotice,
    Membership,
    Post,
    ReadLog,
    Record,
    ReportingDuty,
    RowCheck,
    Subject,
    SubjectChange,
    SupplementDraft,
    Vote,
    ZeroReport,
)

State = tuple[str, str, int]


def table(today: date) -> list[State]:
    """Group, state, count."""
    return [*_filings(), *_records(), *_subjects(today), *_people(today), *_duties(today), *_law()]


def further() -> Iterator[State]:
    """What the apps above show, each of which tells its own as ``stages`` of its module ``demo``."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "demo"):
            yield from getattr(import_module(f"{app.name}.demo"), "stages", lambda: ())()


def _filings() -> Iterator[State]:
    found = dict(Filing.objects.values_list("status").annotate(n=Count("pk")))
    for status in Filing.Status.values:
        yield "filing", status, found.get(status, 0)
    yield "filing", "approved without its bad rows", Filing.objects.filter(status="approved", good_only=True).count()
    yield "filing", "reported late", Filing.objects.filter(late__gt=0).count()
    yield "filing", "inside its unit for ever", Filing.objects.filter(status="approved", left_at__isnull=True).count()
    yield "filing", "about a civil servant, waiting", Filing.objects.awaiting_decision().filter(person__isnull=False).count()
    yield "row", "with errors", FiledRow.objects.filter(errors__isnull=False).count()
    yield "row", "changes an earlier record", RowCheck.objects.filter(outcome=RowCheck.Outcome.CHANGED).count()
    for choice in Vote.Choice.values:
        yield "vote", choice, Vote.objects.filter(choice=choice).count()


def _records() -> Iterator[State]:
    now, current = timezone.now(), Record.objects.current()
    stands = current.filter(withdrawn_at__isnull=True)
    yield "record", "shown", stands.filter(shown__contains=now).count()
    yield "record", "publication ended", stands.ended(now).count()
    yield "record", "never shown", stands.filter(shown__isnull=True).count()
    yield "record", "superseded by a correction", Record.objects.exclude(pk__in=current.values("pk")).count()
    yield "record", "withdrawn and confirmed", current.filter(withdrawal_confirmed_at__isnull=False).count()
    yield (
        "record",
        "withdrawn, awaiting confirmation",
        current.filter(withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True).count(),
    )
    yield "record", "withdrawn, term made longer", DeadlineExtension.objects.count()
    for tier in (0, 1, 2, 3):
        yield "record", f"of tier {tier}", stands.filter(tier=tier).count()
    for rule in ("N527", "ORDER58", "ORDER36"):
        yield "record", f"shown by {rule}", stands.filter(period_rule__code=rule).count()
    for scope in (0, 1, 3):
        yield "record", f"of scope {scope}", stands.filter(scope=scope).count()


def _subjects(today: date) -> Iterator[State]:
    found = dict(Subject.objects.values_list("kind").annotate(n=Count("pk")))
    for kind in ("organ", "institution", "township", "village", "enterprise", "trader", "social", "civil_servant", "person"):
        yield "subject", kind, found.get(kind, 0)
    yield "subject", "ceased", Subject.objects.filter(ceased_on__lte=today).count()
    for kind in SubjectChange.Kind.values:
        yield "body", kind, SubjectChange.objects.filter(kind=kind).count()
    for level in CreditOffice.Level.values:
        yield "credit office", level, CreditOffice.objects.filter(level=level).count()


def _people(today: date) -> Iterator[State]:
    officials = Subject.objects.filter(kind=Subject.Kind.CIVIL_SERVANT)
    managed = Authority.objects.held(today).values("person")
    yield "civil servant", "managed", officials.filter(pk__in=managed).count()
    yield "civil servant", "no longer managed", officials.exclude(pk__in=managed).count()
    yield "civil servant", "taken over", Authority.objects.values("person").annotate(n=Count("pk")).filter(n__gt=1).count()
    for item in ("GZ-KH", "GZ-RY", "GZ-ZW", "GZ-DJ", "GZ-PJ", "GZ-WZ", "GZ-CF", "GZ-GR"):
        yield "civil servant", f"with {item}", Record.objects.current().filter(item__code=item).values("subject").distinct().count()
    terms, principal = Appointment.objects.on(today), Post.objects.filter(is_principal=True, unit__ceased_on__isnull=True)
    yield "post", "held", terms.filter(is_acting=False).count()
    yield "post", "acted in", terms.filter(is_acting=True).count()
    yield "post", "vacant", principal.exclude(pk__in=terms.values("post")).count()
    yield "post", "handed over", Handover.objects.count()
    yield (
        "post",
        "term ended, nobody follows",
        Appointment.objects.filter(until_on__lte=today).exclude(pk__in=Handover.objects.values("outgoing")).count(),
    )
    yield "read log", "granted", ReadLog.objects.filter(granted=True).count()
    yield "read log", "refused", ReadLog.objects.filter(granted=False).count()


def _duties(today: date) -> Iterator[State]:
    owed = ReportingDuty.objects.in_force(today).select_related("unit")
    found = [task.state for task in duties.tasks(owed, since=today - timedelta(150), today=today)]
    for state in ("due", "done", "late", "missed"):
        yield "reporting duty", state, found.count(state)
    yield "reporting duty", "zero report", ZeroReport.objects.count()
    vacancies = duties.vacancies(today)
    yield "collector", "vacant", sum(v.since is None for v in vacancies)
    yield "collector", "vacant soon", sum(v.since is not None for v in vacancies)
    yield "role", "in force", Membership.objects.held(today).count()
    yield "role", "ended", Membership.objects.filter(until_on__lte=today).count()
    yield "role", "stood in for", Membership.objects.held(today).filter(delegated_from__isnull=False).count()
    yield "role", "of a closed account", Membership.objects.filter(user__is_active=False).count()


def _law() -> Iterator[State]:
    for model, name in ((SupplementDraft, "supplement"), (HolidayNotice, "holiday notice")):
        for status in model.Status.values:
            yield name, status, model.objects.filter(status=status).count()


def rederived(filing: Filing, steps: list) -> str:
    """The status that the steps taken lead to, one after the other from the first; raises ``ValueError`` at a gap."""
    status = Filing.Status.RECEIVED
    for taken in steps:
        if taken.source != status:
            raise ValueError(f"{filing.pk}: {taken.step} was taken from {taken.source}, but the filing was {status}.")
        if status not in filing.flow[taken.step].sources:
            raise ValueError(f"{filing.pk}: {taken.step} does not lead from {status}.")
        status = taken.target
    return str(status)


def digest() -> str:
    """A fingerprint of what is filed, without numbers, instants and random addresses: equal for equal seed, day and scale."""
    total = hashlib.sha256()
    rows = (
        Record.objects.filter(content__pk__isnull=False)
        .annotate(who=F("subject__name"))
        .order_by("content__doc_key", "item__code", "issuer__code", "who", "version")
        .values_list(
            "who", "issuer__code", "item__code", "content__doc_no", "decided_on", "tier", "amount", "scope", "ends_on", "version",
            "content__facts", "filing__source",
        )
    )  # fmt: skip
    for row in rows.iterator():
        total.update(repr(row).encode())
    filings = Filing.objects.order_by("unit__code", "item_code", "filename", "status", "rows", "pk")
    for row in filings.values_list("unit__code", "item_code", "filename", "status", "rows", "new", "changed", "bad").iterator():
        total.update(repr(row).encode())
    return total.hexdigest()
