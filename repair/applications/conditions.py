"""What a repair asks of a record, said beforehand: in the notice of repair, on the page of the record and beside the forms."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from .models import RepairMethod


def methods_for(tier: int | None, item_code: str, day: date) -> list[RepairMethod]:
    """The methods that records of ``tier`` and of that item are asked for on ``day``: the required first, then what is taken into account."""
    found = [row for row in RepairMethod.objects.in_force(day).filter(tier=tier) if not row.items or item_code in row.items]
    return sorted(found, key=lambda row: row.need != RepairMethod.Need.REQUIRED)


def words_of(row: RepairMethod) -> str:
    """A method with its hours, in the language of the page."""
    if not row.min_hours:
        return row.label
    hours = {"method": row.label, "min": row.min_hours, "cap": row.cap_hours}
    return _("%(method)s (at least %(min)d hours, of which at most %(cap)d count)") % hours


def sentence(tier: int | None, item_code: str, day: date) -> str:
    """What is required of that tier, one after the other; nothing where no method is in force."""
    required = [words_of(row) for row in methods_for(tier, item_code, day) if row.need == RepairMethod.Need.REQUIRED]
    return _("; ").join(required)


def required_codes(tier: int | None, item_code: str, day: date) -> set[str]:
    """The codes of the methods that are required."""
    return {row.code for row in methods_for(tier, item_code, day) if row.need == RepairMethod.Need.REQUIRED}


def part_of_record(version, user, today: date) -> dict | None:
    """The part of the page of a record that says what its repair asks (``archives.record_views.PARTS``)."""
    if not version.tier or not version.is_current or version.withdrawn_at or version.is_hidden() or version.ends_on <= today:
        return None
    rows = methods_for(version.tier, version.item.code, today)
    told = [{"words": words_of(row), "required": row.need == RepairMethod.Need.REQUIRED, "source": row.cited} for row in rows]
    return {"template": "staff/repair_conditions.html", "rows": told, "begins": version.minimum_until} if told else None
