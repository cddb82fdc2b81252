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
