"""Runs: reproducible, never changed, and the same whether the whole city was scored or only what changed."""

import os
import random
import threading
import time
from datetime import date, timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from archives.models import FOREVER, Tally
from integrity.errors import Refused
from integrity.models import Job, TaskRun
from scoring import actions, explain, tasks
from scoring.models import Run, Score
from tests.scoring.scored import instant, now

TODAY = timezone.localdate()


@pytest.fixture
def town(archive):
    """Sixty bodies with eight records each, so placed that every day some line begins, ends or runs out."""
    chance = random.Random(5)
    for number in range(480):
        decided = TODAY - timedelta(days=chance.choice([0, 1, -1, 364, 365, 366, 729, 730, 731, chance.randrange(1, 900)]))
        archive.tally(
            1 + number % 60, item=chance.choice(["CF", "CF", "RY"]), tier=chance.randrange(4), decided_on=decided,
            ends_on=chance.choice([TODAY, TODAY + timedelta(days=1), decided + timedelta(days=1095)]) if decided < TODAY else None,
        )  # fmt: skip
    for subject in (3, 4, 5, 7):  # at least one line that counts
        archive.tally(subject, decided_on=TODAY - timedelta(days=12))
    return archive


def state(run):
    return run.digest, run.subjects


def equals_full(run):
    """The state of a run is that of a full one, body by body, by the stored rows and by the lines."""
    full = actions.rescore(as_of=run.as_of, known_at=run.known_at)
    assert state(run) == state(full)
    for subject in range(1, 62):
        told = explain.lines(subject, run.as_of, run.known_at)
        assert explain.stored(subject, run) == explain.stored(subject, full) == explain.Stored(told.score, len(told.lines), told.digest)
    return True


def correct(subject, old=None):
    """A new version with another tier for one record of a body, one that counts today unless another is given."""
    old = old or Tally.objects.get(pk=explain.lines(subject, TODAY, now()).lines[0].tally_id)
    Tally.objects.filter(pk=old.pk).update(known_until=now())
    old.pk, old.tier, old.known_from = old.pk - 10_000, (old.tier + 1) % 4, now()
    old.save(force_insert=True)


def test_what_changed_is_what_a_full_run_finds(town):
    first = actions.rescore(as_of=TODAY, live=True)
    assert actions.rescore_changed(today=TODAY) == 0
    assert Run.objects.current() == first  # nothing changed, so no run was made
    for subject in (3, 4, 5):
        correct(subject)
    Tally.objects.filter(subject_id=7).update(withdrawn_at=now())  # loses every line
    town.tally(61, decided_on=TODAY)  # a body that had none
    assert actions.rescore_changed(today=TODAY) == 5
    second = Run.objects.current()
    assert second.base == first
    assert equals_full(second)
    assert explain.stored(7, second) == explain.Stored(1000, 0, 0)
    correct(3)
    town.tally(7, decided_on=TODAY)
    assert actions.rescore_changed(today=TODAY) == 2
    assert equals_full(Run.objects.current())


def test_a_body_whose_lines_stay_is_not_rescored(town):
    """A record that counts nowhere, and one that came and went between two runs."""
    first = actions.rescore(as_of=TODAY, live=True)
    town.tally(3, decided_on=TODAY - timedelta(days=1000))
    town.tally(4, item="XX", decided_on=TODAY)
    gone = town.tally(5, decided_on=TODAY)
    Tally.objects.filter(pk=gone.pk).update(withdrawn_at=now())
    assert actions.rescore_changed(today=TODAY) == 0
    second = Run.objects.current()
    assert (second.base, state(second)) == (first, state(first))
    assert equals_full(second)


def test_whatever_happens_in_whatever_order_the_state_is_that_of_a_full_run(town):
    chance, day = random.Random(11), TODAY - timedelta(days=9)
    actions.rescore(as_of=day, live=True)
    for _round in range(12):
        day += timedelta(days=chance.choice([0, 0, 1, 2]))
        for _change in range(chance.randrange(1, 8)):
            subject = chance.randrange(1, 62)
            some = list(Tally.objects.filter(subject_id=subject, known_until=FOREVER, withdrawn_at=FOREVER).order_by("id"))
            happens = chance.choice(["filed", "corrected", "withdrawn"]) if some else "filed"
            if happens == "filed":
                decided = day + timedelta(days=chance.choice([-731, -730, -366, -365, -364, -1, 0, 1]))
                town.tally(
                    subject, tier=chance.randrange(1, 4), decided_on=decided, ends_on=decided + timedelta(days=chance.choice([365, 732]))
                )
            elif happens == "corrected":
                correct(subject, chance.choice(some))
            else:
                Tally.objects.filter(pk=chance.choice(some).pk).update(withdrawn_at=now())
        actions.rescore_changed(today=day)
        run = Run.objects.current()
        assert run.as_of == day
        assert equals_full(run)
    assert Run.objects.live().filter(base=None).count() == 1


