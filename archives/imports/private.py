"""What identifies a natural person beyond the name and has no place in words that everybody will read: a phone number, an
account, an e-mail address, the number of a bank card or passport, a home address; of the person a record is about also the date
of birth, a part of a certificate number and the number plate. Of an organisation the own telephone and the addresses are no
secret; those of a person who is named beside it are.

Found by their form and by the words that announce them; what is written in another way is for the eyes of who decides,
who sees on the page of the filing what the public will see. Where something was done or is sold is no home: the words of
a trade and of an act before it say so.
"""

from __future__ import annotations

import re
from unicodedata import digit, normalize

from integrity.identity import digits_in_a_row
from integrity.writings import either_writing, simplified

# Digits as people write them beside 0-9; one sign for one, so that places stay.
_DIGITS = str.maketrans("〇○零一二三四五六七八九幺壹贰叁叄參参肆伍陆柒捌玖", "0001234567891123333456789")
# Letters that stand for digits in a number: 138o0001111, l38OOOO1111. Never more of them than digits.
_LETTERS = str.maketrans("oOlI", "0011")
_GAP = r"[\s\-－–—]?"
_SIGN = r"[\s\-–—.·•_/\\*+~|]"
# Groups as people make them behind the first two digits. (A comma sets amounts apart, and no number.)
_GROUPS = "|".join(rf"{_SIGN}{{1,3}}".join(f"[0-9]{{{n}}}" for n in sizes) for sizes in ((1, 4, 4), (1, 8), (5, 4), (2, 3, 4), (1, 3, 5)))
# Mobile numbers of China: 138-0000 1111, 1380000/1111; digit by digit or by twos, always with the same between them.
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z])(?=[+01]|86)(?:(?:\+|00)?86[\s\-–—.]?)?1(?:"
    rf"[3-9][0-9](?:{_GAP}[0-9]{{4}}){{2}}|[3-9](?:{_GROUPS})"
    rf"|(?P<one>(?:{_SIGN}|[,、]){{1,3}})[3-9](?:(?P=one)[0-9]){{9}}"
    rf"|[3-9](?P<two>{_SIGN}{{1,3}})[0-9]{{2}}(?:(?P=two)[0-9]{{2}}){{3}}(?P=two)?[0-9]"
    r")(?![0-9])"
)
# A fixed number with its area code, set apart, in brackets, or announced as a phone number.
_FIXED = re.compile(
    r"(?=[(0])(?<![0-9A-Za-z])\(?0[1-9][0-9]{1,2}(?:\)\s?|\s?[\-–—]\s?|\s)[1-9][0-9]{6,7}(?![0-9])"
    r"|(?:电话|座机|手机|传真|联系方式)[^0-9。；;]{0,6}0?[0-9][0-9\-\s]{5,13}[0-9]"
)
_DOT = r"(?:\s?\.\s?|\s?点\s?|\s?[(\[]\s?(?:dot|点)\s?[)\]]\s?|\s+dot\s+)"
_NAMED = r"(?:号码?|账号|帐号|账户|ID)"
_ACCOUNT = re.compile(
    # The sign @ also as people hide it: name(at)qq.com, name[at]qq.com, name艾特qq点com, name AT qq DOT com.
    rf"[0-9A-Za-z][\w.+\-]*(?:\s?@\s?|\s?[(\[{{<【]\s?(?:at|@|艾特)\s?[)\]}}>】]\s?|\s?艾特\s?|\s+(?-i:AT)\s+)[0-9A-Za-z\-]+(?:{_DOT}[0-9A-Za-z\-]+)+"
    r"|[0-9A-Za-z][\w.+\-]*\s+at\s+[0-9A-Za-z\-]+\s+dot\s+[A-Za-z]{2,}"
    # zhou@qq: without its end only at a house that everybody knows.
    r"|[A-Za-z0-9][\w.+\-]+@(?:qq|vip|163|126|139|189|sina|sohu|foxmail|gmail|hotmail|outlook|aliyun)(?![\w])|(?<![0-9A-Za-z])wxid_\w{4,}"
    # An account begins with a letter, or has five digits and more and is no sum, day or count.
    rf"|(?:微\s?信|薇信|威信(?={_NAMED}|[:\s])|V信|[加+][微薇威]信?|(?<!添)加[vV](?=[\s:]|[0-9])|\+[vV](?=[\s:0-9])|扣\s?扣|企鹅号|(?<![0-9A-Za-z])Q\s?Q"
    rf"|(?<![0-9A-Za-z])(?:VX|WeChat|Weixin|WX(?=号|[:\s]))|(?:抖音|快手|小红书|微博|陌陌|旺旺|淘宝|支付宝|财付通)(?={_NAMED}|[\s:(]))群?{_NAMED}?[\s:为是(]{{0,3}}"
    r"(?:[A-Za-z][\w\-]{4,19}|[\w.+\-]{2,}@\w+|[1-9][0-9]{4,11}(?![0-9]|\s*[.,元年月日条笔次万个人件%]))",
    re.IGNORECASE | re.ASCII,
)
_PLACE = "省市区县州盟旗乡镇村屯街路道巷弄胡同里号栋幢楼室组户"
_HOME = re.compile(
    r"住址|现住|家庭地址|家住|户籍(?!管理(?!地)|登记|制度|业务|警|室|窗口|部门|证明)|户口所在|居住地|居住[于在]"
    r"|暂住(?!登记|证|人口)|(?<!出)租住(?!房)|(?<![邻定移])居所(?![有需用得])|住宅(?:地址|[:为是]|位于)"
    # 住 at the beginning of a clause or after a person, and soon after it a word of places: 住示范市幸福路8号.
    rf"|(?:^|[\s,、;:。(男女族人生])住(?![房宅院宿建户持])[^。;]{{0,24}}?[{_PLACE}]"
)
_COUNT = "[0-9一二三四五六七八九十]{1,5}"
_ESTATE = "小区|花园|家园|家属院|公寓|新村|新城|佳苑"
# 地址：…, and a clause that ends in a dwelling (8号3单元501室, 幸福小区2栋), unless the words before say what place it is.
_STATED = re.compile(
    rf"(?:地址\s?[:为是在系]|(?:{_COUNT}单元{_COUNT}[室户号]?|(?:{_ESTATE}){_COUNT}(?:号楼|[栋幢座])(?:{_COUNT}[室户号])?)(?=[,。;、)\s]|$))"
)
# A dwelling after the words for living there: 居于幸福小区2栋3单元, 家在幸福小区2栋501室. For persons and organisations alike.
_DWELLING = (
    rf"(?:居[于在]|居住[于在]?|家[于在]|家住)[^,。;]{{0,24}}?{_COUNT}(?:栋|幢|单元|号楼|室)"
    # 位于幸福路8号2单元301的家中: the address before the home. (位于…的门店 is none; 住所 is what an organisation has as well.)
    rf"|{_COUNT}[号栋幢室组户弄][^,。;]{{0,20}}?(?:(?<![0-9商店厂专农国业东玩买卖大独各多几两三])家[中里内]|的家(?=[,。;)]|$)|住处(?![罚理置以分])|寓所|私宅)"
)
_HIS_PLACE = re.compile(rf"{_COUNT}[号栋幢室组户弄][^,。;]{{0,20}}?的(?:住所|居所|住宅[内中里])")
_LIVES = re.compile(_DWELLING)
# What is about an organisation: its 住所, 注册地址 and 经营地址 are no secret, nor is where people live of whom nobody is named.
# Somebody's home is, who stands there beside it: 法定代表人张小明，住幸福小区3栋2单元501室.
_HOME_BESIDE = re.compile(
    rf"家庭(?:地址|住址)|(?<!经营)住址|家住|户籍(?:(?:所在)?地(?![方域政公派管])(?:址|为)?|地址)|户口所在地|{_DWELLING}"
    rf"|(?:^|[\s,、;:。(男女族人生])现?住(?![所房宅院宿建户持客改人店保培公商进满了的用民址校读])[在于]?[^。;,]{{0,24}}?(?:{_COUNT}(?:号|栋|幢|单元|室|楼|组|户)|{_ESTATE}|村)"
)
# Cards of UnionPay by their first digits, others where they are announced; the check digit of Luhn must fit (ISO/IEC 7812-1).
_CARD = re.compile(
    r"(?<![0-9A-Za-z])(?P<number>[1-9][0-9]{3}(?:[\s\-]?[0-9]){12,15})(?![0-9A-Za-z]|[\s\-][0-9])",
)
_CARD_SAID = re.compile(r"(?:卡号|账号|帐号|账户|帐户|银行卡|储蓄卡|信用卡)[^0-9。;,]{0,16}$")
_PASSPORT = re.compile(r"(?:护照|通行证|港澳证|台胞证)(?:号码?|编号|证号)?[\s:为是(]{0,3}(?:[A-Z][A-Z0-9]?[0-9]{7,8}|[0-9]{8,9}(?![0-9]))", re.IGNORECASE | re.ASCII)
_MONTH = r"\s?[年./\-]\s?[0-9十]{1,3}(?:\s?[月./\-]\s?(?:[0-9十]{1,3}\s?[日号]?)?)?"
_DAY = rf"(?:(?:[0-9]{{4}}|[0-9]{{2}}){_MONTH}|(?:19|20)[0-9]{{6}}(?![0-9]))"
# Of a day that no word but 生 announces, only one on which somebody can have been born who acts today.
_LONG_AGO = rf"(?:(?:19[0-9]{{2}}|200[0-9]|201[0-5]){_MONTH}|(?:19[0-9]{{2}}|200[0-9])[0-9]{{4}}(?![0-9]))"
_SAID = r"[\s:为是于在(]{0,3}(?:公历|农历|公元)?"
_PARTICULARS = re.compile(
    # The day or month of birth. (于2026年, 出生率, 2026年3月4日生产, 医生于2026年 are none.)
    rf"出生(?:日期|年月日?|时间)?{_SAID}{_DAY}|(?:诞生|生日|(?<![产发学医考新先师招门民养派滋衍寄习究业卫务])生(?=于)){_SAID}{_LONG_AGO}"
    rf"|{_DAY}\s?出生(?![率人医证登缺])|{_LONG_AGO}\s?生(?=[,。;、)\s于人]|$)"
    # The end, or the beginning, of a certificate number.
    rf"|(?:身份证|证件|公民身份)件?(?:号码?)?的?[\s(]?(?:尾号|[后末前][0-9十]{{1,2}}[位码](?:数字?)?)[\s:为是(]{{0,3}}[0-9][0-9Xx*]{{2,}}"
    r"|尾号[\s:为是(]{0,3}[0-9]{3,5}[0-9Xx]\)?的?(?:居民)?身份证"
    # GA 36-2018: province, letter of the place, five signs or six of a new-energy vehicle, three digits at least. (更新V20261版)
    r"|(?:[京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]|(?<![更最全崭创翻刷出])新)\s?[A-HJ-NP-Z][\s·•・.\-]{0,2}"
    r"(?=(?:[A-Z]*[0-9]){3})(?:[0-9A-HJ-NP-Z]{5,6}|[0-9A-HJ-NP-Z]{4}[学警挂])(?![0-9A-Z]|\s?(?:版|型|款|系列|批次))",
    re.IGNORECASE,
)
_TRADE = "经营 注册 登记 营业 办公 单位 公司 店 网络 网站 生产 加工 仓 施工 项目 工地 场所 检查 现场 发生 案发 作案 违法 行为 摊 销售 开设 租赁 出租 IP"
# Where something is made, sold, done or found is no home: 经营地址, 违法行为发生地, 在…摆摊.
_NO_HOME = re.compile(rf"(?<![现户])[在于至]|{'|'.join(_TRADE.split())}")


