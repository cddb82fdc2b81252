"""What the pages take is taken by the API too, from the same persons and with the same refusals: entering, steps, files of proof."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from archives.models import PowerDraft, PowerItem
from commitments.models import Commitment, Handling, LetterProof, Proof, SignedCopy, SignedLetter, Signing, WordingDraft
from integrity.uploads import LARGEST
from tests import permitted_powers, world
from tests.archives import powered
from tests.test_permissions import PERSONAS
from tests.test_permissions_by_api import ANSWERS, agrees
from tests.walking import shift

from . import given, permitted_api
from .given import POST, account, another_owner, owner, published
from .handled import entered as imported
from .lettered import at, event, firm, template
from .permitted import planned

API = "/api/v1/"
PDF = b"%PDF-1.7 proof"
ENTRIES = {
    "power-drafts": PowerDraft, "handling-times": Handling, "commitments": Commitment, "letters": SignedLetter, "signings": Signing,
    "template-drafts": WordingDraft,
}  # fmt: skip


@pytest.fixture
def matter(city):
    return powered.approval()


def post(client, address: str, **said):
    return client.post(f"{API}{address}", json.dumps(said), content_type="application/json")


def scan(name: str = "证明.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# ── who may ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ENTRIES)
def test_persona_by_what_is_entered(door, matter, kind):
    owner()
    firm()
    rows, said = permitted_api.created(matter.pk)[kind]
    for name, expected in zip(PERSONAS, rows.split(), strict=True):
        before, held = transaction.savepoint(), ENTRIES[kind].objects.count()
        answer = post(door(name), f"{kind}/", **said)
        wanted = {201} if expected == "Y" else ANSWERS[expected]
        assert answer.status_code in wanted, (name, expected, answer.status_code, answer.content.decode())
        assert ENTRIES[kind].objects.count() == held + (expected == "Y")
        transaction.savepoint_rollback(before)


def words(**otherwise) -> dict:
    """A change, or a draft anew, as the API takes it."""
    said = given.said(**otherwise)
    return {**said, "due_on": f"{said['due_on']}", "owner": POST, "basis": "《优化营商环境条例》第三十五条"} | otherwise


# What is asked beside entering and steps: address of the commitment, how, what is posted, and the status it then has.
BESIDE = {
    "changes": lambda made: ("post", "commitment-changes/", words(target=85, commitment=made.pk, reason="标准调整", authority="示政发〔2026〕9号"), 201),
    "owner": lambda made: ("post", f"commitments/{made.pk}/owner/", {"owner": "副局长", "on": f"{timezone.localdate()}", "note": "移交台账"}, 200),
    "redraft": lambda made: ("put", f"commitments/{made.pk}/", words(target=80, revision=made.version.revision, scope="3"), 200),
}
#            lin gao wu  zhou sun audit guard past closed nobody system pan
ROWS = {
    "changes": permitted_api.UNIT,
    "owner": permitted_api.UNIT,
    "redraft": "Y   Y   404 403 403 403 403 403 403 403 403 403",  # to other units a draft does not exist
}  # fmt: skip


@pytest.mark.parametrize("way", BESIDE)
def test_persona_by_what_is_written_beside_the_steps(door, way):
    made = given.drafted() if way == "redraft" else published()
    another_owner()
    if way == "owner":
        shift("commitments_ownership", f"commitment_id = {made.pk}", from_on=timezone.localdate() - timedelta(9))
    method, address, said, done = BESIDE[way](made)
    for name, expected in zip(PERSONAS, ROWS[way].split(), strict=True):
        before = transaction.savepoint()
        answer = getattr(door(name), method)(f"{API}{address}", json.dumps(said), content_type="application/json")
        wanted = {done} if expected == "Y" else {404} if expected == "404" else ANSWERS[expected]
        assert answer.status_code in wanted, (name, answer.status_code, answer.content.decode())
        transaction.savepoint_rollback(before)


def test_a_draft_is_written_anew_and_a_change_proposed_with_the_refusals_of_the_pages(door, city):
    lin, made = door("lin"), given.drafted()

    def put(**said):
        return lin.put(f"{API}commitments/{made.pk}/", json.dumps(words(**said)), content_type="application/json")

    assert put(revision=9).status_code == 409
    assert put(revision=1, owner="没有的职务").status_code == 400
    assert put(revision=1, target=None).status_code == 409
    assert put(revision=1, title="改过的标题", scope="3").json()["versions"][0]["title"] == "改过的标题"
    made.refresh_from_db()
    assert (made.scope, made.status) == (3, "drafted")
    running = published()
    asked = words(commitment=running.pk, target=85, reason="标准调整", authority="示政发〔2026〕9号")
    assert post(lin, "commitment-changes/", **asked | {"reason": " "}).status_code == 400
    assert post(lin, "commitment-changes/", **asked | {"commitment": 999999}).status_code == 404
    told = post(lin, "commitment-changes/", **asked)
    assert (told.status_code, told.json()["no"], told.json()["status"]) == (201, 2, "open"), told.content.decode()
    assert post(lin, "commitment-changes/", **asked).status_code == 409  # a second open one
    assert post(lin, f"commitments/{running.pk}/owner/", owner=POST, on=f"{timezone.localdate()}", note="x").status_code == 409


@pytest.mark.parametrize("step", permitted_powers.POWER_STEPS)
def test_persona_by_step_of_a_list_of_powers(door, matter, step):
    draft = powered.drafted("adjust", "XK-001", said=powered.matter(promised_days=5))
    agrees(door, f"{API}power-drafts/{draft.pk}/steps/", permitted_powers.POWER_STEPS[step], draft, {"step": step})


@pytest.mark.parametrize("step", permitted_api.HANDLING_STEPS)
def test_persona_by_step_of_a_handling_time(door, matter, step):
    imported([("A-1", "XK-001", "2026-03-02", "", "")])
    found = Handling.objects.get()
    for name, expected in zip(PERSONAS, permitted_api.HANDLING_STEPS[step].split(), strict=True):
        before = transaction.savepoint()
        answer = post(door(name), f"handling-times/{found.pk}/steps/", step=step, materials=matter.materials[:1])
        assert answer.status_code in ANSWERS[expected], (name, answer.content.decode())
        transaction.savepoint_rollback(before)


# ── powers and matters ───────────────────────────────────────────────────────


def test_a_change_of_a_list_goes_its_way(door, matter):
    lin, zhou = door("lin"), door("zhou")
    said = {**powered.matter(promised_days=5), "name": "食品经营许可（新）"}
    asked = {
        "unit": world.MARKET,
        "purpose": "adjust",
        "code": "XK-001",
        "authority": "示审改办发〔2026〕9号",
        "starts_on": f"{timezone.localdate()}",
    }
    made = post(lin, "power-drafts/", **asked, said=said)
    assert (made.status_code, made.json()["status"]) == (201, "entered"), made.content.decode()
    address = f"power-drafts/{made.json()['id']}/steps/"
    assert [s["step"] for s in lin.get(API + address).json()] == ["discard"]
    assert {s["step"] for s in zhou.get(API + address).json()} == {"adopt", "refuse"}
    assert post(zhou, address, step="adopt").status_code == 409, "a decision names its revision"
    done = post(zhou, address, step="adopt", revision=1)
    assert (done.status_code, done.json()["status"]) == (200, "adopted"), done.content.decode()
    listed = lin.get(f"{API}matters/?unit={world.MARKET}").json()["results"]
    assert [(one["id"], one["promised_days"], one["name"]) for one in listed] == [(done.json()["item"], 5, "食品经营许可（新）")]
    versions = lin.get(f"{API}powers/?unit={world.MARKET}&code=XK-001").json()["results"]
    assert [one["valid_until"] for one in versions] == [None, f"{timezone.localdate()}"]
    assert len(lin.get(f"{API}powers/?on=2025-06-02&is_matter=true").json()["results"]) == 1


@pytest.mark.parametrize(
    ("otherwise", "field"),
    [
        ({"unit": "11990100MB0000009X"}, "unit"),
        ({"purpose": "cut", "merges": ["XK-001", "XK-002"]}, "merges"),
        ({"said": None}, "said"),
        ({"authority": " "}, "authority"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"said": {"is_matter": True}}, "said"),
        ({"code": "一"}, "code"),
    ],
)
def test_a_draft_that_is_none_is_told_beside_its_field(door, matter, otherwise, field):
    said = {"name": "检查", "kind": "inspection", "duty": "责任", "document": "条例", "article": "第一条"}
    asked = {
        "unit": world.MARKET,
        "purpose": "add",
        "code": "JC-1",
        "authority": "文件",
        "starts_on": f"{timezone.localdate()}",
        "said": said,
    }
    answer = post(door("lin"), "power-drafts/", **asked | otherwise)
    assert answer.status_code == 400, answer.content.decode()
    assert field in answer.json()
    assert not PowerDraft.objects.exclude(code="XK-001").exists()


# ── handling times ───────────────────────────────────────────────────────────


def test_an_application_runs_and_is_finished_by_api(door, matter):
    lin, today = door("lin"), timezone.localdate()
    made = post(lin, "handling-times/", matter=matter.pk, number="A-1", accepted_on=f"{today}")
    assert made.status_code == 201, made.content.decode()
    assert post(lin, "handling-times/", matter=matter.pk, number="A-1", accepted_on=f"{today}").status_code == 409
    assert (
        post(lin, "handling-times/", matter=PowerItem.objects.latest("pk").pk + 9, number="A-2", accepted_on=f"{today}").status_code == 400
    )
    assert "accepted_on" in post(lin, "handling-times/", matter=matter.pk, number="A-2", accepted_on="2999-01-04").json()
    address = f"handling-times/{made.json()['id']}/steps/"
    assert [s["step"] for s in lin.get(API + address).json()] == ["ask_again", "finish"]
    assert [s["step"] for s in door("zhou").get(API + address).json()] == []
    assert post(lin, address, step="ask_again", materials=["没有列出的材料"]).status_code == 409
    assert post(lin, address, step="ask_again").status_code == 409
    again = post(lin, address, step="ask_again", materials=matter.materials[:1]).json()
    assert (again["asked_again"], again["requests"][0]["materials"], again["used_days"]) == (1, matter.materials[:1], 0)
    done = post(lin, address, step="finish")
    assert (done.status_code, done.json()["finished_on"]) == (200, f"{today}")
    assert post(lin, address, step="finish").status_code == 409
    assert lin.get(API + address).json() == []


def test_what_is_measured_agrees_with_a_count_by_hand(door, matter):
    """Ten working days are promised. Working days used, by hand over ordinary weeks of March 2026: 4, 10, 11, and one that runs."""
    imported(
        [
            ("A-1", "XK-001", "2026-03-02", "2026-03-06", 0),
            ("A-2", "XK-001", "2026-03-02", "2026-03-16", 1),
            ("A-3", "XK-001", "2026-03-02", "2026-03-17", 0),
            ("A-4", "XK-001", "2026-03-02", "", 0),
            ("A-5", "XK-001", "2025-03-03", "2025-03-04", 0),
        ]
    )
    promised = matter.promised_days
    within = sum(days <= promised for days in (4, 10, 11))
    asked = f"{API}handling-times/measured/?since=2026-01-01&until=2026-03-31"
    (told,) = door("lin").get(asked).json()
    assert told == {
        "unit": world.MARKET, "matter": "XK-001", "cases": 3, "median": "10.0", "ninetieth": "11.0",
        "within_percent": f"{round(100 * within / 3, 1)}", "asked_again": 1, "late_open": 1,
    }  # fmt: skip
    assert door("zhou").get(asked + f"&unit={world.MARKET}").json() == [told]
    assert door("wu").get(asked).json() == []
    assert door("lin").get(f"{API}handling-times/measured/?month=3").status_code == 400
    assert door("lin").get(f"{API}handling-times/measured/?since=gestern").status_code == 400


def test_a_list_of_handling_times_is_the_own_units(door, matter):
    imported([("A-1", "XK-001", "2026-03-02", "2026-03-06", 0), ("A-2", "XK-001", "2026-03-03", "", "")])
    for name, n in {"lin": 2, "zhou": 2, "audit": 2, "wu": 0}.items():
        assert len(door(name).get(f"{API}handling-times/").json()["results"]) == n
    assert [one["number"] for one in door("lin").get(f"{API}handling-times/?running=true").json()["results"]] == ["A-2"]
    assert door("wu").get(f"{API}handling-times/{Handling.objects.first().pk}/").status_code == 404


# ── files of proof ───────────────────────────────────────────────────────────


def test_a_commitment_is_reported_with_its_files(door, city):
    made = published()
    asked = {"step": "report", "words": "做到了", "value": "96", "revision": made.revision, "on": f"{timezone.localdate()}"}
    answer = door("lin").post(f"{API}commitments/{made.pk}/steps/", asked | {"files": [scan(), scan("照片.png", b"\x89PNG\r\n\x1a\n..")]})
    assert (answer.status_code, answer.json()["status"]) == (200, "reported"), answer.content.decode()
    held = Proof.objects.order_by("name").values_list("name", "kind", "report__words", "report__value")
    assert [(n, k, w, float(v)) for n, k, w, v in held] == [("照片.png", "png", "做到了", 96.0), ("证明.pdf", "pdf", "做到了", 96.0)]
    assert {one["name"] for one in answer.json()["reports"][-1]["proofs"]} == {"照片.png", "证明.pdf"}


@pytest.mark.parametrize(
    "files",
    [
        [scan("表.pdf", b"PK\x03\x04 no pdf")],
        [scan("空.pdf", b"")],
        [scan(f"{n}.pdf") for n in range(6)],
        [scan("大.pdf", b"%PDF-" + b"0" * LARGEST)],
        [],
    ],
    ids=["of another kind", "empty", "too many", "too large", "none"],
)
def test_files_are_held_to_what_the_page_asks(door, city, files):
    made = published()
    answer = door("lin").post(f"{API}commitments/{made.pk}/steps/", {"step": "report", "words": "做到了", "value": "96", "files": files})
    assert answer.status_code == 409, answer.content.decode()
    assert not Proof.objects.exists()
    assert Commitment.objects.get(pk=made.pk).status == "published"


def test_progress_and_rectification_carry_files_too(door, city):
    made = published()
    lin = door("lin")
    assert "progress" in {s["step"] for s in lin.get(f"{API}commitments/{made.pk}/steps/").json()}
    told = lin.post(f"{API}commitments/{made.pk}/steps/", {"step": "progress", "words": "过半", "percent": "60", "files": [scan()]})
    assert (told.status_code, told.json()["status"], told.json()["reports"][0]["percent"]) == (200, "published", 60), told.content.decode()
    broken = planned()
    done = lin.post(
        f"{API}commitments/{broken.pk}/steps/", {"step": "mend", "words": "已增设", "files": [scan()], "revision": broken.revision}
    )
    assert (done.status_code, done.json()["status"]) == (200, "mended"), done.content.decode()
    refused = lin.post(f"{API}commitments/{made.pk}/steps/", {"step": "plan", "words": "增设", "due_on": "2027-01-04", "files": [scan()]})
    assert (refused.status_code, list(refused.json())) == (400, ["files"])
    assert lin.post(f"{API}commitments/{made.pk}/steps/", {"step": "progress", "words": "过半", "percent": "101"}).status_code == 400


def test_a_draft_says_beside_its_field_what_is_wrong(door, city):
    owner()
    said = permitted_api.created(0)["commitments"][1]
    assert "owner" in post(door("lin"), "commitments/", **said | {"owner": "没有这个职务"}).json()
    assert "kind" in post(door("lin"), "commitments/", **said | {"kind": "none"}).json()
    assert post(door("lin"), "commitments/", **said | {"due_on": f"{date(2020, 1, 1)}"}).status_code == 409
    assert not Commitment.objects.exists()


# ── letters, signings, templates ─────────────────────────────────────────────


def test_a_letter_goes_from_entry_to_breach_by_api(door, city):
    firm()
    lin, gao, zhou = door("lin"), door("gao"), door("zhou")
    made = post(lin, "letters/", **permitted_api.created(0)["letters"][1])
    assert made.status_code == 201, made.content.decode()
    at_letter = f"letters/{made.json()['id']}/"

    def step(client, name: str) -> str:
        revision = client.get(API + at_letter).json()["revision"]
        answer = post(client, f"{at_letter}steps/", step=name, reason="核对无误", revision=revision)
        assert answer.status_code == 200, (name, answer.content.decode())
        return answer.json()["status"]

    step(lin, "print")
    assert lin.post(f"{API}{at_letter}copies/", {}).status_code == 400
    assert lin.post(f"{API}{at_letter}copies/", {"files": [scan("a.pdf", b"MZ")]}).status_code == 409
    assert door("wu").post(f"{API}{at_letter}copies/", {"files": [scan()]}).status_code == 404
    assert zhou.post(f"{API}{at_letter}copies/", {"files": [scan()]}).status_code == 403
    assert lin.post(f"{API}{at_letter}copies/", {"files": [scan()]}).json()["copies"] == 1
    step(lin, "sign")
    step(gao, "accept")
    checked = {"on": f"{timezone.localdate()}", "result": "failed", "words": "现场核查不符"}
    assert post(zhou, f"{at_letter}checks/", **checked).status_code == 403
    assert post(lin, f"{at_letter}checks/", **checked | {"result": "maybe"}).status_code == 400
    assert lin.post(f"{API}{at_letter}checks/", checked | {"files": [scan()]}).json()["checks"][0]["proofs"] == 1
    step(lin, "allege")
    assert step(zhou, "break") == "broken"
    assert (SignedCopy.objects.count(), LetterProof.objects.count()) == (1, 1)
    # And its signer may use none now: the same refusal as on the page.
    again = post(lin, "letters/", **permitted_api.created(0)["letters"][1])
    assert again.status_code == 409
    assert "信用修复" in again.json()["detail"] or "〔2020〕42号" in again.content.decode()


def test_a_check_without_files_comes_as_json(door, city):
    letter = at("in_force")
    answer = post(door("lin"), f"letters/{letter.pk}/checks/", on=f"{timezone.localdate()}", result="passed", words="符合")
    assert (answer.status_code, answer.json()["checks"][0]["proofs"]) == (200, 0), answer.content.decode()


@pytest.mark.parametrize(
    ("otherwise", "field"), [({"subject": "0" * 18}, "subject"), ({"matter": 999_999}, "matter"), ({"unit": "0"}, "unit")]
)
def test_a_letter_that_cannot_be_is_told_beside_its_field(door, city, otherwise, field):
    firm()
    answer = post(door("lin"), "letters/", **permitted_api.created(0)["letters"][1] | otherwise)
    assert (answer.status_code, list(answer.json())) == (400, [field])


def test_names_of_a_signing_go_in_and_never_come_out(door, city):
    made = event(names=())
    at_event = f"signings/{made.pk}/"
    lin = door("lin")
    answer = post(lin, f"{at_event}names/", unit=world.MARKET, names=["甲一", "乙二", "丙三"])
    assert answer.json()["units"] == [{"unit": world.MARKET, "name": made.unit.name, "signatories": 3}]
    assert "甲一" not in answer.content.decode()
    assert post(lin, f"{at_event}struck/", unit=world.MARKET, name="丁四").status_code == 400
    struck = post(lin, f"{at_event}struck/", unit=world.MARKET, name="丙三")
    assert struck.json()["units"][0]["signatories"] == 2
    assert post(lin, f"{at_event}names/", unit=world.MARKET, names=["11010519491231002X"]).status_code == 409
    for name in ("zhou", "audit"):  # who reads the draft and does not write it learns no name by asking
        for answer in (
            post(door(name), f"{at_event}struck/", unit=world.MARKET, name="甲一"),
            post(door(name), f"{at_event}struck/", unit=world.MARKET, name="无"),
        ):
            assert answer.status_code == 403
    assert post(door("wu"), f"{at_event}names/", unit=world.MARKET, names=["甲"]).status_code == 404


def test_a_template_is_drafted_and_adopted_by_another(door, city):
    zhou, sun = door("zhou"), door("sun")
    made = post(zhou, "template-drafts/", **permitted_api.created(0)["template-drafts"][1])
    assert made.status_code == 201, made.content.decode()
    address = f"template-drafts/{made.json()['id']}/steps/"
    assert post(zhou, address, step="adopt", revision=1).status_code == 409
    done = post(sun, address, step="adopt", revision=1)
    assert (done.status_code, done.json()["status"]) == (200, "in_force"), done.content.decode()
    versions = door("lin").get(f"{API}templates/?code=industry").json()["results"]
    assert versions[0]["id"] == done.json()["template"]
    assert versions[1]["valid_until"] == versions[0]["valid_from"]
    wrong = permitted_api.created(0)["template-drafts"][1] | {"body": "{{没有这一项}}", "valid_from": "2999-01-01"}
    assert post(zhou, "template-drafts/", **wrong).status_code == 409
    assert WordingDraft.objects.count() == 1
    assert template  # the draft by page: tests/commitments/test_templates.py
    assert account("zhou").pk == WordingDraft.objects.get().made_by_id
