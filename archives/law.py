"""Loading law as data: catalogue editions and items, period rules, tier rules, terms. Only ever adds; what is there stays."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from django.db import connection, transaction
from django.utils import timezone

from integrity.errors import Refused

from .documents.law import load_templates
from .law_dates import make_room
from .law_versions import ends, must_begin_later, refuse_terms
from .models import CatalogueEdition, CatalogueItem, EffectRule, ItemField, PeriodRule, ReportingDuty, Subject, Term, TierRule

FILE = Path(__file__).resolve().parent.parent / "standards" / "catalogue.yaml"
DUTIES = FILE.with_name("duties.yaml")
# A lower app never knows an upper one: each registers what else of the law it keeps, as ``loader(today) -> entries added``.
FURTHER: list = []


@transaction.atomic
def load(path: Path = FILE, today: date | None = None) -> int:
    """Add what the file holds and the database lacks, and end what it ends; returns how many entries were added or ended.

    Raises :class:`Refused` naming the entry, if one is incomplete or would rewrite what is in force.
    """
    today = today or timezone.localdate()
    try:
        law = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from None
    added = 0
    at = "editions"
    _says("file")
    try:
        editions = {}
        for number, entry in enumerate(law["editions"], 1):
            at = f"editions, entry {number}"
            code = entry.pop("code")
            editions[code], new = CatalogueEdition.objects.get_or_create(code=code, defaults=entry)
            added += new
        for number, entry in enumerate(law["items"], 1):
            at = f"items, entry {number}"
            added += _item(editions, dict(entry))
        for number, entry in enumerate(law["period_rules"], 1):
            at = f"period_rules, entry {number}"
            added += _period(dict(entry))
        for number, entry in enumerate(law["tier_rules"], 1):
            at = f"tier_rules, entry {number}"
            added += _tier(dict(entry), today)
        for number, entry in enumerate(law.get("effect_rules", []), 1):
            at = f"effect_rules, entry {number}"
            added += _effects(dict(entry), today)
        at = "terms"
        refuse_terms(law["terms"], today)
        for number, entry in enumerate(law["terms"], 1):
            at = f"terms, entry {number}"
            term, new = Term.objects.get_or_create(code=entry["code"], valid_from=entry["valid_from"], defaults={k: v for k, v in entry.items() if k not in {"code", "valid_from"}})
            added += new or ends("terms", term, entry.get("valid_until"), today)
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{path.name}: {at} is incomplete ({error}); nothing was loaded.") from None
    if path == FILE:
        added += load_templates(today)
    _says("")
    if path == FILE:
        added += sum(loader(today) for loader in FURTHER)
    return added


def _says(source: str) -> None:
    """Where the items of this transaction come from, for the trigger ``archives_catalogueitem_in_its_time``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('registry.law', %s, true)", [source])


def _item(editions: dict, entry: dict) -> int:
    fields, codes, added = entry.pop("fields"), entry.pop("editions"), 0
    for code in codes:
        edition = editions[code]
        if edition.level == CatalogueEdition.Level.LOCAL and not edition.items.filter(code=entry["code"]).exists():
            make_room(entry["code"], edition.valid_from, edition.valid_until)  # the form may have adopted a version meanwhile
        item, new = CatalogueItem.objects.get_or_create(edition=editions[code], code=entry["code"], defaults=entry)
        added += new
        there = set() if new else set(item.fields.values_list("key", flat=True))
        lacking = [ItemField(item=item, position=n, **field) for n, field in enumerate(fields, 1) if field["key"] not in there]
        ItemField.objects.bulk_create(lacking)
        added += 0 if new else len(lacking)
    return added


def _period(entry: dict) -> int:
    tiers, published, added = entry.pop("tiers"), entry.pop("published"), 0
    key = {k: entry.pop(k) for k in ("code", "kind", "valid_from")}
    for tier, (least, most) in tiers.items():
        _, new = PeriodRule.objects.get_or_create(
            **key, tier=tier, defaults={**entry, "min_months": least, "max_months": most, "published": tier in published}
        )
        added += new
    return added


def _tier(entry: dict, today: date) -> int:
    key = {"item_code": entry["item"], "word": entry["word"], "min_amount": entry.get("min_amount", 0)}
    begins = entry.get("valid_from", date(2018, 8, 1))
    if not TierRule.objects.filter(**key, valid_from=begins).exists():
        must_begin_later("tier_rules", TierRule, key, begins, today)
    rule, new = TierRule.objects.get_or_create(
        **key,
        tier=entry["tier"],
        valid_from=begins,
        defaults={"article": entry.get("article", ""), "verified": entry.get("verified", True), "valid_until": entry.get("valid_until")},
    )
    return new or ends("tier_rules", rule, entry.get("valid_until"), today)


def _effects(entry: dict, today: date) -> int:
    months, added = entry.pop("months"), 0
    rest = {k: v for k, v in entry.items() if k not in {"item", "valid_from"}}
    for word, n in months.items():
        key = {"item_code": entry["item"], "word": word}
        if not EffectRule.objects.filter(**key, valid_from=entry["valid_from"]).exists():
            must_begin_later("effect_rules", EffectRule, key, entry["valid_from"], today)
        rule, new = EffectRule.objects.get_or_create(**key, valid_from=entry["valid_from"], defaults={"months": n, **rest})
        added += new or ends("effect_rules", rule, entry.get("valid_until"), today)
    return added


@transaction.atomic
def load_duties(path: Path = DUTIES) -> int:
    """Add the reporting duties of registered units that the database lacks; returns how many. Other units wait until registered."""
    try:
        duties = yaml.safe_load(path.read_text(encoding="utf-8"))["duties"]
        units = {unit.code: unit for unit in Subject.objects.bodies().filter(code__in=[d["unit"] for d in duties])}
        added = 0
        for d in duties:
            if d["unit"] in units:
                rest = {"rhythm": d["rhythm"], "term_code": d["term"], "valid_until": d.get("valid_until"), "basis": d["basis"], "for_others": d.get("for_others", False), "verified": d["verified"]}
                key = {"unit": units[d["unit"]], "item_code": d["item"], "valid_from": d["valid_from"]}
                added += ReportingDuty.objects.get_or_create(**key, defaults=rest)[1]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from None
    return added
