"""Official documents of an objection: the decision for the objector, the correction for the public, the letter that restores a name.

Issued with the decision, where the deciding body has a mark for its numbers, and in Chinese, whoever decides. The decision names
the objector, so it is seen by who sees the objection; what is about a natural person is opened by :func:`archives.people.reveal`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from archives.documents import actions as documents
from archives.models import Document, DocumentKind, IssuerMark, Membership, Role, Service, Subject
from discipline.concealing import refuse_about
from integrity.said import in_words

from .models import Objection
from .terms import may_complain_until

LABEL = "repair.objection"
# How the decision reaches who asked for it, by the door through which it came.
WAYS = {"self": Service.Way.SITE, "portal": Service.Way.RECEIPT, "window": Service.Way.HAND}
O = Objection.Outcome  # noqa: E741 - as in the flow
TO_ALL = (DocumentKind.CORRECTION, DocumentKind.REPUTATION)  # name neither objector nor grounds


def must_conceal(entry, reason: str) -> None:
    """Refused for a reason of an objection or an application that names who complained: the subject of the record reads it."""
    from .applications.models import Application

    if isinstance(entry, Objection):
        refuse_about([entry.record_no], [reason])
    elif isinstance(entry, Application):
        refuse_about(entry.applied.values_list("number", flat=True), [reason])


def sight(user, today: date) -> Q:
    """Of documents about objections somebody sees those whose objection is seen, and what is meant for others where it was served."""
    return Q(about_id__in=Objection.objects.visible_to(user, today).values("pk")) | Q(kind__in=TO_ALL)


def of(objection: Objection, user, today: date):
    """The documents of an objection that ``user`` may read."""
    return Document.objects.visible_to(user, today).filter(about_kind=LABEL, about_id=objection.pk).order_by("pk")


def issue(objection: Objection, *, by, reason: str, today: date, is_public: bool) -> list[Document]:
    """Issue and serve what the decision asks for; nothing while the deciding body has no mark for its numbers.

    ``reason``: what was found, in the words the objector reads. ``is_public``: the public read the wrong value.
    """
    body = _deciding(objection, by, today)
    if body is None or not IssuerMark.objects.filter(body=body).exists():
        return []
    with translation.override("zh-hans"):
        made = [_decision(objection, body, by, reason, today)]
        if objection.outcome != O.UPHELD and is_public:
            made.append(_correction(objection, body, by, reason, today))
        if objection.outcome == O.REVOKED and objection.version.item.tiered and not objection.is_inside:
            made.append(_letter(objection, body, by, reason, today))
    return made


def _deciding(objection: Objection, by, today: date) -> Subject | None:
    """The credit office of who decides; where the record never left its unit, that unit."""
    if objection.is_inside:
        return objection.version.filing.unit
    held = Membership.objects.held(today).filter(user=by, role=Role.OFFICER).exclude(unit=objection.version.subject_id)
    first = held.order_by("pk").select_related("unit").first()
    return first and first.unit


def _issue(objection: Objection, kind: str, body: Subject, addressee, values: dict, by, today: date) -> Document:
    subject = objection.version.subject
    return documents.issue(
        kind=kind,
        body=body,
        addressee=addressee,
        values={"主体名称": subject.name} | values,
        by=by,
        about=(LABEL, objection.pk),
        concerns=subject if subject.is_person else None,
        today=today,
    )


def _decision(objection: Objection, body: Subject, by, reason: str, today: date) -> Document:
    values = {
        "记录编号": objection.record_no,
        "异议事项": _bare(f"{objection.part}：{objection.wrong}"),
        "核实情况": _bare(reason),
        "处理决定": _ruling(objection),
        "救济途径": _("The handling may be complained of until %(day)s; administrative review or a lawsuit remains, by law")
        % {"day": in_words(may_complain_until(objection).due_on)},
    }
    on_site = objection.channel == Objection.Channel.SELF
    subject = objection.version.subject
    document = _issue(objection, DocumentKind.OBJECTION_DECISION, body, subject if on_site else objection.objector_name, values, by, today)
    documents.serve(document=document, way=WAYS[objection.channel], by=by, today=today)
    return document


def _ruling(objection: Objection) -> str:
    if objection.outcome == O.UPHELD:
        return _("the objection is not founded, the record stands")
    if objection.outcome == O.REVOKED:
        return _("the objection is founded, the record is revoked")
    return _("the objection is founded, and corrected are: %(changes)s") % {"changes": _changes(objection)}


def _changes(objection: Objection) -> str:
    """The corrected values with what stood there until now."""
    words = _("%(field)s from “%(old)s” to “%(new)s”")
    found = objection.changes.filter(filing=objection.filing_id)
    return "；".join(words % {"field": c.label, "old": c.old or "—", "new": c.new or "—"} for c in found)


def _correction(objection: Objection, body: Subject, by, reason: str, today: date) -> Document:
    number, corrected = objection.version.content.doc_no, objection.outcome == O.CORRECTED
    changes = list(objection.changes.filter(filing=objection.filing_id, scope="public")) if corrected else []
    said = {side: "；".join(f"{c.label}：{getattr(c, side) or '—'}" for c in changes) for side in ("old", "new")}
    values = {
        "记录编号": objection.record_no,
        "原公示内容": said["old"] or _("the record published under document %(number)s") % {"number": number},
        "更正后内容": said["new"] or (_("values that are not public") if corrected else _("the record is revoked and no longer published")),
        "更正原因": _("found wrong upon an objection"),
    }
    document = _issue(objection, DocumentKind.CORRECTION, body, _("all units and persons concerned"), values, by, today)
    documents.serve(document=document, way=Service.Way.PUBLIC, by=by, today=today)
    return document


def _letter(objection: Objection, body: Subject, by, reason: str, today: date) -> Document:
    """To the unit that recorded it, which explains itself wherever its record was known; the body it was about gets it as well."""
    unit, subject = objection.version.filing.unit, objection.version.subject
    values = {
        "原文书号": objection.version.content.doc_no,
        "错误情况": _bare(reason),
        "更正决定": _("revoked the record %(number)s, ended its publication and lifted the measures that rested on it")
        % {"number": objection.record_no},
    }
    document = _issue(objection, DocumentKind.REPUTATION, body, unit, values, by, today)
    documents.serve(document=document, way=Service.Way.SITE, by=by, today=today)
    if subject.is_body and subject.pk != unit.pk:
        documents.serve(document=document, way=Service.Way.SITE, by=by, unit=subject, today=today)
    return document


def _bare(words: str) -> str:
    """Words without the full stop that the text of the document puts behind them."""
    return words.strip().rstrip("。.")
