"""The numbered document of a lifting 解除通知: one of each initiating unit whose measures end, issued and served with the notice.

Issued where the initiating unit has a mark for its numbers, as the letters of joint actions; otherwise the notice on the site
says the same. It names no natural person. The receipt is that of the notice: one acknowledgement is of both.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import User
from archives.documents import actions as documents
from archives.models import Document, DocumentKind, DocumentTemplate, IssuerMark, Service

from ..models import Execution, Lifting

LABEL = "discipline.lifting"
AGAIN = "自本通知之日起暂停执行，自{day}起恢复执行"
WORDS = {
    Lifting.Ground.WRONG: "自本通知之日起不再执行；已经采取的，予以撤销并恢复原状",
    Lifting.Ground.RESTRUCTURING: "自本通知之日起暂停执行，恢复执行的日期另行通知",
}
ENDED = "自本通知之日起不再执行"


def sight(user, today: date) -> Q:
    """Of the letters somebody sees those of liftings seen."""
    return Q(about_id__in=Lifting.objects.visible_to(user, today).values("pk"))


def of_measure(execution: Execution):
    """The letters by which ``execution`` was lifted, for whoever may see that measure: its subject as well."""
    return Document.objects.filter(about_kind=LABEL, about_id__in=execution.liftings.values("pk"), body=execution.action.initiator)


def of_lifting(lifting: Lifting) -> list[Document]:
    """The letters of ``lifting``, each with ``execution``: a measure that it lifts, by which it is opened."""
    found = list(Document.objects.filter(about_kind=LABEL, about_id=lifting.pk).order_by("pk"))
    first = {row.action.initiator_id: row.pk for row in lifting.executions.select_related("action").order_by("-pk")}
    for document in found:
        document.execution = first[document.body_id]
    return found


def send(lifting: Lifting, rows: list[Execution], *, by: User, today: date) -> None:
    """Issue and serve the letters of ``lifting``, in Chinese, whoever asks. What was corrected ends nothing, so it has none."""
    if lifting.ground == Lifting.Ground.CORRECTED:
        return
    if DocumentTemplate.objects.in_force(DocumentKind.LIFTING, today) is None:  # no lifting waits for a text
        return
    initiators = {row.action.initiator for row in rows}
    marked = set(IssuerMark.objects.filter(body__in=initiators).values_list("body", flat=True))
    with translation.override("zh-hans"):
        for body in sorted((body for body in initiators if body.pk in marked), key=lambda body: body.pk):
            _issue(lifting, body, [row for row in rows if row.action.initiator_id == body.pk], by, today)


def _issue(lifting: Lifting, body, rows: list[Execution], by: User, today: date) -> None:
    # Whoever ends a record ends the measures that others initiated on it: then the register itself gives them notice.
    issuer = by if documents.may_issue(by, body, today) else User.objects.system()
    values = {
        "主体名称": rows[0].action.subject.name,
        "记录编号": lifting.record_no,
        "解除原因": str(lifting.get_ground_display()),
        "解除措施": "；".join(dict.fromkeys(f"{row.item.name}{_of_whom(row)}" for row in rows)),
        "处理要求": AGAIN.format(day=date_format(lifting.resumed_on, "Y年n月j日"))
        if lifting.resumed_on
        else WORDS.get(lifting.ground, ENDED),
    }
    about = (LABEL, lifting.pk)
    document = documents.issue(
        kind=DocumentKind.LIFTING, body=body, addressee=lifting.unit, values=values, about=about, by=issuer, today=today
    )
    documents.serve(document=document, way=Service.Way.SITE, by=issuer, today=today)


def _of_whom(row: Execution) -> str:
    return f"（{row.link.get_role_display()}）" if row.link_id else ""


def acknowledged(lifting: Lifting, *, by: User, today: date) -> None:
    """With the notice its letters are acknowledged."""
    waiting = Service.objects.filter(
        document__about_kind=LABEL, document__about_id=lifting.pk, unit=lifting.unit, acknowledged_at__isnull=True
    )
    for service in waiting:
        documents.acknowledge(service=service, by=by, today=today)