def test_a_day_on_which_only_time_passed(town):
    for gone in (1, 3, 40):
        before = actions.rescore(as_of=TODAY - timedelta(days=gone), live=True)
        assert actions.rescore_changed(today=TODAY) > 0
        run = Run.objects.current()
        assert run.base == before
        assert run.as_of == TODAY
        assert state(run) != state(before)
        assert equals_full(run)


def test_a_quiet_night_still_moves_the_day(archive):
    archive.tally(1, decided_on=TODAY - timedelta(days=10))
    actions.rescore(as_of=TODAY - timedelta(days=1), live=True)
    assert actions.rescore_changed(today=TODAY) == 0
    assert Run.objects.current().as_of == TODAY
    assert equals_full(Run.objects.current())


def test_a_past_run_is_reproduced_bit_by_bit(town, capsys):
    before = actions.rescore(as_of=TODAY, live=True)
    rows = list(Score.objects.filter(base_id=before.pk).values_list("subject_id", "score", "lines", "digest").order_by("subject_id"))
    Tally.objects.filter(subject_id__lt=20, known_until=FOREVER).update(known_until=now())
    Tally.objects.filter(subject_id__gt=50).update(withdrawn_at=now())
    town.tally(2, decided_on=TODAY)
    assert state(actions.rescore(as_of=TODAY)) != state(before)
    again = actions.rescore(as_of=before.as_of, known_at=before.known_at, standard=before.standard)
    assert state(again) == state(before)
    assert list(Score.objects.filter(base_id=again.pk).values_list("subject_id", "score", "lines", "digest").order_by("subject_id")) == rows
    call_command("rescore", again=before.pk)
    assert f"Equal to run {before.pk}" in capsys.readouterr().out


def test_earlier_states_of_the_chain_stay_readable(town):
    first = actions.rescore(as_of=TODAY, live=True)
    subject = Score.objects.filter(base_id=first.pk).earliest("subject_id").subject_id
    was = explain.stored(subject, first)
    assert was.lines
    Tally.objects.filter(subject_id=subject).update(withdrawn_at=now())
    actions.rescore_changed(today=TODAY)
    assert explain.stored(subject, Run.objects.current()) == explain.Stored(1000, 0, 0)
    assert explain.stored(subject, first) == was


def test_the_command_prints_run_subjects_seconds_and_digest(town, capsys):
    call_command("rescore", as_of="2024-06-30", known_at="2024-07-01T00:00+08:00")
    run = Run.objects.latest("id")
    printed = capsys.readouterr().out
    assert f"Run {run.pk}: as of 2024-06-30, known at 2024-07-01T00:00:00+08:00, standard test-2020; 0 subjects" in printed
    assert not run.live
    call_command("rescore")
    assert Run.objects.latest("id").live
    for wrong in (
        {"as_of": "2024-13-01"},
        {"known_at": "tomorrow"},
        {"again": 10**6},
        {"known_at": "2999-01-01T00:00"},
        {"as_of": "2019-12-31"},
    ):
        with pytest.raises(CommandError):
            call_command("rescore", **wrong)


def test_the_night_is_safe_to_run_twice(town):
    first, second = tasks.nightly(), tasks.nightly()
    assert first == second > 0
    assert Run.objects.live().count() == 2
    assert [job.state for job in Job.objects.all()] == ["done", "done"]
    assert TaskRun.objects.get(name="nightly").count == first
    assert tasks.changed() == 0


def test_without_a_standard_the_minute_waits(law_only):
    assert tasks.changed() == 0
    with pytest.raises(Refused, match="No scoring standard is in force"):
        actions.rescore(as_of=TODAY)


