"""Who is in the demo city 示范市: units with codes that check, and one account for each role. Everything is invented.

Division 990100 exists nowhere. Nothing here touches the database, so ``samples/make.py`` reads it too.
"""

from __future__ import annotations

from dataclasses import dataclass

from archives.identifiers import uscc_check_digit

DIVISION = "990100"
PASSWORD = "demo-2026-shifan"  # noqa: S105 - printed by demo_accounts; load_demo refuses to run where DEMO is off

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def code(kind: str, serial: int, family: str = "MB") -> str:
    """An invented unified social credit code of the first two characters ``kind``; both check digits are right.

    Characters 9 to 17 are an organisation code (GB 11714-1997), the last one checks the whole (GB 32100-2015).
    """
    stem = f"{family}9{serial:05d}"
    rest = 11 - sum(int(c, 36) * weight for c, weight in zip(stem, ORGANISATION_WEIGHTS, strict=True)) % 11
    first17 = f"{kind}{DIVISION}{stem}{'0123456789X0'[rest]}"
    return first17 + uscc_check_digit(first17)


@dataclass(frozen=True)
class Unit:
    kind: str
    code: str
    name: str
    superior: str = ""


def _units(kind: str, prefix: str, first: int, superior: str, names: str) -> list[Unit]:
    """Units of one kind; a name may carry its own superior after a slash."""
    made = []
    for serial, entry in enumerate(names.split(), first):
        name, _, own = entry.partition("/")
        made.append(Unit(kind, code(prefix, serial), name, own or superior))
    return made


GOVERNMENT = "示范市人民政府"
UNITS = [
    *_units("organ", "11", 1, "", "示范市人民政府 示范市人民法院 示范市监察委员会 中共示范市委组织部"),
    *_units(
        "organ",
        "11",
        11,
        GOVERNMENT,
        """示范市发展和改革委员会 示范市市场监督管理局 示范市生态环境局 示范市财政局 示范市住房和城乡建设局
        示范市自然资源和规划局 示范市交通运输局 示范市水利局 示范市教育局 示范市卫生健康委员会
        示范市人力资源和社会保障局 示范市政务服务和数据管理局 示范市审计局 示范市城市管理局""",
    ),
    *_units(
        "institution",
        "12",
        31,
        GOVERNMENT,
        """示范市第一人民医院/示范市卫生健康委员会 示范市第二中学/示范市教育局 示范市城乡供水中心/示范市水利局
        示范市污水处理中心/示范市住房和城乡建设局 示范市市政设施养护中心/示范市城市管理局
        示范市公共资源交易中心/示范市政务服务和数据管理局""",
    ),
    *_units("township", "11", 51, GOVERNMENT, "柳溪镇人民政府 青石镇人民政府 白桥乡人民政府 城关街道办事处 东湖街道办事处"),
    *_units("village", "54", 71, "", "柳溪镇新塘村村民委员会/柳溪镇人民政府 青石镇北坡村村民委员会/青石镇人民政府"),
]
CODES = {unit.name: unit.code for unit in UNITS}

OFFICE = "示范市发展和改革委员会"  # the credit office 信用办 sits in it
MARKET = "示范市市场监督管理局"
ENVIRONMENT = "示范市生态环境局"
PARTY = "中共示范市委组织部"  # manages the civil servants of the demo


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    role: str
    unit: str
    title: str
    tries: str


