"""Names of the generated part of the demo city. Nothing here exists: units begin with 示范市, enterprises with 示例, and the
second character of every person's name is 示 or 例. Codes are those of division 990100, which exists nowhere.

Nothing touches the database, and the same number always gives the same name.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from .city import GOVERNMENT, Unit, code

MARK = "示范市"
PREFIX = {"organ": "11", "institution": "12", "township": "11", "village": "54"}
DISTRICT = "示范市临江新区管理委员会"  # has a credit office of its own, whose filings go on to the city
DISTRICT_OFFICE = "示范市临江新区发展改革局"
DISTRICT_POLICE = "示范市临江新区综合行政执法局"

_ORGANS = """公安局 司法局 民政局 退役军人事务局 应急管理局 农业农村局 林业和草原局 商务局 文化广电和旅游局 体育局 统计局
医疗保障局 国有资产监督管理委员会 地方金融管理局 信访局 机关事务管理局 科学技术局 工业和信息化局 民族宗教事务局
外事办公室 乡村振兴局 渔业局 人民防空办公室 消防救援局 税务局 气象局 烟草专卖局 邮政管理局 港航管理局 知识产权局
投资促进局 口岸办公室 人民检察院 园林绿化局 文物局 药品监督管理局 地震局 粮油储备管理局 供销合作联社 残疾人联合会"""
_INSTITUTIONS = """中医医院/卫生健康委员会 妇幼保健院/卫生健康委员会 疾病预防控制中心/卫生健康委员会 第三中学/教育局 第四中学/教育局
实验小学/教育局 职业技术学校/教育局 图书馆/文化广电和旅游局 博物馆/文化广电和旅游局 文化馆/文化广电和旅游局 体育中心/体育局
不动产登记中心/自然资源和规划局 住房公积金管理中心/住房和城乡建设局 检验检测中心/市场监督管理局 环境监测站/城市管理局
农业技术推广中心/农业农村局 就业服务中心/人力资源和社会保障局 社会福利院/民政局 公路养护中心/交通运输局 水文站/水利局"""
_TOWNSHIPS = "云岭镇 石塘镇 松坪镇 枫林镇 沙洲镇 竹溪乡 杏坞乡 映湖街道 鼓楼台街道 望江台街道"
_OLD_TOWNSHIPS = {
    "柳溪镇": "柳溪镇人民政府",
    "青石镇": "青石镇人民政府",
    "白桥乡": "白桥乡人民政府",
    "城关街道": "城关街道办事处",
    "东湖街道": "东湖街道办事处",
}
VILLAGES_EACH = 8
_WHERE, _WHAT = "上下前后新老大小", "桥塘坪湾井坡店寨"

_FIRST = "金禾丰永恒鼎博瑞远宏嘉凯盛泰康宁安顺华中天海云星晨辉锦绣翠碧清源润泽通达联合众诚德"
_SECOND = "禾川泰源和兴达隆昌盛宝峰城岳洋林泉润丰谷原野桥港舟航帆翔宇辰光明朗悦乐康健安宁益"
_TRADES = """食品 饮品 超市 餐饮管理 乳业 医药 教育科技 电梯工程 机电 服饰 物流 农资 粮油 广告 物业服务 建材 化工 印染 铸造
混凝土 养殖 电镀 再生资源 纸业 建筑工程 装饰 园林 运输 酒店管理 旅游 家具 五金 电子 软件 环保科技 检测 能源 包装 玻璃 水产"""
_SHOPS = "小吃店 便利店 理发店 汽修店 五金店 果蔬店 茶庄 药房"

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
_GIVEN = "清和宁远舟岚溪川平安文敏洁斌宇雅涵哲轩辰思齐书怀瑾瑜嘉诚言真朗旭阳松柏青云帆立群兰若望"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BIRTHDAYS, STRIDE = 12_000, 7_919  # coprime, so that each number has a birthday and serial of its own


def units() -> list[Unit]:
    """The departments, institutions, townships and villages beside those written by hand; a superior stands first."""
    organs = [MARK + name for name in _ORGANS.split()]
    made = [Unit("organ", code("11", 1001 + n), name, GOVERNMENT) for n, name in enumerate(organs)]
    made += [
        Unit("organ", code("11", 1101), DISTRICT, GOVERNMENT),
        Unit("organ", code("11", 1102), DISTRICT_OFFICE, DISTRICT),
        Unit("organ", code("11", 1103), DISTRICT_POLICE, DISTRICT),
    ]
    for n, entry in enumerate(_INSTITUTIONS.split()):
        name, _, superior = entry.partition("/")
        made.append(Unit("institution", code("12", 1201 + n), MARK + name, MARK + superior))
    towns = dict(_OLD_TOWNSHIPS)
    for n, name in enumerate(_TOWNSHIPS.split()):
        towns[name] = MARK + name + ("办事处" if name.endswith("街道") else "人民政府")
        made.append(Unit("township", code("11", 1301 + n), towns[name], GOVERNMENT))
    names = ["".join(pair) for pair in product(_WHERE, _WHAT)]
    for t, (town, superior) in enumerate(towns.items()):
        urban = town.endswith("街道")
        for n in range(VILLAGES_EACH):
            name = names[(t * 11 + n * 7) % len(names)]
            full = f"{MARK}{town}{name}{'社区居民' if urban else '村村民'}委员会"
            made.append(Unit("village", code("54", 1401 + t * VILLAGES_EACH + n), full, superior))
    return made


def firm(n: int) -> tuple[str, str]:
    """Name and code of the ``n``-th enterprise; some are individual businesses (92) or associations (51)."""
    first, second = _FIRST[n % len(_FIRST)], _SECOND[n // len(_FIRST) % len(_SECOND)]
    turn = n // (len(_FIRST) * len(_SECOND))
    word = first + second + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(turn) if turn)
    trades, shops = _TRADES.split(), _SHOPS.split()
    if n % 20 == 7:
        return f"示例{word}{shops[n // 20 % len(shops)]}", code("92", 20_001 + n, "MA")
    if n % 50 == 13:
        return f"示例{word}行业协会", code("51", 20_001 + n, "MJ")
    return f"示例{word}{trades[n * 3 % len(trades)]}有限公司", code("91", 20_001 + n, "MA")


def person(n: int) -> str:
    """The name of the ``n``-th invented person; 示 or 例 in the middle says that there is none."""
    given = _GIVEN[(n * 7 + n // len(_SURNAMES)) % len(_GIVEN)]
    return _SURNAMES[n % len(_SURNAMES)] + "示例"[n // 37 % 2] + given


def resident_id(n: int) -> str:
    """The invented resident id of the ``n``-th person: division 999999 exists nowhere. Used once to register, never kept."""
    born = date(1966, 1, 1) + timedelta(n * STRIDE % BIRTHDAYS)
    stem = f"999999{born:%Y%m%d}{100 + n // BIRTHDAYS:03d}"
    return stem + "10X98765432"[sum(int(c) * w for c, w in zip(stem, _WEIGHTS, strict=True)) % 11]
