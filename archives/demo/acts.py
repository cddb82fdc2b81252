"""What the units of the generated city decide: penalties, licences, inspections and the other acts, row by row.

Each file has its own source of chance, made of seed, unit, kind and year, so any one can be made again alone. The articles
cited are real, the facts under them invented; every row says 演示数据 in its remark.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from random import Random

from archives.imports.layouts import LAYOUTS
from archives.periods import add_months

from . import invented

REMARK = "演示数据"
ISSUER = {"CF": ("CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM"), "XK": ("XK_XKJG", "XK_XKJGDM", "XK_LYDW", "XK_LYDWDM")}
# What was done, the facts, and the article.
PENALTIES = {
    "market": [
        ("经营超过保质期的食品", "货架上有超过保质期的食品待售", "《中华人民共和国食品安全法》第一百二十四条第一款第（五）项"),
        ("未按规定明码标价", "部分商品和服务未标明价格", "《中华人民共和国价格法》第四十二条"),
        ("发布虚假广告", "在宣传页中使用无法证实的数据", "《中华人民共和国广告法》第五十五条第一款"),
        ("生产销售不符合国家标准的产品", "经监督抽查，一批次产品的强制性指标不合格", "《中华人民共和国产品质量法》第四十九条"),
    ],
    "environment": [
        ("超过排放标准排放水污染物", "总排口化学需氧量日均值超过排放标准", "《中华人民共和国水污染防治法》第八十三条第（二）项"),
        ("未按规定贮存危险废物", "危险废物与一般固体废物混存", "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款"),
        ("未按规定使用污染防治设施", "废气收集设施未同步运行", "《中华人民共和国大气污染防治法》第一百零八条第（一）项"),
    ],
    "safety": [
        ("安全设备的维护保养不符合国家标准", "可燃气体报警装置未定期检测", "《中华人民共和国安全生产法》第九十九条第（三）项"),
        ("未按规定对从业人员进行安全生产教育和培训", "三名新上岗人员没有培训记录", "《中华人民共和国安全生产法》第九十七条第（三）项"),
    ],
    "fire": [("消防设施未保持完好有效", "室内消火栓无水，疏散指示标志损坏", "《中华人民共和国消防法》第六十条第一款第（一）项")],
    "labour": [("未按规定为劳动者办理社会保险登记", "抽查的十名劳动者中四名未登记", "《中华人民共和国社会保险法》第八十四条")],
    "transport": [("未按规定维护和检测运输车辆", "两辆货运车辆超过检测期限", "《中华人民共和国道路运输条例》第七十条第一款")],
    "housing": [("未取得施工许可证擅自施工", "基坑工程未取得施工许可证即开工", "《中华人民共和国建筑法》第六十四条")],
    "city": [("未按批准的时间、地点倾倒建筑垃圾", "运输车辆在未指定场所倾倒渣土", "《城市建筑垃圾管理规定》第二十五条")],
    "farm": [("经营未附具标签的农作物种子", "门店内待售种子没有标签", "《中华人民共和国种子法》第七十九条第（四）项")],
    "water": [("未经批准擅自取水", "未取得取水许可证自建深井取水", "《中华人民共和国水法》第六十九条第（一）项")],
    "tax": [("未按规定期限办理纳税申报", "连续两个申报期未申报", "《中华人民共和国税收征收管理法》第六十二条")],
    "culture": [("娱乐场所未按规定核对身份信息", "现场检查时登记簿缺失一周", "《娱乐场所管理条例》第四十八条")],
}
LICENCES = {
    "market": [("食品经营许可", "准予从事热食类食品制售"), ("营业执照登记", "准予设立登记"), ("特种设备使用登记", "准予登记使用")],
    "environment": [("排污许可", "准予按许可限值排放污染物"), ("建设项目环境影响评价批复", "同意项目建设")],
    "safety": [("危险化学品经营许可", "准予经营许可范围内的危险化学品")],
    "fire": [("公众聚集场所投入使用前消防安全检查", "符合消防安全要求，准予投入使用")],
    "labour": [("劳务派遣经营许可", "准予经营劳务派遣业务"), ("人力资源服务许可", "准予从事职业中介活动")],
    "transport": [("道路货物运输经营许可", "准予从事普通货物运输")],
    "housing": [("建筑工程施工许可", "准予施工"), ("房地产开发企业资质核定", "核定为二级资质")],
    "city": [("户外广告设施设置许可", "准予按批准的位置和规格设置"), ("城市建筑垃圾处置核准", "准予处置建筑垃圾")],
    "farm": [("农药经营许可", "准予经营许可范围内的农药"), ("动物防疫条件合格", "符合动物防疫条件")],
    "water": [("取水许可", "准予按批准的水量取水")],
    "tax": [("增值税专用发票最高开票限额审批", "准予变更最高开票限额")],
    "culture": [("娱乐经营许可", "准予从事歌舞娱乐经营"), ("旅行社业务经营许可", "准予经营国内旅游业务")],
}
# Kind of penalty, and the range of the fine in thousandths of 万元; how often it comes.
KINDS = [("警告", None, 22), ("罚款", (50, 900), 38), ("罚款", (1_000, 28_000), 28), ("罚款、没收违法所得、没收非法财物", (2_000, 45_000), 8),
         ("责令停产停业", None, 2), ("吊销许可证件", None, 1), ("罚款", (100_000, 240_000), 1)]  # fmt: skip
KIND_WORD = {"CF": "罚", "XK": "许", "JC": "检", "JL": "奖", "QR": "确", "QZ": "强"}
ACT_WORDS = {
    "JC": ("日常监督检查", "随机抽查检查表", ("未发现问题", "发现问题已责令改正", "未按规定公示应当公示的信息")),
    "JL": ("表扬奖励", "行政奖励决定书", ("授予诚信经营示范单位称号",)),
    "QR": ("资格确认", "行政确认书", ("符合条件，予以确认",)),
    "QZ": ("查封扣押", "行政强制措施决定书", ("扣押涉案物品三十日", "查封涉案场所三十日")),
}


class Rows:
    """The rows of one file: ``unit`` decided on ``item`` in ``year``, before ``until`` (half-open) and from ``since`` on."""

    def __init__(self, *, seed: int, unit, sign: str, trade: str, item: str, year: int, since: date, until: date, firms: int, bodies: list):
        self.unit, self.sign, self.trade, self.item, self.year = unit, sign, trade, item, year
        self.first = max(since, date(year, 1, 1))
        self.days = max((min(until, date(year + 1, 1, 1)) - self.first).days, 0)
        self.firms, self.bodies = firms, bodies
        self.chance = Random(f"{seed}/{unit.code}/{item}/{year}")  # noqa: S311 - the same every time is what is wanted

    @property
    def layout(self):
        return LAYOUTS[{"CF": "penalty-legal-2018", "XK": "licence-legal-2018"}.get(self.item, f"act-{self.item.lower()}")]

    def make(self, count: int) -> list[dict[str, str]]:
        make = {"CF": self._penalty, "XK": self._licence}.get(self.item, self._act)
        days = sorted(self.first + timedelta(self.chance.randrange(self.days)) for _ in range(count)) if self.days else []
        return [make(number, day) for number, day in enumerate(days, 1)]

    def _subject(self, body_share: float) -> tuple[str, str]:
        if self.bodies and self.chance.random() < body_share:
            body = self.chance.choice(self.bodies)
            return body.name, body.code
        # Few enterprises meet the authorities often, most of them seldom.
        return invented.firm(int(self.firms * self.chance.random() ** 1.6))

    def _doc(self, number: int) -> str:
        return f"{self.sign}{KIND_WORD[self.item]}〔{self.year}〕{number}号"

    def _issued(self, prefix: str) -> dict[str, str]:
        names = ISSUER.get(self.item) or (f"{prefix}_JDJG", f"{prefix}_JDJGDM", f"{prefix}_SJLY", f"{prefix}_SJLYDM")
        return dict(zip(names, (self.unit.name, self.unit.code) * 2, strict=True)) | {"BZ": REMARK}

    def _penalty(self, number: int, day: date) -> dict[str, str]:
        name, code = self._subject(0.06)
        violation, facts, basis = self.chance.choice(PENALTIES[self.trade])
        kind, fine, _ = self.chance.choices(KINDS, [weight for _, _, weight in KINDS])[0]
        amount = f"{self.chance.randint(*fine) / 1000:g}" if fine else ""
        cells = {
            "CF_XDR_MC": name,
            "CF_XDR_SHXYM": code,
            "CF_FRDB": invented.person(int(code[10:16]) if code[10:16].isdigit() else number),
            "CF_WSH": self._doc(number),
            "CF_WFXW": violation,
            "CF_SY": f"经查，{facts}",
            "CF_YJ": basis,
            "CF_CFLB": kind,
            "CF_NR": f"{kind}" + (f"，罚款{amount}万元" if amount else ""),
            "CF_NR_FK": amount,
            "CF_NR_WFFF": "0.3" if "没收" in kind else "",
            "CF_JDRQ": day.isoformat(),
        }
        if amount and float(amount) >= 1 and self.chance.random() < 0.25:  # the decision says itself until when it is shown
            cells["CF_GSJZQ"] = add_months(day, 18 if float(amount) >= 100 else 9).isoformat()
        return cells | self._issued("CF")

    def _licence(self, number: int, day: date) -> dict[str, str]:
        name, code = self._subject(0.02)
        kind, content = self.chance.choice(LICENCES[self.trade])
        years, state = self.chance.choice((1, 3, 5, 5)), "有效" if self.chance.random() < 0.95 else "无效"
        last = add_months(day, 12 * years) - timedelta(1)
        return {
            "XK_XDR_MC": name,
            "XK_XDR_SHXYM": code,
            "XK_XKWS": f"准予{kind}决定书",
            "XK_WSH": self._doc(number),
            "XK_XKLB": self.chance.choice(("普通", "普通", "登记", "核准")),
            "XK_XKZS": f"{kind}证",
            "XK_XKBH": f"SF{self.year}{number:06d}",
            "XK_NR": content,
            "XK_JDRQ": day.isoformat(),
            "XK_YXQZ": day.isoformat(),
            "XK_YXQZI": last.isoformat() if self.chance.random() < 0.9 else "",
            "XK_ZT": state,
        } | self._issued("XK")

    def _act(self, number: int, day: date) -> dict[str, str]:
        p = self.item
        name, code = self._subject(0.05)
        matter, document, results = ACT_WORDS[p]
        return {
            f"{p}_XDR_MC": name,
            f"{p}_XDR_SHXYM": code,
            f"{p}_WS": document,
            f"{p}_WSH": self._doc(number),
            f"{p}_SX": matter,
            f"{p}_YJ": "《优化营商环境条例》第五十四条"
            if p == "JC"
            else "《中华人民共和国行政强制法》第十八条"
            if p == "QZ"
            else "示范市有关规定（演示数据）",
            f"{p}_NR": self.chance.choice(results),
            f"{p}_JDRQ": day.isoformat(),
        } | self._issued(p)


def penalty_of_person(number: int, *, unit, sign: str, day: date) -> dict[str, str]:
    """A penalty on the ``number``-th natural person who is no civil servant; of the id only hash and mask stay."""
    return {
        "CF_XDR_MC": invented.person(500_000 + number),
        "CF_XDR_ZJLX": "身份证",
        "CF_XDR_ZJHM": invented.resident_id(500_000 + number),
        "CF_WSH": f"{sign}罚个〔{day.year}〕{number}号",
        "CF_WFXW": "未按规定倾倒建筑垃圾",
        "CF_SY": "经查，将装修垃圾倾倒在道路绿化带内",
        "CF_YJ": "《城市建筑垃圾管理规定》第二十六条",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款",
        "CF_NR_FK": "0.02" if number % 3 else "1.2",
        "CF_JDRQ": day.isoformat(),
        "CF_CFJG": unit.name, "CF_CFJGDM": unit.code, "CF_SJLY": unit.name, "CF_SJLYDM": unit.code, "BZ": REMARK,
    }  # fmt: skip


def spoilt(rows: list[dict[str, str]], every: int) -> list[dict[str, str]]:
    """The rows with a mistake in every ``every``-th: a day that does not exist, a wrong check digit, a missing cell, in turn."""
    made = []
    for n, row in enumerate(rows):
        row = dict(row)
        if n % every == every - 1:
            day, code, doc = (next(key for key in row if key.endswith(end)) for end in ("JDRQ", "SHXYM", "WSH"))
            wrong = [(day, row[day][:5] + "13-45"), (code, row[code][:17] + ("0" if row[code][17] != "0" else "1")), (doc, "")]
            row |= dict([wrong[n // every % 3]])
        made.append(row)
    return made


def as_csv(rows: list[dict[str, str]], layout) -> bytes:
    """An upload with the headers as printed, UTF-8 with a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.header for column in layout.columns)
    writer.writerows([row.get(column.code, "") for column in layout.columns] for row in rows)
    return out.getvalue().encode("utf-8-sig")
