"""Writes about applications for repair: filing one by any door, a step, a longer term, the record of false material."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.actions import file_form
from archives.duty_actions import extend_deadline
from archives.models import Record
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.uploads import File
from integrity.workflow import advance

from ..duties import may_take_in
from . import duties
from .models import Application, AppliedRecord, Deed, Evidence
from .terms import DECIDE, running

LENGTHS = {"applicant": 200, "contact": 200, "identity_seen": 200, "done": 5000, "signer": 200}
MOST = 20  # records of one application
METHODS = ("rectified", "training", "report", "service")
FALSE_ITEM = "XJ"  # item of the catalogue: 信用修复弄虚作假
S = Application.Status


def numbers_in(text: str) -> list[str]:
    """The numbers of records in a text, each once, in order."""
    found = list(dict.fromkeys(part for part in re.split(r"[\s,，;；、]+", text) if part))
    if not found or len(found) > MOST or any(len(part) > 20 for part in found):
        raise Refused(_("Name the records by their numbers, one to %(n)d of them, with blanks between.") % {"n": MOST})
    return found


def _said(said: dict) -> dict:
    told = {name: str(said.get(name, "")).strip() for name in LENGTHS}
    for name, text in told.items():
        refuse_identities(text)
        if len(text) > LENGTHS[name]:
            raise Refused(_("A text of an application is too long; shorten it."))
    if not (told["applicant"] and told["contact"] and told["done"]):
        raise Refused(_("An application says who applies, how to be reached, and how the breach was put right."))
    return told


def _deeds(methods: list[str], hours: int) -> dict[str, int]:
    if unknown := [code for code in methods if code not in METHODS]:
        raise Refused(_("“%(code)s” is no method of repair; choose from the list.") % {"code": unknown[0][:30]})
    if not 0 <= hours <= 9999 or bool(hours) != ("service" in methods):
        raise Refused(_("Hours are written for public service, and public service is counted in hours; write both or neither."))
    return {code: hours if code == "service" else 0 for code in methods}


def _made(*, records: list[Record], by: User, channel: str, methods, hours: int, files, today: date, said: dict) -> Application:
    if len({(record.subject_id, record.issuer_id) for record in records}) != 1:
        raise Refused(_("The records of one application are those of one subject, found by one unit; file the others apart."))
    _nothing_under_way([record.number for record in records])
    deeds = _deeds(list(methods), hours)
    made = Application.objects.create(
        made_by=by, channel=channel, subject=records[0].subject, finder=records[0].issuer, filed_on=today, **said
    )
    for record in records:
        AppliedRecord.objects.create(application=made, number=record.number, version=record)
    for code, spent in deeds.items():
        Deed.objects.create(application=made, code=code, hours=spent)
    for file in files:
        Evidence.objects.create(application=made, name=file.name, kind=file.kind, content=file.content)
    made.refresh_from_db()
    return made


def _nothing_under_way(numbers: list[str]) -> None:
    """Refuse, to one after the other, what is repaired or shielded, and what was applied for on this site already. (What somebody sent by the portal bars nobody.)"""
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('application ' || %s, 0))", [number])
    if hidden := Record.objects.current().filter(number__in=numbers, hidden__at=timezone.now()).first():
        raise Refused(_("Record %(number)s is repaired or shielded; nothing of it is left to apply for now.") % {"number": hidden.number})
    open_ones = Application.objects.filter(status__in=[S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.VERIFIED]).exclude(channel=Application.Channel.PORTAL)
    if under_way := AppliedRecord.objects.filter(application__in=open_ones, number__in=numbers).select_related("application").first():
        raise Refused(
            _("For record %(number)s %(application)s is under way already; go on with it, or withdraw it first.")
            % {"number": under_way.number, "application": under_way.application}
        )


def _standing(queryset, numbers: list[str]) -> list[Record]:
    """Every one of ``numbers`` among ``queryset``, or nothing: one sentence for all that is not there."""
    related = ("subject", "issuer", "filing", "item", "period_rule")
    found = {r.number: r for r in queryset.filter(number__in=numbers, withdrawn_at__isnull=True).select_related(*related)}
    return [found[number] for number in numbers] if len(found) == len(numbers) else []


@transaction.atomic
def apply_own(
    *, numbers: str, by: User, methods=(), hours: int = 0, files: list[File] = (), today: date | None = None, **said
) -> Application:
    """Draft an application as the subject. ``PermissionDenied`` for anybody else, whether there are such records or not."""
    today = today or timezone.localdate()
    records = _standing(Record.objects.current(), numbers_in(numbers))
    if not records or not all(duties.may_apply(by, record, today) for record in records):
        raise PermissionDenied(_("Here the subject of a record applies for its repair; for somebody else, a window takes it in."))
    told = _said({**said, "identity_seen": ""})
    return _made(
        records=records, by=by, channel=Application.Channel.SELF, methods=methods, hours=hours, files=files, today=today, said=told
    )


@transaction.atomic
def take_in(
    *, numbers: str, by: User, methods=(), hours: int = 0, files: list[File] = (), today: date | None = None, **said
) -> Application:
    """Draft an application at the window for somebody else, with what proof of identity was seen."""
    today = today or timezone.localdate()
    if not may_take_in(by, today):
        raise PermissionDenied(_("Only information clerks take in applications at the window."))
    records = _standing(duties.for_window(by, today), numbers_in(numbers))
    if not records:
        refuse_identities(numbers)
        raise Refused(_("Among the numbers is one for which you could not take in an application; compare them, digit by digit."))
    told = _said(said)
    if not told["identity_seen"]:
        raise Refused(_("Write which proof of identity you saw, and for an agent which authority; without the number of any document."))
    return _made(
        records=records, by=by, channel=Application.Channel.WINDOW, methods=methods, hours=hours, files=files, today=today, said=told
    )


@transaction.atomic
def extend(*, application: Application, days: int, reason: str, by: User, today: date | None = None):
    """Make the term of the decision longer, once, by so many working days as its law allows, with the reason."""
    today = today or timezone.localdate()
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    term = running(application)
    if term is None or term[0] != DECIDE:
        raise Refused(_("%(application)s is not being decided, so no term of it can be extended.") % {"application": application})
    step = "verify" if application.status == S.ACCEPTED else "grant"
    if duties.stands_aside(application, by, today) or not duties.handles(application, by, step, today):
        raise PermissionDenied(_("Only who decides on applications extends their terms."))
    if duties.barred(application, by, step):
        raise Refused(
            _("You filed, entered, approved or verified something of %(application)s, so a colleague says whether more time is needed.")
            % {"application": application}
        )
    return extend_deadline(entry=application, term_code=term[0], start=term[1], days=days, reason=reason, by=by, today=today, allowed=True)


@transaction.atomic
def file_false_material(*, application: Application, tier: str, by: User, today: date | None = None) -> Application:
    """File and submit the record about false material, by the archive's own way; a clerk of the finding unit does."""
    today = today or timezone.localdate()
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.status != S.FALSE or application.filing_id:
        raise Refused(_("%(application)s awaits no record about false material.") % {"application": application})
    if not duties.files_false_material(application, by, today):
        raise PermissionDenied(_("Only a clerk of the finding unit files the record about false material."))
    ended = application.taken.filter(step="falsify").last()
    day = timezone.localdate(ended.at)
    data = {
        "subject_code": application.subject.code,
        "issuer_code": application.finder.code,
        "issuer_name": application.finder.name,
        "doc_no": f"修复核查〔{day.year}〕{application.pk}号",
        "decided_on": day.isoformat(),
        "basis": "信用修复管理办法（国家发展改革委令2025年第36号）",
        "tier": tier,
        "facts": _("False material was handed in with an application for credit repair."),
        "found": ended.reason,
    }
    try:
        filing = file_form(unit=application.finder, by=by, item_code=FALSE_ITEM, data=data)
    except ValidationError as error:
        words = "；".join(f"{key}：{'，'.join(said)}" for key, said in error.message_dict.items())
        raise Refused(_("The record cannot be filed as it stands (%(faults)s); nothing was filed.") % {"faults": words}) from None
    application.filing = advance(filing, "submit", by=by)
    application.save(update_fields=["filing"])
    return application
