"""Documents for tests: the credit office 示信用 issues them, 市场监督管理局 (lin, gao) is addressed; zhou issues, sun is the second officer."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from pypdfium2 import PdfDocument

from accounts.models import User
from archives.documents import actions
from archives.documents.flow import draft_template
from archives.models import Document, IssuerMark, Subject
from tests import world

DAY = date(2026, 11, 22)
# Written by hand, one for every placeholder of the kind.
NOTICE = {
    "主体名称": "示范市市场监督管理局",
    "案件编号": "2026-00007",
    "失信事实": "承诺于六月底兑付的奖补资金至今未兑付",
    "认定依据": "发改财金〔2023〕1103号",
    "证据": "奖补协议和催告函",
    "陈述申辩期限": date(2026, 12, 6),
}
ACCEPTANCE = {
    "投诉编号": "2026-00012",
    "收到日期": date(2026, 11, 2),
    "被投诉单位": "示范市住房和城乡建设局",
    "受理日期": date(2026, 11, 4),
    "办理期限": date(2026, 11, 25),
}


def account(name: str) -> User:
    return User.objects.get(username=name)


def unit(code: str) -> Subject:
    return Subject.objects.get(code=code)


def marked(code: str = world.OFFICE, mark: str = "示信用") -> Subject:
    """The body with a mark for its numbers."""
    body = unit(code)
    IssuerMark.objects.get_or_create(body=body, defaults={"mark": mark})
    return body


def issued(
    *,
    by: str = "zhou",
    kind: str = "notice",
    to: str | Subject | None = None,
    today: date = DAY,
    about=None,
    concerns=None,
    body: str = world.OFFICE,
    **values,
) -> Document:
    usual = {"notice": NOTICE, "acceptance": ACCEPTANCE}[kind]
    return actions.issue(
        kind=kind,
        body=marked(body) if body == world.OFFICE else unit(body),
        addressee=to or unit(world.MARKET),
        values=usual | values,
        about=about,
        concerns=concerns,
        by=account(by),
        today=today,
    )


def served(document: Document, *, by: str = "zhou", way: str = "site", **more):
    return actions.serve(document=document, way=way, by=account(by), **({"today": document.issued_on} | more))


TEXT = {
    "kind": "notice",
    "title": "政务失信行为告知书",
    "word": "告",
    "body": "{{主体名称}}：{{失信事实}}。\n请于{{陈述申辩期限}}前陈述申辩。",
    "document": "《示范市政务诚信建设办法》",
    "article": "第九条",
    "valid_from": DAY,
}


def drafted(*, by: str = "zhou", today: date = DAY, **said):
    return draft_template(by=account(by), today=today, **(TEXT | said))


def pages_of(content: bytes) -> list[str]:
    """What a PDF reader reads on each page, without line breaks and blanks."""
    with closing(PdfDocument(content)) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


def words_of(document: Document) -> str:
    return "".join(pages_of(bytes(document.file.content)))