# Words and signs without one of which nothing private about somebody beside an organisation is said; digits are looked for
# apart. Every choice begins with a plain sign, so that the search skips what holds none.
_HINTS = (
    "住 籍 @ 微 薇 威信 扣 抖音 快手 企鹅号 小红书 陌陌 旺旺 淘宝 支付宝 财付通 家在 家于 居于 居在 户口 护照 通行证 港澳证 台胞证 艾特 家庭 家中 家里 家内 的家 寓所 私宅"
    " Q q V v W w at aT At AT o O l I"
).split()
_ANY_WORD = re.compile(
    "|".join(first + "".join(map(either_writing, word[1:])) for word in _HINTS for first in either_writing(word[0]).strip("[]"))
)


def _compatible() -> str:
    """Signs that NFKC makes letters, ideographs or @ of, or more than one digit: Ｑ, ⼾, ㏂, ⑩."""
    found = []
    for code in range(0x80, 0x10000):
        plain = normalize("NFKC", chr(code)) if not 0xD800 <= code < 0xE000 else ""
        if plain != chr(code) and any(sign.isalnum() or sign == "@" for sign in plain) and digit(chr(code), None) is None:
            found.append(chr(code))
    return "".join(found) + "\U0001d400-\U0001f2ff\U0002f800-\U0002fa1d"


