"""Natural persons in rows: what remains of a certificate number, and of a name."""

from __future__ import annotations

import re

from integrity.identity import identity_ok, plain_number

from .judging import is_identity_card

_OTHER_NUMBER = re.compile(r"[0-9A-Z()]{6,30}")
# Surnames of two characters that are met at all; everybody else's surname is the first character.
COMPOUND = frozenset(
    """欧阳 司马 上官 诸葛 夏侯 东方 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 端木 百里 呼延 东郭 南宫 西门 独孤
    拓跋 轩辕 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正
    壤驷 公良 夹谷 宰父 谷梁 段干 东门 南门 微生 梁丘 左丘 第五""".split()
)


def certificate_ok(number: str, kind: str) -> bool:
    """Whether ``number``, without blanks and in half-width signs, may be that of a certificate of this kind."""
    return identity_ok(number) if is_identity_card(kind) else _OTHER_NUMBER.fullmatch(number) is not None


def plain_certificate(number: str) -> str:
    """The number as it is compared: no blanks, half-width, capitals."""
    return plain_number(number).upper()


def masked_name(name: str) -> str:
    """What may be shown of a natural person's name: the surname and 某 for each further character, two at most.

    王明 is 王某, 王小明 王某某, 欧阳明 欧阳某. A name that is masked already stays as it is.
    """
    name = re.sub(r"\s+", "", name)
    surname = name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]
    return surname + "某" * min(max(len(name) - len(surname), 1), 2) if name else ""
