"""Which placeholders each kind of document knows: a closed list, each with a sample for the preview.

Names are Chinese, as the clerk who edits a text reads them; a text may use each as often as it likes, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from archives.models.document import DocumentKind as K


@dataclass(frozen=True)
class Placeholder:
    """One name that stands between double braces in a text. ``optional``: where nothing is given it reads 无."""

    name: str
    sample: str
    optional: bool = False


# What issuing itself fills in, in every kind.
OF_ISSUING = (
    Placeholder("文号", "示信用告〔2026〕1号"),
    Placeholder("制发单位", "示范市信用工作办公室"),
    Placeholder("制发日期", "2026年11月22日"),
    Placeholder("主送单位", "示范市某某局"),
)
_SUBJECT = Placeholder("主体名称", "示范市某某局")
_CASE = Placeholder("案件编号", "2026-00012")
_FACTS = Placeholder("失信事实", "与某某公司签订的投资协议约定于2026年6月30日前交付厂房，至今未交付")
_BASIS = Placeholder("认定依据", "《关于完善政府诚信履约机制优化民营经济发展环境的通知》（发改财金〔2023〕1103号）")
_EVIDENCE = Placeholder("证据", "投资协议、催告函、现场核查笔录")
_HARM = Placeholder("损失和影响", "造成损失320.00万元；影响较大", optional=True)
_DETERMINED = Placeholder("认定文书号", "示信用认〔2026〕1号")
_RECORD = Placeholder("记录编号", "2026-000123")
_TICKET = (
    Placeholder("投诉编号", "2026-00012"),
    Placeholder("收到日期", "2026年11月2日"),
    Placeholder("被投诉单位", "示范市某某局"),
)

KINDS: dict[str, tuple[Placeholder, ...]] = {
    K.ACCEPTANCE: (*_TICKET, Placeholder("受理日期", "2026年11月4日"), Placeholder("办理期限", "2026年11月25日")),
    K.TRANSFER: (
        *_TICKET,
        Placeholder("反映事项", "投资协议约定的厂房逾期未交付"),
        Placeholder("诉求", "限期交付并依法赔偿损失"),
        Placeholder("办理期限", "2026年11月25日"),
    ),
    K.RECTIFICATION: (
        _SUBJECT,
        _CASE,
        _FACTS,
        Placeholder("整改要求", "于期限内交付厂房并赔偿逾期损失"),
        Placeholder("整改期限", "2026年12月31日"),
    ),
    K.NOTICE: (
        *(_SUBJECT, _CASE, _FACTS, _BASIS, _EVIDENCE, _HARM),
        Placeholder("拟认定等级", "一般", optional=True),
        Placeholder("陈述申辩期限", "2026年12月6日"),
    ),
    K.DETERMINATION: (
        _SUBJECT,
        _CASE,
        _FACTS,
        _BASIS,
        _EVIDENCE,
        _HARM,
        Placeholder("陈述申辩情况", "当事单位未在期限内提出陈述申辩", optional=True),
        Placeholder("评议情况", "评议小组五人参加，四人赞成，一人反对"),
        Placeholder("失信等级", "一般"),
        Placeholder("认定理由", "按损失和影响拟定等级为“一般”，予以确认。经责令整改仍不履行", optional=True),
        Placeholder("公示期限", "最短三个月，最长一年"),
    ),
    K.CRITICISM: (_SUBJECT, _FACTS, _DETERMINED, Placeholder("通报要求", "请各单位引以为戒，全面自查尚未履行的协议和承诺")),
    K.JOINT_ACTION: (
        _SUBJECT,
        Placeholder("联动事由", "经认定存在政务失信行为"),
        Placeholder("措施", "取消年度评先评优资格"),
        Placeholder("措施依据", "全国失信惩戒措施基础清单"),
        Placeholder("回复期限", "2026年12月6日"),
        Placeholder("来函事项", "现商请你单位在职责范围内采取下列措施", optional=True),
        Placeholder("办理要求", "请于回复期限前回复是否采取，采取后及时反馈执行情况", optional=True),
    ),
    K.OBJECTION_DECISION: (
        _SUBJECT,
        _RECORD,
        Placeholder("异议事项", "记录所载处理日期与决定书不一致"),
        Placeholder("核实情况", "经核对原决定书，记录所载日期有误"),
        Placeholder("处理决定", "异议成立，予以更正"),
        Placeholder("救济途径", "对处理过程有意见的，可向本单位提出，由另一名工作人员复查", optional=True),
    ),
    K.CORRECTION: (
        _SUBJECT,
        _RECORD,
        Placeholder("原公示内容", "处理日期为2026年3月1日"),
        Placeholder("更正后内容", "处理日期为2026年3月11日"),
        Placeholder("更正原因", "录入错误"),
    ),
    K.REPAIR_NOTICE: (
        _SUBJECT,
        _DETERMINED,
        Placeholder("最短公示期届满日", "2027年2月22日"),
        Placeholder("修复条件", "失信行为已经纠正、义务已经履行，并作出公开承诺"),
        Placeholder("申请途径", "信用中国网站、本市信用门户或者政务服务大厅窗口"),
    ),
    K.REPAIR_DECISION: (
        _SUBJECT,
        _DETERMINED,
        Placeholder("申请日期", "2027年3月1日"),
        Placeholder("审查情况", "最短公示期已满，义务已经履行，已作出公开承诺"),
        Placeholder("修复决定", "准予信用修复，终止公示，停止共享和使用，解除全部惩戒措施"),
    ),
    K.CERTIFICATE: (
        _SUBJECT,
        Placeholder("统一社会信用代码", "11990100MB0000001X"),
        _DETERMINED,
        Placeholder("修复决定文书号", "示信用修〔2027〕1号"),
        Placeholder("修复日期", "2027年3月12日"),
    ),
    K.REPUTATION: (
        _SUBJECT,
        Placeholder("原文书号", "示信用认〔2026〕1号"),
        Placeholder("错误情况", "认定所依据的协议已由双方协商解除"),
        Placeholder("更正决定", "撤销原认定，相关记录已经撤下，已采取的措施全部解除"),
    ),
    K.LIFTING: (
        _SUBJECT,
        _RECORD,
        Placeholder("解除原因", "信用修复"),
        Placeholder("解除措施", "取消参评荣誉资格；限制资金安排"),
        Placeholder("处理要求", "自本通知之日起不再执行"),
    ),
    K.SIGNING: (
        Placeholder("活动名称", "全市窗口工作人员诚信履职集体签名承诺"),
        Placeholder("签署日期", "2026年9月18日"),
        Placeholder("签署地点", "示范市政务服务中心"),
        Placeholder("承诺内容", "依法履职、诚信服务"),
        Placeholder("签署单位和人数", "示范市某某局12人"),
        Placeholder("签署人", "示范市某某局：张某、李某"),
    ),
}


def allowed(kind: str) -> list[str]:
    """The names that a text of ``kind`` may use, in the order of the list."""
    return [p.name for p in (*KINDS[kind], *OF_ISSUING)]


def samples(kind: str) -> dict[str, str]:
    """A value for every placeholder of ``kind``, for the preview."""
    return {p.name: p.sample for p in (*KINDS[kind], *OF_ISSUING)}
