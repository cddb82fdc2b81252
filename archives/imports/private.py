"""What identifies a natural person beyond the name and has no place in words that everybody will read: a phone number, a home address.

Found by their form and by the words that announce them; what is written in another way is for the eyes of who decides,
who sees on the page of the filing what the public will see.
"""

from __future__ import annotations

import re
from unicodedata import normalize

_GAP = r"[\s\-－–—]?"
# Mobile numbers of China; a fixed number with its area code, set apart, in brackets, or announced as a phone number.
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+|00)?86{_GAP})?1[3-9][0-9](?:{_GAP}[0-9]{{4}}){{2}}(?![0-9])"
    r"|(?<![0-9A-Za-z])\(?0[1-9][0-9]{1,2}(?:\)\s?|\s?[\-–—]\s?|\s)[1-9][0-9]{6,7}(?![0-9])"
    r"|(?:电话|座机|手机|传真|联系方式)[^0-9。；;]{0,6}0?[0-9][0-9\-\s]{5,13}[0-9]"
)
_PLACE = "省市区县州盟旗乡镇村屯街路道巷弄胡同里号栋幢楼室组户"
_ADDRESS = re.compile(
    r"住址|现住|家庭地址|家住|户籍(?!管理|登记|制度|业务|警|室|窗口|部门|证明)|户口所在|居住地|居住[于在]"
    # 住 at the beginning of a clause or after a person, and soon after it a word of places: 住示范市幸福路8号.
    rf"|(?:^|[\s,、;:。(男女族人生])住(?![房宅院宿建户持])[^。;]{{0,24}}?[{_PLACE}]"
)


def private_in(text: str) -> str:
    """The rule that ``text`` breaks: ``phone_in_text``, ``address_in_text``, or nothing."""
    plain = text if text.isascii() else normalize("NFKC", text)
    return "phone_in_text" if _PHONE.search(plain) else "address_in_text" if _ADDRESS.search(plain) else ""


def without_phones(text: str) -> str:
    """``text`` as an error may repeat it: every digit of a phone number is hidden."""
    return _PHONE.sub(lambda found: re.sub("[0-9]", "*", found[0]), normalize("NFKC", text)) if private_in(text) == "phone_in_text" else text
