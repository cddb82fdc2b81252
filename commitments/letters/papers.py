"""Letters on paper: the text to be signed, and the recording form 记录标准 with all that must be written down of one letter."""

from __future__ import annotations

from django.utils import translation

from archives.documents.paper import Sheet, printed
from archives.documents.wording import said

from ..models import SignedLetter

BLANK = "＿" * 8


def letter(found: SignedLetter) -> bytes:
    """The PDF that is signed: text, who signs, and where the seal goes. In Chinese, whoever prints."""
    with translation.override("zh-hans"):
        text = (
            f"{found.text}\n签署人：{found.signer}\n签署人（签字）：{BLANK}\n单位（盖章）：{BLANK}\n有效期至：{said(found.valid_until)}\n接收单位：{found.unit.name}"
        )
        return printed(Sheet("", f"编号：{found.number}", found.wording.name, "", text, found.signed_on)).content


def rows(found: SignedLetter) -> list[tuple[str, str]]:
    """What must be recorded of a letter, in order; what is not known yet is a dash."""
    checks = "；".join(f"{said(row.on)}{row.get_result_display()}（{row.by}）：{row.words}" for row in found.checks.select_related("by"))
    day = lambda on: said(on) if on else ""  # noqa: E731
    what = found.matter.name if found.matter_id else found.project_no
    pairs = [
        ("承诺书编号", found.number),
        ("承诺书类型", found.wording.name),
        ("依据", found.wording.cited),
        ("承诺主体", found.subject.name),
        ("统一社会信用代码", found.subject.shown_code),
        ("接收单位", found.unit.name),
        ("事项或者项目", what),
        ("替代的材料", found.replaces),
        ("政府确定的标准", found.standard),
        ("签署人", found.signer),
        ("签署日期", day(found.signed_on)),
        ("有效期至", day(found.valid_until)),
        ("录入人", str(found.made_by)),
        ("生效日期和审核人", f"{day(found.accepted_on)}　{found.accepted_by}" if found.accepted_on else ""),
        ("是否公示", "是" if found.wording.public else "否"),
        ("核查情况", checks),
        ("履行结果", found.get_status_display()),
        ("认定日期和认定人", f"{day(found.decided_on)}　{found.decided_by}" if found.decided_on else ""),
        ("整改核实日期", day(found.repaired_on)),
    ]
    return [(label, value or "—") for label, value in pairs]


def record_form(found: SignedLetter) -> bytes:
    """The recording form as one print."""
    with translation.override("zh-hans"):
        text = "\n".join(f"{label}：{value}" for label, value in rows(found))
        return printed(Sheet("", f"编号：{found.number}", "信用承诺记录单", "", text, found.signed_on)).content
