"""Templates to download: a table without rows in each layout, with what a clerk has to know of every column."""

from __future__ import annotations

import csv
import io
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from archives.models import CatalogueItem, ItemField

from .judging import FED, facts_of
from .layouts import Layout


def _types() -> dict[str, str]:
    return {
        "text": _("text"),
        "document": _("document number, for example 示市监罚〔2026〕12号"),
        "uscc": _("unified social credit code, 18 characters"),
        "date": _("date, for example 2026-03-31"),
        "money": _("amount in 10,000 yuan, for example 0.2 for 2,000 yuan"),
        "kind": _("words of the code table, for example 罚款 or 警告; several apart by 、"),
        "certificate": _("kind of certificate"),
        "person": _("certificate number; kept as a hash and a mask only"),
        "identity": _("certificate number; kept as a hash and a mask only"),
        "severity": _("official value"),
        "choice": _("official value"),
    }


def explained(layout: Layout, *, today: date) -> list[dict]:
    """Each column with its code, header, type, width, whether it must be filled in, and who may see it."""
    item = CatalogueItem.on(layout.item_code, today)
    scopes = dict(ItemField._meta.get_field("scope").choices)
    own = {i: scopes[scope] for i, scope, _key in facts_of(layout, [item] if item else [])}
    overall = scopes["public"] if item and item.scope == 0 else scopes["shared"]
    told, types = [], _types()
    for i, column in enumerate(layout.columns):
        seen = own.get(i, overall if column.feeds in FED or column.feeds == "decided_on" else scopes["internal"])
        if column.feeds == "subject_name" and layout.of_persons:
            seen = _("%(scope)s: the surname only") % {"scope": overall}
        kind = types[column.type]
        told.append(
            {
                "code": column.code,
                "header": column.header,
                "type": f"{kind}：{'、'.join(column.choices)}" if column.choices else kind,
                "width": column.width,
                "required": column.required,
                "seen": str(seen),
            }
        )
    return told


def as_csv(layout: Layout) -> bytes:
    """Headers in Chinese, and the codes below them; UTF-8 with BOM, so that spreadsheets read the Chinese."""
    out = io.StringIO()
    csv.writer(out).writerows([[column.header for column in layout.columns], [column.code for column in layout.columns]])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(layout: Layout, *, today: date) -> bytes:
    """The same as a workbook whose cells are text, with a second sheet that explains each column."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top"})
        must = book.add_format({"num_format": "@", "bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF3D6"})
        sheet = book.add_worksheet(_("Table"))
        sheet.set_column(0, len(layout.columns) - 1, 20, text)
        for i, column in enumerate(layout.columns):
            sheet.write_string(0, i, column.header, must if column.required else head)
            sheet.write_string(1, i, column.code, text)
        sheet.freeze_panes(2, 0)
        about = book.add_worksheet(_("Explanation"))
        wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        about.set_column(0, 0, 36, wrap)
        about.set_column(1, 1, 18, wrap)
        about.set_column(2, 2, 48, wrap)
        about.set_column(3, 5, 16, wrap)
        for i, words in enumerate((_("Header"), _("Code"), _("What it holds"), _("Longest"), _("Required"), _("Who may see it"))):
            about.write_string(0, i, words, head)
        for at, column in enumerate(explained(layout, today=today), 1):
            about.write_string(at, 0, column["header"], wrap)
            about.write_string(at, 1, column["code"], wrap)
            about.write_string(at, 2, column["type"], wrap)
            about.write_number(at, 3, column["width"])
            about.write_string(at, 4, _("yes") if column["required"] else _("no"), wrap)
            about.write_string(at, 5, column["seen"], wrap)
    return out.getvalue()
