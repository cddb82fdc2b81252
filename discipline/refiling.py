"""What was determined is filed from its case, and filed anew from there when it was returned; nobody types it otherwise (1103号)."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from archives.determined import Held, came_back
from archives.identifiers import document_key
from archives.models import Filing
from integrity.errors import Refused

from .models import Case
from .rules import NO_EXCUSE

BODY, PERSON = "SX", "GZ-SX"  # items of the catalogue: 政务违约失信认定, 公职人员失信责任认定


def came_back_to_the_unit(case: Case, by, today) -> None:
    """the filing was returned, or the record withdrawn"""
    if not came_back(case.filing):
        raise Refused(_("The record of %(case)s is filed and was not returned, so there is nothing to file anew.") % {"case": case})


def held_by_case(filing: Filing) -> Held | None:
    """The case whose determination ``filing`` would record: by its number, or as the one of its subject that still waits to be filed."""
    if filing.item_code not in (BODY, PERSON) or filing.source == Filing.Source.MEND:
        return None
    rows = list(filing.filed_rows.filter(errors__isnull=True).values_list("issuer_code", "doc_key", "subject_code"))
    of_person = filing.item_code == PERSON
    issued = {issuer for issuer, key, subject in rows}
    cases = Case.objects.filter(Q(handler__code__in=issued) | Q(handler=filing.unit_id), determined_on__isnull=False)
    way = "person_filing" if of_person else "filing"
    found = []
    for case in cases.select_related("accused", "in_charge__holder", "handler", "filing", "person_filing").order_by("pk"):
        mine = getattr(case, way)
        if mine and mine.pk == filing.pk:
            return Held(_page(case, of_person))
        whose = case.in_charge.holder.code if of_person and case.in_charge else case.accused.code
        number, waits = document_key(case.doc_no), mine is None or came_back(mine)
        if any(key == number or (subject == whose and waits) for issuer, key, subject in rows):
            found.append((case, waits))
    if not found:
        return None
    case, waits = found[0]
    said = {"number": case.doc_no, "case": case}
    if waits:
        sentence = _(
            "What %(number)s determined (facts, tier, day, number and subject) stands in %(case)s: file it from there, not by hand; nothing of it is typed anew."
        )
    else:
        sentence = _(
            "What %(number)s determined is filed already from %(case)s; a value of the record is corrected by the credit office on an objection, not by another filing."
        )
    return Held(_page(case, of_person), sentence % said, NO_EXCUSE)


def _page(case: Case, of_person: bool) -> str:
    return reverse("staff_case_person" if of_person else "staff_case", args=[case.pk])
