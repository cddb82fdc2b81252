"""The numbered documents of a joint action: a letter to each unit that is asked, and the circulated criticism.

Issued where the initiating unit has a mark for its numbers; otherwise the units read the same on their pages.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import translation

from archives.documents import actions as documents
from archives.models import DocumentKind, IssuerMark, Service

from ..models import Execution, JointAction
from . import terms

LABEL = "discipline.jointaction"
OF_UNIT = "请在期限内回复是否采取；不采取的，说明理由。采取后，请及时反馈执行情况并附送证明材料"
OF_SUBJECT = "请在期限内作出书面说明、完成整改，并将落实情况和证明材料报送我单位"
WARNING = "请各单位引以为戒，全面自查尚未履行的协议和承诺"


def sight(user, today: date) -> Q:
    """Of the documents about joint actions somebody sees those of actions seen, and of measures of the own unit."""
    actions, own = JointAction.objects.visible_to(user, today), Execution.objects.visible_to(user, today)
    return Q(about_id__in=actions.values("pk")) | Q(about_id__in=own.values("action"))


def send(action: JointAction, *, by, today: date) -> None:
    """Issue and serve the letters of ``action``, in Chinese, whoever asks."""
    if not IssuerMark.objects.filter(body=action.initiator).exists():
        return
    rows = list(action.executions.select_related("item", "unit", "link").order_by("unit", "pk"))
    with translation.override("zh-hans"):
        for unit in dict.fromkeys(row.unit for row in rows if row.unit_id != action.initiator_id):
            _letter(action, unit, [row for row in rows if row.unit_id == unit.pk], by, today)
        if any(row.item.published for row in rows):
            values = {
                "主体名称": action.subject.name,
                "失信事实": action.ground,
                "认定文书号": action.version.content.doc_no,
                "通报要求": WARNING,
            }
            _issued(DocumentKind.CRITICISM, action, action.subject, values, by, today)


def acknowledged(execution: Execution, *, by, today: date) -> None:
    """Whoever answers for a unit has read its letter: the letter is acknowledged with the answer."""
    waiting = Service.objects.filter(
        document__about_kind=LABEL, document__about_id=execution.action_id, unit=execution.unit, acknowledged_at__isnull=True
    )
    for service in waiting.select_related("document", "unit"):
        if documents.may_acknowledge(by, service, today):
            documents.acknowledge(service=service, by=by, today=today)


def _letter(action, unit, rows, by, today: date) -> None:
    own = unit.pk == action.subject_id  # to the subject itself: what it has to do, and nothing to accept or decline
    values = {
        "主体名称": action.subject.name,
        "联动事由": _ground(action, "你单位" if own else action.subject.name),
        "来函事项": "现要求你单位落实下列措施" if own else "现商请你单位在职责范围内采取下列措施",
        "办理要求": OF_SUBJECT if own else OF_UNIT,
        "措施": "；".join(f"{row.item.name}{_of_whom(row)}{_for(row, own)}" for row in rows),
        "措施依据": "；".join(dict.fromkeys(row.item.basis for row in rows)),
        "回复期限": min(deadline.due_on for deadline in terms.deadlines(rows).values()),
    }
    _issued(DocumentKind.JOINT_ACTION, action, unit, values, by, today)


def _of_whom(row) -> str:
    """The role alone: the name is opened on the page of the measure, which notes who reads it."""
    return f"（{row.link.get_role_display()}，见平台办理页）" if row.link_id else ""


def _ground(action, who: str) -> str:
    """Why, with the number of the determination it rests on."""
    number, ground = action.version.content.doc_no, action.ground.strip().rstrip("。")
    return f"{who}{ground}" + (f"（{number}）" if number and number not in ground else "")


def _for(row, own: bool = False) -> str:
    """For how long, and what is not answered but done."""
    period = f"（{row.months}个月）" if row.months else ""
    if row.item.may_be_declined or own:
        return period
    return period + ("（即本函，请阅知并反馈处理意见）" if row.item.executor == "superior" else "（不需答复是否采取，请直接落实并反馈）")


def _issued(kind, action, to, values, by, today: date) -> None:
    document = documents.issue(kind=kind, body=action.initiator, addressee=to, values=values, about=(LABEL, action.pk), by=by, today=today)
    documents.serve(document=document, way=Service.Way.SITE, by=by, today=today)
