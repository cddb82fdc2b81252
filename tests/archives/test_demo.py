"""The demo city: founded once, filed through the real doors, and refused where a registry is no demo."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from archives.actions import file_form
from archives.demo import loading
from archives.demo.city import CITIZEN, CODES, MARKET, OFFICE, PASSWORD, PEOPLE, UNITS
from archives.identifiers import uscc_ok
from archives.models import Filing, Membership, Record, Role, Subject
from integrity.models import TaskRun
from tests import world
from tests.conftest import role


def run(*command) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_it_is_refused_where_no_demo_is_meant(city, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        run("load_demo")
    assert not loading.founded()
    with pytest.raises(CommandError, match="load_demo"):
        run("demo_accounts")


def test_codes_and_posts_of_the_city_hold():
    assert all(uscc_ok(unit.code) for unit in UNITS)
    assert len(CODES) == len({unit.code for unit in UNITS}) == len(UNITS)
    assert {person.role for person in PEOPLE} == set(Role.values)
    kinds = [unit.kind for unit in UNITS]
    assert (kinds.count("institution"), kinds.count("township"), kinds.count("village")) == (6, 5, 2)


def test_a_fault_keeps_nothing(city, settings, monkeypatch):
    settings.DEMO = True
    world.step_aside()

    def faulty(**given):
        if given["item_code"] == "PJ":
            raise loading.actions.Refused("No judgments today.")
        return file_form(**given)

    monkeypatch.setattr(loading.actions, "file_form", faulty)
    with pytest.raises(CommandError, match="No judgments today"):
        run("load_demo")
    assert not loading.founded()
    assert not Filing.objects.exists()


@pytest.fixture(scope="class")
def demo(django_db_setup, django_db_blocker):
    """The demo, committed once for a class of tests that only look at it."""
    with django_db_blocker.unblock():
        world.step_aside()
        with role("staff"):  # and no scoring standard: it would outlive the wipe
            assert loading.load(lambda words: None)
        yield
        world.wipe()
        User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
        connection.close()


@pytest.mark.usefixtures("demo", "city")
class TestLoaded:
    def test_second_run_does_nothing_and_says_so(self):
        before = Filing.objects.count(), Record.objects.count(), User.objects.count()
        with override_settings(DEMO=True):
            assert run("load_demo") == "The demo city is there already.\n"
        assert (Filing.objects.count(), Record.objects.count(), User.objects.count()) == before

    def test_everything_was_filed_by_one_person_and_approved_by_another(self):
        approved = Filing.objects.filter(status=Filing.Status.APPROVED)
        assert approved.filter(source="file").count() == 5
        assert approved.filter(source="form", person__isnull=True).count() == 30
        assert approved.filter(person__isnull=False).count() == 8
        for filing in approved:
            assert filing.decided_by_id not in (filing.made_by_id, filing.submitted_by_id)
            assert [taken.step for taken in filing.taken] == ["check", "submit", "approve"]
        assert Record.objects.current().count() == 30 + 12 + 30 + 6 + 3 + 3 + 8  # … licences, natural persons, rewards, civil servants

    def test_something_waits_for_the_officer_and_for_the_clerk(self):
        waiting = Filing.objects.awaiting_decision().get()
        assert (waiting.filename, waiting.new, waiting.bad) == ("penalties-waiting.csv", 8, 0)
        mending = Filing.objects.get(status=Filing.Status.CHECKED)
        assert (mending.filename, mending.rows, mending.bad) == ("penalties-bad.csv", 17, 14)
        assert mending.unit.code == CODES[MARKET]

    def test_some_records_are_shown_and_some_have_ended(self):
        current = Record.objects.current()
        assert set(current.filter(item__code="CF").values_list("tier", flat=True)) == {1, 2, 3}
        assert current.ended(timezone.now()).count() >= 4
        assert not current.filter(tier=1, shown__isnull=False).exists()  # minor ones are not shown in principle
        penalised = current.filter(item__code="CF", subject__kind__in=Subject.BODIES).values("subject").distinct()
        assert penalised.count() == 8

    def test_the_file_to_try_has_new_changed_and_unchanged_rows(self):
        filing = loading.import_sample("penalties-to-try.csv", unit=MARKET, by="linjie", say=print)
        assert (filing.new, filing.changed, filing.unchanged, filing.bad) == (3, 1, 1, 0)

    def test_each_account_signs_in_with_the_printed_password_and_holds_its_role(self):
        printed = run("demo_accounts")
        for person in PEOPLE:
            user = User.objects.get(username=person.username)
            assert user.check_password(PASSWORD)
            assert not user.must_change_password  # set by the account's own loader, known to everybody
            assert user.is_staff
            assert not user.is_superuser
            assert Role.of(user) == {person.role}
            assert all(word in printed for word in (person.name, person.username, PASSWORD, person.title))
        assert Membership.objects.filter(role=Role.OFFICER, unit__code=CODES[OFFICE]).count() == 2

    def test_home_of_the_officer_names_what_awaits(self):
        client = Client()
        client.force_login(User.objects.get(username="xumin"), backend="django.contrib.auth.backends.ModelBackend")
        page = client.get("/").content.decode()
        assert MARKET in page

    def test_a_decision_about_a_body_says_that_it_is_invented(self):
        for record in Record.objects.current().filter(subject__address__isnull=True).exclude(item__code="CF").select_related("content"):
            assert "（演示数据）" in str(record.content.facts["public"])


# ── the night ────────────────────────────────────────────────────────────────────────────────────


def test_the_night_has_an_order():
    from integrity.celery import night

    assert night() == [
        "archives.tasks.fill_sort_keys",
        "archives.tasks.note_endings",
        "discipline.tasks.note_lifted",
        "archives.tasks.clear_staging",
        "scoring.tasks.nightly",
        "search.tasks.all_words",
        "monitoring.tasks.look",
    ]


def test_nightly_waits_for_each_task_and_complains_when_nobody_works(city, monkeypatch, capsys):
    from integrity.celery import app, night

    sent = []

    def work(task, **options):
        sent.append(task)
        TaskRun.objects.update_or_create(name=task.rpartition(".")[2], defaults={"ran_at": timezone.now(), "count": 7})

    with role("worker"):
        monkeypatch.setattr(app, "send_task", work)
        assert "done" in run("nightly", "--wait")
        assert sent == night()
        assert "scoring.tasks.nightly: 7" in capsys.readouterr().err
        monkeypatch.setattr(app, "send_task", lambda task, **options: None)
        assert "sent" in run("nightly")
        with pytest.raises(CommandError, match="No worker did"):
            run("nightly", "--wait", "--timeout", "1")
