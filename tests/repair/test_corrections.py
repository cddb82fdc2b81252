"""Who received a wrong value, who is told, what the public reads and for how long; and what none of them is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from archives import deliveries
from archives.models import FOREVER, Delivery, Record
from integrity.errors import Refused
from repair import corrections
from repair.models import CorrectionNotice, PublicCorrection
from tests.archives import officials

from .given import HONOUR, RIGHT, a_record, account, objection_at, second_person, take

pytestmark = pytest.mark.usefixtures("city")
ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int = 0, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def test_every_way_out_is_noted_with_its_versions(door):
    record, other = a_record(), a_record()
    b"".join(door("zhou").get(reverse("staff_export_records"), {"item": "RY"}).streaming_content)
    b"".join(door("audit").get(reverse("admin:list_csv", args=["archives", "record"])).streaming_content)
    door("lin").get(reverse("api:record-list"), {"item": "RY"})
    door("gao").get(reverse("api:record-detail", args=[other.number]))
    assert sorted(Delivery.objects.values_list("by__username", "how", "rows")) == [
        ("audit", "list", 2),
        ("gao", "api", 1),
        ("lin", "api", 2),
        ("zhou", "export", 2),
    ]
    assert {row["by"].username for row in deliveries.received([record])} == {"zhou", "audit", "lin"}
    assert {row["by"].username for row in deliveries.received([other])} == {"zhou", "audit", "lin", "gao"}


def test_one_who_received_it_twice_is_told_once_and_who_received_the_right_one_only_is_not(door):
    record = a_record()
    for _n in range(2):
        door("lin").get(reverse("api:record-detail", args=[record.number]))
    found = take(objection_at("accepted", record=record), "correct")
    second_person(found)
    door("gao").get(reverse("api:record-detail", args=[record.number]))  # the new version already
    take(found, "tell")
    assert [n.recipient.username for n in CorrectionNotice.objects.all()] == ["lin"]


def test_nobody_is_told_where_the_record_stands(door):
    record = a_record()
    door("lin").get(reverse("api:record-detail", args=[record.number]))
    objection_at("decided", record=record, how="uphold")
    assert not CorrectionNotice.objects.exists()
    assert not PublicCorrection.objects.exists()


def test_the_recipient_alone_acknowledges():
    found = objection_at("decided", how="correct")
    notice = CorrectionNotice.objects.create(objection=found, recipient=account("lin"), how="api", received_at=found.made_at)
    for name in ("zhou", "sun", "gao"):
        with pytest.raises(Refused, match=r"somebody else|他人"):
            corrections.acknowledge(notice=notice, by=account(name))
    first = corrections.acknowledge(notice=notice, by=account("lin")).acknowledged_at
    assert corrections.acknowledge(notice=notice, by=account("lin")).acknowledged_at == first


# ── how long ─────────────────────────────────────────────────────────────────


def version(known_from, known_until=FOREVER, shown=None, withdrawn=None, scope=0):
    shown = SimpleNamespace(lower=shown[0], upper=shown[1]) if shown else None
    return SimpleNamespace(scope=scope, shown=shown, known_from=known_from, known_until=known_until, withdrawn_at=withdrawn)


@pytest.mark.parametrize(
    ("versions", "length"),
    [
        # Known on the 3rd, shown since the 1st and until next year, corrected on the 13th: ten days.
        ([version(at(3), at(13), (at(1), at(1, month=12)))], timedelta(10)),
        # Its display ended by itself on the 8th.
        ([version(at(3), at(13), (at(1), at(8)))], timedelta(5)),
        # Withdrawn on the 5th at noon.
        ([version(at(3), FOREVER, (at(1), at(1, month=12)), at(5, 12))], timedelta(2, 12 * 3600)),
        # Two wrong versions, one after the other.
        ([version(at(3), at(6), (at(1), at(1, month=12))), version(at(6), at(13), (at(1), at(1, month=12)))], timedelta(10)),
        # Never shown; of another scope; to be shown later.
        ([version(at(3), at(13))], timedelta(0)),
        ([version(at(3), at(13), (at(1), at(1, month=12)), scope=1)], timedelta(0)),
        ([version(at(3), at(13), (at(20), at(1, month=12)))], timedelta(0)),
    ],
)
def test_how_long_it_was_on_display(versions, length):
    assert corrections.on_display(versions, at(15)) == length


def test_the_public_correction_is_shown_as_long_in_whole_days_and_holds_public_values_alone():
    found = take(objection_at("accepted"), "correct", changes={"honour": RIGHT})
    second_person(found)
    found = take(found, "tell")
    published = PublicCorrection.objects.get()
    assert published.changes == [{"label": "荣誉名称", "label_en": "Honour", "old": HONOUR, "new": RIGHT}]
    assert published.shown.upper - published.shown.lower == timedelta(1)  # it was on display for seconds
    told = f"{published.changes} {published.kind} {published.record_no}"
    for secret in (found.wrong, found.should_be, found.objector_name, found.contact):
        assert secret not in told


def test_a_revocation_is_published_without_values():
    found = objection_at("decided", how="revoke")
    published = PublicCorrection.objects.get()
    assert (published.kind, published.changes, published.record_no) == ("revoked", [], found.record_no)


# ── natural persons ──────────────────────────────────────────────────────────


@pytest.fixture
def official():
    return officials.register(self_="self_")


def test_a_civil_servant_objects_from_my_archive_and_it_stands_in_no_public_correction(official, door):
    record = officials.filed(official, "GZ-RY", officer="zhou")
    mine = door("self_")
    assert reverse("staff_objection_file") in mine.get(reverse("staff_record", args=[record.number])).content.decode()
    address = f"{reverse('staff_objection_file')}?record={record.number}"
    answer = mine.post(address, {"part": "荣誉名称", "wrong": "名称有误", "should_be": "应为诚信标兵", "contact": "13900000000"})
    assert answer.status_code == 302
    from repair.models import Objection

    found = Objection.objects.get()
    assert (found.channel, found.objector_kind, found.made_by.username) == ("self", "subject", "self_")
    # Another civil servant's record is not objected to.
    other = officials.filed(officials.register("司马青", 2), "GZ-RY")
    assert mine.get(f"{reverse('staff_objection_file')}?record={other.number}").status_code == 403
    # An officer sees the words of the objection, and the record from acceptance on; each opening is in the read log.
    day = date(2026, 11, 23)
    found = take(found, "identify", today=day)
    page = door("sun").get(reverse("staff_objection", args=[found.pk])).content.decode()
    assert "诚信服务标兵" not in page
    assert door("sun").get(reverse("staff_record", args=[record.number])).status_code == 403
    found = take(found, "accept", today=day)
    assert "诚信服务标兵" in door("sun").get(reverse("staff_objection", args=[found.pk])).content.decode()
    assert door("sun").get(reverse("staff_record", args=[record.number])).status_code == 200
    assert official.readings.filter(by=account("sun"), about=record.number, granted=True).count() >= 3
    assert "异议中" in mine.get(reverse("staff_my_archive")).content.decode()
    # Corrected; told to who opened it (sun, zhou), not to the person; nothing in public lists.
    found = take(found, "correct", changes={"honour": "诚信标兵"}, today=day)
    second_person(found)
    found = take(found, "tell", today=day)
    assert Record.objects.current().get(number=record.number).content.facts["public"]["honour"] == "诚信标兵"
    assert {n.recipient.username for n in CorrectionNotice.objects.all()} >= {"sun"}
    assert "self_" not in {n.recipient.username for n in CorrectionNotice.objects.all()}
    assert not PublicCorrection.objects.exists()
    found = take(found, "close", today=day)
    assert door("sun").get(reverse("staff_record", args=[record.number])).status_code == 403  # no longer concerned


def test_the_list_says_of_an_objection_no_word_of_whom_and_why(official, door):
    record = a_record()
    found = objection_at("accepted", record=record)
    page = door("zhou").get(reverse("admin:repair_objection_changelist")).content.decode()
    file = b"".join(door("zhou").get(reverse("admin:list_csv", args=["repair", "objection"])).streaming_content).decode()
    for text in (page, file):
        assert found.number in text
        for secret in (found.wrong, found.should_be, found.objector_name, found.contact):
            assert secret not in text
    take(take(take(found, "uphold"), "tell"), "complain", reason="答复没有道理9375")
    for name in ("zhou", "audit"):  # nor in the list of all steps
        assert "9375" in door(name).get(reverse("staff_objection", args=[found.pk])).content.decode()
        steps = door(name).get(reverse("admin:integrity_steptaken_changelist")).content.decode()
        steps += b"".join(door(name).get(reverse("admin:list_csv", args=["integrity", "steptaken"])).streaming_content).decode()
        assert "审核通过" in steps or "通过" in steps  # the control: steps of the filing stand there
        assert "9375" not in steps
    for name, sees in (("zhou", True), ("audit", True), ("he", True), ("lin", False), ("gao", False), ("wu", False)):
        assert (found.number in door(name).get(reverse("admin:repair_objection_changelist")).content.decode()) == sees, name
