"""Official upload layouts of 双公示: column order, codes, headers and widths of the 2018 national templates."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: official code, header as printed, VARCHAR length, what it feeds, and other codes met in the wild.

    ``feeds`` is a column of the staged row, or empty for a field of the item.
    """

    code: str
    header: str
    width: int
    feeds: str = ""
    required: bool = False
    type: str = "text"
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    code: str
    name: str
    item_code: str
    columns: tuple[Column, ...]
    # Columns of the sister layouts that may stand in the file; a value in ``foreign`` means the row belongs there.
    ignored: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    def match(self, header: str) -> str | None:
        """The code of the column that ``header`` names, by code or by its Chinese header."""
        key = header_key(header)
        for column in self.columns:
            if key in {column.code, *column.also, header_key(column.header)}:
                return column.code
        return key if key in self.ignored or key in self.foreign else None


_WIDE = str.maketrans("（）［］，：；＿", "()[],:;_")


def header_key(text: str) -> str:
    """A header as it is compared: half-width brackets, no blanks, the usual slips of the pen mended."""
    key = re.sub(r"\s+", "", str(text).translate(_WIDE)).replace("做出", "作出").strip("*＊")
    key = key.replace("统一社会诚信代码", "统一社会信用代码").replace("社会诚信代码", "统一社会信用代码")
    return key.upper() if key.isascii() else key


def _legal_person(p: str) -> tuple[Column, ...]:
    return (
        Column(f"{p}_XDR_MC", "行政相对人名称", 200, "subject_name", required=True),
        Column(f"{p}_XDR_SHXYM", "行政相对人代码_1 (统一社会信用代码)", 18, "subject_code", required=True, type="uscc"),
        Column(f"{p}_XDR_GSZC", "行政相对人代码_2 (工商注册号)", 50),
        Column(f"{p}_XDR_ZZJG", "行政相对人代码_3 (组织机构代码)", 9),
        Column(f"{p}_XDR_SWDJ", "行政相对人代码_4 (税务登记号)", 15),
        Column(f"{p}_XDR_SYDW", "行政相对人代码_5 (事业单位证书号)", 12),
        Column(f"{p}_XDR_SHZZ", "行政相对人代码_6 (社会组织登记证号)", 50),
        Column(f"{p}_FRDB", "法定代表人", 50),
        Column(f"{p}_FR_SFZH", "法定代表人身份证号", 18, type="identity", also=(f"{p}_FR_ZJHM",)),
    )


PENALTY_LEGAL_2018 = Layout(
    code="penalty-legal-2018",
    name="行政处罚（法人及非法人组织）2018",
    item_code="CF",
    columns=(
        *_legal_person("CF"),
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
    ),
    ignored=("CF_XDR_LB", "CF_FR_ZJLX"),
    foreign=("CF_XDR_ZJLX", "CF_XDR_ZJHM", "证件类型", "证件号码"),
)

LAYOUTS = {layout.code: layout for layout in (PENALTY_LEGAL_2018,)}