_COMPATIBLE = re.compile(f"[{_compatible()}]")
_LETTERED = re.compile(r"[0-9][\W_]{0,5}[oOlI]|[oOlI][\W_]{0,5}[0-9]")


def may_be_private(text: str) -> bool:
    """A quick look at the words of a row about an organisation that misses nothing ``private_in`` finds there."""
    return _ANY_WORD.search(text) is not None or digits_in_a_row(text, 11) or (not text.isascii() and _COMPATIBLE.search(text) is not None)


def private_in(text: str, *, of_person: bool = True) -> str:
    """The rule that ``text`` breaks: ``phone_in_text``, ``account_in_text``, ``card_in_text``, ``address_in_text``, ``particulars_in_text``, or
    nothing.

    ``of_person``: the text is about a natural person. About an organisation, its own fixed telephone and its addresses may
    stand; a mobile number, an account, a card and somebody's home may not.
    """
    plain = text if text.isascii() else simplified(normalize("NFKC", text))
    if _mobiles(plain) or (of_person and _FIXED.search(plain)):
        return "phone_in_text"
    if _ACCOUNT.search(plain):
        return "account_in_text"
    if _PASSPORT.search(plain) or any(map(_is_card, _CARD.finditer(plain))):
        return "card_in_text"
    if of_person:
        if _HOME.search(plain) or _LIVES.search(plain) or _HIS_PLACE.search(plain) or _stated(plain):
            return "address_in_text"
        return "particulars_in_text" if _PARTICULARS.search(plain.translate(_DIGITS)) else ""
    return "address_in_text" if _HOME_BESIDE.search(plain) else ""


