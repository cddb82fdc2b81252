"""Tickets from a sheet: what the hotline, the mayor's mailbox or the petition office hands over as a table, CSV or workbook.

How a sheet is read and entered: :mod:`archives.imports.sheets`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from archives.imports.sheets import Layout, Sheet

from . import actions
from .forms import CHANNELS, EntryForm
from .models import Ticket

__all__ = ["HEADERS", "LAYOUT", "UNTOLD", "Sheet", "enter", "looked_at"]

# The header of each column; the English one is its code. Columns of the template stand in this order.
HEADERS = {
    "channel": "渠道",
    "source_no": "渠道编号",
    "received_on": "收到日期",
    "accused": "被投诉单位",
    "kind": "投诉类别",
    "contract_no": "合同编号",
    "happened_on": "发生日期",
    "facts": "投诉内容",
    "wanted": "诉求",
    "complainant_kind": "投诉人类别",
    "complainant_name": "投诉人",
    "contact": "联系方式",
}
# What the complainant is or wrote is told again to nobody: neither beside an error nor on a terminal.
UNTOLD = frozenset({"facts", "wanted", "complainant_name", "contact"})
EXAMPLE = {
    "channel": "12345热线",
    "source_no": "R2026110200123",
    "received_on": "2026-11-02",
    "accused": "示范市示例局",
    "kind": "违约毁约、不兑现承诺",
    "contract_no": "示招商〔2025〕8号",
    "happened_on": "2026-06-30",
    "facts": "承诺于六月底交付的厂房至今未交付",
    "wanted": "限期交付",
    "complainant_kind": "企业或者其他组织",
    "complainant_name": "示例机械有限公司",
    "contact": "0990-1234567",
}


def _form(row: dict) -> EntryForm:
    form = EntryForm(row)
    form.fields.pop("files")
    return form


def _kept(said: dict) -> bool:
    return Ticket.objects.filter(channel=said["channel"], source_no=said["source_no"]).exists()


LAYOUT = Layout(
    name="complaints.sheets",
    headers=HEADERS,
    needed=frozenset(HEADERS) - {"contract_no", "happened_on"},
    example=EXAMPLE,
    form=_form,
    key=("channel", "source_no"),
    unkeyed=_("A row without the number of its channel could be entered twice; fill it in."),
    twice=_("Row %(row)d has the same number of the same channel."),
    kept=_kept,
    enterable=actions.enterable,
    entered=actions.enter,
    choices=lambda: {"channel": CHANNELS, "kind": Ticket.Kind.choices, "complainant_kind": Ticket.Complainant.choices},
    days=frozenset({"received_on", "happened_on"}),
    untold=UNTOLD,
)
looked_at, enter = LAYOUT.looked_at, LAYOUT.enter
