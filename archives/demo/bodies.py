"""What became of some bodies of the demo city, and who headed some of them. Everything is invented, names of people too."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from accounts.models import User
from archives import post_actions, subject_actions
from archives.identifiers import person_code
from archives.models import Authority, Identifier, Post, Subject

from .city import CODES, GOVERNMENT, MARKET, OFFICE, code

RENAMED = "示范市政务服务和数据管理局"
FORMER_NAME = "示范市行政审批服务局"
MERGED, MERGED_CODE = "示范市粮食和物资储备局", code("11", 91)
PERSONNEL = "renjing"
# unit, post, rank, (who, from, until, acting, document)
POSTS = [
    (MARKET, "局长", Post.Level.COUNTY, [("韩立群", date(2021, 6, 1), None, False, "示组任〔2021〕18号")]),
    (
        "示范市财政局",
        "局长",
        Post.Level.COUNTY,
        [
            ("陶远", date(2020, 3, 1), date(2024, 5, 1), False, "示组任〔2020〕7号"),
            ("邵文清", date(2024, 7, 1), date(2025, 2, 1), True, "示组任〔2024〕31号"),
            ("邵文清", date(2025, 2, 1), None, False, "示组任〔2025〕4号"),
        ],
    ),
    (OFFICE, "主任", Post.Level.COUNTY, [("柏青", date(2022, 1, 10), None, False, "示组任〔2022〕2号")]),
]
HANDOVER = date(2026, 9, 1)


def name_at_founding(name: str) -> str:
    """A unit that is renamed later is founded under the name it had."""
    return FORMER_NAME if name == RENAMED else name


def happen() -> None:
    """One body is renamed, one merged; principal posts are filled."""
    officer, personnel = User.objects.get(username="xumin"), User.objects.get(username=PERSONNEL)
    renamed = Subject.objects.get(code=CODES[RENAMED])
    subject_actions.rename(
        subject=renamed, name=RENAMED, on=date(2024, 3, 15), document_no="示政发〔2024〕7号", basis="机构改革方案（演示）", reason="机构改革更名", by=officer
    )
    merged = Subject.objects.create(kind="organ", code=MERGED_CODE, name=MERGED, superior=Subject.objects.get(code=CODES[GOVERNMENT]))
    subject_actions.add_identifier(subject=merged, kind=Identifier.Kind.ORGANISATION, value="MB900917X", until_on=date(2018, 1, 1), by=officer)
    subject_actions.merge(
        subject=merged,
        successor=Subject.objects.get(code=CODES[OFFICE]),
        on=date(2025, 3, 1),
        document_no="示政发〔2025〕5号",
        basis="机构改革方案（演示）",
        reason="职责整合",
        by=officer,
    )
    for unit, name, level, terms in POSTS:
        post = post_actions.add_post(unit=Subject.objects.get(code=CODES[unit]), name=name, is_principal=True, level=level, by=personnel)
        for who, from_on, until_on, acting, document in terms:
            post_actions.appoint(
                post=post, holder=_servant(who, unit), from_on=from_on, until_on=until_on, is_acting=acting, document_no=document, by=personnel
            )


def hand_over() -> None:
    """The head of the market office changes while filings are open."""
    post = Post.objects.get(unit__code=CODES[MARKET], is_principal=True)
    post_actions.hand_over(
        appointment=post.appointments.get(),
        holder=_servant("江一舟", MARKET),
        on=min(HANDOVER, timezone.localdate()),
        document_no="示组任〔2026〕22号",
        note="未办结的报送、在办案件及对企业的承诺事项已当面移交（演示数据）。",
        by=User.objects.get(username=PERSONNEL),
    )


def _servant(name: str, unit: str) -> Subject:
    """An invented civil servant, managed by the personnel organ; the code is made of the name, for there is no resident id behind it."""
    made, new = Subject.objects.get_or_create(code=person_code(f"DEMO {name}"), defaults={"kind": Subject.Kind.CIVIL_SERVANT, "name": name})
    if new:
        organ = Subject.objects.get(memberships__user__username=PERSONNEL)
        Authority.objects.create(person=made, organ=organ, serves_in=Subject.objects.get(code=CODES[unit]), from_on=min(date(2020, 1, 1), timezone.localdate()))
    return made
