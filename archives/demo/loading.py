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
from archives import actions, duties, duty_actions, law
from archives.models import Filing, Membership, ReportingDuty, Subject
from integrity.workflow import advance

from .city import CODES, ENVIRONMENT, MARKET, OFFICE, PASSWORD, PEOPLE, UNITS

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
    say(f"founded the city: {len(UNITS)} units, {len(PEOPLE)} accounts")
    decide(import_sample("penalties-good.csv", unit=MARKET, by="linjie", say=say), by="xumin")
    decide(import_sample("penalties-good.xlsx", unit=ENVIRONMENT, by="zhouwen", say=say), by="tangyi")
    say(f"filed by form and approved: {file_decisions()} honours, judgments, sanctions and determinations about bodies")
    submit(import_sample("penalties-waiting.csv", unit=MARKET, by="linjie", say=say))
    import_sample("penalties-bad.csv", unit=MARKET, by="linjie", say=say)
    say(f"reporting duties: {law.load_duties()}; zero reports: {report_nothing()}")
    return True


def found() -> None:
    """Units, the organs above them, and one account for each role."""
    made: dict[str, Subject] = {}
    for unit in UNITS:  # a superior stands before its subordinates
        made[unit.name] = Subject.objects.create(kind=unit.kind, code=unit.code, name=unit.name, superior=made.get(unit.superior))
    validate_password(PASSWORD)
    password = make_password(PASSWORD)
    for person in PEOPLE:
        user = User.objects.create(username=person.username, name=person.name, password=password, is_staff=True)
        Membership.objects.create(user=user, unit=made[person.unit], role=person.role, from_on=SINCE)


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