PEOPLE = [
    Person(
        "linjie", "林洁", "clerk", MARKET, "信息采集员 information clerk", "import samples/penalties-to-try.csv; mend penalties-bad.csv"
    ),
    Person("zhouwen", "周文", "clerk", ENVIRONMENT, "信息采集员 information clerk", "another unit's clerk: sees none of 林洁's filings"),
    Person("hejun", "何俊", "head", MARKET, "单位负责人 head of unit", "sign what the panel agreed to, before it leaves the unit"),
    Person("luobin", "罗斌", "panel", MARKET, "评议小组成员 review panel", "vote on the appraisal that awaits the panel"),
    Person("pengyu", "彭宇", "panel", MARKET, "评议小组成员 review panel", "the third vote; then record what the panel decided"),
    Person("weilan", "韦岚", "panel", MARKET, "评议小组成员 review panel", "has voted already"),
    Person("xumin", "许敏", "officer", OFFICE, "信用办 credit office", "decide on penalties-waiting.csv; withdraw a record"),
    Person("tangyi", "唐毅", "officer", OFFICE, "信用办 credit office", "the second pair of eyes: confirm 许敏's withdrawal"),
    Person("caining", "蔡宁", "clerk", OFFICE, "信息采集员 information clerk", "file an honour or a court judgment about a department"),
    Person("zhuangjing", "庄敬", "head", OFFICE, "单位负责人 head of unit", "review how an objection was handled"),
    Person("mengfan", "孟凡", "clerk", GOVERNMENT, "信息采集员 information clerk", "handle the complaints about departments"),
    Person("quyuan", "曲源", "head", GOVERNMENT, "单位负责人 head of unit", "sign the answers to complainants"),
    Person("songyan", "宋妍", "auditor", "示范市审计局", "审计员 auditor", "read everything, change nothing"),
    Person("duanrui", "段睿", "security", "示范市政务服务和数据管理局", "安全管理员 security", "accounts and roles, no business data"),
    Person("renjing", "任静", "personnel", "示范市人力资源和社会保障局", "组织人事 personnel organ", "appoint, end a term, hand over; who headed a unit when"),
    Person("renmin", "任敏", "personnel", PARTY, "组织人事 personnel organ", "open the archive of 郑言; enter an assessment or a sanction"),
]

# Who stands behind an account without a role: the person itself.
CITIZEN = Person("zhengyan", "郑言", "", "", "公职人员 civil servant", "open “my archive” and see who looked")


@dataclass(frozen=True)
class Official:
    """An invented civil servant; the resident id has a division that exists nowhere, and only its hash and mask are kept."""

    name: str
    resident_id: str
    unit: str
    username: str = ""


OFFICIALS = [Official("郑言", "999999198203150012", MARKET, "zhengyan"), Official("司徒晚晴", "999999198811020027", ENVIRONMENT)]
# About whom (place in OFFICIALS), item, issuer, document number, day, basis, and the item's own fields.
ABOUT_OFFICIALS = [
    (0, "GZ-KH", PARTY, "示组考〔2022〕15号", "2022-02-18", "《公务员考核规定》", {"year": "2021", "grade": "称职"}),
    (0, "GZ-KH", PARTY, "示组考〔2024〕12号", "2024-02-20", "《公务员考核规定》", {"year": "2023", "grade": "优秀"}),
    (0, "GZ-KH", PARTY, "示组考〔2025〕11号", "2025-02-21", "《公务员考核规定》", {"year": "2024", "grade": "称职"}),
    (0, "GZ-KH", PARTY, "示组考〔2026〕13号", "2026-02-13", "《公务员考核规定》", {"year": "2025", "grade": "称职"}),
    (0, "GZ-RY", GOVERNMENT, "示政发〔2026〕31号", "2026-05-06", "《公务员奖励规定》", {"honour": "诚信服务标兵（演示数据）"}),
    (0, "GZ-GR", PARTY, "示组报〔2026〕4号", "2026-03-30", "《领导干部报告个人有关事项规定》", {"year": "2025", "matters": "房产一处（演示数据）。", "verification": "如实报告"}),
    (1, "GZ-KH", PARTY, "示组考〔2026〕14号", "2026-02-13", "《公务员考核规定》", {"year": "2025", "grade": "基本称职"}),
    (1, "GZ-ZW", "示范市监察委员会", "示监处〔2026〕5号", "2026-04-17", "《中华人民共和国公职人员政务处分法》第三十九条", {"sanction": "记过", "facts": "不履行承诺办理时限，造成不良影响（演示数据）。"}),
]
