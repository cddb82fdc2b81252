"""``advance``: the only way a status changes, shown on the flow of a filing."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import User
from archives import actions
from archives.imports import form
from archives.models import Filing, Membership, Record, Role, Subject
from integrity.errors import Refused
from integrity.models import Entry, StepTaken
from integrity.workflow import Flow, Step, advance, objection_to
from tests import world
from tests.conftest import role

# Status before, step, status after. What is not here is impossible.
ARROWS = {
    ("received", "check"): "checked",
    ("received", "discard"): "discarded",
    ("checked", "submit"): "submitted",
    ("checked", "submit_good"): "submitted",
    ("checked", "discard"): "discarded",
    ("submitted", "approve"): "approved",
    ("submitted", "return"): "returned",
    ("returned", "discard"): "discarded",
}
# What only an item knows that needs its panel, its head of unit or the city; walked through in tests/archives/test_review.py.
REVIEW = {
    ("panel", "adopt"): "signing",
    ("panel", "reject"): "returned",
    ("panel", "return"): "returned",
    ("signing", "sign"): "submitted",
    ("signing", "return"): "returned",
    ("submitted", "forward"): "forwarded",
    ("forwarded", "approve"): "approved",
    ("forwarded", "return"): "returned",
}
STATUSES = ("received", "checked", "submitted", "approved", "returned", "discarded")
STEPS = ("check", "submit", "submit_good", "approve", "return", "discard")
BY = {"check": "system", "submit": "lin", "submit_good": "lin", "discard": "lin", "approve": "zhou", "return": "zhou"}


def account(name):
    return User.objects.get(username=name)


def received(doc_no="示政表〔2024〕3号"):
    """An honour entered by lin, before it is checked against the archive."""
    unit = Subject.objects.get(code=world.MARKET)
    filing = Filing.objects.create(unit=unit, item_code="RY", source="form", rows=1, made_by=account("lin"))
    filing.refresh_from_db()
    data = {
        "subject_code": world.HOSPITAL,
        "subject_name": "示范市第二人民医院",
        "issuer_code": world.MARKET,
        "issuer_name": "示范市市场监督管理局",
        "doc_no": doc_no,
        "decided_on": "2024-05-06",
        "basis": "示政发〔2023〕31号",
        "honour": "诚信服务单位",
    }
    form.filed_row(filing, data, today=timezone.localdate()).save(force_insert=True)
    return filing


def take(filing, step, **changes):
    arguments = {"by": account(BY[step]), "reason": "附件缺失", "seen": filing.revision} | changes
    return advance(filing, step, **arguments)


def reach(status):
    filing = received()
    if status == "received":
        return filing
    filing = actions.check_filing(filing=filing)
    for step in {"submitted": ["submit"], "approved": ["submit", "approve"], "returned": ["submit", "return"], "discarded": ["discard"]}.get(status, []):
        filing = take(filing, step)
    assert filing.status == status
    return filing


def ready_for(step, filing):
    """Only a filing with bad rows can be submitted without them."""
    if step == "submit_good":
        Filing.objects.filter(pk=filing.pk).update(rows=2, bad=1)
        filing.refresh_from_db()
    return filing


def trail(filing):
    return [(s.step, s.source, s.target, s.by.username, s.reason) for s in filing.taken]


# ── what a step leaves ───────────────────────────────────────────────────────────────────────────


def test_each_step_taken_leaves_one_row(city):
    start = timezone.now()
    filing = received()
    assert trail(filing) == []
    filing = actions.check_filing(filing=filing)
    filing = advance(filing, "submit", by=account("lin"))
    filing = advance(filing, "approve", by=account("zhou"), reason="  核对无误 ", seen=filing.revision)
    assert trail(filing) == [
        ("check", "received", "checked", "system", ""),
        ("submit", "checked", "submitted", "lin", ""),
        ("approve", "submitted", "approved", "zhou", "核对无误"),
    ]
    steps = list(filing.taken)
    assert {(s.entry_kind, s.entry_id) for s in steps} == {("archives.filing", filing.pk)}
    assert [s.at for s in steps] == sorted(s.at for s in steps)
    assert steps[0].at >= start - timedelta(seconds=1)
    # Checking counted the row, which is content; submitting and deciding are none.
    assert [s.revision for s in steps] == [2, 2, 2]
    assert filing.revision == 2
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is asked at commit


def test_approving_makes_the_record_in_the_same_transaction(city):
    filing = reach("submitted")
    assert not Record.objects.filter(filing=filing).exists()
    filing = take(filing, "approve")
    record = Record.objects.get(filing=filing)
    assert (record.subject.code, record.version, record.decided_on.isoformat()) == (world.HOSPITAL, 1, "2024-05-06")
    assert filing.decided_by == account("zhou")


def test_returning_files_nothing(city):
    filing = take(reach("submitted"), "return")
    assert not Record.objects.filter(filing=filing).exists()
    assert filing.filed_rows.count() == 1
    assert take(filing, "discard").filed_rows.count() == 0


# ── which steps there are ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", STATUSES)
def test_only_the_arrows_of_the_flow_can_be_taken(city, status):
    for step in STEPS:
        with transaction.atomic():
            filing = ready_for(step, reach(status))
            before = trail(filing)
            if target := ARROWS.get((status, step)):
                assert take(filing, step).status == target
                assert len(trail(filing)) == len(before) + 1
            else:
                with pytest.raises(Refused):
                    take(filing, step)
                filing.refresh_from_db()
                assert (filing.status, trail(filing)) == (status, before)
            transaction.set_rollback(True)


def test_the_flow_is_the_table_above():
    flow = Filing().flow
    assert {(source, s.name): s.target for s in flow for source in s.sources} == ARROWS | REVIEW
    assert flow.initial == "received"


def test_an_unknown_step_is_refused(city):
    with pytest.raises(Refused, match="publish"):
        advance(reach("checked"), "publish", by=account("lin"))


def test_two_steps_of_one_name_are_no_flow():
    step = Step("go", ("a",), "b", "Go")
    assert list(Flow("one", "a", (step,))) == [step]
    with pytest.raises(ValueError, match="two"):
        Flow("two", "a", (step, Step("go", ("b",), "c", "Go on")))


def test_an_entry_that_does_not_say_who_may_is_an_error():
    with pytest.raises(TypeError, match="Filing"):
        Entry.may(Filing(), None, None, None)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────

MAY = {
    "check": {"system"},
    "submit": {"lin"},
    "submit_good": {"lin"},
    "discard": {"lin"},
    "approve": {"zhou", "sun"},
    "return": {"zhou", "sun"},
}
PERSONS = ["system", "lin", "gao", "wu", "zhou", "sun", "audit", "guard", "past", "closed", "nobody"]
FROM = {"check": "received", "submit": "checked", "submit_good": "checked", "discard": "checked", "approve": "submitted", "return": "submitted"}


@pytest.mark.parametrize("step", STEPS)
def test_without_the_role_it_is_forbidden(city, step):
    for name in PERSONS:
        with transaction.atomic():
            filing = ready_for(step, reach(FROM[step]))
            before = trail(filing)
            if name in MAY[step]:
                assert take(filing, step, by=account(name)).status == ARROWS[FROM[step], step]
            else:
                with pytest.raises(PermissionDenied):
                    take(filing, step, by=account(name))
                filing.refresh_from_db()
                assert (filing.status, trail(filing)) == (FROM[step], before), name
            transaction.set_rollback(True)


def test_a_role_is_read_at_each_step_and_ends_on_its_day(city):
    filing = reach("checked")
    today = timezone.localdate()
    held = Membership.objects.get(user__username="lin")
    held.until_on = today
    held.save()
    with pytest.raises(PermissionDenied):
        advance(filing, "submit", by=account("lin"), today=today)
    assert advance(filing, "submit", by=account("lin"), today=today - timedelta(1)).status == "submitted"


def test_who_entered_may_not_approve_whatever_roles_are_held(city):
    filing = reach("submitted")
    office = Subject.objects.get(code=world.OFFICE)
    for name in ("lin", "wu"):
        Membership.objects.create(user=account(name), unit=office, role=Role.OFFICER, from_on="2020-01-01")
    for step in ("approve", "return"):
        with pytest.raises(Refused):
            take(filing, step, by=account("lin"))
    # The control: the same roles, but somebody else's filing.
    assert take(filing, "approve", by=account("wu")).status == "approved"


def test_who_submitted_may_not_approve_either(city):
    market, office = Subject.objects.get(code=world.MARKET), Subject.objects.get(code=world.OFFICE)
    Membership.objects.create(user=account("sun"), unit=market, role=Role.CLERK, from_on="2020-01-01")
    assert Membership.holds(account("sun"), Role.OFFICER, timezone.localdate(), unit=office)
    filing = take(reach("checked"), "submit", by=account("sun"))
    with pytest.raises(Refused):
        take(filing, "approve", by=account("sun"))
    assert take(filing, "approve", by=account("zhou")).status == "approved"


# ── reasons and revisions ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("step", ["submit_good", "return", "discard"])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_step_that_needs_a_reason_is_refused_without(city, step, reason):
    filing = ready_for(step, reach(FROM[step]))
    with pytest.raises(Refused):
        take(filing, step, reason=reason)
    assert take(filing, step, reason=" 缺附件 ").taken.last().reason == "缺附件"


@pytest.mark.parametrize("step", ["submit", "approve"])
def test_other_steps_need_none(city, step):
    assert take(reach(FROM[step]), step, reason="").taken.last().reason == ""


def test_bad_rows_are_submitted_only_knowingly(city):
    filing = reach("checked")
    with pytest.raises(Refused):
        take(filing, "submit_good")  # there are none
    filing = ready_for("submit_good", filing)
    with pytest.raises(Refused):
        take(filing, "submit")
    assert take(filing, "submit_good").good_only


@pytest.mark.parametrize("step", ["approve", "return"])
def test_a_decision_names_the_revision_it_saw(city, step):
    filing = reach("submitted")
    with pytest.raises(Refused):
        take(filing, step, seen=None)
    with pytest.raises(Refused):
        take(filing, step, seen=filing.revision - 1)
    with pytest.raises(Refused):
        take(filing, step, seen=filing.revision + 1)
    assert take(filing, step).status == ARROWS["submitted", step]


def test_a_change_after_it_was_opened_refuses_the_decision(city):
    filing = reach("submitted")
    seen = filing.revision
    Filing.objects.filter(pk=filing.pk).update(filename="替换.csv")
    with pytest.raises(Refused, match=str(seen)):
        take(filing, "approve", seen=seen)
    assert Filing.objects.get(pk=filing.pk).status == "submitted"
    assert take(filing, "approve", seen=seen + 1).status == "approved"


def test_an_effect_that_refuses_leaves_nothing(city):
    """Two filings of the same decision, both checked before either was approved."""
    first, second = received(), received()
    for filing in (first, second):
        actions.check_filing(filing=filing)
        filing.refresh_from_db()
        take(filing, "submit")
    assert take(first, "approve").status == "approved"
    before = trail(second)
    with pytest.raises(Refused):
        take(second, "approve")
    second.refresh_from_db()
    assert (second.status, second.decided_by, trail(second)) == ("submitted", None, before)
    assert Record.objects.filter(filing=second).count() == 0
    assert take(second, "return").status == "returned"


def test_why_not_is_told_before_anybody_tries(city):
    filing, today = reach("submitted"), timezone.localdate()
    approve, back, submit = (filing.flow[name] for name in ("approve", "return", "submit"))
    assert objection_to(filing, approve, account("zhou"), today) is None
    assert isinstance(objection_to(filing, approve, account("gao"), today), PermissionDenied)
    assert isinstance(objection_to(filing, submit, account("lin"), today), Refused)
    assert objection_to(filing, back, account("zhou"), today) is None  # the reason is still being written
    assert isinstance(objection_to(filing, back, account("zhou"), today, ""), Refused)


# ── two at once ──────────────────────────────────────────────────────────────────────────────────


def blocked(pid):
    """Whether that backend waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return cursor.fetchone()[0]


