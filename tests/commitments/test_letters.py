"""Letters of enterprises from entering to making good, every rule of them broken once, and what counter, record and portal say."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from pypdfium2 import PdfDocument

from archives.models import Filing, Record, Subject
from commitments.letters import actions, counter, papers
from commitments.models import SignedLetter
from commitments.purchasers import purchaser_letter
from commitments.records import record_of
from integrity.errors import Refused
from integrity.workflow import advance
from tests import world
from tests.conftest import role
from tests.walking import shift

from .given import account, published, step
from .lettered import PDF, STANDARD, at, checked, entered, firm, go, matter, unit

OTHER_FIRM = world.code("91990100MA0000007")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def shown(address) -> list:
    """The row of the public view, asked for as the portal."""
    with role("portal"), connection.cursor() as cursor:
        cursor.execute("SELECT subject_name, text, matter, project_no FROM pub.signed_letter WHERE address = %s", [address])
        return cursor.fetchall()


def test_from_entering_to_broken_to_made_good(city):
    made = entered("project")
    assert STANDARD in made.text
    assert made.subject.name in made.text
    for name in ("print", "sign", "accept"):
        made = go(made, name)
    assert made.accepted_by == account("gao")
    assert shown(made.address)
    checked(made, "failed")
    made = go(made, "allege")
    assert shown(made.address)  # what is only reported changes nothing
    made = go(made, "break")
    assert not shown(made.address)
    filing = made.filing
    assert (filing.item_code, filing.status, filing.unit.code, filing.made_by) == ("CN-QY", "submitted", world.OFFICE, account("zhou"))
    with pytest.raises(Refused, match="colleague"):
        advance(filing, "approve", by=account("zhou"), seen=filing.revision)
    advance(filing, "approve", by=account("sun"), seen=filing.revision)
    record = record_of(filing)
    assert record.subject == made.subject
    assert record.shown is None  # shared within government, never published
    assert record.content.facts["shared"] == {
        "letter_no": made.number,
        "kind": "投资项目信用承诺书",
        "matter": "示投〔2026〕1号",
        "signed": made.signed_on.isoformat(),
        "outcome": "违诺",
    }
    with pytest.raises(Refused, match="may use no letter") as refusal:
        entered("industry")
    assert record.number in str(refusal.value)
    assert "国办发〔2020〕42号" in str(refusal.value)
    with pytest.raises(Refused, match="no check with proof, since"):
        go(made, "mend")
    checked(made, "passed")
    made = go(go(made, "mend"), "repair")
    assert made.status == "repaired"
    assert entered("industry").status == "entered"  # free again


def test_who_broke_one_while_another_is_being_signed(city):
    waiting, broken = at("signed", "industry"), at("broken", "project")
    assert broken.subject == waiting.subject
    with pytest.raises(Refused, match="may use no letter"):
        go(waiting, "accept")


def test_kept_after_a_check_by_another_person(city):
    made = at("in_force")
    with pytest.raises(Refused, match="did not find it kept"):
        go(made, "keep")
    checked(made, "failed")
    with pytest.raises(Refused, match="did not find it kept"):
        go(made, "keep")
    checked(made, "passed")
    with pytest.raises(Refused, match="You entered"):
        step(made, "keep", "lin")
    assert go(made, "keep").status == "kept"
    assert not shown(made.address)


@pytest.mark.parametrize(
    ("kind", "otherwise", "sentence"),
    [
        ("project", {"standard": ""}, "names the project and the standard"),
        ("project", {"project_no": " "}, "names the project and the standard"),
        ("publication", {"project_no": "1"}, "Only the letter of an investment project"),
        ("replacement", {}, "names the matter and the document"),
        ("publication", {"replaces": "证明"}, "replaces no document"),
        ("repair", {}, "no letter that an enterprise signs here"),
        ("service_quality", {}, "no letter that an enterprise signs here"),
        ("publication", {"signer": " "}, "write who signs it"),
        ("publication", {"signer": "王某110101199003074258"}, "resident id"),
        ("publication", {"valid_until": timezone.localdate()}, "end before it begins"),
        ("publication", {"signed_on": timezone.localdate() - timedelta(40)}, "within a month"),
    ],
)
def test_what_no_letter_is(city, kind, otherwise, sentence):
    with pytest.raises(Refused, match=sentence):
        entered(kind, **otherwise)
    assert not SignedLetter.objects.exists()


def test_neither_bodies_nor_natural_persons_sign(city):
    person = Subject.objects.create(kind="person", code="R" + "A" * 31, name="某人")
    for subject in (unit(world.HOSPITAL), person):
        with pytest.raises(Refused, match="none of natural persons or bodies"):
            entered(subject=subject)


def test_a_matter_of_the_unit_that_accepts_the_kind(city):
    accepts, other = matter(), matter(of=world.HOUSING, code="XK-02")
    with pytest.raises(Refused, match="another unit"):
        entered("replacement", matter=other, replaces="经营场所使用证明")
    with pytest.raises(Refused, match="does not accept the kind"):
        entered("industry", matter=accepts)
    with pytest.raises(Refused, match="names the matter and the document"):
        entered("replacement", matter=accepts)
    made = at("in_force", "replacement", matter=accepts, replaces="经营场所使用证明")
    assert not shown(made.address)  # recorded, not published
    assert shown(at("in_force", "publication", matter=accepts).address)[0][2] == "食品经营许可"


def test_published_until_its_last_day(city):
    made = at("in_force")
    shift("commitments_signedletter", f"id = {made.pk}", valid_until=timezone.localdate().isoformat(), signed_on="2026-01-01")
    assert shown(made.address)
    shift("commitments_signedletter", f"id = {made.pk}", valid_until=(timezone.localdate() - timedelta(1)).isoformat())
    assert not shown(made.address)


def test_copies_and_checks_in_their_time(city):
    made = entered()
    with pytest.raises(Refused, match="between its printing and its coming into force"):
        actions.add_copy(letter=made, files=[PDF], by=account("lin"))
    made = step(made, "print", "lin")
    with pytest.raises(Refused, match="No signed copy"):
        step(made, "sign", "lin")
    with pytest.raises(Refused, match="Choose the scan"):
        actions.add_copy(letter=made, files=[], by=account("lin"))
    with pytest.raises(Refused, match="nothing to check"):
        checked(made, "passed")
    with pytest.raises(PermissionDenied):
        actions.add_copy(letter=made, files=[PDF], by=account("wu"))
    made = go(made, "sign")
    with pytest.raises(Refused, match="You entered"):
        step(made, "accept", "lin")
    made = go(made, "accept")
    for day in (-1, 1):
        with pytest.raises(Refused, match="correct the day"):
            actions.check(letter=made, on=timezone.localdate() + timedelta(day), result="passed", words="查", by=account("lin"))
    with pytest.raises(PermissionDenied):
        checked(made, "passed", by="zhou")
    checked(made, "failed", files=())
    with pytest.raises(Refused, match="no check with proof that found it broken"):
        go(made, "allege")


def test_an_officer_of_the_receiving_unit_does_not_judge_its_letter(city):
    from archives.models import Membership

    made = at("alleged")
    Membership.objects.create(user=account("zhou"), unit=unit(), role="panel", from_on="2020-01-01")
    with pytest.raises(PermissionDenied):
        step(made, "break", "zhou")
    made = step(made, "dismiss", "sun", "核查时材料已补齐")
    assert (made.status, made.alleged_by) == ("in_force", None)


def test_a_returned_record_is_filed_anew(city):
    made = at("broken")
    with pytest.raises(Refused, match="nothing to file anew"):
        step(made, "refile", "zhou")
    first = made.filing
    advance(first, "return", by=account("sun"), reason="补正", seen=first.revision)
    made = step(made, "refile", "sun")
    assert made.filing != first
    assert Filing.objects.get(pk=made.filing_id).status == "submitted"


def test_a_breach_is_never_typed(city, door):
    from archives.models import CatalogueItem

    assert CatalogueItem.on("CN-QY", timezone.localdate()) is not None
    answer = door("zhou").get(reverse("staff_enter", args=["CN-QY"]))
    assert answer.status_code == 403


def test_the_paper_and_the_recording_form_say_all(city):
    made = at("broken", "project")
    text = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(BytesIO(papers.letter(made)))).replace("\r\n", "")
    for words in (made.number, made.subject.name, "项目标准", "亩均投资", "签署人", "盖章"):
        assert words in text
    form = "".join(page.get_textpage().get_text_bounded() for page in PdfDocument(BytesIO(papers.record_form(made)))).replace("\r\n", "")
    for words in ("信用承诺记录单", made.number, made.subject.code, "王某", "现场核查", "违诺"):
        assert words in form


# ── the doors ────────────────────────────────────────────────────────────────


def posted(door, name, letter, **said):
    letter.refresh_from_db()
    return door(name).post(reverse("staff_letter", args=[letter.pk]), {"revision": letter.revision, "reason": "理由充分", **said})


def test_through_the_staff_site(door, city):
    today, item, of = timezone.localdate(), matter(), firm()
    said = {
        "unit": unit().pk, "kind": "replacement", "code": of.code, "matter": item.pk, "replaces": "经营场所使用证明", "signer": "王某",
        "signed_on": today.isoformat(), "valid_until": (today + timedelta(90)).isoformat(),
    }  # fmt: skip
    assert door("lin").post(reverse("staff_letter_enter"), said | {"code": "91990100MA0000009X"}).status_code == 400
    assert door("lin").post(reverse("staff_letter_enter"), said | {"replaces": ""}).status_code == 409
    assert door("lin").post(reverse("staff_letter_enter"), said).status_code == 302
    made = SignedLetter.objects.get()
    assert door("lin").get(reverse("staff_letter_paper", args=[made.pk])).status_code == 403  # nothing to sign yet
    assert posted(door, "lin", made, step="print").status_code == 302
    assert door("lin").get(reverse("staff_letter_paper", args=[made.pk])).content.startswith(b"%PDF")
    assert posted(door, "lin", made, step="sign").status_code == 409
    upload = lambda content: {"files": [SimpleUploadedFile("签署件.pdf", content)]}  # noqa: E731
    copy, check = reverse("staff_letter_copy", args=[made.pk]), reverse("staff_letter_check", args=[made.pk])
    assert door("lin").post(copy, upload(b"MZ no pdf")).status_code == 409
    assert door("lin").post(copy, upload(b"%PDF-1.4 signed")).status_code == 302
    assert posted(door, "lin", made, step="sign").status_code == 302
    assert posted(door, "lin", made, step="accept").status_code == 409
    assert posted(door, "gao", made, step="accept").status_code == 302
    assert (
        door("lin").post(check, {"on": today.isoformat(), "result": "failed", "words": "材料不实", **upload(b"%PDF-1.4 proof")}).status_code
        == 302
    )
    assert posted(door, "lin", made, step="allege").status_code == 302
    assert posted(door, "gao", made, step="break").status_code == 403
    assert posted(door, "zhou", made, step="break").status_code == 302
    page = door("lin").get(reverse("staff_letter", args=[made.pk])).content.decode()
    assert "材料不实" in page
    told = door("lin").get(reverse("staff_letter_supervision")).content.decode()
    assert of.name in told
    assert made.number in told
    again = door("lin").post(reverse("staff_letter_enter"), said)
    assert again.status_code == 409
    assert "国办发〔2020〕42号" in again.content.decode()
    assert door("wu").get(reverse("staff_letter", args=[made.pk])).status_code == 404


def test_the_counter_answers_both_questions(door, city):
    item, address = matter(), reverse("staff_letter_counter")
    other = firm(OTHER_FIRM, "另一家有限公司")
    assert "食品经营许可" in door("wu").get(address).content.decode()
    free = door("lin").get(address, {"matter": item.pk, "code": other.code}).content.decode()
    assert f"{other.name}主动向社会公开作出信用承诺" in free  # the template, filled in
    assert "kind=replacement" in free
    broken = at("broken")
    barred = door("lin").get(address, {"matter": item.pk, "code": broken.subject.code}).content.decode()
    assert broken.number in barred
    assert "国办发〔2020〕42号" in barred
    assert "kind=replacement" not in barred
    api = "/api/v1/letter-counter/"
    said = door("lin").get(api, {"matter": item.pk, "code": broken.subject.code}).json()
    assert (said["may_use"], [one["kind"] for one in said["kinds"]]) == (False, ["publication", "replacement"])
    assert broken.number in said["why_not"]
    said = door("lin").get(api, {"matter": item.pk, "code": other.code}).json()
    assert (said["may_use"], said["why_not"]) == (True, "")
    assert door("lin").get(api, {"matter": item.pk}).json()["may_use"] is None
    assert door("lin").get(api, {"matter": 999999}).status_code == 404
    assert door("lin").get(api, {"matter": item.pk, "code": "x"}).status_code == 404


def test_by_api_units_see_what_they_received(door, city):
    made = at("in_force")
    assert door("lin").get(f"/api/v1/letters/{made.pk}/").json()["status"] == "in_force"
    assert door("wu").get(f"/api/v1/letters/{made.pk}/").status_code == 404
    assert door("zhou").get("/api/v1/letters/?kind=publication").json()["results"][0]["id"] == made.pk
    assert "signer" not in door("zhou").get("/api/v1/letters/").json()["results"][0]


def test_a_purchaser_published_its_letter_for_the_project(city, door):
    text = "一、政务公开：依法公开。二、财政资金使用规范性：预算已落实。三、遵守政府采购法律法规：遵守。四、合同履行：按期支付。五、违约责任：依法承担。"
    made = published(kind="purchaser", text=text, project_no="示采〔2026〕7号")
    today = timezone.localdate()
    assert purchaser_letter(made.unit, "示采〔2026〕7号", today) == made
    assert purchaser_letter(made.unit, "示采〔2026〕7号", today - timedelta(1)) is None
    assert purchaser_letter(made.unit, "示采〔2026〕8号", today) is None
    assert purchaser_letter(made.unit, " ", today) is None
    assert purchaser_letter(unit(world.HOUSING), "示采〔2026〕7号", today) is None
    page = door("wu").get(reverse("staff_letter_counter"), {"purchaser": made.unit.code, "project_no": "示采〔2026〕7号"}).content.decode()
    assert made.number in page
    step(made, "end", "zhou", "《某法》修订")
    assert purchaser_letter(made.unit, "示采〔2026〕7号", today) is None


def test_the_way_back_from_the_record(city, door):
    made = at("broken")
    advance(made.filing, "approve", by=account("sun"), seen=made.filing.revision)
    number = counter.record_number(made)
    page = door("zhou").get(reverse("staff_record", args=[number])).content.decode()
    assert reverse("staff_letter", args=[made.pk]) in page
    assert Record.objects.filter(number=number).exists()
