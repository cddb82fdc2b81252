"""Warnings for tests: raised by the worker's own look, over facts that came in through the real doors."""

from __future__ import annotations

from datetime import date

from archives.models import ReportingDuty, Subject
from integrity import calendar
from integrity.findings import CHECKS
from monitoring import actions
from monitoring.models import Warning
from tests import world
from tests.conftest import role


def unit(code: str = world.MARKET) -> Subject:
    return Subject.objects.get(code=code)


def owes(code: str = world.MARKET, since: str = "2026-10-01", until: str | None = "2026-11-02", item: str = "CF") -> ReportingDuty:
    """Penalties of October 2026, and of no other month: due on Tuesday 2026-11-10, seven working days after Saturday 10-31."""
    return ReportingDuty.objects.create(
        unit=unit(code), item_code=item, rhythm="zero", term_code="report", valid_from=since, valid_until=until, basis="示信用办〔2026〕5号"
    )


def asked(check: str, today: str) -> list:
    """What one check finds on a day."""
    with calendar.kept():
        return list(CHECKS[check].asks(date.fromisoformat(today)))


def levels(check: str, today: str) -> list[str]:
    return [finding.level for finding in asked(check, today)]


def look(today: str) -> actions.Looked:
    """The worker looks, with the rights of its login."""
    with role("worker"):
        return actions.look(today=date.fromisoformat(today))


def missed(today: str = "2026-11-11") -> Warning:
    """A red warning: 市场监督管理局 did not report the penalties of October 2026; addressed to its clerk lin."""
    owes()
    look(today)
    return Warning.objects.get(kind="report")
