"""What a case serves is a numbered document where the handling unit has a mark: its words, its number, who reads it and from when on."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from archives.documents.home import to_acknowledge
from archives.models import Document
from discipline import papers
from discipline.awaiting import to_answer
from integrity.errors import Refused
from tests import world
from tests.archives.documented import marked, words_of

from .given import AFTER, DAY, REPLY_DUE, account, case_at, examined, opened, reply, take, vote


@pytest.fixture(autouse=True)
def mark(city):
    return marked(world.MARKET, "示市监")


def readable(name: str, case, today=AFTER) -> set[str]:
    return set(Document.objects.visible_to(account(name), today).filter(about_id=case.pk).values_list("kind", flat=True))


def test_each_has_a_number_and_says_what_the_case_holds():
    case = case_at("notified")
    reply(case, "statement", words="资金尚在筹措")
    case = take(case, "convene")
    for member in ("pan", "pei"):
        vote(case, "for", by=member)
    vote(case, "recused", by="ping", reason="曾参与招商洽谈")
    case = take(case, "determine", reason="责令整改后仍不履行")
    issued = {paper.kind: paper.document for paper in case.papers.all()}
    assert {kind: document.kind for kind, document in issued.items()} == {
        "order": "rectification",
        "notice": "notice",
        "determination": "determination",
        "repair": "repair_notice",
    }
    for document in issued.values():
        assert (document.body.code, document.addressee, document.serial) == (world.MARKET, case.accused, 1)
    assert case.doc_no == issued["determination"].number
    assert case.doc_no.startswith("示市监")
    words = {kind: words_of(document) for kind, document in issued.items()}
    for said in ("招商协议约定六月底交付厂房，至今未交付", "理由充分", case.number):
        assert said in words["order"], said
    assert f"{REPLY_DUE.year}年{REPLY_DUE.month}月{REPLY_DUE.day}日" in words["notice"]
    assert "现场照片" in words["notice"]
    for said in ("资金尚在筹措", "赞成2票，反对0票，回避1票", "最短3个月，最长12个月"):
        assert said in words["determination"], said
    assert issued["determination"].values["评议情况"] == "赞成2票，反对0票，回避1票"
    assert case.doc_no in words["repair"]
    assert "2026年12月30日" in words["repair"]  # Order 36, tier moderate: three months from 30 September


def test_a_unit_without_a_mark_serves_the_same_words_without_a_number():
    case = take(examined(opened(by="zhou", handler=world.OFFICE), by="zhou"), "order", by="sun")
    assert case.papers.get().document is None
    assert Document.objects.count() == 0


def test_the_accused_body_reads_nothing_before_the_notice_and_what_was_served_after_it():
    case = case_at("rectifying")
    assert readable("wu", case) == set()
    case = take(case, "refuse")
    assert readable("wu", case) == {"rectification"}, "what was handed over"
    assert readable("lin", case) == readable("gao", case) == {"rectification"}
    case = take(case, "notify")
    assert readable("wu", case) == {"rectification", "notice"}
    for name in ("nobody", "guard", "past", "ren"):
        assert readable(name, case) == set(), name
    assert readable("audit", case) == {"rectification", "notice"}


def test_receipt_is_acknowledged_once_on_either_page_and_asked_for_once():
    case = case_at("notified")
    notice = case.papers.get(kind="notice")
    asked = to_acknowledge(account("wu"), AFTER)
    assert notice.document in [service.document for service in asked]
    assert case in to_answer(account("wu"), DAY), "the reply is still possible"
    assert case not in to_answer(account("wu"), AFTER), "and the receipt is asked for among the documents"
    with pytest.raises(PermissionDenied):
        papers.acknowledge(paper=notice, by=account("lin"), today=AFTER)
    papers.acknowledge(paper=notice, by=account("wu"), today=AFTER)
    assert notice.receipt.acknowledged_by == account("wu")
    assert notice.document not in [service.document for service in to_acknowledge(account("wu"), AFTER)]
    with pytest.raises(Refused):
        papers.acknowledge(paper=notice, by=account("wu"), today=AFTER)


def test_the_pages_lead_to_the_document(door):
    case = case_at("notified")
    document = case.papers.get(kind="notice").document
    told = door("wu").get(reverse("staff_case_told", args=[case.pk])).content.decode()
    file = reverse("staff_document_file", args=[document.pk])
    assert file in told
    answer = door("wu").get(file)
    assert answer.status_code == 200
    assert (b"".join(answer.streaming_content) if answer.streaming else answer.content).startswith(b"%PDF-")
    assert document.number in door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()
    seen_by_office = door("zhou").get(reverse("staff_case", args=[case.pk])).content.decode()
    assert document.number in seen_by_office
    assert reverse("staff_document", args=[document.pk]) not in seen_by_office, "no link that leads nowhere"
    assert door("zhou").get(file).status_code == 404


def test_what_cannot_be_issued_stops_the_step_and_leaves_no_number():
    take(examined(opened()), "order", today=AFTER)
    case = examined(opened(matter="另一事项"))
    with pytest.raises(Refused, match=r"later day|晚于"):  # numbers run with the days
        take(case, "order", today=DAY)
    case.refresh_from_db()
    assert (case.status, case.papers.count(), Document.objects.count()) == ("verifying", 0, 1)
