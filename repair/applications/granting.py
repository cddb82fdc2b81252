"""What a decision on a repair brings about, all of it in the transaction of the step (信用修复管理办法, art. 3).

Granted: publication ends, sharing and use stop, every measure is lifted and each executing unit gets its notice; the decision
and the certificate are numbered documents where the deciding unit has a mark for its numbers.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from archives import repairs
from archives.documents import actions as documents
from archives.models import Document, DocumentKind, IssuerMark, Membership, Record, Role, Service, Subject
from discipline import lifting
from discipline.models import Lifting

from . import duties, facts
from .models import Application

LABEL = "repair.application"


def sight(user, today: date) -> Q:
    """Of documents about applications somebody sees those whose application is seen."""
    return Q(about_id__in=Application.objects.visible_to(user, today).values("pk"))


def of(application: Application, user, today: date):
    """The documents of ``application`` that ``user`` may read."""
    return Document.objects.visible_to(user, today).filter(about_kind=LABEL, about_id=application.pk)


def grant(application: Application, *, by, reason: str, today: date) -> str:
    """Repair every record and lift every measure; returns the number of the decision."""
    records = facts.records_of(application)
    for record in records:  # in the order of their numbers, and before the lock of the numbers of documents
        lifting.lock(record.number)
    number = _decision(application, records, by=by, reason=reason, today=today, granted=True)
    for record in records:
        lifting.lift(number=record.number, ground=Lifting.Ground.REPAIRED, by=by, today=today)
        repairs.repair(number=record.number, document_no=number, ground=reason, by=by)
    return number


def refuse(application: Application, *, by, reason: str, today: date) -> str:
    """The number of the decision that refuses."""
    return _decision(application, facts.records_of(application), by=by, reason=reason, today=today, granted=False)


def _deciding_unit(application: Application, by, today: date) -> Subject:
    """The finding unit where ``by`` works there, else the credit office of ``by``."""
    held = Membership.objects.held(today).filter(user=by, role__in=[Role.HEAD, Role.OFFICER]).select_related("unit")
    return next((m.unit for m in held if m.unit_id == application.finder_id), None) or held[0].unit


def _decision(application: Application, records: list[Record], *, by, reason: str, today: date, granted: bool) -> str:
    body = _deciding_unit(application, by, today)
    if not IssuerMark.objects.filter(body=body).exists():
        return f"{body.name} {application.number}"
    with translation.override("zh-hans"):
        lines = facts.lines_of(application, today)
        examined = "；".join(f"{line.label}：{line.arithmetic}" for line in lines)
        decided = _("the repair is granted: publication ends, sharing and use stop, all measures are lifted")
        if not granted:
            decided = _("the repair is not granted: %(reason)s") % {"reason": reason}
    found_by = "、".join(record.content.doc_no for record in records)
    named = {"主体名称": application.subject.name, "认定文书号": found_by}
    values = named | {"申请日期": application.submitted_on, "审查情况": examined, "修复决定": decided}
    common = {"body": body, "addressee": application.subject, "about": (LABEL, application.pk), "by": by, "today": today}
    decision = documents.issue(kind=DocumentKind.REPAIR_DECISION, values=values, **common)
    way = Service.Way.RECEIPT if application.channel == Application.Channel.PORTAL else Service.Way.SITE
    documents.serve(document=decision, way=way, by=by, today=today)
    if body != application.finder:  # the unit that found the breach, and verified, reads what the office decided
        documents.serve(document=decision, way=Service.Way.SITE, unit=application.finder, by=by, today=today)
    if granted:
        values = named | {"统一社会信用代码": application.subject.code, "修复决定文书号": decision.number, "修复日期": today}
        if application.subject.is_person:
            values["统一社会信用代码"] = "——"
        certificate = documents.issue(kind=DocumentKind.CERTIFICATE, values=values, **common)
        documents.serve(document=certificate, way=way, by=by, today=today)
    return decision.number


def is_executed(application: Application) -> bool:
    """Whether every unit acknowledged that its measures are lifted: derived, nobody sets it."""
    return application.status == Application.Status.GRANTED and not open_liftings(application).exists()


def open_liftings(application: Application):
    """The lifting notices of the repaired records that nobody acknowledged yet."""
    notices = Lifting.objects.filter(record_no__in=duties.numbers(application), ground=Lifting.Ground.REPAIRED)
    return notices.filter(acknowledged_on__isnull=True)