class Reviewer(threading.Thread):
    """Decides over a connection of its own; stops before its commit until it is let go on."""

    def __init__(self, filing, step, name, wait):
        super().__init__(daemon=True)
        self.filing, self.step, self.username = filing, step, name
        self.opened, self.decided, self.go_on = threading.Event(), threading.Event(), threading.Event()
        if not wait:
            self.go_on.set()
        self.outcome, self.gives_up = None, False

    def run(self):
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (self.pid,) = cursor.fetchone()
                cursor.execute("SET ROLE staff")
            self.opened.set()
            with transaction.atomic():
                take(self.filing, self.step, by=account(self.username))
                self.decided.set()
                assert self.go_on.wait(30)
                if self.gives_up:
                    raise ConnectionAbortedError
            self.outcome = "won"
        except BaseException as error:
            self.outcome = error
        finally:
            connections["default"].close()


@pytest.mark.parametrize(("first", "second"), [("approve", "approve"), ("approve", "return"), ("return", "approve")])
def test_two_reviewers_at_once_one_wins(committed, first, second):
    filing = reach("submitted")
    winner = Reviewer(filing, first, "zhou", wait=True)
    winner.start()
    assert winner.decided.wait(30)
    loser = Reviewer(filing, second, "sun", wait=False)
    loser.start()
    assert loser.opened.wait(30)
    while not blocked(loser.pid):
        assert loser.is_alive(), loser.outcome
    winner.go_on.set()
    winner.join(30)
    loser.join(30)
    assert winner.outcome == "won"
    assert isinstance(loser.outcome, Refused), loser.outcome
    filing.refresh_from_db()
    assert filing.status == ARROWS["submitted", first]
    assert [s.by.username for s in filing.taken if s.source == "submitted"] == ["zhou"]
    assert Record.objects.filter(filing=filing).count() == (first == "approve")


