"""The name of a natural person, as it may stand in the cell of its own: the name and nothing beside it.

What hides the name in published words looks for what stands in this cell. A nickname in brackets, a trade, a sex or a
number behind the name would make it look for something that no text says, and the name would be read by everybody.
"""

from __future__ import annotations

import re

from .persons import COMPOUND

_SIGN = "[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af][\U000e0100-\U000e01ef]?"
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"
_SURNAME = f"(?:{'|'.join(sorted(COMPOUND))})"
_BLANK = "[ \u3000\u00a0]"
_NAME = re.compile(
    # 冯小勇; 阿卜杜拉·买买提, whose parts are set apart by a middle dot of any width.
    rf"(?=.{{2,40}}$)(?:{_SIGN})+(?:[·•・‧](?:{_SIGN})+)*"
    # 张　伟, 冯 小 勇, 冯 小勇: blanks as in a table, between single signs or behind the surname.
    rf"|{_SIGN}(?:{_BLANK}{{1,4}}{_SIGN}){{1,3}}|(?:{_SIGN}|{_SURNAME}){_BLANK}{{1,4}}(?:{_SIGN}){{1,2}}"
    # Ali Yusuf, O'Brien, Jean-Luc, J. R. Smith, SMITH, John
    rf"|(?=.{{2,60}}$){_LETTER}+(?:(?:[-'’]|\. ?|,? ){_LETTER}+)*\.?"
    # 张*, 欧阳**, 冯*勇: masked by who sent it.
    rf"|(?:{_SIGN}|{_SURNAME})[*＊]{{1,3}}(?:{_SIGN})?"
)
_MOST_SIGNS = 20
# What stands beside a name and is none, though it is written with the same signs.
_BESIDE = re.compile("个体|工商户|经营者|当事人|有限公司|先生$|女士$|同志$|等[一二三四五六七八九十两]?人$")


def plain_name(name: str) -> bool:
    """Whether ``name`` is a person's name alone: 2 to 20 ideographs, or Latin letters, or a name that is masked already."""
    if not _NAME.fullmatch(name) or _BESIDE.search(name):
        return False
    return name[0].isascii() or len(re.findall(_SIGN, name)) <= _MOST_SIGNS
