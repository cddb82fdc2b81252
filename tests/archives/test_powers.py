"""Lists of powers: an item is added, adjusted, merged and cut by a draft of the unit that the credit office adopts; nothing overlaps."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from archives.models import Membership, PowerDraft, PowerItem, Subject
from integrity.errors import Refused
from tests import world
from tests.permitted_powers import POWER_STEPS

from .powered import SINCE, account, approval, drafted, listed, matter, said, step

PERSONAS = "lin gao wu zhou sun audit guard past closed nobody system pan".split()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def today():
    return timezone.localdate()


def test_what_the_list_holds_already_comes_in_with_its_own_day(city):
    item = listed()
    assert (item.change, item.valid_from, item.valid_until, item.authority) == ("listed", SINCE, None, "示审改办发〔2024〕1号")
    assert item.cited == "对无照经营的处罚（无证无照经营查处办法第十三条）"


def test_an_adjustment_ends_the_version_before_on_its_day(city, today):
    first = approval()
    draft = drafted("adjust", "XK-001", said=matter(promised_days=5), starts_on=today + timedelta(3), authority="示审改办发〔2026〕3号")
    second = step(draft).item
    first.refresh_from_db()
    assert (first.valid_until, first.end_authority, first.merged_into) == (today + timedelta(3), "示审改办发〔2026〕3号", "")
    assert (second.change, second.valid_from, second.promised_days) == ("adjusted", today + timedelta(3), 5)
    in_force = PowerItem.objects.in_force
    assert list(in_force(today)) == [first]
    assert list(in_force(today + timedelta(3))) == [second]


def test_a_merger_ends_several_and_says_where_they_went(city, today):
    a, b, c = listed("CF-001"), listed("CF-002"), listed("CF-003")
    merged = step(drafted("merge", "CF-001", merges=["CF-001", "CF-002"], name="对无证无照经营的处罚")).item
    for item in (a, b, c):
        item.refresh_from_db()
    assert (a.valid_until, a.merged_into) == (today, "")  # it goes on under its own code
    assert (b.valid_until, b.merged_into) == (today, "CF-001")
    assert c.valid_until is None
    assert merged.change == "merged"


def test_a_cut_ends_and_begins_nothing(city, today):
    item = listed()
    draft = step(drafted("cut", authority="示政发〔2026〕9号"))
    item.refresh_from_db()
    assert (item.valid_until, item.end_authority, draft.item, draft.status) == (today, "示政发〔2026〕9号", None, "adopted")


def test_what_was_cut_may_be_added_again_later(city, today):
    listed()
    step(drafted("cut"))
    again = step(drafted("add", starts_on=today + timedelta(1))).item
    assert (again.change, again.valid_from) == ("added", today + timedelta(1))


@pytest.mark.parametrize(
    ("purpose", "otherwise", "field"),
    [
        ("list", {"authority": " "}, "authority"),
        ("list", {"code": "处罚一"}, "code"),
        ("list", {"code": "A"}, "code"),
        ("list", {"starts_on": date(2099, 1, 1)}, "starts_on"),
        ("add", {"starts_on": SINCE}, "starts_on"),
        ("list", {"name": ""}, "name"),
        ("list", {"duty": ""}, "duty"),
        ("list", {"document": ""}, "document"),
        ("list", {"article": " "}, "article"),
        ("list", {"kind": "tax"}, "kind"),
        ("list", {"promised_days": 3}, "is_matter"),
        ("list", {"materials": ["甲"]}, "is_matter"),
        ("list", {"said": matter(promised_days=None)}, "promised_days"),
        ("list", {"said": matter(promised_days=21)}, "promised_days"),
        ("list", {"said": matter(handling="")}, "handling"),
        ("list", {"said": matter(materials=[])}, "materials"),
        ("list", {"said": matter(accepts=["nowhere"])}, "accepts"),
    ],
)
def test_what_no_list_may_say_is_refused_beside_its_field(city, purpose, otherwise, field):
    with pytest.raises(ValidationError) as refusal:
        drafted(purpose, **otherwise)
    assert field in refusal.value.message_dict
    assert not PowerDraft.objects.exists()


def test_a_merger_needs_two(city):
    listed()
    with pytest.raises(ValidationError, match="at least two"):
        drafted("merge", merges=["CF-001"])


@pytest.mark.parametrize(
    ("purpose", "otherwise", "words"),
    [
        ("add", {}, "is on the list of 示范市市场监督管理局 already"),
        ("list", {}, "is on the list of 示范市市场监督管理局 already"),
        ("adjust", {"code": "CF-009"}, "is not on the list"),
        ("cut", {"code": "CF-009"}, "is not on the list"),
        ("merge", {"code": "CF-005", "merges": ["CF-001", "CF-009"]}, "CF-009 is not on the list"),
        ("merge", {"code": "CF-003", "merges": ["CF-001", "CF-002"]}, "CF-003 is on the list"),
    ],
)
def test_what_does_not_follow_on_the_list_is_refused(city, purpose, otherwise, words):
    for code in ("CF-001", "CF-002", "CF-003"):
        listed(code)
    with pytest.raises(Refused, match=words):
        drafted(purpose, **otherwise)


def test_the_next_version_begins_after_the_one_before(city, today):
    listed()
    step(drafted("adjust", starts_on=today + timedelta(5)))
    with pytest.raises(Refused, match="begins on a later day"):
        drafted("adjust", starts_on=today + timedelta(5))


def test_one_draft_of_a_code_at_a_time(city):
    drafted()
    with pytest.raises(Refused, match="already awaits adoption"):
        drafted()


def test_a_draft_that_waited_past_its_day_is_not_adopted(city, today):
    listed()
    draft = drafted("adjust")
    with pytest.raises(Refused, match="begins today or later"):
        step(draft, today=today + timedelta(1))


def test_a_resident_id_stands_in_no_list(city):
    with pytest.raises(Refused, match="resident id"):
        drafted(duty="联系人 11010519491231002X")


# ── who ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["wu", "zhou", "audit", "guard", "past", "pan", "nobody"])
def test_only_clerk_and_head_of_the_unit_draft(city, name):
    with pytest.raises(PermissionDenied):
        drafted(by=name)


def test_the_head_drafts_too(city):
    assert drafted(by="gao").status == "entered"


@pytest.mark.parametrize("name", POWER_STEPS)
def test_persona_by_step(city, name):
    draft = drafted()
    for who, expected in zip(PERSONAS, POWER_STEPS[name].split(), strict=True):
        with transaction.atomic():
            try:
                step(draft, name, who)
                got = "Y"
            except PermissionDenied:
                got = "403"
            transaction.set_rollback(True)
        assert got == expected, who


def test_an_officer_who_works_in_the_unit_does_not_decide(city):
    Membership.objects.create(user=account("zhou"), unit=Subject.objects.get(code=world.MARKET), role="panel", from_on=SINCE)
    draft = drafted()
    with pytest.raises(PermissionDenied):
        step(draft)
    assert step(draft, by="sun").status == "adopted"


def test_refused_with_a_reason_the_list_stays(city):
    item = listed()
    draft = drafted("cut")
    with pytest.raises(Refused, match="needs a reason"):
        step(draft, "refuse", reason=" ")
    step(draft, "refuse", reason="决定文件未附")
    item.refresh_from_db()
    assert (draft.taken.last().reason, item.valid_until) == ("决定文件未附", None)


# ── what PostgreSQL keeps ────────────────────────────────────────────────────


def refused_by(words: str, change):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        change()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_adds_or_ends_an_item_but_by_the_step(city, today):
    item = listed()
    refused_by("by the adoption of its draft", lambda: PowerItem.objects.create(unit=item.unit, code="CF-008", authority="x", valid_from=SINCE, **said(is_matter=False)))
    item.valid_until, item.end_authority = today, "x"
    refused_by("by the adoption of its draft", lambda: item.save(update_fields=["valid_until", "end_authority"]))


def test_versions_never_overlap_whatever_is_decided(city, today):
    """Two hundred changes drawn at random; those that are lawful leave versions that follow each other."""
    draw, day = random.Random(118), today
    codes = ["CF-001", "CF-002", "CF-003", "CF-004"]
    done = 0
    for _n in range(200):
        purpose = draw.choice(["list", "add", "adjust", "adjust", "merge", "cut"])
        starts = SINCE + timedelta(draw.randrange(300)) if purpose == "list" else today + timedelta(draw.randrange(60))
        merges = draw.sample(codes, 2) if purpose == "merge" else []
        try:
            with transaction.atomic():
                step(drafted(purpose, draw.choice(codes), starts_on=starts, merges=merges))
                done += 1
        except (Refused, ValidationError):
            continue
    assert done > 20
    for code in codes:
        spans = [(i.valid_from, i.valid_until or date.max) for i in PowerItem.objects.filter(code=code).order_by("valid_from")]
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), (code, spans)
        for ahead in range(60):
            held = [span for span in spans if span[0] <= day + timedelta(ahead) < span[1]]
            assert len(held) <= 1
    assert PowerItem.objects.values("unit", "code", "valid_from").distinct().count() == PowerItem.objects.count()


# ── pages ────────────────────────────────────────────────────────────────────


def posted(words: dict, **more) -> dict:
    told = {key: value for key, value in words.items() if value not in (None, False, [])}
    return told | {"materials": "\n".join(words.get("materials", []))} | more


def test_from_the_form_to_the_list(door, today):
    lin, zhou = door("lin"), door("zhou")
    assert lin.get(reverse("staff_power_new")).status_code == 200
    decision = {"unit": Subject.objects.get(code=world.MARKET).pk, "purpose": "add", "code": "XK-007", "authority": "示审改办发〔2026〕3号", "starts_on": today}
    answer = lin.post(reverse("staff_power_new"), posted(matter(), **decision))
    draft = PowerDraft.objects.get()
    assert answer.url == reverse("staff_power_draft", args=[draft.pk])
    page = zhou.get(answer.url).content.decode()
    assert "营业执照" in page
    assert draft.unit.name in zhou.get("/").content.decode()
    assert zhou.post(answer.url, {"step": "adopt", "revision": draft.revision}).status_code == 302
    item = PowerItem.objects.get()
    assert item.materials == ["食品经营许可申请书", "营业执照", "经营场所平面图"]
    assert "XK-007" in door("wu").get(reverse("admin:archives_poweritem_changelist"), {"force": "now", "is_matter__exact": "1", "unit": item.unit_id}).content.decode()
    for purpose in ("adjust", "merge", "cut"):
        assert lin.get(reverse("staff_power_change", args=[item.pk, purpose])).status_code == 200
        assert door("wu").get(reverse("staff_power_change", args=[item.pk, purpose])).status_code == 403
    assert lin.get(reverse("staff_power_change", args=[item.pk, "sell"])).status_code == 404


def test_the_faults_of_the_form_stand_beside_their_fields(door, today):
    item = approval()
    address = reverse("staff_power_change", args=[item.pk, "adjust"])
    answer = door("lin").post(address, posted(matter(promised_days=30), authority="x", starts_on=today))
    assert answer.status_code == 400
    assert "承诺期限不得长于法定的20个工作日" in answer.content.decode()


def test_an_item_with_its_versions(door, today):
    item = approval()
    step(drafted("adjust", "XK-001", said=matter(promised_days=5)))
    page = door("wu").get(reverse("staff_power", args=[item.pk])).content.decode()
    assert "10 → 5" in page
    assert "示审改办发〔2024〕1号" in page
