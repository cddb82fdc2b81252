"""Who may write a score: two functions of the database, asked by the worker, and nobody else."""

import psycopg
import pytest

from tests.conftest import role
from tests.scoring.scored import Archive

DENIED = psycopg.errors.InsufficientPrivilege
SCORE = "INSERT INTO scoring_score (digest, subject_id, base_id, run_id, score, lines) VALUES (0, 1, 1, 1, 2000, 0)"


@pytest.mark.parametrize("name", ["worker", "staff", "portal"])
def test_no_login_writes_scores_standards_or_answers(login, name):
    link = login(name)
    link.execute("SET search_path = public")
    for forbidden in (
        SCORE, "UPDATE scoring_score SET score = 2000", "DELETE FROM scoring_score", "TRUNCATE scoring_score",
        "UPDATE scoring_run SET digest = 1", "DELETE FROM scoring_run", "UPDATE scoring_standardrule SET points = 1",
        "INSERT INTO scoring_run (as_of, known_at, standard_id, live, digest) VALUES (now(), now(), 1, false, 7)",
        "INSERT INTO scoring_run (as_of, known_at, standard_id, live, base_id) VALUES (now(), now(), 1, true, 1)",
        "INSERT INTO archives_tally (id, subject_id) VALUES (1, 1)", "DELETE FROM archives_tally",
        "CREATE TABLE scoring_score_1 (x int)",
    ):  # fmt: skip
        # To the portal the whole schema is out of sight.
        with pytest.raises((psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) if name == "portal" else DENIED):
            link.execute(forbidden)


def test_staff_and_portal_cannot_run(login):
    for name in ("staff", "portal"):
        for forbidden in (
            "SELECT public.scoring_fill(1)", "SELECT public.scoring_follow('2026-01-01', NULL)", "SELECT public.scoring_forget()",
            "INSERT INTO public.scoring_run (as_of, known_at, standard_id, live) VALUES (now(), now(), 1, true)",
        ):  # fmt: skip
            with pytest.raises(DENIED):
                login(name).execute(forbidden)


def test_the_function_refuses_anything_but_a_known_run(login):
    worker = login("worker")
    for number in (-1, 0, 2147483647):
        with pytest.raises(psycopg.errors.NoDataFound, match=f"There is no scoring run {number}"):
            worker.execute("SELECT scoring_fill(%s::integer)", [number])
    for wrong in ("scoring_fill('1; DROP TABLE archives_record')", "scoring_fill(NULL::text)", "scoring_fill(1, 2)"):
        with pytest.raises((psycopg.errors.InvalidTextRepresentation, psycopg.errors.UndefinedFunction)):
            worker.execute(f"SELECT {wrong}")


def test_the_portal_sees_no_stored_score(login):
    portal = login("portal")
    for forbidden in ("scoring_score", "scoring_run", "archives_tally"):
        with pytest.raises(DENIED):
            portal.execute(f"SELECT * FROM public.{forbidden}")
    portal.execute("SELECT * FROM score, score_line, band, standard, standard_rule LIMIT 0")


def test_the_worker_can_do_its_work_and_staff_can_read_it(standard):
    from django.utils import timezone

    from scoring import actions, explain, tasks

    Archive().tally(1, decided_on=timezone.localdate())
    with role("worker"):
        assert tasks.nightly() == 1
        assert tasks.changed() == 0
        run = actions.rescore(as_of=timezone.localdate())
    with role("staff"):
        assert explain.stored(1, run).score == explain.lines(1, run.as_of, run.known_at).score == 960


def test_one_live_run_at_a_time(login):
    from django.utils import timezone

    from scoring import actions

    holder, worker = login("worker"), login("worker")
    holder.execute("SELECT pg_advisory_lock(%s)", [actions.LIVE])
    follow = "SELECT rescored FROM scoring_follow(%s, NULL)", [timezone.localdate()]
    assert worker.execute(*follow).fetchone() == (0,)
    holder.execute("SELECT pg_advisory_unlock(%s)", [actions.LIVE])
    assert worker.execute(*follow).fetchone() == (None,)  # there is nothing to stand on
