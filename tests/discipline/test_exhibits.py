"""Files of a case: each comes with its occasion, is what it says, and is opened by those who see what it belongs to."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from discipline import actions
from discipline.models import Case, Exhibit
from integrity.errors import Refused
from integrity.uploads import File

from .given import FOUND, account, case_at, examined, opened, reply, take

pytestmark = pytest.mark.usefixtures("city")


def scan(name: str, content: bytes = b"%PDF-1.7 x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def post(door, name: str, view: str, case: Case, **given):
    return door(name).post(reverse(view, args=[case.pk]), {"revision": Case.objects.get(pk=case.pk).revision, **given})


def outcome(door, name: str, exhibit: Exhibit) -> int:
    return door(name).get(reverse("staff_case_file", args=[exhibit.case_id, exhibit.pk])).status_code


def test_evidence_comes_with_the_examination_and_is_saved_never_shown(door):
    case = opened()
    given = {**FOUND, "files": [scan("协议.pdf"), scan("../照片\u202e.exe.pdf")]}
    assert post(door, "lin", "staff_case_examine", case, **given).status_code == 302
    names = list(case.exhibits.values_list("name", "of", "by__username"))
    assert names == [("协议.pdf", "examination", "lin"), ("照片.exe.pdf", "examination", "lin")]
    page = door("gao").get(reverse("staff_case", args=[case.pk])).content.decode()
    assert all(name in page for name, _, _ in names)
    answer = door("gao").get(reverse("staff_case_file", args=[case.pk, case.exhibits.first().pk]))
    assert answer.content == b"%PDF-1.7 x"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("content", "many", "said"), [(b"<html>", 1, "PDF、JPEG"), (b"%PDF-1.7", 6, "5")])
def test_a_hostile_or_an_idle_upload_is_refused_and_nothing_is_written(door, content, many, said):
    case = opened()
    answer = post(door, "lin", "staff_case_examine", case, **{**FOUND, "files": [scan("证.pdf", content)] * many})
    assert answer.status_code == 409
    assert said in answer.content.decode()
    case.refresh_from_db()
    assert (case.found, case.exhibits.count()) == ("", 0)


def test_proof_comes_with_the_report(door):
    case = case_at("rectifying")
    answer = post(door, "lin", "staff_case", case, step="report", proof="厂房已交付", files=[scan("交接单.pdf")])
    assert answer.status_code == 302
    assert case.exhibits.filter(of="rectification").get().name == "交接单.pdf"


def test_no_other_step_takes_files():
    case = examined()
    with pytest.raises(Refused, match=r"Files come with|附件"):
        actions.take(case=case, step="order", by=account("gao"), reason="查实", given={"days": "10"}, seen=case.revision, files=[File("x.pdf", "pdf", b"%PDF-")])


def test_what_came_with_a_reply_is_read_by_both_sides_and_the_evidence_by_one(door):
    case = case_at("notified")
    evidence = case.exhibits.get()
    reply(case, "statement", files=[File("情况说明.pdf", "pdf", b"%PDF-1.7")])
    sent = case.exhibits.get(of="reply")
    for name in ("lin", "gao", "zhou", "audit", "wu"):
        assert outcome(door, name, sent) == 200, name
    assert outcome(door, "wu", evidence) == 404
    told = door("wu").get(reverse("staff_case_told", args=[case.pk])).content.decode()
    assert "情况说明.pdf" in told
    assert evidence.name not in told
    for name in ("pan", "ren", "guard", "self_"):  # its panel only once the case is before it
        assert outcome(door, name, sent) in (403, 404), name
    assert outcome(door, "pan", case_at("panel").exhibits.first()) == 200


def test_a_case_holds_forty_files():
    case = opened()
    for _ in range(8):
        case = examined(case, files=[File("x.pdf", "pdf", b"%PDF-")] * 5)
    with pytest.raises(Refused, match="40"):
        examined(case, files=[File("x.pdf", "pdf", b"%PDF-")])
    take(case, "order")
    assert case.exhibits.count() == 40