def _is_card(found: re.Match) -> bool:
    """Whether a number of 16 to 19 digits is that of a bank card: by its beginning or by what announces it, and its check digit."""
    digits = [int(sign) for sign in found["number"] if sign.isdigit()]
    doubled = [sum(divmod(digit * 2, 10)) if i % 2 else digit for i, digit in enumerate(reversed(digits))]
    told = found["number"].startswith("62") or _CARD_SAID.search(found.string[max(found.start() - 24, 0) : found.start()])
    return bool(told) and sum(doubled) % 10 == 0


def _stated(plain: str) -> bool:
    """Whether an address stands there whose clause does not say that it is no home."""
    for found in _STATED.finditer(plain):
        first = max(plain.rfind(sign, 0, found.start()) for sign in ",。;、") + 1
        if not _NO_HOME.search(plain, first, found.start()):
            return True
    return False


def _mobiles(plain: str) -> list[tuple[int, int]]:
    """Where mobile numbers stand, in digits of any kind; letters stand for some of them only where most are digits."""
    digits = plain.translate(_DIGITS)
    found = [match.span() for match in _MOBILE.finditer(digits)]
    if _LETTERED.search(digits):
        spans = [match.span() for match in _MOBILE.finditer(digits.translate(_LETTERS))]
        found += [(first, last) for first, last in spans if len(re.findall("[0-9]", digits[first:last])) > 5]
    return found


# What an error does not repeat, and the sheet that goes back neither.
UNREPEATED = frozenset({"phone_in_text", "account_in_text", "card_in_text", "particulars_in_text"})


def without_phones(text: str) -> str:
    """``text`` as an error may repeat it: every digit of a phone number, a card, a passport, a date of birth or a plate and every
    sign of an account is hidden."""
    if private_in(text) not in UNREPEATED:
        return text
    plain = normalize("NFKC", text)
    looked = simplified(plain)
    spans = [found.span("number") for found in _CARD.finditer(looked)] + _mobiles(looked)
    spans += [found.span() for pattern in (_FIXED, _PASSPORT) for found in pattern.finditer(looked)]
    spans += [found.span() for found in _PARTICULARS.finditer(looked.translate(_DIGITS))]
    for first, last in spans:
        plain = plain[:first] + re.sub("[0-9oOlI]", "*", looked[first:last].translate(_DIGITS)) + plain[last:]
    for first, last in [found.span() for found in _ACCOUNT.finditer(looked)]:
        plain = plain[:first] + re.sub("[0-9A-Za-z]", "*", plain[first:last]) + plain[last:]
    return plain
