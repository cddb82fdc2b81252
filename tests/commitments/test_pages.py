"""Commitments through the staff site: drafted, published, reported with proof, verified, changed, handed over, by those who may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archives.models import Record, Subject
from commitments.models import Commitment, Report
from tests import world

from .given import DUE, account, drafted, kept, owner, published, reported, step

PDF = b"%PDF-1.4 proof"


def page(door, name, commitment, **post):
    url = reverse("staff_commitment", args=[commitment.pk])
    if not post:
        return door(name).get(url)
    commitment.refresh_from_db()
    return door(name).post(url, {"revision": commitment.revision, **post})


def form(unit, **otherwise):
    return {
        "title": "窗口服务满意率达到九成", "text": "一、服务内容和标准：开办窗口。", "yardstick": "level", "due_on": DUE.isoformat(), "target": "90", "measure": "%",
        "owner": owner().pk, "basis": "《优化营商环境条例》第三十五条", "scope": "0", **otherwise,
    }  # fmt: skip


@pytest.fixture
def market(city):
    return Subject.objects.get(code=world.MARKET)


def test_a_clerk_drafts_by_the_template_and_the_office_publishes(door, market):
    address = f"{reverse('staff_commitment_draft')}?unit={market.pk}&kind=service_quality"
    shown = door("lin").get(address).content.decode()
    assert f"{market.name}向社会公开承诺" in shown  # the template, filled in
    faulty = door("lin").post(address, form(market, text="没有标题"))
    assert faulty.status_code == 409
    assert "服务内容和标准" in faulty.content.decode()
    assert not Commitment.objects.exists()
    assert door("lin").post(address, form(market)).status_code == 302
    made = Commitment.objects.get()
    assert page(door, "lin", made, step="submit").status_code == 302
    assert page(door, "lin", made, step="publish").status_code == 403
    assert page(door, "zhou", made, step="publish").status_code == 302
    made.refresh_from_db()
    assert made.published_on == timezone.localdate()


def test_a_report_comes_with_its_proof_and_the_outcome_becomes_a_record(door, market):
    made = published()
    said = {"step": "report", "words": "抽样二百件", "on": timezone.localdate().isoformat(), "value": "95"}
    bare = page(door, "lin", made, **said)
    assert bare.status_code == 409
    assert "没有佐证，请写明做了什么，并附至少一个文件。" in bare.content.decode()
    assert not Report.objects.exists()  # nothing half-written
    hostile = SimpleUploadedFile("证明.pdf", b"MZ no pdf", "application/pdf")
    assert page(door, "lin", made, files=hostile, **said).status_code == 409
    assert page(door, "lin", made, files=SimpleUploadedFile("证明.pdf", PDF, "application/pdf"), **said).status_code == 302
    assert page(door, "lin", made, step="keep", reason="自己核实").status_code == 403
    assert page(door, "zhou", made, step="keep", reason="抽样和现场核查一致").status_code == 302
    made.refresh_from_db()
    shown = page(door, "zhou", made).content.decode()
    assert made.filing.number in shown
    filing = reverse("staff_filing", args=[made.filing_id])
    made.filing.refresh_from_db()
    assert door("sun").post(filing, {"step": "approve", "revision": made.filing.revision}).status_code == 302
    record = Record.objects.get(filing=made.filing_id)
    assert record.number in page(door, "zhou", made).content.decode()
    assert reverse("staff_commitment", args=[made.pk]) in door("zhou").get(reverse("staff_record", args=[record.number])).content.decode()
    proof = Report.objects.get().proofs.get()
    got = door("wu").get(reverse("staff_commitment_proof", args=[made.pk, proof.pk]))
    assert got["Content-Disposition"].startswith("attachment")


def test_a_change_is_proposed_and_adopted_beside_the_old_text(door, market):
    made = published()
    change = {k: v for k, v in form(market, target="85").items() if k not in {"owner", "basis", "scope"}}
    address = reverse("staff_commitment_change", args=[made.pk])
    assert door("lin").post(address, change).status_code == 400  # no reason, no authority
    sent = door("lin").post(address, {**change, "reason": "标准调整", "authority": "示政发〔2026〕9号"})
    assert sent.status_code == 302
    second = made.versions.get(no=2)
    there = reverse("staff_commitment_version", args=[made.pk, 2])
    assert door("lin").post(there, {"step": "adopt", "revision": second.revision}).status_code == 403
    assert door("zhou").post(there, {"step": "adopt", "revision": second.revision}).status_code == 302
    shown = page(door, "wu", made).content.decode()
    assert "示政发〔2026〕9号" in shown
    assert [one.target for one in made.versions.order_by("no")] == [90, 85]
    assert ["不低于 <b>85</b> %" in shown, "不低于 <b>90</b> %" in shown] == [True, True]


def test_a_successor_takes_over(door, market):
    made = published()
    shift_owner(made)
    from tests.archives import officials

    newcomer = officials.register("司马青", 9)
    from archives import post_actions

    held = owner()
    post_actions.hand_over(
        appointment=held, holder=newcomer, on=timezone.localdate(), document_no="任〔2026〕3号", note="移交", by=account("ren")
    )
    now = owner()
    said = {"owner": now.pk, "on": timezone.localdate().isoformat(), "note": "移交台账，完成百分之六十"}
    address = reverse("staff_commitment_owner", args=[made.pk])
    assert door("gao").get(address).status_code == 200  # the head of the unit
    assert door("wu").get(address).status_code == 403
    assert door("lin").post(address, said).status_code == 302
    made.refresh_from_db()
    assert made.status == "published"  # no change of staff ends it
    assert made.owner_on(timezone.localdate()).appointment == now
    assert made.owner_on(timezone.localdate() - timedelta(days=1)).appointment == held


def shift_owner(made):
    from tests.walking import shift

    shift("commitments_ownership", f"commitment_id = {made.pk}", from_on="2026-01-05")


def test_drafts_are_seen_by_the_unit_and_the_office_alone(door, market):
    made = drafted()
    assert page(door, "lin", made).status_code == 200
    assert page(door, "zhou", made).status_code == 200
    assert page(door, "wu", made).status_code == 404  # another unit
    assert page(door, "guard", made).status_code == 404
    shared = published()
    assert page(door, "wu", shared).status_code == 200


def test_the_home_page_says_what_is_due_and_what_awaits(door, market):
    waiting = step(drafted(), "submit", "lin")
    assert waiting.number in door("zhou").get("/").content.decode()
    told = reported()
    assert told.number in door("zhou").get("/").content.decode()
    soon = published(due_on=timezone.localdate() + timedelta(days=1))
    assert soon.number in door("lin").get("/").content.decode()
    listed = door("lin").get(f"{reverse('admin:commitments_commitment_changelist')}?mine=due").content.decode()
    assert soon.number in listed
    assert told.number not in listed


def test_steps_by_api_are_those_of_the_page(door, market):
    made = drafted()
    client = door("lin")
    answer = client.get(f"/api/v1/commitments/{made.pk}/steps/")
    assert {one["step"] for one in answer.json()} >= {"submit", "discard"}
    sent = client.post(
        f"/api/v1/commitments/{made.pk}/steps/", {"step": "publish", "revision": made.revision}, content_type="application/json"
    )
    assert sent.status_code == 409  # a draft is not published before it is submitted, by nobody
    assert client.post(f"/api/v1/commitments/{made.pk}/steps/", {"step": "submit"}, content_type="application/json").status_code == 200


def test_kept_is_shown_without_a_step_that_only_a_dispute_takes(door, market):
    made = kept()
    shown = page(door, "sun", made).content.decode()
    assert 'value="overturn"' not in shown
