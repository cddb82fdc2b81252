"""One record in two times, asked at every day and every state of knowledge; the answers were worked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives.models import FOREVER, Record, Tally
from scoring import actions, explain
from tests.scoring.scored import instant

# Decided on 2023-02-01, approved late on 2023-04-10 as moderate (−40 for 365 days: to 2024-01-31 inclusive; its own period
# to 2024-02-01), corrected on 2023-06-15 to severe (−80 for 730 days: to 2025-01-30 inclusive, 2024 has 366 days),
# withdrawn on 2023-09-01. What was withdrawn was never right: from then on no day counts it.
TABLE = """
known at               2023-01-31 2023-02-01 2023-03-15 2024-01-31 2024-02-01 2025-01-30 2025-01-31
2023-04-09T23:59:59             0          0          0          0          0          0          0
2023-04-10T00:00:00             0        -40        -40        -40          0          0          0
2023-06-14T23:59:59             0        -40        -40        -40          0          0          0
2023-06-15T00:00:00             0        -80        -80        -80        -80        -80          0
2023-08-31T23:59:59             0        -80        -80        -80        -80        -80          0
2023-09-01T00:00:00             0          0          0          0          0          0          0
2025-06-01T00:00:00             0          0          0          0          0          0          0
"""
HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (known, day, int(points)) for known, *all_points in ROWS for day, points in zip(HEAD[2:], all_points, strict=True)
]  # fmt: skip


@pytest.fixture
def life(archive, admin_of_records):
    body = archive.body()
    decided = date(2023, 2, 1)
    corrected = instant("2023-06-15")
    archive.record(body, tier=2, decided_on=decided, ends_on=date(2024, 2, 1), known_from=instant("2023-04-10"), known_until=corrected)
    last = archive.record(body, tier=3, decided_on=decided, ends_on=date(2026, 2, 1), known_from=corrected, version=2)
    Record.objects.filter(pk=last.pk).update(
        withdrawn_at=instant("2023-09-01"), withdrawn_by=admin_of_records, withdrawn_reason="原决定被撤销"
    )
    return body


@pytest.fixture
def admin_of_records(db):
    from accounts.models import User

    return User.objects.system()


def test_a_record_approved_late_corrected_withdrawn_and_expired(life):
    assert len(CELLS) == 49
    for known, day, points in CELLS:
        as_of, known_at = date.fromisoformat(day), instant(known)
        told = explain.lines(life.pk, as_of, known_at)
        assert (told.score, told.points, len(told.lines)) == (1000 + points, points, bool(points)), (known, day)
        run = actions.rescore(as_of=as_of, known_at=known_at)
        stored = explain.stored(life.pk, run)
        assert (stored.score, stored.lines, stored.digest) == (told.score, len(told.lines), told.digest), (known, day)


def test_a_line_says_when_it_ends_and_by_which_rule(life):
    line = explain.lines(life.pk, date(2023, 7, 1), instant("2023-07-01")).lines[0]
    assert (line.item_code, line.tier, line.points, line.public) == ("CF", 3, -80, True)
    assert (line.decided_on, line.counts_until) == (date(2023, 2, 1), date(2025, 1, 31))


DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))
INSTANTS = DAYS.map(lambda day: instant(day.isoformat()))
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "subject_id": st.integers(1, 3),
            "item": st.sampled_from(["CF", "RY", "XX"]),
            "tier": st.integers(0, 3),
            "decided_on": DAYS,
            "period": st.integers(1, 1200),
            "known_from": INSTANTS,
            "known_for": st.none() | st.integers(1, 900),
            "withdrawn_at": st.just(FOREVER) | INSTANTS,
        }
    ),
    max_size=12,
)
RULES = {("CF", 1): (-10, 365), ("CF", 2): (-40, 365), ("CF", 3): (-80, 730), ("RY", 0): (20, 730)}


def oracle(records, subject, as_of, known_at):
    """The same in plain Python, from the words of the standard and not from the SQL."""
    points, counted = 0, 0
    for record in records:
        rule = RULES.get((record.item_code, record.tier))
        if record.subject_id != subject or rule is None:
            continue
        known = record.known_from <= known_at < record.known_until and not record.withdrawn_at <= known_at
        running = record.decided_on <= as_of < min(record.ends_on, record.decided_on + timedelta(days=rule[1]))
        if known and running:
            points, counted = points + rule[0], counted + 1
    return 1000 + points, counted


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=RECORDS, as_of=DAYS, known_at=INSTANTS)
def test_the_sum_is_that_of_a_plain_oracle(archive, records, as_of, known_at):
    Tally.objects.all().delete()
    stored = []
    for record in records:
        values = dict(record)
        period, known_for = timedelta(days=values.pop("period")), values.pop("known_for")
        until = values["known_from"] + timedelta(days=known_for) if known_for else FOREVER
        stored.append(archive.tally(**values, ends_on=values["decided_on"] + period, known_until=until))
    run = actions.rescore(as_of=as_of, known_at=known_at)
    for subject in (1, 2, 3):
        told, kept = explain.lines(subject, as_of, known_at), explain.stored(subject, run)
        assert (told.score, len(told.lines)) == (kept.score, kept.lines) == oracle(stored, subject, as_of, known_at)
        assert told.digest == kept.digest
