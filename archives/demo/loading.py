"""Founding the demo city and filing its sample files, through the same doors as real clerks and officers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archives import actions, duties, duty_actions, law, people_actions
from archives.models import Filing, Membership, Panel, ReportingDuty, Subject
from integrity.workflow import advance

from . import bodies, documents
from .city import ABOUT_OFFICIALS, CITIZEN, CODES, ENVIRONMENT, MARKET, OFFICE, OFFICIALS, PARTY, PASSWORD, PEOPLE, UNITS

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
SINCE = date(2025, 1, 1)
LOCK = 7_303_090  # two load_demo at once: the second waits and finds the city

Say = Callable[[str], None]


def founded() -> bool:
    return User.objects.filter(username=PEOPLE[0].username).exists()


@transaction.atomic
def load(say: Say) -> bool:
    """The whole demo or nothing of it; ``False`` if it is there already. Law must be loaded before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if founded():
        return False
    found()
    bodies.happen()
    say(f"reporting duties: {law.load_duties()}")
    say(f"founded the city: {len(UNITS)} units, {len(PEOPLE)} accounts")
    decide(import_sample("penalties-good.csv", unit=MARKET, by="linjie", say=say), by="xumin")
    decide(import_sample("penalties-good.xlsx", unit=ENVIRONMENT, by="zhouwen", say=say), by="tangyi")
    decide(import_sample("licences-good.csv", unit=MARKET, by="linjie", say=say), by="xumin")
    decide(import_sample("penalties-persons.csv", unit=MARKET, by="linjie", say=say), by="tangyi")
    decide(import_sample("rewards-good.csv", unit=ENVIRONMENT, by="zhouwen", say=say), by="xumin")
    say(f"filed by form and approved: {file_decisions()} honours, judgments, sanctions and determinations about bodies")
    appraise()
    say(f"registered {len(OFFICIALS)} civil servants and filed about them: {file_about_officials()}")
    submit(import_sample("penalties-waiting.csv", unit=MARKET, by="linjie", say=say))
    import_sample("penalties-bad.csv", unit=MARKET, by="linjie", say=say)
    bodies.hand_over()
    say(f"zero reports: {report_nothing()}")
    say(f"official documents: {documents.issue()}")
    return True


def found() -> None:
    """Units, the organs above them, and one account for each role."""
    made: dict[str, Subject] = {}
    for unit in UNITS:  # a superior stands before its subordinates
        made[unit.name] = Subject.objects.create(kind=unit.kind, code=unit.code, name=bodies.name_at_founding(unit.name), superior=made.get(unit.superior))
    validate_password(PASSWORD)
    password = make_password(PASSWORD)
    for person in PEOPLE:
        user = User.objects.create(username=person.username, name=person.name, password=password, is_staff=True)
        Membership.objects.create(user=user, unit=made[person.unit], role=person.role, from_on=SINCE)
    User.objects.create(username=CITIZEN.username, name=CITIZEN.name, password=password, is_staff=True)


def import_sample(filename: str, *, unit: str, by: str, say: Say) -> Filing:
    """A sample file received and checked, as its clerk would upload it."""
    with (SAMPLES / filename).open("rb") as stream:
        filing = actions.receive_file(
            unit=Subject.objects.get(code=CODES[unit]), by=User.objects.get(username=by), stream=stream, filename=filename
        )
    filing = actions.check_filing(filing=filing)
    say(f"{filename}: {filing.rows} rows, {filing.bad} with errors")
    return filing


def submit(filing: Filing) -> Filing:
    if filing.bad:  # a clock far from 2026 makes the future of some rows
        return advance(filing, "submit_good", by=filing.made_by, reason="演示：只报送无误的行。")
    return advance(filing, "submit", by=filing.made_by)


def decide(filing: Filing, *, by: str) -> Filing:
    filing = submit(filing)
    return advance(filing, "approve", by=User.objects.get(username=by), seen=filing.revision)


