"""What a filing shows before it is decided: errors beside their cells, differences from what is filed, a sample.

The names of natural persons are masked unless ``names`` is asked for, which ``filing_names.reveal`` comes before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from .filing_names import hidden, holds_names, name_in, replaced, without_names
from .imports.checking import plan_for
from .imports.layouts import LAYOUTS
from .imports.names import plain_name
from .imports.persons import masked_name
from .imports.rules import describe
from .models import CatalogueItem, FiledRow, Filing, ItemField, Record, RowCheck, Scope, Subject

ERRORS = """
SELECT r.row_no, coalesce(r.errors, '[]'::jsonb) || coalesce(x.errors, '[]'::jsonb), coalesce(r.facts -> 'internal' ->> 'name', '')
FROM archives_filedrow r LEFT JOIN archives_rowcheck x USING (filing_id, row_no)
WHERE r.filing_id = %s AND (r.errors IS NOT NULL OR x.errors IS NOT NULL) ORDER BY r.row_no LIMIT %s OFFSET %s
"""


def row_errors(filing: Filing, *, rows: int | None = None, start: int = 0, names: bool = False) -> Iterator[dict]:
    """Every error of every bad row, in the order of the file: row, column, value (masked), rule, message, mend."""
    mask = not names and holds_names(filing)
    with transaction.atomic(), connection.cursor() as cursor:
        plan_for(cursor, filing.rows)
        cursor.execute(ERRORS, [filing.pk, rows, start])
        found = cursor.fetchall()
    for number, errors, name in found:
        for error in json.loads(errors) if isinstance(errors, str) else errors:
            told = {"row": number, **describe(error, filing.layout)}
            yield _nameless(told, name, filing) if mask else told


def _nameless(told: dict, name: str, filing: Filing) -> dict:
    """One error of a row about a natural person without the name. In a shifted row it may stand in any cell, and where its own
    cell holds more than the name, nothing can look for it: none is told."""
    feeds = next((c.feeds for c in LAYOUTS[filing.layout].columns if c.code == told["column"]), "")
    unknown = name and not plain_name(name) and feeds != "subject_name"
    if unknown or told["rule"] in {"shifted_left", "shifted_right", "long_row", "short_row"}:
        return told | {"value": ""}
    return told | {"value": masked_name(told["value"]) if feeds == "subject_name" else hidden(told["value"], name)}


def sample(filing: Filing, *, size: int = 10) -> list:
    """The first rows that would be filed, as decoded and masked."""
    out = filing.checks.exclude(outcome=RowCheck.Outcome.CHANGED).values("row_no")
    return list(filing.filed_rows.filter(errors__isnull=True).exclude(row_no__in=out).order_by("row_no")[:size])


def in_full(filing: Filing, rows: list[FiledRow], *, names: bool = False) -> list[dict]:
    """Rows with everything that approving them would file, the public words first: what a decision is made on."""
    items = {i.pk: i for i in CatalogueItem.objects.filter(pk__in={r.item_id for r in rows}).prefetch_related("fields")}
    english = get_language() == "en"
    told, mask = [], not names and holds_names(filing)
    for row in rows:
        name = name_in(row.facts) if mask else ""
        facts = without_names(row.facts) if mask else row.facts
        fields = [
            {"label": f.label_en if english else f.label, "scope": f.get_scope_display(), "value": facts.get(f.scope, {}).get(f.key, ""), "public": f.scope == "public"}
            for f in (items[row.item_id].fields.all() if row.item_id in items else [])
        ]
        fields = [f for f in fields if f["value"]]
        told.append(
            {
                "row": row,
                "name": name_in(row.facts) if names else "",
                "doc_no": hidden(row.doc_no, name),
                "basis": hidden(row.basis, name),
                "fields": sorted(fields, key=lambda f: not f["public"]),
                "public": as_public(row, items.get(row.item_id), english=english),
            }
        )
    return told


def as_public(row: FiledRow, item: CatalogueItem | None, *, english: bool) -> dict | None:
    """What the public will see of a row about a natural person; ``None`` where it is about a body or is not published.

    The same as ``pub.person_record`` once the row is a record: a test compares both.
    """
    if item is None or item.scope != Scope.PUBLIC or not row.published or not row.subject_code.startswith("R"):
        return None
    known = Subject.objects.filter(code=row.subject_code).first()
    stated = name_in(row.facts)
    called = known.name if known else row.subject_name
    masks = item.masks_names or Record.objects.public().filter(subject__code=row.subject_code, item__masks_names=True).exists()
    mask = f"{called[:1]}某"

    def shown(text: str) -> str:
        return replaced(text, (stated, called), mask) if masks else text

    facts = row.facts.get("public", {})
    return {
        "name": mask if masks else called,
        "doc_no": shown(row.doc_no),
        "basis": shown(row.basis),
        "fields": [(f.label_en if english else f.label, shown(facts[f.key])) for f in item.fields.all() if f.scope == "public" and facts.get(f.key)],
    }


DIFFERENT = ("subject_name", "issuer_name", "doc_no", "decided_on", "tier", "amount", "basis", "ends_on")


def differences(filing: Filing, *, size: int = 20, names: bool = False) -> list[dict]:
    """For changed rows: the version until now, whether it was withdrawn, and each field with its value before and after.

    Rows that would put a withdrawn record back come first, so that none of them is beyond what is shown.
    """
    checks = filing.checks.filter(outcome=RowCheck.Outcome.CHANGED)
    gone = Record.objects.filter(pk=OuterRef("current_id"), withdrawn_at__isnull=False)
    changed = list(checks.annotate(gone=Exists(gone)).order_by("-gone", "row_no")[:size])
    rows = {r.row_no: r for r in filing.filed_rows.filter(row_no__in=[x.row_no for x in changed])}
    replaced = Record.objects.filter(pk__in=[x.current_id for x in changed]).select_related("content", "subject", "withdrawn_by", "withdrawal_confirmed_by")
    before = {r.pk: r.content for r in replaced}
    withdrawn = {r.pk: r for r in replaced if r.withdrawn_at}
    items = {r.item_id for r in rows.values()}
    labels = {f.key: f.label_en if get_language() == "en" else f.label for f in ItemField.objects.filter(item__in=items)}
    found, mask = [], not names and holds_names(filing)
    for result in changed:
        old, new = before[result.current_id], rows[result.row_no]
        once, now = (without_names(r.facts) if mask else r.facts for r in (old, new))
        fields = [
            {"field": FiledRow._meta.get_field(name).verbose_name, "old": _shown(old, name, mask), "new": _shown(new, name, mask)}
            for name in DIFFERENT
            if getattr(old, name) != getattr(new, name)
        ]
        for scope in sorted({*old.facts, *new.facts}):
            a, b = old.facts.get(scope, {}), new.facts.get(scope, {})
            differ = [k for k in sorted({*a, *b}) if a.get(k) != b.get(k)]
            fields += [{"field": labels.get(k, k), "old": once.get(scope, {}).get(k, ""), "new": now.get(scope, {}).get(k, "")} for k in differ]
        found.append({"row": result.row_no, "record": old, "doc_no": _shown(new, "doc_no", mask), "fields": fields, "withdrawn": withdrawn.get(result.current_id)})
    return found


def shown(filing: Filing, row: FiledRow, field: str, names: bool):
    """One value of a row of ``filing``, as its page shows it."""
    return _shown(row, field, not names and holds_names(filing))


def _shown(row: FiledRow, field: str, mask: bool):
    """One value of a row; in its text the name of the natural person is masked."""
    value = getattr(row, field)
    return hidden(value, name_in(row.facts)) if mask and isinstance(value, str) else value
