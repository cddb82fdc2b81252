"""Applications for the repair of a dishonesty of 住房和城乡建设局 that 市场监督管理局 found: lin entered the record, hu of the office
approved it; he, the head of the body, applies; gao, head of the finding unit, accepts and verifies. Then nobody of the unit is left
to decide, so an officer does.
"""

from __future__ import annotations

from datetime import date

from archives import actions as filing_actions
from archives.models import Filing, Record, Subject
from integrity.uploads import File
from integrity.workflow import advance
from repair.applications import actions, shielding
from repair.applications.models import Application, Shielding
from tests import world

from .given import account, people, serials

# Monday; Mid-Autumn (25 to 27 September), the National Day holiday (1 to 7 October) and the worked Saturday 10 October lie ahead.
DAY = date(2026, 9, 21)
SCAN = File("缴款凭证.pdf", "pdf", b"%PDF-1.7")
SAID = {"applicant": "示范市住房和城乡建设局", "contact": "0990-7654321", "done": "厂房已于八月交付，逾期损失已赔偿", "signer": "贺兰"}
WAY = {"submit": "submitted", "accept": "accepted", "verify": "verified", "grant": "granted"}
BY = {
    "submit": "he",
    "withdraw": "he",
    "accept": "gao",
    "reject": "gao",
    "verify": "gao",
    "falsify": "gao",
    "grant": "zhou",
    "refuse": "zhou",
}
DECIDED_ON = "2026-05-11"  # + 3 months (一般, Order 36): may be asked from 2026-08-11


def breach(*, tier: str = "2", decided_on: str = DECIDED_ON, subject: str = world.HOUSING, item: str = "SX", **facts) -> Record:
    """A public dishonesty of a body, filed by lin by form and approved by hu."""
    people()
    market = Subject.objects.get(code=world.MARKET)
    data = {
        "subject_code": subject,
        "issuer_code": world.MARKET,
        "issuer_name": market.name,
        "doc_no": f"示市监失〔2026〕{next(serials)}号",
        "decided_on": decided_on,
        "basis": "发改财金〔2023〕1103号",
        "tier": tier,
        **(facts or {"facts": "逾期未交付厂房"}),
    }
    filing = advance(filing_actions.file_form(unit=market, by=account("lin"), item_code=item, data=data), "submit", by=account("lin"))
    while filing.status != Filing.Status.APPROVED:
        filing = advance(filing, "approve", by=account("hu"), seen=filing.revision)
    return Record.objects.select_related("content", "subject", "item", "filing", "period_rule").get(filing=filing)


COMPANY = world.code("91990100MA0000071")


def of_company(**said) -> Record:
    """A public penalty of an enterprise, which a court may have restructured."""
    Subject.objects.get_or_create(kind="enterprise", code=COMPANY, defaults={"name": "示例重整建设有限公司"})
    facts = {"violation": "违反合同", "findings": "逾期未交付", "penalty_kind": "罚款", "content": "罚款一万元"}
    return breach(subject=COMPANY, item="CF", **facts, **said)


def drafted(*records: Record, by: str = "he", today: date = DAY, **said) -> Application:
    """A draft by the head of the body; rectified, with a proof."""
    numbers = " ".join(record.number for record in records or (breach(),))
    given = {"methods": ["rectified"], "files": [SCAN]} | SAID | said
    return actions.apply_own(numbers=numbers, by=account(by), today=today, **given)


def take(application: Application, step: str, *, by: str | None = None, today: date = DAY, reason: str = "理由充分") -> Application:
    return advance(application, step, by=account(by or BY[step]), reason=reason, seen=application.revision, today=today)


def application_at(status: str, *records: Record, today: date = DAY) -> Application:
    """An application that reached ``status`` by the real steps."""
    found = drafted(*records, today=today)
    if status == "withdrawn":
        return take(found, "withdraw", today=today)
    for step in ("submit", "accept", "verify", "grant"):
        if found.status == status:
            return found
        other = {"rejected": ("accept", "reject"), "false": ("verify", "falsify"), "refused": ("grant", "refuse")}.get(status)
        found = take(found, other[1] if other and other[0] == step else step, today=today)
    assert found.status == status
    return found


def shield_at(status: str, *records: Record, until_on: date = date(2027, 3, 1), today: date = DAY) -> Shielding:
    """A shield that sun entered and zhou confirmed."""
    numbers = " ".join(record.number for record in records or (of_company(),))
    found = shielding.enter(
        numbers=numbers,
        court="示范市中级人民法院",
        ruling_no="（2026）示01破1号",
        ruled_on=date(2026, 9, 1),
        until_on=until_on,
        by=account("sun"),
        today=today,
    )
    for step in {"entered": (), "shielded": ("confirm",), "discarded": ("discard",), "ended": ("confirm", "end")}[status]:
        found = advance(found, step, by=account("zhou"), reason="理由充分", seen=found.revision, today=today)
    return found
