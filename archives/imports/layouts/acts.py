"""The other eight kinds of administrative acts: one layout per catalogue item, all from one list of columns.

No national template for them is at hand; the columns follow those of penalties (unverified).
"""

from __future__ import annotations

from .layout import Column, Layout

# Item code: the act, and whether it says an amount.
ACTS = {
    "QZ": ("行政强制", False),
    "QR": ("行政确认", False),
    "ZS": ("行政征收", True),
    "JF": ("行政给付", True),
    "CD": ("行政裁决", False),
    "BC": ("行政补偿", True),
    "JL": ("行政奖励", True),
    "JC": ("行政监督检查", False),
}


def _layout(p: str, act: str, amount: bool) -> Layout:
    money = (Column(f"{p}_JE", f"{act}金额 (万元)", 20, type="money"),) if amount else ()
    columns = (
        Column(f"{p}_XDR_MC", "行政相对人名称", 200, "subject_name", required=True),
        Column(f"{p}_XDR_SHXYM", "行政相对人代码_1 (统一社会信用代码)", 18, "subject_code", required=True, type="uscc"),
        Column(f"{p}_FRDB", "法定代表人", 50),
        Column(f"{p}_WS", f"{act}文书名称", 200, required=True),
        Column(f"{p}_WSH", f"{act}文书号", 128, "doc_no", required=True, type="document"),
        Column(f"{p}_SX", f"{act}事项", 2000, required=True),
        Column(f"{p}_YJ", f"{act}依据", 2048, "basis", required=True),
        Column(f"{p}_NR", f"{act}结果" if p == "JC" else f"{act}内容", 4000, required=True),
        *money,
        Column(f"{p}_JDRQ", f"{act}日期", 20, "decided_on", required=True, type="date"),
        Column(f"{p}_GSJZQ", "公示截止期", 20, "stated_end", type="date"),
        Column(f"{p}_JDJG", f"{act}机关", 255, "issuer_name", required=True),
        Column(f"{p}_JDJGDM", f"{act}机关统一社会信用代码", 18, "issuer_code", required=True, type="uscc"),
        Column(f"{p}_SJLY", "数据来源单位", 200, required=True),
        Column(f"{p}_SJLYDM", "数据来源单位统一社会信用代码", 18, "source_code", required=True, type="uscc"),
        Column("BZ", "备注", 512),
    )
    return Layout(
        f"act-{p.lower()}",
        act,
        p,
        columns,
        ignored=(f"{p}_XDR_LB", "行政相对人类别"),
        foreign=(f"{p}_XDR_ZJLX", f"{p}_XDR_ZJHM", "证件类型", "证件号码"),
    )


ACT_LAYOUTS = tuple(_layout(p, *about) for p, about in ACTS.items())
