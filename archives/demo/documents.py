"""Official documents of the demo city: one of every kind, some acknowledged, some not, and a text that awaits a colleague."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from archives.documents import actions
from archives.documents.flow import draft_template
from archives.documents.kinds import KINDS, samples
from archives.models import Document, DocumentKind, DocumentTemplate, IssuerMark, Subject
from integrity.workflow import advance

from .city import CODES, ENVIRONMENT, GOVERNMENT, MARKET, OFFICE

HOUSING, TRANSPORT, SCHOOL = "示范市住房和城乡建设局", "示范市交通运输局", "示范市教育局"
# Every organ that may order, decide or write to another: a decision of the demo without a number would be none.
MARKS = {
    GOVERNMENT: "示政", OFFICE: "示信用", MARKET: "示市监", ENVIRONMENT: "示环", HOUSING: "示建", TRANSPORT: "示交", SCHOOL: "示教",
    "示范市财政局": "示财", "示范市自然资源和规划局": "示自然资", "示范市水利局": "示水", "示范市卫生健康委员会": "示卫", "示范市城市管理局": "示城管",
    "示范市人力资源和社会保障局": "示人社", "示范市政务服务和数据管理局": "示政数", "示范市审计局": "示审",
}  # fmt: skip
# Kind, addressee and whom it is about, days ago, whether it was acknowledged. Acceptance and transfer come with the complaints.
DOCUMENTS = [
    # Before those of the joint actions of the demo, as numbers run with the days.
    (DocumentKind.CRITICISM, ENVIRONMENT, 45, False),
    (DocumentKind.JOINT_ACTION, MARKET, 44, True),
    (DocumentKind.RECTIFICATION, HOUSING, 40, False),
    (DocumentKind.NOTICE, ENVIRONMENT, 33, True),
    (DocumentKind.DETERMINATION, ENVIRONMENT, 12, True),
    (DocumentKind.REPAIR_NOTICE, ENVIRONMENT, 12, False),
    (DocumentKind.OBJECTION_DECISION, SCHOOL, 6, False),
    (DocumentKind.CORRECTION, SCHOOL, 6, False),
    (DocumentKind.REPAIR_DECISION, TRANSPORT, 5, False),
    (DocumentKind.CERTIFICATE, TRANSPORT, 5, False),
    (DocumentKind.REPUTATION, MARKET, 1, False),
]
ACKNOWLEDGE = {MARKET: "linjie", ENVIRONMENT: "zhouwen"}


def issue(today: date | None = None) -> int:
    """Marks, documents and one draft of a text; returns how many documents."""
    today = today or timezone.localdate()
    for name, mark in MARKS.items():
        IssuerMark.objects.create(body=Subject.objects.get(code=CODES[name]), mark=mark)
    body, officers = Subject.objects.get(code=CODES[OFFICE]), [User.objects.get(username=name) for name in ("xumin", "tangyi")]
    for n, (kind, name, ago, acknowledged) in enumerate(DOCUMENTS):
        to, day, by = Subject.objects.get(code=CODES[name]), today - timedelta(ago), officers[n % 2]
        if DocumentTemplate.objects.in_force(kind, day) is None:  # a clock before the law
            continue
        sample = samples(kind)
        values = {p.name: sample[p.name] for p in KINDS[kind]} | {"主体名称": to.name}
        if "统一社会信用代码" in values:
            values["统一社会信用代码"] = to.code
        longest = max(values, key=lambda name: len(values[name]))
        values[longest] += "（演示数据）"
        document = actions.issue(kind=kind, body=body, addressee=to, values=values, by=by, today=day)
        service = actions.serve(document=document, way="site", by=by, today=day)
        if acknowledged:
            actions.acknowledge(service=service, by=User.objects.get(username=ACKNOWLEDGE[name]), today=day)
    _texts(today, *officers)
    return Document.objects.count()


def _texts(today: date, first: User, second: User) -> None:
    """One text that awaits a colleague, one that was given up."""
    now = DocumentTemplate.objects.in_force(DocumentKind.CRITICISM, today)
    said = {name: getattr(now, name) for name in ("title", "word", "document", "article")}
    for more in ("请于本通报印发之日起十日内报送整改情况（演示数据）。", "（演示数据）"):
        draft = draft_template(
            kind=DocumentKind.CRITICISM, body=f"{now.body}\n{more}", valid_from=today + timedelta(7), by=first, today=today, **said
        )
    advance(draft, "discard", by=second, reason="与上一稿重复（演示数据）。", today=today)
