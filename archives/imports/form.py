"""One record entered by form: the same filed row, check and decision as a row of a file."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archives.assessments import year_fault
from archives.identifiers import document_key, mask_identities, uscc_fault
from archives.models import CatalogueItem, FiledRow, Filing, ItemField, PeriodRule, Scope
from archives.periods import add_months
from integrity.signs import lettered

from .controls import CONTROL
from .judging import LAST_DAY, outside, parse_date, parse_wan
from .names import named_beside
from .private import private_in
from .rules import RULES
from .spelled import spelled_beside

COMMON = ("subject_code", "issuer_code", "issuer_name", "doc_no", "decided_on", "basis")


def filed_row(filing: Filing, data: dict, *, today: date) -> FiledRow:
    """The row that ``data`` makes, not saved. Raises ``ValidationError`` with every fault beside its field.

    ``data``: the common keys, ``tier`` where the item has tiers, ``amount`` in 万元, ``stated_end``, and the item's own fields.
    """
    text = {key: str(value).strip() for key, value in data.items() if value not in (None, "")}
    if filing.person_id:  # a name is looked for by its signs, so each is written as what it shows
        text = {key: lettered(value) for key, value in text.items()}
    faults: dict[str, str] = {key: _("This must be filled in.") for key in COMMON if not text.get(key)}
    # A person is chosen, never typed: its code is none of GB 32100.
    for key in ("issuer_code",) if filing.person_id else ("subject_code", "issuer_code"):
        if key in text and (fault := uscc_fault(text[key])):
            faults[key] = fault
    for key, value in text.items():
        if key == "subject_code" and filing.person_id:
            continue
        if CONTROL.search(value):
            faults[key] = _("The text holds an invisible control character; type it again or paste it as plain text.")
            value = CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
        clean, found = mask_identities(value)
        if found:
            faults[key] = _("A resident id stands in the text; remove it.")
        text[key] = clean
    decided = parse_date(text.get("decided_on", ""))
    if "decided_on" in text and decided is None:
        faults["decided_on"] = _("This is not a date; write it as 2026-03-31.")
    elif decided and decided > today:
        faults["decided_on"] = _("The decision lies in the future.")
    if item := CatalogueItem.on(filing.item_code, min(decided, today)) if decided else None:
        _private(item, text, faults, of_person=filing.person_id is not None)
    amount = parse_wan(text["amount"]) if "amount" in text else None
    if "amount" in text and amount is None:
        faults["amount"] = _("This is not an amount in 10,000 yuan; write 0.2 for 2,000 yuan.")
    judged = decided if decided and "decided_on" not in faults else None
    item = CatalogueItem.on(filing.item_code, judged) if judged else None
    if judged and item is None:
        versions = list(CatalogueItem.objects.filter(code=filing.item_code).select_related("edition").order_by("-edition__valid_from"))
        faults["decided_on"] = str(RULES["not_in_catalogue"].message) % outside(filing.item_code, versions, judged)
    facts = _facts(item, text, faults) if item else {}
    assessed = item and item.category == CatalogueItem.Category.ASSESSMENT and "year" in text and "year" not in faults
    if assessed and (fault := year_fault(text["year"], judged)):
        faults["year"] = fault
    tier = _tier(item, text, faults) if item else 0
    rule, minimum, end = _period(item, tier, decided, text, faults) if item and tier is not None else (None, None, None)
    if faults:
        raise ValidationError(faults)
    content = json.dumps([text, facts], ensure_ascii=False, sort_keys=True)
    return FiledRow(
        filing=filing,
        row_no=1,
        item_code=filing.item_code,
        subject_code=text["subject_code"],
        subject_name=text.get("subject_name", ""),
        issuer_code=text["issuer_code"],
        issuer_name=text["issuer_name"],
        source_code=filing.unit.code,
        doc_no=text["doc_no"],
        decided_on=decided,
        tier=tier,
        amount=amount,
        item_id=item.pk,
        period_rule_id=rule.pk,
        minimum_until=minimum,
        ends_on=end,
        published=rule.published,
        basis=text["basis"],
        facts=facts,
        doc_key=document_key(text["doc_no"]),
        row_hash=UUID(hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()),
    )


def _private(item: CatalogueItem, text: dict, faults: dict, *, of_person: bool) -> None:
    """No phone number, account, card or home of a person in what everybody may read."""
    if item.scope != Scope.PUBLIC:
        return
    name = text.get("subject_name", "") if of_person else ""
    for key in ("doc_no", "basis", *(f.key for f in item.fields.all() if f.scope == "public")):
        words = text.get(key, "")
        if rule := private_in(words, of_person=of_person) or _named(name, words):
            faults[key] = f"{RULES[rule].message} {RULES[rule].mend}"


def _named(name: str, words: str) -> str:
    """The rule that ``words`` break about the name of the person, or nothing."""
    if name and named_beside(name, words):
        return "masked_name"
    return "spelled_name" if name and spelled_beside(name, words) else ""


def _facts(item: CatalogueItem, text: dict, faults: dict) -> dict:
    facts: dict[str, dict] = {}
    for field in item.fields.all():
        value = text.get(field.key, "")
        if field.required and not value:
            faults[field.key] = _("This must be filled in.")
        elif len(value) > field.max_length:
            faults[field.key] = _("%(n)d characters; %(of)d are allowed.") % {"n": len(value), "of": field.max_length}
        elif value and field.options and value not in field.options:
            faults[field.key] = _("Choose one of: %(options)s.") % {"options": "、".join(field.options)}
        elif value and field.type == ItemField.Type.DATE and parse_date(value) is None:
            faults[field.key] = _("This is not a date; write it as 2026-03-31.")
        elif value:
            facts.setdefault(field.scope, {})[field.key] = value
    return facts


def _tier(item: CatalogueItem, text: dict, faults: dict) -> int | None:
    if not item.tiered:
        return 0
    if text.get("tier") not in {"1", "2", "3"}:
        faults["tier"] = _("Choose the tier of the decision.")
        return None
    return int(text["tier"])


def _period(item: CatalogueItem, tier: int, decided: date, text: dict, faults: dict):
    rule = PeriodRule.objects.in_force(decided).filter(kind=item.period_kind, tier=tier).first()
    if rule is None:
        faults["decided_on"] = _("No period rule is in force for that decision date and tier.")
        return None, None, None
    minimum, maximum = add_months(decided, rule.min_months), add_months(decided, rule.max_months)
    if last := parse_date(text.get("valid_until", "")) if item.category == CatalogueItem.Category.LICENCE else None:
        # A licence is shown through its last valid day.
        end = min(last, LAST_DAY - timedelta(1)) + timedelta(1)
        if last < decided:
            faults["valid_until"] = _("The licence would end before it was decided.")
        return rule, min(minimum, end), end
    stated = parse_date(text["stated_end"]) if "stated_end" in text else None
    if "stated_end" in text and stated is None:
        faults["stated_end"] = _("This is not a date; write it as 2026-03-31.")
    elif stated and not minimum <= stated <= maximum:
        faults["stated_end"] = _("Publication ends between %(min)s and %(max)s (%(document)s).") % {
            "min": minimum,
            "max": maximum,
            "document": rule.document,
        }
    return rule, minimum, min(stated or maximum, maximum)
