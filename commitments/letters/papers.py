"""Letters on paper: the text to be signed, and the recording form 记录标准 with all that must be written down of one letter."""

from __future__ import annotations

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from archives.documents.paper import Sheet, printed
from archives.documents.wording import said
from archives.models import Subject
from integrity.said import in_words

from ..models import Letter, SignedLetter

BLANK = "＿" * 8


def repair_letter(given: Letter, number: str, unit: Subject) -> bytes:
    """The letter of a repair as it is signed, for the application of that number which ``unit`` received."""
    with translation.override("zh-hans"):
        text = f"{given.text}\n签署人：{given.signer}\n签署人（签字）：{BLANK}\n单位（盖章）：{BLANK}\n接收单位：{unit.name}"
        return printed(Sheet("", f"修复申请编号：{number}", given.wording.name, "", text, given.signed_on)).content


def repair_rows(given: Letter, number: str, unit: Subject, outcome: str) -> list[tuple[str, str]]:
    """What is recorded of a letter of a repair, in order; ``outcome``: what became of the application of that number."""
    day = lambda at: in_words(timezone.localdate(at)) if at else ""  # noqa: E731
    pairs = [
        (_("Application for repair"), number),
        (_("Kind of letter"), given.wording.label),
        (_("Legal basis"), given.wording.cited),
        (_("Made by"), given.subject.name),
        (_("Credit code"), given.subject.shown_code),
        (_("Receiving unit"), unit.name),
        (_("For the repair of"), "、".join(given.records)),
        (_("Signed by"), given.signer),
        (_("Signed on"), in_words(given.signed_on)),
        (_("Accepted by"), str(given.taken_by) if given.taken_by_id else ""),
        (_("Published on"), day(given.published_at)),
        (_("What became of the application"), outcome),
        (_("Ended on"), day(given.ended_at)),
    ]
    return [(label, value or "—") for label, value in pairs]


def repair_record_form(given: Letter, number: str, unit: Subject, outcome: str) -> bytes:
    """The recording form of a letter of a repair as one print."""
    with translation.override("zh-hans"):
        return _form(repair_rows(given, number, unit, str(outcome)), f"修复申请编号：{number}", given.signed_on)


def letter(found: SignedLetter) -> bytes:
    """The PDF that is signed: text, who signs, and where the seal goes. In Chinese, whoever prints."""
    with translation.override("zh-hans"):
        about = f"办理事项：{found.matter.name}（{found.matter.code}）\n" if found.matter_id else ""
        about += f"以本承诺替代的材料：{found.replaces}\n" if found.replaces else ""
        text = f"{found.text}\n{about}签署人：{found.signer}\n签署人（签字）：{BLANK}\n单位（盖章）：{BLANK}\n有效期至：{said(found.valid_until)}\n接收单位：{found.unit.name}"
        return printed(Sheet("", f"编号：{found.number}", found.wording.name, "", text, found.signed_on)).content


def rows(found: SignedLetter) -> list[tuple[str, str]]:
    """What must be recorded of a letter, in order; what is not known yet is a dash."""
    checks = "；".join(f"{in_words(row.on)}　{row.get_result_display()}（{row.by}）：{row.words}" for row in found.checks.select_related("by"))
    day = lambda on: in_words(on) if on else ""  # noqa: E731
    pairs = [
        (_("Number of the letter"), found.number),
        (_("Kind of letter"), found.wording.label),
        (_("Legal basis"), found.wording.cited),
        (_("Made by"), found.subject.name),
        (_("Credit code"), found.subject.shown_code),
        (_("Receiving unit"), found.unit.name),
        (_("Matter or project"), found.matter.name if found.matter_id else found.project_no),
        (_("Instead of the document"), found.replaces),
        (_("Standard set by the government"), found.standard),
        (_("Signed by"), found.signer),
        (_("Signed on"), day(found.signed_on)),
        (_("Valid until"), day(found.valid_until)),
        (_("Entered by"), str(found.made_by)),
        (_("In force from, put in force by"), f"{day(found.accepted_on)}　{found.accepted_by}" if found.accepted_on else ""),
        (_("Published while in force"), _("yes") if found.wording.public else _("no")),
        (_("Checks"), checks),
        (_("How it was kept"), str(found.get_status_display())),
        (_("Verified on, verified by"), f"{day(found.decided_on)}　{found.decided_by}" if found.decided_on else ""),
        (_("Made good, verified on"), day(found.repaired_on)),
    ]
    return [(label, value or "—") for label, value in pairs]


def record_form(found: SignedLetter) -> bytes:
    """The recording form as one print."""
    with translation.override("zh-hans"):
        return _form(rows(found), f"编号：{found.number}", found.signed_on)


def _form(rows: list[tuple[str, str]], number: str, day: date) -> bytes:
    text = "\n".join(f"{label}：{value}" for label, value in rows)
    return printed(Sheet("", number, "信用承诺记录单", "", text, day)).content
