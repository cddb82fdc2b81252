"""Files in the official layout, made in memory for tests."""

from __future__ import annotations

import csv
import io

from archives.imports.layouts import PENALTY_LEGAL_2018
from tests import world

HEADERS = [column.header for column in PENALTY_LEGAL_2018.columns]
CODES = [column.code for column in PENALTY_LEGAL_2018.columns]


def row(number: int = 1, **changes) -> dict[str, str]:
    """One good row, by official code; ``changes`` override cells (``row(2, CF_SY="")``)."""
    return {
        "CF_XDR_MC": "示例商贸有限公司",
        "CF_XDR_SHXYM": world.ENTERPRISE,
        "CF_FRDB": "王某",
        "CF_WSH": f"示市监罚〔2026〕{number}号",
        "CF_WFXW": "违反产品质量管理规定",
        "CF_SY": "销售不符合强制性标准的产品。",
        "CF_YJ": "《中华人民共和国产品质量法》第四十九条",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款二万元",
        "CF_NR_FK": "2",
        "CF_JDRQ": "2026-11-02",
        "CF_CFJG": "示范市市场监督管理局",
        "CF_CFJGDM": world.MARKET,
        "CF_SJLY": "示范市市场监督管理局",
        "CF_SJLYDM": world.MARKET,
    } | changes


def table(rows: list[dict[str, str]], headers: list[str] = HEADERS) -> bytes:
    """CSV with BOM and the Chinese headers as printed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows([[cells.get(code, "") for code in CODES] for cells in rows])
    return out.getvalue().encode("utf-8-sig")


def penalties(count: int, start: int = 1, **changes) -> bytes:
    """``count`` good rows; every third is only a warning (minor, so not published)."""
    made = []
    for n in range(start, start + count):
        minor = {"CF_CFLB": "警告", "CF_NR": "警告", "CF_NR_FK": ""} if n % 3 == 0 else {}
        made.append(row(n, **minor, **changes))
    return table(made)


RESIDENT = "11010519491231002X"  # the example of GB 11643-1999
DECIDED = "2026-11-02"


def filled(layout, number: int = 1, **changes) -> dict[str, str]:
    """One good row of any layout, by official code: every required cell, and the validity of a licence."""
    person = layout.of_persons
    by_feed = {
        "subject_name": "王小明" if person else "示例商贸有限公司",
        "subject_code": world.ENTERPRISE,
        "doc_no": f"示市监〔2026〕{number}号",
        "decided_on": DECIDED,
        "valid_from": DECIDED,
        "valid_until": "2029-11-01",
        "issuer_name": "示范市市场监督管理局",
        "issuer_code": world.MARKET,
        "source_code": world.MARKET,
    }
    cells = {}
    for column in layout.columns:
        if column.feeds in by_feed:
            cells[column.code] = by_feed[column.feeds]
        elif column.required:
            by_type = {"person": RESIDENT, "certificate": "身份证", "kind": "警告", "choice": (column.choices or [""])[0]}
            cells[column.code] = by_type.get(column.type, f"{column.header}的内容")
    return cells | changes


def table_of(layout, rows: list[dict[str, str]], *, codes: bool = True, both: bool = False, more: tuple[str, ...] = ()) -> bytes:
    """CSV of any layout: with codes as headers, or as printed, or both in two rows; ``more``: further columns."""
    columns = [*(c.code for c in layout.columns), *more]
    printed = [*(c.header for c in layout.columns), *more]
    out = io.StringIO()
    csv.writer(out).writerows([*([columns] if codes or both else []), *([printed] if both or not codes else []), *([cells.get(code, "") for code in columns] for cells in rows)])
    return out.getvalue().encode("utf-8-sig")
