"""Who may what, written by hand: persona × step and persona × URL. A step or a URL without a row fails.

The tables are the specification; they are not derived from the code. Columns are the personas of ``tests/world.py``;
``anon`` is nobody logged in.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from archives import actions
from archives.calendar_flow import NOTICE, enter_notice
from archives.flow import FILING
from archives.models import CatalogueItem, Filing, Membership, PeriodRule, Record, ReportingDuty, Subject, Term, TierRule
from integrity import jobs
from integrity import notice as notices
from integrity.errors import Refused
from integrity.workflow import advance
from scoring.actions import load_standard
from scoring.models import Run
from tests.conftest import role
from tests.files import penalties, row, table
from tests.notices import NOTICE_2027

STANDARD = Path(__file__).resolve().parent.parent / "standards" / "bodies-2026.yaml"

PERSONAS = "lin gao wu zhou sun audit guard past closed nobody system".split()

# Y may, 403 has not the role, 409 a rule says no. The filing was made and submitted by lin for 市场监督管理局.
STEPS = {
    #              lin gao wu  zhou sun audit guard past closed nobody system
    "check":       "403 403 403 403 403 403 403 403 403 403 Y",
    "submit":      "Y   403 403 403 403 403 403 403 403 403 403",
    "submit_good": "Y   403 403 403 403 403 403 403 403 403 403",
    "approve":     "403 403 403 Y   Y   403 403 403 403 403 403",
    "return":      "403 403 403 Y   Y   403 403 403 403 403 403",
    "discard":     "Y   403 403 403 403 403 403 403 403 403 403",
}  # fmt: skip
BEFORE = {"check": "received", "submit": "checked", "submit_good": "checked", "approve": "submitted", "return": "submitted", "discard": "checked"}


def filing_at(status: str, person, content: bytes | None = None) -> Filing:
    """A filing of 市场监督管理局 that reached ``status`` through the real steps."""
    market = Membership.objects.get(user=person("lin")).unit
    filing = actions.receive_file(unit=market, by=person("lin"), stream=io.BytesIO(content or penalties(3)), filename="三行.csv")
    if status == "received":
        return filing
    filing = actions.check_filing(filing=filing)
    return filing if status == "checked" else advance(filing, "submit", by=person("lin"))


# The notice was entered by zhou.
NOTICE_STEPS = {
    "confirm":     "403 403 403 409 Y   403 403 403 403 403 403",
    "discard":     "403 403 403 Y   Y   403 403 403 403 403 403",
}  # fmt: skip


@pytest.mark.parametrize("step", NOTICE_STEPS)
def test_persona_by_step_of_a_notice(person, step):
    for name, expected in zip(PERSONAS, NOTICE_STEPS[step].split(), strict=True):
        with transaction.atomic():
            entry = notice_2027(person)
            if expected == "Y":
                assert advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision).status == NOTICE[step].target
            else:
                with pytest.raises(PermissionDenied if expected == "403" else Refused):
                    advance(entry, step, by=person(name), reason="理由充分", seen=entry.revision)
            transaction.set_rollback(True)


def notice_2027(person):
    """A plausible notice for 2027, entered by zhou; nobody published it yet."""
    found = notices.read(NOTICE_2027)
    return enter_notice(year=found.year, document="国办发明电〔2026〕9号", holidays=found.holidays, by=person("zhou"))


def test_every_step_has_a_row():
    assert set(STEPS) == {step.name for step in FILING}
    assert set(NOTICE_STEPS) == {step.name for step in NOTICE}
    assert all(len(row.split()) == len(PERSONAS) for row in STEPS.values())


@pytest.mark.parametrize("step", STEPS)
def test_persona_by_step(person, step):
    for name, expected in zip(PERSONAS, STEPS[step].split(), strict=True):
        with transaction.atomic():
            _take(person, step, name, expected)
            transaction.set_rollback(True)  # each persona starts anew


def _take(person, step, name, expected):
    faulty = table([row(1), row(2, CF_SY="")]) if step == "submit_good" else None
    filing = filing_at(BEFORE[step], person, faulty)
    by = person(name)
    if expected == "Y":
        assert advance(filing, step, by=by, reason="理由充分", seen=filing.revision).status == FILING[step].target
    else:
        with pytest.raises(PermissionDenied if expected == "403" else Refused):
            advance(filing, step, by=by, reason="理由充分", seen=filing.revision)


def test_an_officer_who_is_also_the_clerk_cannot_decide_on_the_own_filing(person):
    zhou = person("zhou")
    market = Subject.objects.get(name="示范市市场监督管理局")
    Membership.objects.create(user=zhou, unit=market, role="clerk", from_on="2020-01-01")
    filing = actions.receive_file(unit=market, by=zhou, stream=io.BytesIO(penalties(2)), filename="自报.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=zhou)
    for step in ("approve", "return"):
        with pytest.raises(Refused, match=r"同事|colleague"):
            advance(filing, step, by=zhou, reason="理由", seen=filing.revision)
    assert advance(filing, "approve", by=person("sun"), seen=filing.revision).status == "approved"


VIEWERS = "lin gao wu zhou sun audit guard past closed nobody anon".split()
STAFF_READ = "200 200 200 200 200 200 403 403 302 403 302"  # everybody at work reads, the security administrator no data
OFFICER_ONLY = "403 403 403 200 200 403 403 403 302 403 302"
SECURITY_ONLY = "403 403 403 403 403 403 200 403 302 403 302"
SECURITY_READ = "403 403 403 403 403 200 200 403 302 403 302"
OVERSIGHT = "403 403 403 200 200 200 403 403 302 403 302"
NOBODY = "403 403 403 403 403 403 403 403 302 403 302"
ANY_ACCOUNT = "200 200 200 200 200 200 200 200 302 200 302"
OPEN = "200 200 200 200 200 200 200 200 200 200 200"
UNIT_AND_OFFICE = "200 200 404 200 200 200 404 404 302 404 302"  # another unit's filing answers as if it did not exist
REDIRECT_THERE = "302 302 302 302 302 302 302 302 302 302 302"

# URL name -> outcome of GET for each of VIEWERS, in order.
URLS = {
    "healthz": OPEN,
    "readyz": None,  # depends on broker and timetable; tests/integrity/test_health.py
    "set_language": "302 302 302 302 302 302 302 302 302 302 302",
    "staff_import": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_choose_item": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_enter": "200 403 200 403 403 403 403 403 302 403 302",
    "staff_filing": UNIT_AND_OFFICE,
    "staff_filing_errors": UNIT_AND_OFFICE,
    "staff_record": UNIT_AND_OFFICE,  # the record is not public; see test_public_record_is_seen_by_all_at_work
    "staff_withdrawal": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_extension": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_calendar": STAFF_READ,
    "staff_notice": STAFF_READ,
    "staff_duties": STAFF_READ,
    "staff_report_nothing": "405 405 405 405 405 405 405 405 302 405 302",
    "staff_clerks": STAFF_READ,
    "staff_quality": STAFF_READ,
    "staff_quality_csv": STAFF_READ,
    "staff_quality_xlsx": STAFF_READ,
    "admin:index": ANY_ACCOUNT,
    "admin:login": "302 302 302 302 302 302 302 302 200 302 200",
    "admin:logout": "405 405 405 405 405 405 405 405 302 405 302",
    "admin:password_change": ANY_ACCOUNT,
    "admin:password_change_done": ANY_ACCOUNT,
    "admin:autocomplete": None,  # tests below: needs parameters
    "admin:jsi18n": ANY_ACCOUNT,
    "admin:view_on_site": None,  # no model here has a public address of its own
    "admin:app_list": None,  # one page per app; the lists below say who sees what
    "admin:archives_subject_changelist": STAFF_READ,
    "admin:archives_subject_add": OFFICER_ONLY,
    "admin:archives_subject_change": STAFF_READ,
    "admin:archives_subject_delete": NOBODY,
    "admin:archives_subject_history": STAFF_READ,
    "admin:archives_subject_simple_history": STAFF_READ,
    "admin:archives_membership_changelist": SECURITY_READ,
    "admin:archives_membership_add": SECURITY_ONLY,
    "admin:archives_membership_change": SECURITY_READ,
    "admin:archives_membership_delete": NOBODY,
    "admin:archives_membership_history": SECURITY_READ,
    "admin:archives_membership_simple_history": SECURITY_READ,
    "admin:archives_reportingduty_changelist": STAFF_READ,
    "admin:archives_reportingduty_add": OFFICER_ONLY,
    "admin:archives_reportingduty_change": "200 200 302 200 200 200 403 403 302 403 302",  # another unit's is not there
    "admin:archives_reportingduty_delete": NOBODY,
    "admin:archives_reportingduty_history": "200 200 404 200 200 200 403 403 302 403 302",
    "admin:archives_reportingduty_simple_history": "200 200 404 200 200 200 403 403 302 403 302",
    "admin:accounts_user_changelist": SECURITY_READ,
    "admin:accounts_user_add": SECURITY_ONLY,
    "admin:accounts_user_change": SECURITY_READ,
    "admin:accounts_user_delete": NOBODY,
    "admin:accounts_user_history": SECURITY_READ,
    "admin:archives_filing_changelist": STAFF_READ,
    "admin:archives_filing_add": NOBODY,
    "admin:archives_filing_change": REDIRECT_THERE,  # to staff_filing, which decides
    "admin:archives_filing_delete": NOBODY,
    "admin:archives_filing_history": "200 200 302 200 200 200 302 302 302 302 302",
    "admin:archives_record_changelist": STAFF_READ,
    "admin:archives_record_add": NOBODY,
    "admin:archives_record_change": "302 302 404 302 302 302 404 404 302 404 302",
    "admin:archives_record_delete": NOBODY,
    "admin:archives_record_history": "200 200 302 200 200 200 302 302 302 302 302",
    **{
        f"admin:{model}_{page}": outcome
        for model, read, write in (
            ("archives_catalogueedition", STAFF_READ, NOBODY),
            ("archives_catalogueitem", STAFF_READ, NOBODY),
            ("archives_periodrule", STAFF_READ, OFFICER_ONLY),
            ("archives_tierrule", STAFF_READ, OFFICER_ONLY),
            ("archives_term", STAFF_READ, OFFICER_ONLY),
            ("integrity_calendarday", STAFF_READ, NOBODY),
            ("integrity_job", OVERSIGHT, NOBODY),
            ("integrity_steptaken", OVERSIGHT, NOBODY),
            ("scoring_standard", STAFF_READ, NOBODY),
            ("scoring_run", STAFF_READ, NOBODY),
        )
        for page, outcome in (("changelist", read), ("change", read), ("history", read), ("add", write), ("delete", NOBODY))
    },
    "admin:scoring_why": "200 200 403 200 200 200 403 403 302 403 302",
}


def _patterns(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield prefix + pattern.name
        else:
            yield from _patterns(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))


def test_every_url_has_a_row():
    assert set(_patterns(get_resolver("integrity.urls"))) == set(URLS)


@pytest.fixture
def objects(person):
    """One object of each list; the filing and the record belong to 市场监督管理局 and are not public (tier minor)."""
    filing = filing_at("submitted", person)
    filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    record = Record.objects.filter(filing=filing, shown__isnull=True).first()
    duty = ReportingDuty.objects.create(unit=filing.unit, item_code="CF", rhythm="zero", term_code="report", valid_from="2026-01-01", basis="示信用办〔2026〕5号")
    return {
        "filing": filing.pk,
        "number": record.number,
        "archives_record": record.pk,
        "archives_filing": filing.pk,
        "archives_subject": filing.unit_id,
        "archives_membership": Membership.objects.first().pk,
        "accounts_user": person("lin").pk,
        "archives_catalogueedition": CatalogueItem.objects.first().edition_id,
        "archives_catalogueitem": CatalogueItem.objects.first().pk,
        "archives_periodrule": PeriodRule.objects.first().pk,
        "archives_tierrule": TierRule.objects.first().pk,
        "archives_term": Term.objects.first().pk,
        "integrity_calendarday": "2026-10-01",
        "integrity_steptaken": filing.taken.first().pk,
        "integrity_job": jobs.ask("check filing", about=filing, by=person("lin")).pk,
        "scoring_why": filing.unit.code,
        "archives_reportingduty": duty.pk,
        "history of archives_reportingduty": duty.history.first().pk,
        "notice": notice_2027(person).pk,
        "history of archives_subject": filing.unit.history.first().pk,
        "history of archives_membership": Membership.objects.first().history.first().pk,
    }


def _address(name: str, objects: dict):
    if name == "staff_notice":
        return reverse(name, args=[objects["notice"]])
    if name == "staff_report_nothing":
        return reverse(name, args=[objects["archives_reportingduty"]])
    if name in {"staff_filing", "staff_filing_errors", "staff_extension"}:
        return reverse(name, args=[objects["filing"]])
    if name in {"staff_record", "staff_withdrawal"}:
        return reverse(name, args=[objects["number"]])
    if name == "staff_enter":
        return reverse(name, args=["RY"])
    if name == "admin:scoring_why":
        return reverse(name, args=[objects["scoring_why"]])
    model, _, page = name.removeprefix("admin:").rpartition("_")
    if name.endswith("_simple_history"):
        kind = model.removesuffix("_simple")
        return reverse(name, args=[objects[kind], objects[f"history of {kind}"]])
    if page in {"change", "delete", "history"} and name != "admin:password_change":
        return reverse(name, args=[objects[model]])  # a list without an object here fails
    return reverse(name)


@pytest.mark.parametrize("name", [name for name, row in URLS.items() if row])
def test_persona_by_url(door, objects, name):
    with role("registry_owner"), open(STANDARD, "rb") as stream:
        standard = load_standard(stream=stream)[0]
        objects["scoring_standard"] = standard.pk
        objects["scoring_run"] = Run.objects.create(as_of=timezone.localdate(), known_at=timezone.now(), standard=standard).pk
    address = _address(name, {k: v for k, v in objects.items() if v is not None})
    got = []
    for viewer in VIEWERS:
        client = door(None if viewer == "anon" else viewer)
        client.raise_request_exception = True
        got.append(str(client.get(address).status_code))
    assert dict(zip(VIEWERS, got, strict=True)) == dict(zip(VIEWERS, URLS[name].split(), strict=True))


def test_a_role_read_at_each_request_ends_with_its_last_day(door, objects):
    client = door("zhou")
    address = reverse("staff_filing", args=[objects["filing"]])
    assert client.get(address).status_code == 200
    Membership.objects.filter(user__username="zhou").update(until_on="2020-01-02")
    assert client.get(address).status_code == 404


def test_posting_a_step_without_the_role_changes_nothing(door, person):
    filing = filing_at("submitted", person)
    address = reverse("staff_filing", args=[filing.pk])
    for viewer, expected in (("lin", 403), ("gao", 403), ("wu", 404), ("audit", 403), ("guard", 404), ("nobody", 404)):
        answer = door(viewer).post(address, {"step": "approve", "revision": filing.revision})
        assert answer.status_code == expected, viewer
    filing.refresh_from_db()
    assert filing.status == "submitted"


def test_no_form_makes_a_superuser_or_another_persons_power(door):
    from accounts.models import User

    guard = door("guard")
    user = User.objects.get(username="nobody")
    data = {"username": "nobody", "name": "无角色", "email": "", "is_active": "on", "is_superuser": "on", "is_staff": "on", "groups": "1"}
    assert guard.post(reverse("admin:accounts_user_change", args=[user.pk]), data).status_code == 302
    user.refresh_from_db()
    assert not user.is_superuser
    assert not user.groups.exists()
    assert not user.get_all_permissions()
