"""The name of a natural person, as it may stand in the cell of its own: the name and nothing beside it.

What hides the name in published words looks for what stands in this cell. A nickname in brackets, a trade, a sex or a
number behind the name would make it look for something that no text says, and the name would be read by everybody.
"""

from __future__ import annotations

import re

from integrity.writings import simplified

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


_MASKED = re.compile("[*＊某]|〇〇$")
_BETWEEN = r"[\s·•・‧.*_/\-—]{0,4}"
# Everyday words of decisions that begin with what is a surname as well. Where one is left out here, the way out is the whole name.
_WORDS = (
    "钟表|钟头|(?<=分)钟|(?<=[检审调核抽稽])查|发放|微小|高温|高价|高级|白酒|黄金|黄色|金银|石材|石油|牛奶|牛肉|水果|温度|毛巾|花生|车辆|常见|常规|程度|程序|包装|包括|项目|路面|余额|余款|易燃|易制"
    "|全部|万元|万余|连续|连锁|解除|查[处获封明实扣]|单位|单价|单据|党员|管理|管道|房屋|房产|支付|从[事业]|关[于系闭]|向[当社消其]|国家|国有|商品|商标|明[知确显]|强[制行]|文件|施[工行]|许[可多]|严[重格]"
    "|危[险害]|平[方台时]|和[其未]|相[关应]|柴油|海[鲜产]|乐器|童[装鞋]|权[利属]|戴口|陶瓷|农[产药村民业]|[储贮]存|储备|计[算划]|经[查营]|广[告州]|都[未是不]|别人|通[过知]|东[西部]|左右|司法|公[司安布开示告]"
    "|应当|应予|应受|任何|金额|金属|方式|方法|方案|方面|时间|高于|高度|周边|周围|周期|周岁|马上|马路|张贴|成立|成分|于是|和国|法定|法律|法规"
    "|安全(?=法|生产|管理|标准|使用|保障|隐患|设施|事故|条例|规)|(?<=[位属关由低高大小少多用处基等至对])于|(?<=[罚现资])金"
)


def masked(name: str) -> bool:
    """Whether ``name`` is masked already (冯*勇, 张某某), so that nothing can look for the whole name."""
    return _MASKED.search(name) is not None


def named_beside(name: str, text: str) -> bool:
    """Whether ``text`` goes on behind the surname of the masked ``name``: 张小明 where the cell says 张*.

    张某, 张*, and the masked name as it stands in its cell are no name. What comes behind the surname and is no ideograph
    (张3, 张、) names nobody.
    """
    if not masked(name) or not plain_name(name):  # what is no name at all has its own fault
        return False
    whole = re.sub(r"\s+", "", name)
    surname = simplified(whole[:2] if simplified(whole[:2]) in COMPOUND else whole[:1])
    rest = simplified(text.replace(name, "\n，"))
    # A surname of two signs masked as one of one sign (欧*) is looked for by that one.
    return re.search(f"(?!{_WORDS}){surname}(?![某*＊]){_BETWEEN}(?!某){_SIGN}", rest) is not None
