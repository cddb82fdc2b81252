"""A determination becomes records by the archive's own way: filed by a clerk, decided by the credit office."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from archives import actions, people, people_actions
from archives.determined import came_back, not_filed, waits
from archives.models import Authority, Filing, Membership, Record, Role
from integrity.errors import Refused
from integrity.said import in_words
from integrity.workflow import advance

from .models import Case
from .refiling import BODY, PERSON

WAN = Decimal(10000)


def _common(case: Case) -> dict:
    return {
        "issuer_code": case.handler.code,
        "issuer_name": case.handler.name,
        "doc_no": case.doc_no,
        "decided_on": case.determined_on.isoformat(),
        "basis": case.cited,
    }


def _in_chinese(say) -> str:
    """Records say what they say in Chinese, whatever language the page of who files is in."""
    with translation.override("zh-hans"):
        return str(say())


def _rectification(case: Case) -> str:
    """What became of the order, in the words of the record; the reasons of the determination are no business of the public."""
    with translation.override("zh-hans"):
        if case.taken.filter(step="refuse").exists():
            return _("Ordered on %(day)s to rectify; it refused.") % {"day": in_words(case.ordered_on)}
        return _("Ordered on %(day)s to rectify; it did not do so in time.") % {"day": in_words(case.ordered_on)}


def file_about_body(case: Case, *, by) -> Filing:
    """File and submit the record about the accused body in the name of the handling unit; ``by`` is its clerk."""
    amount = f"{(case.loss / WAN).normalize():f}" if case.loss else ""
    data = {
        **_common(case),
        "subject_code": case.accused.code,
        "tier": str(case.tier),
        "amount": amount,
        "facts": case.found,
        "rectification": _rectification(case),
    }
    try:
        filing = actions.file_form(unit=case.handler, by=by, item_code=BODY, data=data)
    except ValidationError as error:
        raise not_filed(error.message_dict) from None
    return _submitted(case, "filing", filing, by=by)


def _submitted(case: Case, column: str, filing: Filing, *, by) -> Filing:
    """Submit ``filing`` as that of the case, in place of one that came back; the history of the case keeps which it was."""
    setattr(case, column, filing)
    case.save_without_historical_record(update_fields=[column])
    return advance(filing, "submit", by=by)


def to_file_about_person(user, today: date):
    """The determined cases whose person in charge is managed by a personnel organ of ``user``, and who has no record of it yet."""
    organs = Membership.objects.held(today).filter(user=user, role=Role.PERSONNEL, user__is_active=True).values("unit")
    managed = Authority.objects.held(today).filter(organ__in=organs).values("person")
    found = Case.objects.filter(waits("person_filing"), determined_on__isnull=False, in_charge__holder__in=managed)
    own = people.own_person(user, today)
    return (found.exclude(in_charge__holder=own) if own else found).order_by("determined_on", "pk")


@transaction.atomic
def file_about_person(*, case: Case, by, today: date) -> Filing:
    """File and submit the record about whoever was in charge on the day of the breach; the personnel organ that manages the person does.

    Raises ``PermissionDenied`` for anybody else, :class:`Refused` where nobody was in charge or the record is filed already.
    """
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("handler", "accused", "kind", "in_charge__holder", "in_charge__post")
        .get(pk=case.pk)
    )
    if case.determined_on is None or case.in_charge is None:
        raise Refused(
            _("%(case)s names nobody who was in charge on the day of the breach, so there is no record about a person.") % {"case": case}
        )
    if case.person_filing_id and not came_back(case.person_filing):
        raise Refused(_("The record about the person in charge in %(case)s is filed already.") % {"case": case})
    if not to_file_about_person(by, today).filter(pk=case.pk).exists():
        raise PermissionDenied(_("Only the personnel organ that manages the person in charge files the record."))
    data = {**_common(case), "facts": case.found, "post": f"{case.accused} {case.in_charge.post}", "tier_said": _in_chinese(case.get_tier_display)}
    try:
        filing = people_actions.file_about(person=case.in_charge.holder, by=by, item_code=PERSON, data=data, today=today)
    except ValidationError as error:
        raise not_filed(error.message_dict) from None
    case.person_filing = _submitted(case, "person_filing", filing, by=by)
    case.save()
    return case.person_filing


def determined_values(record: Record) -> frozenset[str]:
    """The values of a record that a panel voted on: its day and tier change only by revoking it and determining anew (1103号)."""
    mine = Case.objects.filter(Q(filing=record.filing_id) | Q(person_filing=record.filing_id)).exists()
    return frozenset({"decided_on", "tier", "tier_said"}) if mine else frozenset()


def case_of(version: Record, user, today: date) -> list[tuple[str, str]]:
    """On the page of a record, the way to the case it came from, for who may see that case."""
    found = Case.objects.visible_to(user, today).filter(filing__isnull=False, filing=version.filing_id).first()
    return [(reverse("staff_case", args=[found.pk]), _("The case it came from: %(number)s") % {"number": found.number})] if found else []


def record_about_body(case: Case) -> Record | None:
    """The record that the determination became, once the credit office approved it."""
    return case.filing_id and Record.objects.current().filter(filing=case.filing_id).first()
