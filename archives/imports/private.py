"""What identifies a natural person beyond the name and has no place in words that everybody will read: a phone number, an
account, an e-mail address, a home address.

Found by their form and by the words that announce them; what is written in another way is for the eyes of who decides,
who sees on the page of the filing what the public will see. Where something was done or is sold is no home: the words of
a trade and of an act before it say so.
"""

from __future__ import annotations

import re
from unicodedata import normalize

# Digits as people write them beside 0-9; one sign for one, so that places stay.
_DIGITS = str.maketrans("〇○零一二三四五六七八九幺", "0001234567891")
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
_ACCOUNT = re.compile(
    r"[0-9A-Za-z][\w.+\-]*@[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)+|(?<![0-9A-Za-z])wxid_\w{4,}"
    # An account begins with a letter, or has five digits and more and is no sum, day or count.
    r"|(?:微信|薇信|V信|QQ|(?<![0-9A-Za-z])(?:VX|WeChat|Weixin|WX(?=号|[:\s])))群?(?:号码?|账号|帐号|ID)?[\s:为是(]{0,3}"
    r"(?:[A-Za-z][\w\-]{4,19}|[1-9][0-9]{4,11}(?![0-9]|\s*[.,元年月日条笔次万个人%]))",
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
_TRADE = "经营 注册 登记 营业 办公 单位 公司 店 网络 网站 生产 加工 仓 施工 项目 工地 场所 检查 现场 发生 案发 作案 违法 行为 摊 销售 开设 租赁 出租 IP"
# Where something is made, sold, done or found is no home: 经营地址, 违法行为发生地, 在…摆摊.
_NO_HOME = re.compile(rf"(?<![现户])[在于至]|{'|'.join(_TRADE.split())}")


def private_in(text: str) -> str:
    """The rule that ``text`` breaks: ``phone_in_text``, ``account_in_text``, ``address_in_text``, or nothing."""
    plain = text if text.isascii() else normalize("NFKC", text)
    if _phones(plain):
        return "phone_in_text"
    if _ACCOUNT.search(plain):
        return "account_in_text"
    return "address_in_text" if _HOME.search(plain) or _stated(plain) else ""


def _stated(plain: str) -> bool:
    """Whether an address stands there whose clause does not say that it is no home."""
    for found in _STATED.finditer(plain):
        first = max(plain.rfind(sign, 0, found.start()) for sign in ",。;、") + 1
        if not _NO_HOME.search(plain, first, found.start()):
            return True
    return False


def _phones(plain: str) -> list[tuple[int, int]]:
    """Where phone numbers stand."""
    return [found.span() for pattern, text in ((_MOBILE, plain.translate(_DIGITS)), (_FIXED, plain)) for found in pattern.finditer(text)]


def without_phones(text: str) -> str:
    """``text`` as an error may repeat it: every digit of a phone number and every sign of an account is hidden."""
    if private_in(text) not in {"phone_in_text", "account_in_text"}:
        return text
    plain = normalize("NFKC", text)
    for first, last in _phones(plain):
        plain = plain[:first] + re.sub("[0-9]", "*", plain[first:last].translate(_DIGITS)) + plain[last:]
    return _ACCOUNT.sub(lambda found: re.sub("[0-9A-Za-z]", "*", found[0]), plain)