def test_if_the_first_gives_up_the_second_wins(committed):
    """The control: the second is not refused because it came second."""
    filing = reach("submitted")
    first = Reviewer(filing, "approve", "zhou", wait=True)
    first.start()
    assert first.decided.wait(30)
    second = Reviewer(filing, "approve", "sun", wait=False)
    second.start()
    assert second.opened.wait(30)
    while not blocked(second.pid):
        assert second.is_alive(), second.outcome
    first.gives_up = True
    first.go_on.set()
    first.join(30)
    second.join(30)
    assert isinstance(first.outcome, ConnectionAbortedError)
    assert second.outcome == "won"
    assert [s.by.username for s in filing.taken if s.source == "submitted"] == ["sun"]


def test_without_lock_and_trigger_a_stale_copy_would_overwrite(city):
    """The control of the lock: a decision on a stale copy, with the compare under the lock left out, overwrites."""
    filing = reach("submitted")
    stale = Filing.objects.get(pk=filing.pk)
    take(filing, "return")
    with pytest.raises(Refused):
        take(stale, "approve")
    stale.status = "approved"
    stale.decided_by, stale.decided_at = account("sun"), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # as if what came before were committed
    with pytest.raises(Exception, match=r"changes only by a step taken|names who took the step|one after the other"), transaction.atomic(), connection.cursor() as cursor:
        stale.save()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for guard in ("status_by_step", "named_by_step", "next_rests", "whole_rests", "by_its_step"):
            cursor.execute(f"ALTER TABLE archives_filing DISABLE TRIGGER archives_filing_{guard}")
    stale.save()
    assert Filing.objects.get(pk=filing.pk).status == "approved"
    assert StepTaken.objects.filter(entry_id=filing.pk, target="approved").count() == 0
