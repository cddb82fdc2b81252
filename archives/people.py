"""Personal archives: who may open one, the read log that comes before, and what the page shows.

Nothing personal is shown before :func:`reveal` has returned: it commits its row of the read log in a transaction of its
own and raises ``PermissionDenied`` for everybody who is not entitled. Lists, searches and the admin leave persons out
altogether (``visible_to``), so this is the only way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from integrity.calendar import earliest_start
from integrity.identity import refuse_identities

from .models import Authority, CatalogueItem, EffectRule, Filing, Membership, ReadLog, Record, Role, Subject, Term
from .models.panel import Offices
from .periods import add_months

CONCERN_TERM = "concern"  # how long, in working days, who decided stays concerned: objections and withdrawals come in that time
YEARS = 5  # 近五年 (威环行政执法字〔2020〕5号 二)
As, Purpose, What = ReadLog.As, ReadLog.Purpose, ReadLog.What
# What each may state as purpose; whoever deals with a filing or a record need not say so again.
PURPOSES = {
    As.SELF: [Purpose.OWN],
    As.PERSONNEL: [Purpose.MANAGEMENT, Purpose.APPOINTMENT, Purpose.HANDLING],
    As.OFFICER: [Purpose.HANDLING],
    As.AUDITOR: [Purpose.SUPERVISION],
    As.UNIT: [Purpose.HANDLING],
}


def managed_by(user, today: date):
    """The civil servants whom the personnel organs of ``user`` manage on ``today``."""
    organs = Membership.objects.held(today).filter(user=user, role=Role.PERSONNEL, user__is_active=True).values("unit")
    return Subject.objects.filter(pk__in=Authority.objects.held(today).filter(organ__in=organs).values("person"))


def own_person(user, today: date) -> Subject | None:
    """The person who ``user`` is. Between two authorities the own archive stays open to its person."""
    held = Authority.objects.filter(account=user, account__is_active=True, from_on__lte=today).select_related("person").order_by("-from_on").first()
    return held and held.person


def concern_since(today: date) -> datetime:
    """The instant from which on what was decided still concerns its officer on ``today``: the term ``concern`` of the law."""
    first = earliest_start(today, Term.days_of(CONCERN_TERM, today))
    return timezone.make_aware(datetime.combine(first, time.min))


def in_hand(user, today: date) -> set[tuple[int, str]]:
    """What ``user``, an officer, has to do with, as pairs of person and item code: the officer concerned.

    That is so while a filing about the person awaits the decision of the officer's own office and the officer did not file
    it, while a withdrawal of one of its records awaits its second pair of eyes, and, for whoever decided on a filing or
    withdrawal of it, until the term ``concern`` after that decision is over; and, for every officer, while one of its records is
    under objection, which another person than the objector accepted. Facts alone, no words: an officer cannot become
    concerned by saying so.
    """
    since = concern_since(today)
    about = Filing.objects.filter(person__isnull=False)
    waiting = about.awaiting_decision().exclude(Q(made_by=user) | Q(submitted_by=user)).select_related("unit")
    offices, known = set(Membership.objects.held(today).filter(user=user, role=Role.OFFICER).values_list("unit", flat=True)), Offices()
    before = [f for f in waiting if (office := known.responsible(f)) is None or office.pk in offices]
    withdrawn = Record.objects.filter(subject__address__isnull=False, withdrawn_at__isnull=False)
    mine = Q(withdrawn_by=user) | Q(withdrawal_confirmed_by=user)
    withdrawn = withdrawn.filter(Q(withdrawal_confirmed_at__isnull=True) | mine & Q(withdrawal_confirmed_at__gte=since))
    decided = about.filter(decided_by=user, decided_at__gte=since)
    objected = Record.objects.current().under_objection().filter(subject__address__isnull=False)
    return {(f.person_id, f.item_code) for f in before} | {*objected.values_list("subject", "item__code")} | {*decided.values_list("person", "item_code"), *withdrawn.values_list("subject", "item__code")}


def items_in_hand(user, person: Subject, today: date) -> frozenset[str]:
    """The items of the archive of ``person`` with which ``user``, an officer, is concerned."""
    return frozenset(item for about, item in in_hand(user, today) if about == person.pk)


def concerned_with(user, today: date):
    """The persons about whom ``user``, an officer, has something to do."""
    return Subject.objects.filter(pk__in={person for person, _item in in_hand(user, today)})


def acting_as(user, person: Subject, today: date, record: Record | None = None, item_code: str = "") -> str:
    """As what ``user`` may open what is filed about ``person`` on ``today``; :attr:`ReadLog.As.NONE` if not at all.

    ``record`` or ``item_code``: what is to be opened; an officer opens only what is of an item that the officer has in hand.
    A record of an item that is not made for civil servants is opened also by the unit that filed or decided it and by any
    officer, whoever the person is: a unit that penalised somebody is not told who serves in public office.
    """
    if not getattr(user, "is_active", False):
        return As.NONE
    if own_person(user, today) == person:
        return As.SELF
    if managed_by(user, today).filter(pk=person.pk).exists():
        return As.PERSONNEL
    roles = Role.of(user, today)
    everybodys = record is not None and not record.item.is_personal
    if Role.OFFICER in roles and (everybodys or _has_in_hand(user, person, today, record.item.code if record else item_code)):
        return As.OFFICER
    if Role.AUDITOR in roles:
        return As.AUDITOR
    if everybodys:
        own = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD], unit__in=[record.issuer_id, record.filing.unit_id])
        return As.UNIT if own.exists() else As.NONE
    return As.NONE


def _has_in_hand(user, person: Subject, today: date, item_code: str) -> bool:
    items = items_in_hand(user, person, today)
    return item_code in items if item_code else bool(items)


def log(*, by, person: Subject, what: str, acting: str, purpose: str, reason: str = "", about: str = "") -> None:
    """One row of the read log, committed on its own: ``durable`` refuses to run inside anything that could be undone."""
    with transaction.atomic(durable=True):
        ReadLog.objects.create(
            by=by, acting_as=acting, person=person, what=what, about=about, purpose=purpose, reason=reason.strip(), granted=acting != As.NONE
        )


def note_refused(*, by, person: Subject, what: str, about: str = "") -> None:
    """Note an attempt at what is about ``person`` that nobody may make in this way."""
    log(by=by, person=person, what=what, acting=As.NONE, purpose=Purpose.UNSTATED, about=about)


def refuse(*, by, person: Subject, what: str, about: str = "") -> None:
    """Note a refused attempt and raise it."""
    note_refused(by=by, person=person, what=what, about=about)
    raise PermissionDenied(
        _("Only the personnel organ that manages a person, the officer concerned, the auditor and the person open a personal archive. This attempt was recorded.")
    )


def handling_as(user, person: Subject, today: date) -> tuple[str, str]:
    """As what, and why, ``user`` opens an entry about ``person`` that the rule of its own app lets ``user`` see."""
    if own_person(user, today) == person:
        return As.SELF, Purpose.OWN
    roles = Role.of(user, today)
    if Role.AUDITOR in roles:
        return As.AUDITOR, Purpose.SUPERVISION
    return (As.OFFICER if Role.OFFICER in roles else As.UNIT), Purpose.HANDLING


def reveal_handled(*, by, person: Subject, what: str, today: date, about: str) -> None:
    """Note that ``by`` opens what is said of ``person`` in an entry, of which the caller asked whether ``by`` may see it."""
    acting, purpose = handling_as(by, person, today)
    log(by=by, person=person, what=what, acting=acting, purpose=purpose, about=about)


def reveal(
    *, by, person: Subject, what: str, today: date, purpose: str = "", reason: str = "", about: str = "", record: Record | None = None, item_code: str = ""
) -> str:
    """Note that ``by`` opens something about ``person`` and say as what; the row is committed when this returns.

    ``record``, ``item_code``: what is opened, as :func:`acting_as` asks.
    ``purpose``: one of :data:`PURPOSES`; left out, the usual one of that role for a filing or record in hand.
    Raises ``PermissionDenied`` after noting the refusal, ``Refused`` for a resident id in the reason.
    """
    refuse_identities(reason)
    acting = acting_as(by, person, today, record, item_code)
    if acting == As.NONE:
        refuse(by=by, person=person, what=what, about=about)
    usual = {As.PERSONNEL: Purpose.HANDLING}.get(acting, PURPOSES[acting][0])
    log(by=by, person=person, what=what, acting=acting, purpose=purpose or usual, reason=reason, about=about)
    return acting


def roster(user, today: date):
    """The persons whose archives ``user`` may open today: a list of names, nothing of what is filed."""
    roles = Role.of(user, today)
    officials = Subject.objects.filter(kind=Subject.Kind.CIVIL_SERVANT)
    if Role.AUDITOR in roles:
        return officials
    found = managed_by(user, today)
    if Role.OFFICER in roles:
        found = officials.filter(Q(pk__in=found.values("pk")) | Q(pk__in=concerned_with(user, today).values("pk")))
    return found


# ── What the page shows ──────────────────────────────────────────────────────


@dataclass(frozen=True)
class Assessment:
    """One year of the annual assessments; without a record the year is missing."""

    year: int
    record: Record | None = None
    grade: str = ""

    @property
    def missing(self) -> bool:
        return self.record is None


@dataclass(frozen=True)
class Effect:
    """The time in which a sanction is in effect, half-open, and the rule that says so."""

    since: date
    until: date
    rule: EffectRule

    def holds(self, today: date) -> bool:
        return self.since <= today < self.until


def values_of(record: Record) -> dict[str, str]:
    """The item's own fields of a record, of every scope."""
    return {key: value for scoped in record.content.facts.values() for key, value in scoped.items()}


