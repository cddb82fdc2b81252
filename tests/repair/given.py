"""An objection to a record about 住房和城乡建设局 that 市场监督管理局 filed: lin entered it, hu approved it; sun checks and
verifies, zhou is the second person and reviews. ``he`` heads the body that the record is about.
"""

from __future__ import annotations

from datetime import date

from accounts.models import User
from archives import actions as filing_actions
from archives.models import Filing, Membership, Record, Role, Subject
from integrity.workflow import advance
from repair import actions
from repair.models import Objection
from tests import world

# 2026-09-21 is a Monday; Mid-Autumn (25 to 27 September) and the National Day holiday (1 to 7 October) lie in the terms from it.
DAY = date(2026, 9, 21)
SAID = {
    "part": "奖项名称",
    "wrong": "表彰文件上的名称与公示不一致",
    "should_be": "应为年度诚信建设先进单位",
    "contact": "0990-7654321",
}
HONOUR, RIGHT = "年度先进单位", "年度诚信建设先进单位"
WAY = ("identify", "accept", "uphold", "tell", "close")
AFTER = dict(zip(WAY, ("identified", "accepted", "upheld", "decided", "closed"), strict=True))
BY = {
    **dict.fromkeys(("incomplete", "identify", "accept", "refuse", "correct", "revoke", "uphold", "resume", "tell", "close"), "sun"),
    **dict.fromkeys(("confirm", "reopen"), "zhou"),
    **dict.fromkeys(("supplement", "complain"), "he"),
}
serials = iter(range(1, 100_000))


def account(name: str) -> User:
    return User.objects.get(username=name)


def held(name: str, words: str, unit: str, role: str) -> User:
    """A further person of the small world."""
    user, _new = User.objects.get_or_create(username=name, defaults={"name": words, "is_staff": True, "password": world.password_hash()})
    Membership.objects.get_or_create(user=user, unit=Subject.objects.get(code=unit), role=role, from_on=date(2020, 1, 1))
    return user


def people() -> None:
    """hu, a third officer, and he, the head of the body that the records are about."""
    held("hu", "胡平", world.OFFICE, Role.OFFICER)
    held("he", "贺兰", world.HOUSING, Role.HEAD)


def a_record(*, item: str = "RY", subject: str = world.HOUSING, honour: str = HONOUR) -> Record:
    """A public record, filed by lin by form and approved by hu."""
    people()
    market = Subject.objects.get(code=world.MARKET)
    data = {
        "subject_code": subject,
        "issuer_code": world.MARKET,
        "issuer_name": market.name,
        "doc_no": f"示市监发〔2026〕{next(serials)}号",
        "decided_on": "2026-08-12",
        "basis": "《示范市表彰办法》第三条",
        "honour": honour,
    }
    filing = filing_actions.file_form(unit=market, by=account("lin"), item_code=item, data=data)
    filing = advance(filing, "submit", by=account("lin"))
    while filing.status != Filing.Status.APPROVED:
        filing = advance(filing, "approve", by=account("hu"), seen=filing.revision)
    return Record.objects.select_related("content", "subject", "item", "filing").get(filing=filing)


def filed(record: Record | None = None, *, by: str = "he", today: date = DAY, **said) -> Objection:
    """Filed by the head of the body on "my" site."""
    record = record or a_record()
    return actions.file_own(number=record.number, by=account(by), today=today, objector_name="示范市住房和城乡建设局", **(SAID | said))


def take(objection: Objection, step: str, *, by: str | None = None, today: date = DAY, **given) -> Objection:
    """Take ``step`` with what it asks for."""
    needed = {"refuse": {"ground": "no-fault"}, "correct": {"changes": {"honour": RIGHT}}}.get(step, {})
    given = {"reason": "理由充分"} | needed | given
    return actions.take(objection=objection, step=step, by=account(by or BY[step]), seen=objection.revision, today=today, **given)


def second_person(objection: Objection, by: str = "zhou") -> None:
    """The second person approves the correction, or confirms the withdrawal."""
    if objection.outcome == Objection.Outcome.CORRECTED:
        advance(objection.filing, "approve", by=account(by), seen=objection.filing.revision)
    elif objection.outcome == Objection.Outcome.REVOKED:
        filing_actions.confirm_withdrawal(number=objection.record_no, by=account(by))


def objection_at(status: str, *, record: Record | None = None, today: date = DAY, how: str = "uphold") -> Objection:
    """An objection that reached ``status`` by the real steps; ``how``: what verification came to."""
    found = filed(record, today=today)
    if status == "refused":
        return take(found, "refuse", today=today)
    if status == "incomplete":
        return take(found, "incomplete", today=today)
    how = {"correcting": "correct", "revoking": "revoke", "upheld": "uphold"}.get(status, how)
    for step in ("identify", "accept", how, "tell", "close"):
        if found.status == status:
            break
        if status == "complained" and found.status == "decided":
            break
        if step == "tell":
            second_person(found)
        found = take(found, step, today=today)
    if status == "complained":
        found = take(found, "complain", today=today)
    assert found.status == status
    return found
