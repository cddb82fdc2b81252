"""The names of 2016, still met in files: mapped to the same fields as those of 2018.

They name the deciding authority without its code, so such a file is taken only from that authority itself. One table
holds organisations and persons; each row is filed in the layout of its own kind.
"""

from __future__ import annotations

from .layout import Column, Layout

SCOPES = ("0", "1", "2")  # 0 公示, 1 内部共享, 2 授权查询
SEVERITIES = ("0", "1", "2", "3")  # 0 未定, 1 一般, 2 较重, 3 严重
STATES = ("0", "1", "2", "3")  # 0 正常, 1 撤销, 2 异议, 3 其他


def _organisation(p: str, name: str) -> tuple[Column, ...]:
    return (
        Column(name, "行政相对人名称", 200, "subject_name", required=True),
        Column(f"{p}_XDR_SHXYM", "行政相对人代码_1 (统一社会信用代码)", 18, "subject_code", required=True, type="uscc"),
        Column(f"{p}_XDR_ZDM", "行政相对人代码_2 (组织机构代码)", 9, field=f"{p}_XDR_ZZJG"),
        Column(f"{p}_XDR_GSDJ", "行政相对人代码_3 (工商登记码)", 50, field=f"{p}_XDR_GSZC"),
        Column(f"{p}_XDR_SWDJ", "行政相对人代码_4 (税务登记号)", 15),
        Column(f"{p}_FR", "法定代表人姓名", 50, field=f"{p}_FRDB"),
    )


def _resident(p: str) -> tuple[str, ...]:
    return (f"{p}_XDR_SFZ", "行政相对人代码_5 (居民身份证号)")


def _person(p: str, name: str) -> tuple[Column, ...]:
    code, header = _resident(p)
    return (
        Column(name, "行政相对人名称", 200, "subject_name", required=True, field=f"{p}_XDR_MC"),
        Column(code, header, 18, required=True, type="person", field=f"{p}_XDR_ZJHM"),
    )


def _rest(p: str) -> tuple[Column, ...]:
    return (
        Column(f"{p}_ZT", "当前状态", 8, type="choice", choices=STATES, open=("0",)),
        Column("DFBM", "地方编码", 20),
        Column("SJC", "数据更新时间戳", 40),
        Column("BZ", "备注", 512),
        Column(f"{p}_SYFW", "信息使用范围", 8, "disclosure", type="choice", choices=SCOPES, open=("0",)),
    )


_PENALTY = (
    Column("CF_WSH", "行政处罚决定书文号", 128, "doc_no", required=True, type="document"),
    Column("CF_CFMC", "处罚名称", 256, required=True, also=("CF_AJMC", "案件名称"), field="CF_WFXW"),
    Column("CF_BM", "处罚编码", 64, also=("权力编码",)),
    Column("CF_CFLB1", "处罚类别1", 255, required=True, type="kind", also=("处罚类别",), field="CF_CFLB"),
    Column("CF_CFLB2", "处罚类别2", 255, type="kind"),
    Column("CF_SY", "处罚事由", 2000, required=True),
    Column("CF_YJ", "处罚依据", 2048, "basis", required=True),
    Column("CF_JG", "处罚结果", 4000, required=True, field="CF_NR"),
    Column("CF_NR_FK", "罚款金额 (万元)", 20, type="money"),
    Column("CF_JDRQ", "处罚决定日期", 20, "decided_on", required=True, type="date"),
    Column("CF_JZQ", "处罚截止期", 20, type="date", field="CF_YXQ"),
    Column("CF_GSJZQ", "公示截止期", 20, "stated_end", type="date", also=("CF_GSQX", "公示期限")),
    Column("CF_XZJG", "处罚机关", 255, "issuer_name", required=True),
    Column("CF_SXYZCD", "失信严重程度", 8, type="severity", choices=SEVERITIES),
    *_rest("CF"),
)
_LICENCE = (
    Column("XK_WSH", "行政许可决定书文号", 64, "doc_no", required=True, type="document"),
    Column("XK_XMMC", "项目名称", 256, required=True, field="XK_XKWS"),
    Column("XK_BM", "许可编码", 64, also=("XK_QLBM",)),
    Column(
        "XK_SPLB", "审批类别", 256, required=True, type="choice", choices=("普通", "特许", "认可", "核准", "登记", "其他"), field="XK_XKLB"
    ),
    Column("XK_NR", "许可内容", 4000, required=True),
    Column("XK_JDRQ", "许可决定日期", 20, "decided_on", required=True, type="date"),
    Column("XK_JZQ", "许可截止期", 20, "valid_until", type="date", field="XK_YXQZI"),
    Column("XK_XZJG", "许可机关", 200, "issuer_name", required=True),
    *_rest("XK"),
)


def _foreign(p: str) -> dict:
    block = [column for column in _organisation(p, "")[1:] if not column.code.endswith("_FR")]
    return {
        "ignored": (f"{p}_FR", "法定代表人姓名", f"{p}_XDR_LB", "行政相对人类别"),
        "foreign": tuple(name for column in block for name in (column.code, column.header)),
        "foreign_rule": "legal_person",
    }


PENALTY_LEGAL_2016 = Layout(
    "penalty-legal-2016", "行政处罚（法人）2016", "CF", (*_organisation("CF", "CF_XDR_MC"), *_PENALTY), foreign=_resident("CF")
)
PENALTY_NATURAL_2016 = Layout(
    "penalty-natural-2016", "行政处罚（自然人）2016", "CF", (*_person("CF", "CF_XDR_MC"), *_PENALTY), **_foreign("CF")
)
LICENCE_LEGAL_2016 = Layout(
    "licence-legal-2016", "行政许可（法人）2016", "XK", (*_organisation("XK", "XK_XDR"), *_LICENCE), foreign=_resident("XK")
)
LICENCE_NATURAL_2016 = Layout(
    "licence-natural-2016", "行政许可（自然人）2016", "XK", (*_person("XK", "XK_XDR"), *_LICENCE), **_foreign("XK")
)
