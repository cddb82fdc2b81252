"""The arrows that PostgreSQL asks for are those of the flows, and nobody who works here writes them."""

import psycopg
import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from accounts.models import User
from integrity import arrows
from integrity.models import StepTaken
from integrity.workflow import advance
from tests.conftest import role

from .test_workflow import account, received


def test_the_database_has_the_arrows_of_the_flows(db):
    assert arrows.stored() == arrows.of_flows()


def test_what_the_flows_say(db):
    found = set(arrows.stored())
    assert {
        ("archives.filing", "approve", "submitted", "approved", True),
        ("archives.filing", "submit", "checked", "panel", False),
        ("archives.filing", "sign", "signing", "approved", True),
        ("complaints.ticket", "transfer", "accepted", "transferred", False),  # who entered the ticket may send it on
        ("repair.application", "withdraw", "verified", "withdrawn", False),
        ("discipline.courtnotice", "reject", "performed", "lost", False),
    } <= found
    assert not {row[:4] for row in found} & {
        ("archives.filing", "submit", "checked", "forwarded"),
        ("archives.filing", "approve", "received", "approved"),
    }


def test_every_arrow_lies_between_statuses_of_its_kind_and_its_table_is_named_like_it(db):
    for kind, _step, source, target, _by_another in arrows.of_flows():
        model = apps.get_model(kind)
        assert {source, target} <= set(model.Status.values)
        assert model._meta.db_table == kind.replace(".", "_")


def test_an_arrow_too_many_is_found(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_viewdef('integrity_arrow'::regclass)")
        body = cursor.fetchone()[0].rstrip(";")
        cursor.execute(
            f"CREATE OR REPLACE VIEW integrity_arrow AS {body} UNION ALL SELECT 'archives.filing', 'jump', 'received', 'approved', false"
        )
        assert set(arrows.stored()) - set(arrows.of_flows()) == {("archives.filing", "jump", "received", "approved", False)}
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["staff", "worker"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO public.integrity_arrow VALUES ('archives.filing', 'jump', 'received', 'approved', false)",
        "CREATE OR REPLACE VIEW public.integrity_arrow AS SELECT 1",
        "DROP VIEW public.integrity_arrow",
        "ALTER TABLE public.integrity_steptaken DISABLE TRIGGER integrity_steptaken_by_arrow",
    ],
)
def test_the_logins_that_work_here_do_not_write_them(login, who, statement):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)):
        login(who).execute(statement)


STEP = """INSERT INTO integrity_steptaken ({more}entry_kind, entry_id, step, source, target, by_id, reason, revision)
  VALUES ({no}'archives.filing', {filing}, '{step}', '{source}', '{target}', {by}, '', 1)"""


def test_a_step_that_was_not_gone_hides_behind_no_other(city):
    """As ``staff``: neither numbered before an older step, nor followed by one that stays where the entry stands."""
    filing = received()
    filing = advance(filing, "check", by=User.objects.system())
    said = {"filing": filing.pk, "source": "checked", "target": "submitted", "step": "submit", "by": account("lin").pk}
    discarded = said | {"step": "discard", "target": "discarded"}
    for match, statements in (
        ("numbered in the order", [STEP.format(**said, more="id, ", no="-7, ")]),
        ("numbered in the order", [STEP.format(**said, more="id, ", no="(SELECT max(id) + 9 FROM integrity_steptaken), ")]),
        ("once the one before was gone", [STEP.format(**said, more="", no=""), STEP.format(**discarded, more="", no="")]),
    ):
        with role("staff"), pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('session_authorization', 'staff', true)")
            for statement in statements:
                cursor.execute(statement)


def test_a_step_ahead_of_its_day_opens_nothing(city):
    """As ``staff``: neither a step of tomorrow nor one that nobody goes lets a status change."""
    filing = received()
    ahead = {"entry_kind": "archives.filing", "entry_id": filing.pk, "by": account("zhou"), "reason": "", "revision": 1}
    for step, source, target, more in (
        ("check", "received", "checked", {"at": "2099-01-01T00:00+08:00"}),
        ("approve", "submitted", "approved", {}),
        ("approve", "received", "approved", {}),
    ):
        with (
            role("staff"),
            pytest.raises(Error, match=r"clock of the database|from where its entry stands|no such step"),
            transaction.atomic(),
        ):
            StepTaken.objects.create(step=step, source=source, target=target, **ahead, **more)
    assert not filing.taken.exists()
    with role("worker"):
        assert advance(filing, "check", by=account("system")).status == "checked"
