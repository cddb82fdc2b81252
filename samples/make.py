#!/usr/bin/env python3
"""Make the sample files beside this script anew: `.venv/bin/python samples/make.py [FOLDER]`.

Deterministic: the same text gives the same files. Every enterprise, person and event is invented.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from archives.demo.city import CODES, ENVIRONMENT, MARKET, code  # noqa: E402
from archives.imports.layouts import LAYOUTS, LICENCE_LEGAL_2018, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018, Layout  # noqa: E402

COLUMNS = PENALTY_LEGAL_2018.columns
NAMES = """禾丰食品 清泉饮品 万家超市 老街餐饮 晨光乳业 康源大药房 博雅教育科技 鼎新电梯 恒通机电 锦绣服饰
远航物流 绿野农资 金穗粮油 星辰广告 和顺物业 宏图建材 蓝海化工 翠屏印染 北辰铸造 天工混凝土 瑞丰养殖 明德电镀 广源再生资源 华茂纸业"""
FIRMS = {f"示例{name}有限公司": code("91", serial, "MA") for serial, name in enumerate(NAMES.split(), 1)}
CODES = {**CODES, **FIRMS}
SURNAMES = "赵钱孙李周吴郑王冯陈"

# What was done, and the article that forbids it: violation, facts, basis.
LAW = {
    "消毒": (
        "餐饮具清洗消毒不合格",
        "经抽样检验，使用中的餐饮具大肠菌群项目不合格",
        "《中华人民共和国食品安全法》第一百二十六条第一款第（五）项",
    ),
    "过期": (
        "经营超过保质期的食品",
        "货架上有超过保质期的食品待售，货值金额三千余元",
        "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项",
    ),
    "无证": (
        "未取得食品生产经营许可从事食品经营",
        "未取得食品经营许可从事热食类食品制售",
        "《中华人民共和国食品安全法》第一百二十二条第一款",
    ),
    "食堂": (
        "学校食堂未按规定履行食品安全管理责任",
        "食堂留样记录不全，留样数量不足",
        "《中华人民共和国食品安全法》第一百二十六条第一款第（十二）项",
    ),
    "市场": (
        "集中交易市场开办者未履行检查义务",
        "所开办的集镇农贸市场允许未取得许可的食品经营者进场销售",
        "《中华人民共和国食品安全法》第一百三十条第一款",
    ),
    "标价": ("未按规定明码标价", "部分商品和服务未标明价格", "《中华人民共和国价格法》第四十二条"),
    "定价": ("不执行政府定价", "在政府定价目录之外向用水单位收取接入工程费", "《中华人民共和国价格法》第三十九条"),
    "广告": ("发布虚假广告", "在宣传页和网页中使用无法证实的教学效果数据", "《中华人民共和国广告法》第五十五条第一款"),
    "质量": ("生产销售不符合国家标准的产品", "经监督抽查，一批次产品的强制性指标不合格", "《中华人民共和国产品质量法》第四十九条"),
    "掺假": ("在产品中掺杂、掺假", "将回收料掺入成品，情节严重", "《中华人民共和国产品质量法》第五十条"),
    "特种": ("使用未经检验的特种设备", "在用起重机械超过检验有效期", "《中华人民共和国特种设备安全法》第八十四条第（一）项"),
    "停业": ("公司自行停业连续六个月以上", "开业后自行停业连续六个月以上且未办理歇业备案", "《中华人民共和国公司法》第二百六十条第一款"),
    "劣药": ("销售劣药", "销售的中药饮片经检验含量测定项不合格", "《中华人民共和国药品管理法》第一百一十七条第一款"),
    "器械": ("使用过期的医疗器械", "检验科库房内有超过有效期的一次性耗材并已部分使用", "《医疗器械监督管理条例》第八十六条第（三）项"),
    "超标": ("超过排放标准排放水污染物", "总排口化学需氧量日均值超过排放标准", "《中华人民共和国水污染防治法》第八十三条第（二）项"),
    "无排": ("未取得排污许可证排放污染物", "未取得排污许可证即投入生产并排放污染物", "《排污许可管理条例》第三十三条第（一）项"),
    "危废": (
        "未按规定贮存危险废物",
        "废酸与一般固体废物混存，未设置识别标志",
        "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款",
    ),
    "废气": ("未按规定使用污染防治设施", "喷涂工序废气收集设施未同步运行", "《中华人民共和国大气污染防治法》第一百零八条第（一）项"),
    "台账": ("未按规定保存环境管理台账", "环境管理台账记录不完整", "《排污许可管理条例》第三十七条第（一）项"),
    "医废": ("未按规定登记医疗废物", "医疗废物登记资料缺失三个月", "《医疗废物管理条例》第四十五条第（三）项"),
}
# How it was punished: kind of penalty in the words of the code table.
WARNED, FINED, TAKEN = "警告", "罚款", "罚款、没收违法所得、没收非法财物"
STOPPED, REVOKED, CLOSED = "责令停产停业", "吊销许可证件", "责令关闭"

# subject, law, kind, fine 万元, confiscated 万元, decided on, publication until (the decision's own, or none)
MARKET_ROWS = [
    ("示例禾丰食品有限公司", "过期", TAKEN, "5.2", "0.31", "2026-04-08", ""),
    ("示例老街餐饮有限公司", "消毒", WARNED, "", "", "2026-04-09", ""),
    ("示例万家超市有限公司", "过期", TAKEN, "5", "0.28", "2026-04-15", "2026-07-15"),
    ("示例清泉饮品有限公司", "质量", FINED, "2.6", "", "2026-04-21", "2026-09-30"),
    ("示范市第一人民医院", "器械", TAKEN, "4.5", "0.62", "2026-04-27", ""),
    ("示例鼎新电梯有限公司", "特种", FINED, "3", "", "2026-05-07", ""),
    ("示例锦绣服饰有限公司", "质量", FINED, "0.8", "", "2026-05-12", ""),
    ("示例康源大药房有限公司", "劣药", REVOKED, "12", "0.94", "2026-05-19", "2028-05-19"),
    ("示例星辰广告有限公司", "广告", FINED, "20", "", "2026-05-26", ""),
    ("示例博雅教育科技有限公司", "广告", FINED, "35.6", "", "2026-06-03", ""),
    ("示范市第二中学", "食堂", WARNED, "", "", "2026-06-09", ""),
    ("示例和顺物业有限公司", "标价", FINED, "0.3", "", "2026-06-11", ""),
    ("示例宏图建材有限公司", "掺假", "吊销营业执照", "18", "2.4", "2026-06-18", ""),
    ("示例恒通机电有限公司", "特种", STOPPED, "", "", "2026-06-25", "2026-12-25"),
    ("示范市城乡供水中心", "定价", TAKEN, "126", "84.35", "2026-07-02", ""),
    ("示例金穗粮油有限公司", "质量", FINED, "1.2", "", "2026-07-08", ""),
    ("示例晨光乳业有限公司", "消毒", WARNED, "", "", "2026-07-14", ""),
    ("示例万家超市有限公司", "标价", FINED, "0.2", "", "2026-07-21", ""),
    ("青石镇人民政府", "市场", FINED, "6", "", "2026-07-28", ""),
    ("示例绿野农资有限公司", "质量", FINED, "2.3", "", "2026-08-04", "2026-11-10"),
    ("示例老街餐饮有限公司", "无证", TAKEN, "5.8", "1.05", "2026-08-11", ""),
    ("示例远航物流有限公司", "特种", FINED, "3.5", "", "2026-08-19", ""),
    ("示范市市政设施养护中心", "特种", FINED, "3", "", "2026-08-26", ""),
    ("示例天工混凝土有限公司", "掺假", CLOSED, "", "", "2026-09-03", "2029-09-03"),
    ("示例清泉饮品有限公司", "广告", FINED, "22", "", "2026-09-10", ""),
    ("白桥乡人民政府", "标价", WARNED, "", "", "2026-09-17", ""),
    ("示例瑞丰养殖有限公司", "无证", TAKEN, "6.1", "0.47", "2026-09-24", ""),
    ("示例华茂纸业有限公司", "停业", "吊销营业执照", "", "", "2026-10-13", ""),
    ("示例禾丰食品有限公司", "质量", FINED, "3.4", "", "2026-10-22", ""),
    ("示例晨光乳业有限公司", "质量", FINED, "100", "", "2026-11-05", ""),
]
WAITING_ROWS = [
    ("示例老街餐饮有限公司", "消毒", FINED, "0.5", "", "2026-11-10", ""),
    ("示例康源大药房有限公司", "标价", FINED, "0.15", "", "2026-11-11", ""),
    ("示例金穗粮油有限公司", "过期", TAKEN, "5.1", "0.12", "2026-11-12", ""),
    ("示例博雅教育科技有限公司", "标价", WARNED, "", "", "2026-11-13", ""),
    ("示范市第二中学", "消毒", FINED, "1", "", "2026-11-16", ""),
    ("示例鼎新电梯有限公司", "特种", STOPPED, "", "", "2026-11-17", ""),
    ("柳溪镇人民政府", "市场", FINED, "5", "", "2026-11-18", ""),
    ("示例锦绣服饰有限公司", "质量", FINED, "2.2", "", "2026-11-19", "2027-06-30"),
]
TRY_ROWS = [
    ("示例和顺物业有限公司", "特种", FINED, "3.2", "", "2026-11-17", ""),
    ("示范市第一人民医院", "标价", FINED, "0.4", "", "2026-11-18", ""),
    ("示例星辰广告有限公司", "广告", FINED, "28", "", "2026-11-19", ""),
]
ENVIRONMENT_ROWS = [
    # Decided before 2026-04-01: the periods of Order 58.
    ("示例蓝海化工有限公司", "危废", FINED, "16", "", "2025-09-16", ""),
    ("示例翠屏印染有限公司", "超标", FINED, "14.5", "", "2025-12-03", "2026-12-03"),
    ("示例北辰铸造有限公司", "废气", FINED, "4.2", "", "2026-03-18", ""),
    ("示例明德电镀有限公司", "无排", STOPPED, "26", "", "2026-04-14", ""),
    ("示例广源再生资源有限公司", "危废", TAKEN, "18", "3.6", "2026-05-20", ""),
    ("示范市污水处理中心", "超标", FINED, "100", "", "2026-06-16", ""),
    ("示例华茂纸业有限公司", "超标", FINED, "31.2", "", "2026-07-09", "2026-10-31"),
    ("示例瑞丰养殖有限公司", "台账", FINED, "0.9", "", "2026-08-06", ""),
    ("柳溪镇人民政府", "超标", FINED, "12", "", "2026-09-08", ""),
    ("示范市第一人民医院", "医废", WARNED, "", "", "2026-09-22", ""),
    ("示例蓝海化工有限公司", "废气", FINED, "8", "", "2026-10-20", ""),
    ("示例明德电镀有限公司", "无排", CLOSED, "100", "", "2026-11-04", ""),
]


# subject, name of the licence, what is licensed, decided on, valid until
LICENCE_ROWS = [
    ("示例老街餐饮有限公司", "食品经营许可证", "热食类食品制售", "2026-05-11", "2031-05-10"),
    ("示例万家超市有限公司", "食品经营许可证", "预包装食品销售", "2026-06-02", "2031-06-01"),
    ("示例康源大药房有限公司", "药品经营许可证", "中成药、化学药制剂零售", "2026-06-15", "2031-06-14"),
    ("示例鼎新电梯有限公司", "特种设备生产许可证", "电梯安装（含修理）", "2026-07-06", "2030-07-05"),
    ("示例晨光乳业有限公司", "食品生产许可证", "乳制品", "2026-08-03", "2031-08-02"),
    ("示例绿野农资有限公司", "农药经营许可证", "限制使用农药以外的农药", "2026-09-14", ""),
]
# name, birth, law, kind, fine, decided on. People who do not exist.
PERSON_ROWS = [
    ("赵示例", "19820304", "标价", FINED, "0.05", "2026-06-24"),
    ("欧阳示例", "19770815", "过期", TAKEN, "5", "2026-07-15"),
    ("钱示例", "19901122", "无证", TAKEN, "5.2", "2026-09-02"),
]
# subject, matter, amount 万元, decided on
REWARD_ROWS = [
    ("示例华茂纸业有限公司", "举报重大环境违法线索", "2", "2026-06-08"),
    ("示例金穗粮油有限公司", "政府质量奖提名", "5", "2026-07-20"),
    ("示例星辰广告有限公司", "参与公益广告制作", "", "2026-09-10"),
]


def identity(birth: str) -> str:
    """A resident id that nobody holds: division 990100, sequence 999; its check digit is right (GB 11643-1999)."""
    first17 = f"990100{birth}999"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(c) * weight for c, weight in zip(first17, weights, strict=True)) % 11]


def penalty(entry: tuple, number: int, issuer: str, sign: str) -> dict[str, str]:
    """One row of the layout, by column code."""
    subject, law, kind, fine, confiscated, decided, until = entry
    violation, facts, basis = LAW[law]
    content = ["" if kind in {FINED, TAKEN} else kind, fine and f"罚款{fine}万元", confiscated and f"没收违法所得{confiscated}万元"]
    firm = subject in FIRMS
    return dict.fromkeys((column.code for column in COLUMNS), "") | {
        "CF_XDR_MC": subject,
        "CF_XDR_SHXYM": CODES[subject],
        "CF_FRDB": f"{SURNAMES[number % 10]}示例" if firm else "",
        "CF_WSH": f"{sign}〔{decided[:4]}〕{number}号",
        "CF_WFXW": violation,
        "CF_SY": f"当事人{facts}。",
        "CF_YJ": basis,
        "CF_CFLB": kind,
        "CF_NR": "；".join(filter(None, content)),
        "CF_NR_FK": fine,
        "CF_NR_WFFF": confiscated,
        "CF_NR_ZKDX": "《药品经营许可证》（示例）" if law == "劣药" else "",
        "CF_JDRQ": decided,
        "CF_GSJZQ": until,
        "CF_CFJG": issuer,
        "CF_CFJGDM": CODES[issuer],
        "CF_SJLY": issuer,
        "CF_SJLYDM": CODES[issuer],
        "BZ": "演示数据",
    }


def _issued(layout: Layout, cells: dict[str, str], issuer: str) -> dict[str, str]:
    """``cells`` with what every row says: who decided and who reports it."""
    fed = {"issuer_name": issuer, "issuer_code": CODES[issuer], "source_code": CODES[issuer]}
    common = {column.code: fed[column.feeds] for column in layout.columns if column.feeds in fed}
    named = {column.code: issuer for column in layout.columns if column.header == "数据来源单位"}
    return dict.fromkeys((column.code for column in layout.columns), "") | common | named | {"BZ": "演示数据"} | cells


def licences() -> list[dict[str, str]]:
    return [
        _issued(
            LICENCE_LEGAL_2018,
            {
                "XK_XDR_MC": subject,
                "XK_XDR_SHXYM": CODES[subject],
                "XK_FRDB": f"{SURNAMES[number % 10]}示例",
                "XK_XKWS": f"准予行政许可决定书（{licence}）",
                "XK_WSH": f"示市监许准〔{decided[:4]}〕{number}号",
                "XK_XKLB": "普通",
                "XK_XKZS": licence,
                "XK_XKBH": f"SL990100{number:04d}",
                "XK_NR": f"{content}（演示数据）",
                "XK_JDRQ": decided,
                "XK_YXQZ": decided,
                "XK_YXQZI": until,
                "XK_ZT": "1",
            },
            MARKET,
        )
        for number, (subject, licence, content, decided, until) in enumerate(LICENCE_ROWS, 301)
    ]


def persons() -> list[dict[str, str]]:
    made = []
    for number, (name, birth, law, kind, fine, decided) in enumerate(PERSON_ROWS, 401):
        row = penalty(("示例禾丰食品有限公司", law, kind, fine, "", decided, ""), number, MARKET, "示市监处罚")
        own = {column.code: row.get(column.code, "") for column in PENALTY_NATURAL_2018.columns}
        made.append(own | {"CF_XDR_MC": name, "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": identity(birth), "CF_SY": f"{own['CF_SY']}（演示数据）"})
    return made


def rewards() -> list[dict[str, str]]:
    return [
        _issued(
            LAYOUTS["act-jl"],
            {
                "JL_XDR_MC": subject,
                "JL_XDR_SHXYM": CODES[subject],
                "JL_WS": "行政奖励决定书",
                "JL_WSH": f"示环奖〔{decided[:4]}〕{number}号",
                "JL_SX": matter,
                "JL_YJ": "《示范市行政奖励办法》（示例）第六条",
                "JL_NR": f"{'奖励' + amount + '万元' if amount else '通报表扬'}（演示数据）",
                "JL_JE": amount,
                "JL_JDRQ": decided,
            },
            ENVIRONMENT,
        )
        for number, (subject, matter, amount, decided) in enumerate(REWARD_ROWS, 501)
    ]


def market(entries: list[tuple], first: int) -> list[dict[str, str]]:
    return [penalty(entry, number, MARKET, "示市监处罚") for number, entry in enumerate(entries, first)]


def good() -> list[dict[str, str]]:
    rows = market(MARKET_ROWS, 101)
    rows[0]["CF_FR_SFZH"] = identity("19800101")  # kept as a hash and a mask, never as it stands here
    rows[1]["CF_JDRQ"] = "2026/4/9"  # as clerks write dates
    rows[5]["CF_JDRQ"] = "2026年5月7日"
    return rows


def to_try() -> list[dict[str, str]]:
    """New rows, one that corrects a row of the good file, and one that repeats one."""
    filed = good()
    corrected = filed[5] | {"CF_NR_FK": "3.5", "CF_NR": "罚款3.5万元", "BZ": "演示数据；更正罚款金额"}
    return [*market(TRY_ROWS, 171), corrected, filed[7]]


def bad() -> list[dict[str, str]]:
    """Row by row one mistake; `tests/archives/test_samples.py` says which. Row 15 is shifted as it is written."""
    fine = (FINED, "2", "")
    entries = [
        ("示例禾丰食品有限公司", "质量", *fine, "2026-10-09", ""),
        ("示例清泉饮品有限公司", "质量", *fine, "2026-10-09", ""),
        ("示例万家超市有限公司", "过期", *fine, "2099-01-05", ""),
        ("示例老街餐饮有限公司", "消毒", *fine, "2026-02-30", ""),
        ("示例晨光乳业有限公司", "质量", *fine, "2026-10-12", ""),
        ("示例康源大药房有限公司", "标价", "口头批评", "", "", "2026-10-12", ""),
        ("示例博雅教育科技有限公司", "广告", *fine, "2026-06-10", "2028-06-10"),
        ("示例鼎新电梯有限公司", "特种", *fine, "2026-10-14", ""),
        ("示例禾丰食品有限公司", "质量", *fine, "2026-10-09", ""),
        ("示例恒通机电有限公司", "特种", *fine, "2026-10-15", ""),
        ("示例锦绣服饰有限公司", "质量", *fine, "2026-10-16", ""),
        ("示例远航物流有限公司", "特种", *fine, "2026-10-16", ""),
        ("示例绿野农资有限公司", "质量", *fine, "2026-10-19", ""),
        ("示例金穗粮油有限公司", "过期", *fine, "2026-10-20", ""),
        ("示例星辰广告有限公司", "广告", *fine, "2026-10-21", ""),
        ("示例和顺物业有限公司", "特种", *fine, "2026-10-22", ""),
        ("示例宏图建材有限公司", "质量", *fine, "2026-10-23", ""),
    ]
    rows = market(entries, 151)
    by_row = dict(enumerate(rows, 2))
    by_row[3]["CF_XDR_SHXYM"] = by_row[3]["CF_XDR_SHXYM"][:-1] + ("1" if by_row[3]["CF_XDR_SHXYM"][-1] != "1" else "2")
    by_row[6]["CF_SY"] = ""
    by_row[9] |= {"CF_SJLY": ENVIRONMENT, "CF_SJLYDM": CODES[ENVIRONMENT]}
    by_row[10]["CF_WSH"] = by_row[2]["CF_WSH"].replace("〔", "【").replace("〕", "】")
    by_row[12]["BZ"] = f"法定代表人身份证号{identity('19790203')}，演示数据"
    by_row[13]["CF_XDR_ZZJG"] = by_row[13]["CF_XDR_SHXYM"]
    by_row[14]["CF_WSH"] = "示市监处罚字号"
    by_row[16]["CF_NR_FK"] = "贰万元"
    by_row[17]["CF_CFJGDM"] = code("11", 99)
    return rows


def write_csv(path: Path, rows: list[dict[str, str]], shifted: int | None = None, layout: Layout = PENALTY_LEGAL_2018) -> None:
    """UTF-8 with BOM and the headers as printed. ``shifted``: the row whose facts hold a comma without quotation marks."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(column.header for column in layout.columns)
        for number, row in enumerate(rows, 2):
            cells = [row[column.code] for column in layout.columns]
            if number == shifted:
                at = [column.code for column in COLUMNS].index("CF_SY")
                cells[at : at + 1] = [cells[at].rstrip("。"), "情节轻微。"]
            out.writerow(cells)


