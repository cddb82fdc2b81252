"""Filings that need the panel and the head of unit: the appraisal KP (goes to the city) and NB (stays in the unit)."""

from archives import actions
from archives.models import Filing, Panel, Subject
from integrity.workflow import advance
from tests import world


def panel(quorum: int = 2) -> Panel:
    unit = Subject.objects.get(code=world.MARKET)
    return Panel.objects.get_or_create(unit=unit, defaults={"quorum": quorum, "document": "示市监发〔2026〕1号", "valid_from": "2020-01-01"})[0]


def form(item: str, **changes) -> dict:
    own = {"KP": {"result": "优秀", "grounds": "年度考核"}, "NB": {"matter": "窗口首问负责制落实到位", "handling": "通报表扬"}}[item]
    return {
        "subject_code": world.MARKET,
        "issuer_code": world.MARKET,
        "issuer_name": "示范市市场监督管理局",
        "doc_no": "示市监评〔2026〕1号",
        "decided_on": "2026-11-02",
        "basis": "《诚信考核办法》第三条",
        **own,
        **changes,
    }


def appraised(person, item: str = "KP", **changes) -> Filing:
    """A form of lin, submitted, before the panel of 市场监督管理局."""
    panel()
    lin = person("lin")
    filing = actions.file_form(unit=Subject.objects.get(code=world.MARKET), by=lin, item_code=item, data=form(item, **changes))
    return advance(filing, "submit", by=lin)
