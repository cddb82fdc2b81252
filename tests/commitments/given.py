"""A commitment of the market office at the stages that tests need; who does what is a persona of ``tests.world``."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from archives import post_actions
from archives.models import Appointment, Subject
from commitments import actions
from commitments.models import Commitment
from integrity.uploads import File
from integrity.workflow import advance
from tests import world
from tests.archives import officials
from tests.walking import shift

POST = "分管负责人"  # the principal post is left to tests of their own
PDF = File("证明.pdf", "pdf", b"%PDF-1.4 proof")
DUE = date(2030, 6, 28)


def account(name: str) -> User:
    return User.objects.get(username=name)


def owner(unit: str = world.MARKET) -> Appointment:
    """Who answers in the unit today; registered and appointed by the personnel organ where nobody is."""
    found = Appointment.objects.filter(post__unit__code=unit, until_on__isnull=True).order_by("-is_principal", "-pk").first()
    return found or appointed(unit)


def appointed(unit: str = world.MARKET, person: Subject | None = None) -> Appointment:
    """Somebody in a leading post of the unit since long ago."""
    body = Subject.objects.get(code=unit)
    post = body.posts.filter(name=POST).first() or post_actions.add_post(unit=body, name=POST, by=account("ren"))
    return post_actions.appoint(
        post=post,
        holder=person or officials.register(serial=7),
        from_on=timezone.localdate() - timedelta(2000),
        document_no="任〔2021〕1号",
        by=account("ren"),
    )


def another_owner() -> Appointment:
    """A second post of the unit that somebody holds."""
    unit = Subject.objects.get(code=world.MARKET)
    post = post_actions.add_post(unit=unit, name="副局长", by=account("ren"))
    since = timezone.localdate() - timedelta(900)
    return post_actions.appoint(post=post, holder=officials.register(serial=8), from_on=since, document_no="任〔2023〕2号", by=account("ren"))


def said(**otherwise) -> dict:
    """The words of a version."""
    return {
        "title": "窗口服务满意率达到九成",
        "text": "一、服务内容和标准：企业开办窗口。二、达到的水平：满意率不低于百分之九十。",
        "yardstick": "level",
        "due_on": timezone.localdate() + timedelta(days=200),
        "target": 90,
        "measure": "%",
        **otherwise,
    }


def drafted(by: str = "lin", kind: str = "service_quality", unit: str = world.MARKET, **otherwise) -> Commitment:
    body = Subject.objects.get(code=unit)
    words = said(
        **{k: v for k, v in otherwise.items() if k in said() | dict.fromkeys(("tolerance", "matter", "days", "reason", "authority", "at_most", "baseline", "source"))}
    )
    rest = {k: v for k, v in otherwise.items() if k not in words}
    return actions.draft(
        unit=body,
        kind=kind,
        owner=rest.pop("owner", None) or owner(unit),
        basis="《优化营商环境条例》第三十五条",
        by=account(by),
        said=words,
        **rest,
    )


def step(entry, name: str, by: str, reason: str = "核对无误", **more):
    entry.refresh_from_db()
    return advance(entry, name, by=account(by), reason=reason, seen=entry.revision, **more)


def published(**otherwise) -> Commitment:
    made = step(drafted(**otherwise), "submit", "lin")
    return step(made, "publish", "zhou")


def reported(**otherwise) -> Commitment:
    made = published(**otherwise)
    return actions.report_kept(
        commitment=made, words="抽样二百件，满意一百九十件。", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF]
    )


def kept(**otherwise) -> Commitment:
    return step(reported(**otherwise), "keep", "zhou", "抽样和现场核查一致")


def past(made: Commitment, due: str = "2026-01-05") -> Commitment:
    """As if published in December 2025, and its day had passed."""
    shift("commitments_version", f"commitment_id = {made.pk}", valid_from="2025-12-01", due_on=due)
    shift("commitments_commitment", f"id = {made.pk}", published_on="2025-12-01")
    made.refresh_from_db()
    return made


def unit_of(code: str) -> Subject:
    return Subject.objects.get(code=code)