def file_decisions() -> int:
    """What ``samples/decisions.yaml`` says about bodies, filed by the office's clerk and approved by its officers in turn."""
    unit, clerk = Subject.objects.get(code=CODES[OFFICE]), User.objects.get(username="caining")
    today, filed = timezone.localdate(), 0
    for entry in yaml.safe_load((SAMPLES / "decisions.yaml").read_text(encoding="utf-8")):
        if entry["decided_on"] > today:
            continue
        filing = actions.file_form(unit=unit, by=clerk, item_code=entry.pop("item"), data=form(entry))
        decide(filing, by=("xumin", "tangyi")[filed % 2])
        filed += 1
    return filed


def appraise() -> Filing:
    """An appraisal of the market regulator by itself, before its review panel; one of three votes is cast."""
    unit, today = Subject.objects.get(code=CODES[MARKET]), timezone.localdate()
    Panel.objects.create(unit=unit, quorum=3, document="示市监发〔2025〕3号（演示数据）", valid_from=SINCE)
    data = {
        "subject_code": unit.code,
        "issuer_code": unit.code,
        "issuer_name": unit.name,
        "doc_no": f"示市监评〔{today.year}〕1号",
        "decided_on": today.isoformat(),
        "basis": "《示范市市场监督管理局诚信考核办法》第六条（演示数据）",
        "result": "优秀",
        "grounds": "窗口首问负责制、限时办结承诺全部兑现（演示数据）",
    }
    filing = submit(actions.file_form(unit=unit, by=User.objects.get(username="linjie"), item_code="KP", data=data))
    actions.vote(filing=filing, by=User.objects.get(username="weilan"), choice="for")
    return filing
def file_about_officials() -> int:
    """Civil servants registered by their personnel organ, with what it filed about them."""
    today, by, organ = timezone.localdate(), User.objects.get(username="renmin"), Subject.objects.get(code=CODES[PARTY])
    people = [
        people_actions.register(
            by=by,
            organ=organ,
            name=official.name,
            resident_id=official.resident_id,
            serves_in=Subject.objects.get(code=CODES[official.unit]),
            account=User.objects.filter(username=official.username).first(),
            today=today,
        )
        for official in OFFICIALS
    ]
    filed = 0
    for who, item, issuer, doc_no, decided_on, basis, fields in ABOUT_OFFICIALS:
        if date.fromisoformat(decided_on) > today:
            continue
        data = {"issuer_code": CODES[issuer], "issuer_name": issuer, "doc_no": doc_no, "decided_on": decided_on, "basis": basis, **fields}
        filing = people_actions.file_about(person=people[who], by=by, item_code=item, data=data, today=today)
        decide(filing, by=("xumin", "tangyi")[filed % 2])
        filed += 1
    return filed
def report_nothing() -> int:
    """The office's clerk says for all but the latest month without a court judgment that there was none."""
    unit, clerk, today = Subject.objects.get(code=CODES[OFFICE]), User.objects.get(username="caining"), timezone.localdate()
    owed = ReportingDuty.objects.filter(unit=unit, item_code="PJ").select_related("unit")
    silent = [t for t in duties.tasks(owed, since=SINCE, today=today) if t.may_say_nothing]
    for task in silent[1:]:
        duty_actions.report_nothing(unit=unit, item_code="PJ", period_from=task.first, by=clerk, today=today)
    return len(silent[1:])


def form(entry: dict) -> dict:
    """One entry of the YAML file as a clerk fills in the form: codes for names, days as text."""
    marked = "grounds" if "grounds" in entry else "facts"
    return {
        "amount": "",
        "stated_end": "",
        "basis": "",
        **{
            key: value.isoformat() if isinstance(value, date) else value for key, value in entry.items() if key not in {"subject", "issuer"}
        },
        "subject_code": CODES[entry["subject"]],
        "issuer_code": CODES[entry["issuer"]],
        "issuer_name": entry["issuer"],
        marked: entry[marked] + "（演示数据）",
    }
