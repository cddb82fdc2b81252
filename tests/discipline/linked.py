"""Persons linked to 示例商贸有限公司, which 市场监督管理局 penalised on 2026-08-12: entered by lin; wu's unit carries measures out."""

from __future__ import annotations

import io
from datetime import date

from archives import actions as filing_actions
from archives.models import Record, Subject
from discipline.linked import actions
from discipline.measures.actions import Asked
from discipline.models import LinkedPerson
from integrity.workflow import advance
from tests import world
from tests.archives.officials import resident_id
from tests.files import row, table

from .given import DAY, account, unit

MATTER = date(2026, 8, 12)  # the day of the decision
serials = iter(range(1, 100_000))


def penalised(decided_on: str = MATTER.isoformat()) -> Record:
    content = table([row(next(serials), CF_JDRQ=decided_on)])
    filing = filing_actions.receive_file(unit=unit(world.MARKET), by=account("lin"), stream=io.BytesIO(content), filename="处罚.csv")
    filing = filing_actions.check_filing(filing=filing)
    filing = advance(filing, "submit", by=account("lin"))
    filing = advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    return Record.objects.select_related("item", "subject", "filing", "content").get(filing=filing)


def enterprise() -> Subject:
    return Subject.objects.filter(code=world.ENTERPRISE).first() or Subject.objects.create(
        kind="enterprise", code=world.ENTERPRISE, name="示例商贸有限公司"
    )


def linked(
    serial: int = 1, role: str = "legal", *, name: str = "赵立新", from_on=date(2024, 3, 1), until_on=None, by="lin", to=None, **changes
) -> LinkedPerson:
    said = {
        "subject": to or enterprise(), "unit": unit(world.OFFICE if by in {"zhou", "sun"} else world.HOUSING if by == "wu" else world.MARKET),
        "name": name, "resident_id": resident_id(serial), "role": role, "from_on": from_on, "until_on": until_on,
        "source": "国家企业信用信息公示系统", "document_no": "登记通知书〔2024〕3号", "by": account(by), "today": DAY,
    }  # fmt: skip
    return actions.link(**said | changes)


def of_persons(*links: LinkedPerson, code: str = "honours-person", months: int | None = 6) -> Asked:
    return Asked(code, (unit(world.HOUSING),), months, None, links)