def test_a_run_and_its_scores_are_never_changed(town):
    run = actions.rescore(as_of=TODAY, live=True)
    for write in (
        "UPDATE scoring_score SET score = 2000", "DELETE FROM scoring_score", f"UPDATE scoring_run SET digest = 1 WHERE id = {run.pk}",
        f"UPDATE scoring_run SET as_of = '2020-01-01' WHERE id = {run.pk}",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(write)


def test_negative_control_without_the_guard_a_score_could_be_changed(town):
    actions.rescore(as_of=TODAY, live=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER scoring_score_append_only ON scoring_score")
        cursor.execute("UPDATE scoring_score SET score = 2000")
        assert cursor.rowcount > 0


def test_a_run_is_filled_once_and_only_on_its_own_kind(town):
    run = actions.rescore(as_of=TODAY, live=True)
    with connection.cursor() as cursor:
        for wrong, words in (
            ("SELECT scoring_fill(-1)", "no scoring run -1"),
            (f"SELECT scoring_fill({run.pk})", "is filled once"),
            (f"SELECT scoring_follow('{TODAY}', '2999-01-01')", "is not known yet"),
        ):
            with pytest.raises(DatabaseError, match=words), transaction.atomic():
                cursor.execute(wrong)
        with pytest.raises(DatabaseError, match="only scoring_follow writes such a run"), transaction.atomic():
            cursor.execute(
                """INSERT INTO scoring_run (as_of, known_at, standard_id, live, base_id)
                VALUES (%s, clock_timestamp(), %s, true, %s) RETURNING id""",
                [TODAY, run.standard_id, run.pk],
            )
            cursor.execute("SELECT scoring_fill(%s)", [cursor.fetchone()[0]])
        cursor.execute("SELECT rescored FROM scoring_follow(%s, NULL)", [TODAY - timedelta(days=1)])
        assert cursor.fetchone() == (None,)  # an earlier day stands on nothing


def test_old_scores_go_month_ends_stay_and_every_run_remains(town):
    kinds = {
        "old": actions.rescore(as_of=date(2024, 5, 17), live=True),
        "month end": actions.rescore(as_of=date(2024, 5, 31), live=True),
        "asked": actions.rescore(as_of=date(2024, 5, 31)),
        "young": actions.rescore(as_of=TODAY),
        "current": actions.rescore(as_of=TODAY, live=True),
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE scoring_run DISABLE TRIGGER USER")
        cursor.execute("UPDATE scoring_run SET finished_at = finished_at - interval '36 days' WHERE id <> %s", [kinds["young"].pk])
        cursor.execute("ALTER TABLE scoring_run ENABLE TRIGGER USER")
    actions.forget()
    kept = {name for name, run in kinds.items() if explain.stored(1, run) is not None}
    assert kept == {"month end", "young", "current"}
    assert Run.objects.count() == 5


def test_a_run_waits_for_what_is_still_being_filed(town):
    """A record is known from the begin of its transaction but seen after the commit; a run in between would miss it."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_URL_STAFF"], dbname=name) as clerk:
        clerk.execute("SELECT 1")
        with pytest.raises(actions.Unsettled):
            actions.settled(patience=0.2)
        threading.Timer(0.3, clerk.commit).start()
        began = time.monotonic()
        actions.settled(patience=10)
        assert 0.2 < time.monotonic() - began < 5
    with psycopg.connect(os.environ["DATABASE_URL_PORTAL"], dbname=name) as reader:
        reader.execute("SELECT 1")
        actions.settled(patience=0.2)  # the portal files no records


def test_what_changed_waits_for_it_as_well(town):
    first = actions.rescore(as_of=TODAY, live=True)
    correct(3)
    with psycopg.connect(os.environ["DATABASE_URL_STAFF"], dbname=connection.settings_dict["NAME"]) as clerk:
        clerk.execute("SELECT 1")
        known_at, awaits, count = actions._follow(TODAY)
        assert len(awaits) == 1
        assert count == 0
        assert Run.objects.current() == first
        threading.Timer(0.1, clerk.commit).start()
        assert actions.rescore_changed(today=TODAY) == 1
        assert clerk.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    assert Run.objects.current().known_at > known_at
    assert equals_full(Run.objects.current())


def test_the_night_does_not_wait_for_ever(town, monkeypatch):
    actions.rescore(as_of=TODAY - timedelta(days=1), known_at=instant("2024-01-01"), live=True)

    def open_for_hours(known_at=None, patience=0):
        if known_at is None:
            raise actions.Unsettled("open")
        return known_at

    monkeypatch.setattr(actions, "settled", open_for_hours)
    tasks.nightly()
    run = Run.objects.current()
    assert (run.as_of, run.known_at, run.base) == (TODAY, instant("2024-01-01"), None)
