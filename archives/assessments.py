"""Annual assessments of civil servants (公务员法 第三十五条至第三十九条、《公务员考核规定》): one of each year, decided when it ends."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from integrity.errors import Refused

from .models import CatalogueItem, Filing, Record, RowCheck, Subject


def year_fault(year: str, decided: date | None) -> str:
    """What is wrong with the year of an assessment decided on ``decided``; empty where nothing is.

    It is made at the end of the year or at the beginning of the next (《公务员考核规定》: 年末或者翌年年初); the end of a year
    begins here with December.
    """
    if not (len(year) == 4 and year.isascii() and year.isdecimal() and int(year) >= 1949):
        return _("This is no year; write four digits such as 2025.")
    if decided and decided < date(int(year), 12, 1):
        return _("The assessment of %(year)s is decided from December of that year on (《公务员考核规定》); mend the year or the day of the decision.") % {"year": year}
    return ""


def standing(filing: Filing) -> Record | None:
    """The assessment of the same year that stands in the archive and that ``filing`` would not replace."""
    row = filing.filed_rows.first() if filing.person_id else None
    if row is None or not CatalogueItem.objects.filter(pk=row.item_id, category=CatalogueItem.Category.ASSESSMENT).exists():
        return None
    replaced = RowCheck.objects.filter(filing=filing.pk, current_id__isnull=False).values("current_id")
    of_year = Record.objects.current().filter(subject=filing.person_id, item__category=CatalogueItem.Category.ASSESSMENT, withdrawn_at__isnull=True)
    year = _year(row.facts)
    return next((r for r in of_year.exclude(pk__in=replaced).select_related("content").order_by("pk") if _year(r.content.facts) == year), None)


def _year(facts: dict) -> str:
    return next((values["year"] for values in facts.values() if "year" in values), "")


def one_a_year(filing: Filing, by, today: date) -> None:
    """Refused while another assessment of the same year stands: what a review changed is withdrawn first."""
    if other := standing(filing):
        raise Refused(stands_already(other))


def stands_already(other: Record) -> str:
    """Why a second assessment of the year of ``other`` is refused, and the way out."""
    return _(
        "Record %(number)s holds an assessment of that year already. To correct it, file it under its own document number; if a review replaced it, let the credit office withdraw it first."
    ) % {"number": other.number}


def hold_person(filing: Filing) -> None:
    """Two filings about one person are approved one after the other."""
    if filing.person_id:
        Subject.objects.select_for_update(of=("self",)).get(pk=filing.person_id)