def assessments(records: list[Record], today: date) -> tuple[list[Assessment], list[Assessment]]:
    """The last five years that ended before ``today``, newest first, missing ones among them; and the older ones."""
    by_year: dict[int, Assessment] = {}
    for record in sorted(records, key=lambda r: r.decided_on):
        year = values_of(record).get("year", "")
        if year.isascii() and year.isdecimal():
            by_year[int(year)] = Assessment(int(year), record, values_of(record).get("grade", ""))
    last = range(today.year - 1, today.year - 1 - YEARS, -1)
    running = [by_year[year] for year in sorted(by_year, reverse=True) if year >= today.year]
    older = [by_year[year] for year in sorted(by_year, reverse=True) if year < last[-1]]
    return running + [by_year.get(year, Assessment(year)) for year in last], older


def effect_of(record: Record, rules: list[EffectRule]) -> Effect | None:
    """In effect from the day of the decision (公职人员政务处分法 第七条、第八条); ``None`` where no rule gives a time."""
    word = values_of(record).get("sanction", "")
    for rule in rules:
        fits = rule.item_code == record.item.code and rule.word == word
        if fits and rule.valid_from <= record.decided_on and (rule.valid_until is None or record.decided_on < rule.valid_until):
            return Effect(record.decided_on, add_months(record.decided_on, rule.months), rule)
    return None


