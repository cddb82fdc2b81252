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