def write_xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    """Codes as headers, dates as dates, amounts as numbers, everything else as text."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "演示数据 synthetic data", "created": datetime(2026, 11, 20)})
        sheet = book.add_worksheet("行政处罚（法人）")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(0, len(COLUMNS) - 1, 18)
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.code)
            for number, row in enumerate(rows, 1):
                value = row[column.code]
                if not value:
                    continue
                if column.type == "date":
                    sheet.write_datetime(number, place, date.fromisoformat(value), day)
                elif column.type == "money":
                    sheet.write_number(number, place, float(value))
                else:
                    sheet.write_string(number, place, value)


def make(folder: Path) -> None:
    write_csv(folder / "penalties-good.csv", good())
    write_xlsx(folder / "penalties-good.xlsx", [penalty(e, n, ENVIRONMENT, "示环罚") for n, e in enumerate(ENVIRONMENT_ROWS, 21)])
    write_csv(folder / "penalties-waiting.csv", market(WAITING_ROWS, 141))
    write_csv(folder / "penalties-to-try.csv", to_try())
    write_csv(folder / "penalties-bad.csv", bad(), shifted=15)
    write_csv(folder / "licences-good.csv", licences(), layout=LICENCE_LEGAL_2018)
    write_csv(folder / "penalties-persons.csv", persons(), layout=PENALTY_NATURAL_2018)
    write_csv(folder / "rewards-good.csv", rewards(), layout=LAYOUTS["act-jl"])


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