PARTS = {
    "assessments": {"assessment"},
    "honours": {"honour"},
    "sanctions": {"sanction"},
    "findings": {"judgment", "penalty", "accountability"},
    "declarations": {"declaration"},
    "conduct": {"conduct"},
}


def archive_of(person: Subject, today: date, items: frozenset[str] | None = None) -> dict:
    """Everything filed about ``person`` that stands today, by part of the page.

    ``items``: nothing but what is of these items, for the officer who has only them in hand; ``None`` for the whole archive.
    ``parts`` are the parts that are told at all: what is left out is not said to be missing.
    """
    found = Record.objects.current().with_objections().filter(subject=person, withdrawn_at__isnull=True)
    told = set(CatalogueItem.objects.filter(code__in=items or ()).values_list("category", flat=True))
    records = list(
        (found if items is None else found.filter(item__code__in=items))
        .select_related("content", "item__edition", "issuer", "period_rule")
        .prefetch_related("item__fields")
        .order_by("-decided_on", "-pk")
    )
    of = {category: [r for r in records if r.item.category == category] for category in {r.item.category for r in records}}
    rules = list(EffectRule.objects.all())
    five, older = assessments(of.pop("assessment", []), today)
    sanctions = [{"record": r, "sanction": values_of(r).get("sanction", ""), "effect": effect_of(r, rules)} for r in of.pop("sanction", [])]
    for entry in sanctions:
        entry["holds"] = entry["effect"] is not None and entry["effect"].holds(today)
    findings = [r for category in ("judgment", "penalty", "accountability") for r in of.pop(category, [])]
    return {
        "parts": [part for part, categories in PARTS.items() if items is None or categories & told],
        "assessments": five,
        "older": older,
        "honours": of.pop("honour", []),
        "sanctions": sanctions,
        "findings": sorted(findings, key=lambda r: r.decided_on, reverse=True),
        "declarations": of.pop("declaration", []),
        "conduct": of.pop("conduct", []),
    }


def personal_record(number: str) -> Record | None:
    """The newest version of a record about a natural person; ``None`` for any other number."""
    records = Record.objects.filter(number=number, subject__address__isnull=False)
    wanted = ("content", "subject", "issuer", "item__edition", "period_rule", "filing__unit", "withdrawn_by", "withdrawal_confirmed_by")
    return records.select_related(*wanted).order_by("-version").first()
