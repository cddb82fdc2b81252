"""Signs that are not what they seem: nobody sees them, or they look like another one.

Where words come in, by a form or by a file, the first are refused or left out, and the second are written as what they show.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from django.utils.translation import gettext as _

# C0 and C1 but for tab and line breaks; soft hyphen, zero-width and direction signs (U+202E turns a name round; UAX #9);
# blanks that are letters by name (Hangul fillers); the other format characters, tags, half surrogates and what is no character.
UNSEEN = (
    "\xad\u034f\u061c\u06dd\u070f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000110bd\U000110cd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
# Private use: whoever reads it sees what the own fonts happen to hold there, or nothing.
PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{UNSEEN}{PRIVATE}\ufffe\uffff\ud800-\udfff]")
_UNSEEN = re.compile(f"[{UNSEEN}]")
# Letters by Unicode, so no test for printable signs finds them.
FILLERS = re.compile("[\u115f\u1160\u3164\uffa0]")

# Radicals and strokes of CJK and the ideograph each stands for (Unicode, Equivalent_Unified_Ideograph), as it is written in
# the mainland, where NFKC alone says nothing or says it in traditional signs.
RADICALS = str.maketrans(
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄"
    "⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⾒⾙⾞⾧⾨⾱⾴⾵⾶⾺⿂⿃⿄⿆⿈⿌⿑⿒⿓⿔"
    "㇆㇏㇐㇑㇒㇓㇔㇕㇖㇗㇘㇙㇚㇛㇜㇝㇞㇟㇠㇡",
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西"
    "见角𧢲讠贝𧾷车辶辶辶邑钅长镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀见贝车长门韦页风飞马鱼鸟卤麦黄黾齐齿龙龟"
    "𠃌乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎",
)
# Signs of names in simplified and in traditional writing, place by place: surnames, and what given names are made of. The
# words stay as written; only who looks for a name looks for both. pub.person_record holds the same two lines.
SIMPLIFIED = (
    "张陈刘杨赵黄吴孙马罗郑谢韩冯邓许萧叶苏吕卢蒋贾阎闫钟谭陆邹龙万钱汤尧贺赖龚顾庞兰颜严温芦关欧庄鲁韦聂丛岳齐毕纪项涂华车连骆宁邬应单诸东长迟轩阳时乌宫强费贡闵党窦边卫沈来刚丽国军伟红凤兴学宝广庆恒晓杰桥梦满锋锦鹏鸿莲爱玛琼"
    "树荣胜艳苍荫莹维缘级绍继职贵贤进远运达选铁银镇闻际陕隐静韵颖飞骏鲜鹤义业云亚仓仪优传侠俭则创勋励劳发变启听圣坚声处备奋娇实审将尔岭岚帅归弥录忆怀怜总恋战扬择敌斋显暂术极标栋楼欢汉沪泽洁济浓涛润涧渊湾灵灿炼烨焕牵玮环琏瑶瑷"
    "画畅祯礼祎种积竞笔纯纲纬练终绒结绣绪缨翘聪肃胆艺节芸苇茎蓝虑见观视计训讯记论访证识词诗诚语说诺谊谋谦谨财贞质赞赢轮软辉邺郏钊钢钦钧铃铭锐键镜闯闽阁阅难雾韬顺颂预领频题风饶驰骁骄骥鲸鸣鸽鹃鹰龄"
)
TRADITIONAL = (
    "張陳劉楊趙黃吳孫馬羅鄭謝韓馮鄧許蕭葉蘇呂盧蔣賈閻閆鍾譚陸鄒龍萬錢湯堯賀賴龔顧龐蘭顏嚴溫蘆關歐莊魯韋聶叢嶽齊畢紀項塗華車連駱寧鄔應單諸東長遲軒陽時烏宮強費貢閔黨竇邊衛瀋來剛麗國軍偉紅鳳興學寶廣慶恆曉傑橋夢滿鋒錦鵬鴻蓮愛瑪瓊"
    "樹榮勝艷蒼蔭瑩維緣級紹繼職貴賢進遠運達選鐵銀鎮聞際陝隱靜韻穎飛駿鮮鶴義業雲亞倉儀優傳俠儉則創勳勵勞發變啟聽聖堅聲處備奮嬌實審將爾嶺嵐帥歸彌錄憶懷憐總戀戰揚擇敵齋顯暫術極標棟樓歡漢滬澤潔濟濃濤潤澗淵灣靈燦煉燁煥牽瑋環璉瑤璦"
    "畫暢禎禮禕種積競筆純綱緯練終絨結繡緒纓翹聰肅膽藝節蕓葦莖藍慮見觀視計訓訊記論訪證識詞詩誠語說諾誼謀謙謹財貞質贊贏輪軟輝鄴郟釗鋼欽鈞鈴銘銳鍵鏡闖閩閣閱難霧韜順頌預領頻題風饒馳驍驕驥鯨鳴鴿鵑鷹齡"
)
_OTHER_WRITING = dict(zip(SIMPLIFIED + TRADITIONAL, TRADITIONAL + SIMPLIFIED, strict=True))


def either_writing(sign: str) -> str:
    """The regular expression for a sign of a name in simplified or traditional writing: [冯馮] for 冯."""
    return f"[{sign}{_OTHER_WRITING[sign]}]" if sign in _OTHER_WRITING else re.escape(sign)


# Blocks with signs that stand for one ideograph or letter: radicals, strokes, compatibility ideographs, circled and full-width signs.
_BLOCKS = (
    "\u2102-\u2134\u24b6-\u24e9\u2e80-\u2fd5\u31c0-\u31e3\u328a-\u32b0\uf900-\ufad9\uff21-\uff3a\uff41-\uff5a"
    "\U0001d400-\U0001d6a3\U0001f130-\U0001f149\U0001f210-\U0001f251\U0002f800-\U0002fa1d"
)
SEEMING = re.compile(f"[{_BLOCKS}\u0300-\u036f]")
_ONE = re.compile("[A-Za-z\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")


def _meant(sign: str) -> str:
    plain = normalize("NFKC", sign)
    return plain if _ONE.fullmatch(plain) else sign


def lettered(text: str) -> str:
    """``text`` with each letter and ideograph written as such: ⾺ as 马, Ａ as A. Brackets, digits and other signs stay."""
    if not SEEMING.search(text):
        return text
    return SEEMING.sub(lambda found: _meant(found[0]), normalize("NFC", text.translate(RADICALS)))


def without_unseen(text: str) -> str:
    """``text`` without what nobody sees; what is no text at all stays, to be refused."""
    return _UNSEEN.sub("", text)


def no_text(sign: str) -> str:
    """The sentence about a sign that no field takes."""
    return _(
        "A field holds the sign U+%(code)04X, which stands for nothing that others could read; nothing was saved. Go back and type that word again."
    ) % {"code": ord(sign)}
