"""The national templates of 双公示 of 2018: penalties and licences, legal and natural persons (发改办财金〔2018〕424号)."""

from __future__ import annotations

from .layout import Column, Layout

# Kinds of certificate by code and by word; the first two lines are the resident identity card (GB 11643).
IDENTITY_CARDS = ("01", "1", "身份证", "居民身份证")
CERTIFICATES = (
    *IDENTITY_CARDS,
    *("02", "2", "护照", "护照号", "03", "3", "港澳居民来往内地通行证", "04", "4", "台湾居民来往大陆通行证"),
    *("05", "5", "外国人永久居留身份证", "外国人永久居留证"),
)
LICENCE_KINDS = ("普通", "特许", "认可", "核准", "登记", "其他")
# Unverified which number means what; both spellings are taken, and only a licence in force is published.
LICENCE_STATES = ("1", "有效", "2", "无效")


def organisation_block(p: str) -> tuple[Column, ...]:
    return (
        Column(f"{p}_XDR_MC", "行政相对人名称", 200, "subject_name", required=True),
        Column(f"{p}_XDR_SHXYM", "行政相对人代码_1 (统一社会信用代码)", 18, "subject_code", required=True, type="uscc"),
        Column(f"{p}_XDR_GSZC", "行政相对人代码_2 (工商注册号)", 50),
        Column(f"{p}_XDR_ZZJG", "行政相对人代码_3 (组织机构代码)", 9),
        Column(f"{p}_XDR_SWDJ", "行政相对人代码_4 (税务登记号)", 15),
        Column(f"{p}_XDR_SYDW", "行政相对人代码_5 (事业单位证书号)", 12),
        Column(f"{p}_XDR_SHZZ", "行政相对人代码_6 (社会组织登记证号)", 50),
        Column(f"{p}_FRDB", "法定代表人", 50),
        Column(f"{p}_FR_SFZH", "法定代表人身份证号", 18, type="identity", also=(f"{p}_FR_ZJHM", "法定代表人证件号码")),
    )


def person_block(p: str) -> tuple[Column, ...]:
    return (
        Column(f"{p}_XDR_MC", "行政相对人名称", 200, "subject_name", required=True),
        Column(f"{p}_XDR_ZJLX", "证件类型", 64, required=True, type="certificate", also=("行政相对人证件类型",), choices=CERTIFICATES),
        Column(f"{p}_XDR_ZJHM", "证件号码", 64, required=True, type="person", also=("行政相对人证件号码",)),
    )


def of_organisations(p: str) -> dict:
    """What a file about organisations may hold of the sister layout."""
    return {
        "ignored": (f"{p}_XDR_LB", "行政相对人类别", f"{p}_FR_ZJLX", "法定代表人证件类型"),
        "foreign": (f"{p}_XDR_ZJLX", f"{p}_XDR_ZJHM", "证件类型", "证件号码"),
    }


def of_persons(p: str) -> dict:
    block = [column for column in organisation_block(p) if column.feeds != "subject_name"]
    return {
        "ignored": (f"{p}_XDR_LB", "行政相对人类别", f"{p}_FR_ZJLX", "法定代表人证件类型"),
        "foreign": tuple(name for column in block for name in (column.code, column.header, *column.also)),
        "foreign_rule": "legal_person",
    }


_PENALTY = (
    Column("CF_WSH", "行政处罚决定书文号", 128, "doc_no", required=True, type="document"),
    Column("CF_WFXW", "违法行为类型", 2000, required=True),
    Column("CF_SY", "违法事实", 2000, required=True),
    Column("CF_YJ", "处罚依据", 2048, "basis", required=True),
    Column("CF_CFLB", "处罚类别", 255, required=True, type="kind"),
    Column("CF_NR", "处罚内容", 4000, required=True),
    Column("CF_NR_FK", "罚款金额 (万元)", 20, type="money"),
    Column("CF_NR_WFFF", "没收违法所得、没收非法财物的金额 (万元)", 20, type="money"),
    Column("CF_NR_ZKDX", "暂扣或吊销证照名称及编号", 200),
    Column("CF_JDRQ", "处罚决定日期", 20, "decided_on", required=True, type="date"),
    Column("CF_YXQ", "处罚有效期", 20, type="date"),
    Column("CF_GSJZQ", "公示截止期", 20, "stated_end", type="date"),
    Column("CF_CFJG", "处罚机关", 255, "issuer_name", required=True),
    Column("CF_CFJGDM", "处罚机关统一社会信用代码", 18, "issuer_code", required=True, type="uscc"),
    Column("CF_SJLY", "数据来源单位", 200, required=True),
    Column("CF_SJLYDM", "数据来源单位统一社会信用代码", 18, "source_code", required=True, type="uscc"),
    Column("BZ", "备注", 512),
)
_LICENCE = (
    Column("XK_XKWS", "行政许可决定文书名称", 64, required=True),
    Column("XK_WSH", "行政许可决定文书号", 64, "doc_no", required=True, type="document"),
    Column("XK_XKLB", "许可类别", 256, required=True, type="choice", choices=LICENCE_KINDS),
    Column("XK_XKZS", "许可证书名称", 64),
    Column("XK_XKBH", "许可编号", 64),
    Column("XK_NR", "许可内容", 4000, required=True),
    Column("XK_JDRQ", "许可决定日期", 20, "decided_on", required=True, type="date"),
    Column("XK_YXQZ", "有效期自", 20, "valid_from", required=True, type="date"),
    Column("XK_YXQZI", "有效期至", 20, "valid_until", type="date"),
    Column("XK_XKJG", "许可机关", 200, "issuer_name", required=True),
    Column("XK_XKJGDM", "许可机关统一社会信用代码", 18, "issuer_code", required=True, type="uscc"),
    Column("XK_ZT", "当前状态", 64, required=True, type="choice", choices=LICENCE_STATES, open=("1", "有效")),
    Column("XK_LYDW", "数据来源单位", 200, required=True),
    Column("XK_LYDWDM", "数据来源单位统一社会信用代码", 18, "source_code", required=True, type="uscc"),
    Column("BZ", "备注", 512),
)

PENALTY_LEGAL_2018 = Layout(
    "penalty-legal-2018", "行政处罚（法人及非法人组织）2018", "CF", (*organisation_block("CF"), *_PENALTY), **of_organisations("CF")
)
PENALTY_NATURAL_2018 = Layout("penalty-natural-2018", "行政处罚（自然人）2018", "CF", (*person_block("CF"), *_PENALTY), **of_persons("CF"))
LICENCE_LEGAL_2018 = Layout(
    "licence-legal-2018", "行政许可（法人及非法人组织）2018", "XK", (*organisation_block("XK"), *_LICENCE), **of_organisations("XK")
)
LICENCE_NATURAL_2018 = Layout("licence-natural-2018", "行政许可（自然人）2018", "XK", (*person_block("XK"), *_LICENCE), **of_persons("XK"))
