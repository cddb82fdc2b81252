"""A change of personnel: what the one who left answers for is named where the term ends and on the unit's own pages, until it is handed over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archives import post_actions
from archives.models import Appointment, Scope
from commitments import actions
from commitments.checks import ownerless
from commitments.models import Commitment
from tests.archives import officials

from .given import account, another_owner, owner, published
from .test_pages import shift_owner

LIST = reverse("admin:commitments_commitment_changelist")


@pytest.fixture
def left(city) -> tuple[Commitment, Appointment]:
    """A running commitment whose owner handed the post over today."""
    made, held = published(), owner()
    shift_owner(made)
    return made, held


def ended(held: Appointment, **otherwise):
    said = {"on": timezone.localdate(), "document_no": "任〔2026〕3号", "by": account("ren"), **otherwise}
    return post_actions.hand_over(appointment=held, holder=officials.register(serial=9), note="移交清单", **said)


def test_the_end_of_a_term_lists_what_its_holder_answers_for(door, left):
    made, held = left
    inside = published(title="内部承诺", scope=Scope.INTERNAL)
    for name in ("handover", "end"):
        shown = door("ren").get(reverse("staff_term", args=[held.pk, name])).content.decode()
        assert made.number in shown
        assert made.version.title in shown
        assert inside.number not in shown
    other = another_owner()
    assert made.number not in door("ren").get(reverse("staff_term", args=[other.pk, "handover"])).content.decode()
    handover = ended(held)
    assert [(fact["kind"], fact["title"]) for fact in handover.open_matters] == [("commitment", made.number)]
    assert made.number in door("ren").get(reverse("staff_handover", args=[handover.pk])).content.decode()


def test_the_unit_reads_whose_owner_left_until_it_is_handed_over(door, left):
    made, held = left
    address = reverse("staff_commitment_owner", args=[made.pk])
    assert address not in door("lin").get("/").content.decode()
    assert made.number not in door("lin").get(f"{LIST}?mine=owner").content.decode()
    successor = ended(held).incoming
    assert [finding.facts["number"] for finding in ownerless(timezone.localdate())] == [made.number]
    assert f'href="{address}"' in door("lin").get("/").content.decode()
    assert made.number in door("lin").get(f"{LIST}?mine=owner").content.decode()
    shown = door("lin").get(reverse("staff_commitment", args=[made.pk])).content.decode()
    assert "已不在职" in shown
    assert made.number not in door("wu").get("/").content.decode()  # another unit
    actions.hand_over(commitment=made, owner=successor, on=timezone.localdate(), note="当面移交", by=account("lin"))
    assert address not in door("lin").get("/").content.decode()
    assert made.number not in door("lin").get(f"{LIST}?mine=owner").content.decode()
    assert not list(ownerless(timezone.localdate()))
    assert "已不在职" not in door("lin").get(reverse("staff_commitment", args=[made.pk])).content.decode()


def test_what_is_over_waits_for_nobody(city, left):
    made, held = left
    ended(held, on=timezone.localdate() - timedelta(1))
    assert list(ownerless(timezone.localdate()))
    made.refresh_from_db()
    actions.take(commitment=made, step="end", by=account("zhou"), reason="依法终止", seen=made.revision)
    assert not list(ownerless(timezone.localdate()))
