"""A correction 更正 ordered by the credit office: the row as filed with some values otherwise, filed again for a second person.

It is a filing like any other, in the name of the unit that filed the record, made and submitted by the officer who decided on
the objection; another officer approves it, and a new version of the record results. What identifies the decision (subject,
authority, document number) is not corrected: that record is withdrawn and filed anew.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import mask_identities
from integrity.workflow import advance

from .imports import form
from .imports.controls import CONTROL
from .imports.judging import parse_date, parse_wan
from .models import CatalogueItem, FiledRow, Filing, ItemField, Membership, Record, Role, Scope, Tier
from .models.panel import stages_of
from .periods import add_months

OFFICE = ("submitted", "forwarded")
SCOPES = {Scope.PUBLIC: "public", Scope.SHARED: "shared", Scope.AUTHORISED: "authorised", Scope.INTERNAL: "internal"}


TIERS = {"1": "轻微", "2": "一般", "3": "严重"}

# Which values of a record were decided by a procedure of their own (a panel's vote), as apps above tell: no two officers correct those.
DECIDED: list[Callable[[Record], frozenset[str]]] = []


# Apps above refuse values that say what its readers must not learn; called with the number of the record and the values.
READ: list[Callable[[str, list[str]], None]] = []


@dataclass(frozen=True)
class Correctable:
    """One value of a record that may be corrected; ``scope`` is its disclosure, ``value`` what stands there now."""

    key: str
    label: str
    label_en: str
    scope: str
    value: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.label_en if (get_language() or "").startswith("en") and self.label_en else self.label

    def worded(self, value: str) -> str:
        """A value as people read it: a tier by its word."""
        return TIERS.get(value, value) if self.key == "tier" else value


def correctable(record: Record, *, decided_anew: bool = False) -> list[Correctable]:
    """What may be corrected of a record: day, tier, amount, basis, and the item's own fields but for identity numbers and what was
    decided by a procedure of its own, unless that very procedure ``decided_anew``."""
    kept = frozenset() if decided_anew else frozenset().union(*(ask(record) for ask in DECIDED))
    row, scope = record.content, SCOPES[record.scope]
    found = [Correctable("decided_on", "作出日期", "Decided on", scope, row.decided_on.isoformat())]
    if record.item.tiered:
        found.append(Correctable("tier", "失信等级", "Tier", scope, str(row.tier), tuple(TIERS)))
    found.append(Correctable("amount", "金额（万元）", "Amount (10,000 yuan)", scope, _in_wan(row.amount)))
    found.append(Correctable("basis", "决定所引依据", "Legal basis cited in the decision", scope, row.basis))
    found += [
        Correctable(f.key, f.label, f.label_en, f.scope, row.facts.get(f.scope, {}).get(f.key, ""), tuple(f.options or ()))
        for f in record.item.fields.all()
        if f.type != ItemField.Type.IDENTITY
    ]
    return [field for field in found if field.key not in kept]


def _in_wan(amount: Decimal | None) -> str:
    return "" if amount is None else f"{(amount / 10000).normalize():f}"


@transaction.atomic
def file_correction(*, record: Record, changes: dict[str, str], by: User, today: date, decided_anew: bool = False) -> Filing:
    """File ``changes`` (key → new value) of a current record and submit them; a colleague of the office approves or returns.

    ``decided_anew``: the procedure that decided the value decided it otherwise now.

    Raises ``PermissionDenied`` for who is no officer, :class:`Refused` naming the field for a value that cannot be, for a
    change that changes nothing, and for a record that never left its unit.
    """
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office corrects records."))
    if record.filing.left_at is None:
        raise Refused(_("Record %(number)s never left its unit, so it is withdrawn there and filed anew.") % {"number": record.number})
    for refuse in READ:
        refuse(record.number, list(changes.values()))
    stages = [stage for stage in stages_of(record.item, record.filing.unit) if stage in OFFICE]
    filing = Filing.objects.create(
        unit=record.filing.unit,
        person=record.filing.person,
        item_code=record.item.code,
        source=Filing.Source.MEND,
        layout=record.filing.layout,
        rows=1,
        made_by=by,
        stages=stages or ["submitted"],
    )
    filing.refresh_from_db()
    corrected_row(filing, record, changes, today, decided_anew=decided_anew).save(force_insert=True)
    from .actions import check_filing  # which knows the flow

    filing = check_filing(filing=filing)
    if filing.bad or filing.changed != 1:
        raise Refused(
            _("Record %(number)s cannot be corrected in this way: today’s checks refuse the row; withdraw it and have it filed anew.")
            % {"number": record.number}
        )
    return advance(filing, "submit", by=by, today=today)


def corrected_row(filing: Filing, record: Record, changes: dict[str, str], today: date, *, decided_anew: bool = False) -> FiledRow:
    """The row of ``record`` with ``changes``, not saved; each change is held to what the form asks of that field."""
    known = {field.key: field for field in correctable(record, decided_anew=decided_anew)}
    text = {key: str(value).strip() for key, value in changes.items()}
    for key, value in text.items():
        if key not in known:
            raise Refused(_("“%(key)s” is nothing that is corrected; withdraw the record and have it filed anew.") % {"key": key[:40]})
        _plain(str(known[key]), value)
    text = {key: value for key, value in text.items() if value != known[key].value}
    if not text:
        raise Refused(_("A correction changes something; write the right value of at least one field."))
    row = copy.copy(record.content)
    faults: dict[str, Any] = {}
    _common(row, text, faults)
    item = CatalogueItem.on(record.item.code, row.decided_on)
    if item is None:
        raise Refused(_("No edition of the catalogue held %(item)s on that day; correct the day.") % {"item": record.item.code})
    form._private(item, text, faults, of_person=filing.person_id is not None)
    row.facts = _facts(item, row.facts, text, faults)
    if not faults and {"decided_on", "tier", "valid_until"} & set(text):
        _period(row, item, text, faults)
    if faults:
        key, words = next(iter(faults.items()))
        raise Refused(f"{known.get(key, key)}: {words}")
    if row.decided_on > today:
        raise Refused(f"{known['decided_on']}: {_('The decision lies in the future.')}")
    row.filing, row.row_no, row.item_id, row.errors = filing, 1, item.pk, None
    content = json.dumps([str(record.row_hash), text, row.facts], ensure_ascii=False, sort_keys=True)
    row.row_hash = UUID(hashlib.md5(content.encode(), usedforsecurity=False).hexdigest())
    return row


def _plain(label: str, value: str) -> None:
    if CONTROL.search(value):
        raise Refused(f"{label}: {_('The text holds an invisible control character; type it again or paste it as plain text.')}")
    if mask_identities(value)[1]:
        raise Refused(f"{label}: {_('A resident id stands in the text; remove it.')}")


def _common(row: FiledRow, text: dict, faults: dict) -> None:
    if "decided_on" in text:
        if (day := parse_date(text["decided_on"])) is None:
            faults["decided_on"] = _("This is not a date; write it as 2026-03-31.")
        else:
            row.decided_on = day
    if "tier" in text:
        if text["tier"] not in {str(tier.value) for tier in Tier if tier}:
            faults["tier"] = _("Choose the tier of the decision.")
        else:
            row.tier = int(text["tier"])
    if "amount" in text:
        row.amount = parse_wan(text["amount"]) if text["amount"] else None
        if text["amount"] and row.amount is None:
            faults["amount"] = _("This is not an amount in 10,000 yuan; write 0.2 for 2,000 yuan.")
    if "basis" in text:
        row.basis = text["basis"]
        if not text["basis"]:
            faults["basis"] = _("This must be filled in.")


def _facts(item: CatalogueItem, facts: dict, text: dict, faults: dict) -> dict:
    """The facts with the changed fields otherwise, by the rules of the form for each of them."""
    changed = [field for field in item.fields.all() if field.key in text]
    told = form._facts(_Only(changed), text, faults)
    made = {scope: dict(values) for scope, values in facts.items()}
    for field in changed:
        made.setdefault(field.scope, {}).pop(field.key, None)
        if field.key in told.get(field.scope, {}):
            made[field.scope][field.key] = told[field.scope][field.key]
    return {scope: values for scope, values in made.items() if values}


class _Only:
    """An item with some of its fields, as the form asks for them."""

    def __init__(self, fields):
        self.fields = self
        self._fields = fields

    def all(self):
        return self._fields


def _period(row: FiledRow, item: CatalogueItem, text: dict, faults: dict) -> None:
    """The period of the corrected day and tier; an earlier end that the decision itself set stays, where the rule allows it."""
    known = {key: value for scoped in row.facts.values() for key, value in scoped.items()} | text
    tier = row.tier or 0
    rule, minimum, end = form._period(item, tier, row.decided_on, {"valid_until": known.get("valid_until", "")}, faults)
    if rule is None:
        return
    stated = row.ends_on
    if (
        minimum <= stated < end <= add_months(row.decided_on, rule.max_months) + timedelta(1)
        and item.category != CatalogueItem.Category.LICENCE
    ):
        end = stated
    row.period_rule_id, row.minimum_until, row.ends_on, row.published = rule.pk, minimum, end, rule.published
