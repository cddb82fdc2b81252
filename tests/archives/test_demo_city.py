"""The generated city: invented and marked so, the same for equal seed and day, every state reached by steps taken."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from archives.demo import acts, growing, invented, loading, matters, servants, states
from archives.demo.city import CITIZEN, PEOPLE, UNITS
from archives.identifiers import uscc_ok
from archives.models import Filing, PersonCard, Record, Subject
from integrity import calendar
from integrity.errors import Refused
from integrity.identity import identity_ok
from integrity.models import CalendarDay, StepTaken
from tests import world
from tests.conftest import role

DAY = date(2026, 11, 22)
SMALL = 0.01  # the smallest city that is promised; it shows every state
RESIDENT_ID = r"999999(19|20)[0-9]{9}[0-9X]"


# ── names and rows: nothing of the database ──────────────────────────────────


def test_the_city_has_the_size_of_one():
    kinds = [unit.kind for unit in (*UNITS, *invented.units())]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"organ": 61, "institution": 26, "township": 15, "village": 122}
    under = [unit.superior for unit in (*UNITS, *invented.units()) if unit.kind == "village"]
    assert min(under.count(township) for township in set(under)) == 8
    assert len(set(under)) == 15


def test_every_name_says_that_it_is_invented_and_every_code_checks():
    units, firms = invented.units(), [invented.firm(n) for n in range(25_000)]
    assert all(unit.name.startswith("示范市") for unit in units)
    assert all(name.startswith("示例") for name, _code in firms)
    codes = [unit.code for unit in (*units, *UNITS)] + [code for _name, code in firms]
    assert all(uscc_ok(code) and code[2:8] == "990100" for code in codes)
    assert len(set(codes)) == len(codes)
    assert len({name for name, _code in firms}) == len(firms)
    assert {invented.person(n)[1] for n in range(3_000)} == {"示", "例"}


def test_resident_ids_are_well_formed_of_no_division_and_one_for_each():
    numbers = [invented.resident_id(n) for n in (*range(30_000), *range(500_000, 502_000))]
    assert all(identity_ok(number) and re.fullmatch(RESIDENT_ID, number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def rows(seed=7, unit=UNITS[5], item="CF", year=2024, count=40, until=DAY):
    source = acts.Rows(
        seed=seed, unit=unit, sign="示试", trade="market", item=item, year=year, since=date(2020, 11, 22), until=until, firms=100, bodies=list(UNITS)
    )  # fmt: skip
    return source.make(count)


@pytest.mark.parametrize(("item", "at"), [("CF", "CF_JDRQ"), ("XK", "XK_JDRQ"), ("JC", "JC_JDRQ")])
def test_rows_are_the_same_for_equal_seeds_and_lie_in_their_year(item, at):
    made = rows(item=item)
    assert made == rows(item=item)
    assert made != rows(item=item, seed=8)
    assert len(made) == 40
    assert {row[at][:4] for row in made} == {"2024"}
    assert {row["BZ"] for row in made} == {"演示数据"}
    assert max(row[at] for row in rows(item=item, year=2026, count=300)) < "2026-11-22"
    assert min(row[at] for row in rows(item=item, year=2020, count=300)) >= "2020-11-22"
    assert rows(item=item, year=2027) == []


def test_spoilt_rows_are_as_many_as_said():
    made, source = acts.spoilt(rows(), 12), rows()
    assert [n for n, row in enumerate(made) if row != source[n]] == [11, 23, 35]


def test_decisions_about_bodies_praise_some_and_blame_others():
    city = growing.City(growing.Terms(7, DAY, 1))
    planned = matters.decided(city)
    assert planned == matters.decided(growing.City(growing.Terms(7, DAY, 1)))
    assert planned != matters.decided(growing.City(growing.Terms(8, DAY, 1)))
    assert len({data["doc_no"] for _item, data in planned}) == len(planned) == 330 + 8 * 3 + 5 * 4
    blamed = [data["subject_code"] for item, data in planned if item != "RY"]
    praised = [data["subject_code"] for item, data in planned if item == "RY"]
    often = [code for code in set(blamed) if blamed.count(code) >= 3]
    assert often  # some bodies again and again,
    assert sum(praised.count(code) for code in often) < sum(blamed.count(code) for code in often)  # and they are not those praised
    assert {data["decided_on"][:4] for _item, data in planned} == {"2022", "2023", "2024", "2025", "2026"}


@pytest.mark.parametrize("scale", [SMALL, 1])
def test_some_body_reaches_the_best_grade_and_some_the_worst(scale):
    """Three honours of 20 points within 730 days on 1000 are AAA (1050); four judgments of 120 leave 520, which is D (below 600)."""
    city = growing.City(growing.Terms(7, DAY, scale))
    about = {unit.code: [] for unit in (*city.models, *city.debtors)}
    for item, data in matters.decided(city):
        if data["subject_code"] in about and DAY - date.fromisoformat(data["decided_on"]) < timedelta(700):
            about[data["subject_code"]].append((item, data.get("tier", "")))
    for unit in city.models:
        assert about[unit.code] == [("RY", "")] * 3
        assert unit not in city.bodies  # nor is it in any file
    for unit in city.debtors:
        assert about[unit.code].count(("PJ", "3")) >= 4
    assert (len(city.models), len(city.debtors)) == ((8, 5) if scale == 1 else (1, 1))


def test_the_plan_at_scale_one_has_forty_thousand_records_and_three_thousand_civil_servants():
    city = growing.City(growing.Terms(7, DAY, 1))
    assert servants.size(city) == 3_000
    city.__dict__ |= {"subjects": SimpleNamespace(), "people": {}}
    assert 40_000 <= sum(piece.records for piece in growing.pieces(city)) <= 42_000
    assert growing.Terms(7, DAY, 10).of(growing.FIRMS) == 25_000


def test_a_status_that_no_step_led_to_is_found():
    filing = Filing(pk=1)
    took = [
        SimpleNamespace(step="check", source="received", target="checked"),
        SimpleNamespace(step="submit", source="checked", target="submitted"),
    ]
    assert states.rederived(filing, took) == "submitted"
    with pytest.raises(ValueError, match="was taken from checked"):
        states.rederived(filing, took[1:])
    with pytest.raises(ValueError, match="does not lead from"):
        states.rederived(filing, [SimpleNamespace(step="approve", source="received", target="approved")])


# ── the command ──────────────────────────────────────────────────────────────


def test_what_the_command_refuses(city, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_city")
    settings.DEMO = True
    with pytest.raises(CommandError, match="load_demo"):
        call_command("load_city")
    User.objects.create(username=PEOPLE[0].username)
    with pytest.raises(CommandError, match="future"):
        call_command("load_city", start=timezone.localdate() + timedelta(1))
    with pytest.raises(CommandError, match="2025-07-01"):
        call_command("load_city", start=date(2025, 6, 30))
    for scale in (0, 31):
        with pytest.raises(CommandError, match="scale"):
            call_command("load_city", scale=scale)
    assert not growing.begun()


# ── a small city, grown through the doors ────────────────────────────────────


def clear():
    """Everything that the city committed, also what the wipe keeps."""
    world.wipe()
    User.objects.filter(username__startswith="demo-").delete()
    User.objects.filter(username__in=[person.username for person in (*PEOPLE, CITIZEN)]).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_itemfield WHERE item_id IN (SELECT id FROM archives_catalogueitem WHERE code LIKE 'YS-%')")
        cursor.execute("DELETE FROM archives_catalogueitem WHERE code LIKE 'YS-%'")
        cursor.execute(
            "DELETE FROM archives_catalogueedition e WHERE NOT EXISTS (SELECT FROM archives_catalogueitem i WHERE i.edition_id = e.id)"
        )
    calendar.seed(2018, 2030)


def terms():
    return growing.Terms(7, timezone.localdate(), SMALL)


class Killed(BaseException):
    """What a process that is killed leaves: the transaction of its piece undone."""


def interrupted(monkeypatch, after: int):
    """Let the growth die within its ``after``-th piece, when that has done all but commit."""
    whole = growing.pieces

    def dying(city):
        for n, piece in enumerate(whole(city)):
            if n == after:
                yield growing.Piece(piece.words, piece.records, piece.done, lambda piece=piece: die(piece))
            else:
                yield piece

    def die(piece):
        piece.do()
        raise Killed

    monkeypatch.setattr(growing, "pieces", dying)
    with pytest.raises(Killed):
        growing.grow(terms(), str)
    monkeypatch.setattr(growing, "pieces", whole)


@pytest.fixture(scope="class")
def grown(django_db_setup, django_db_blocker):
    """The whole city, committed once for a class of tests that only look at it."""
    with django_db_blocker.unblock():
        try:
            world.step_aside()
            with role("staff"):
                assert loading.load(str)
                assert growing.grow(terms(), str)
            UNINTERRUPTED.append(fingerprint())
            yield
        finally:
            clear()
            connection.close()


@pytest.mark.usefixtures("grown", "city")
class TestGrown:
    def test_every_state_is_represented(self, monkeypatch):
        monkeypatch.setattr(states, "further", lambda: ())  # those of the apps above have tests of their own
        found = states.table(timezone.localdate())
        assert [f"{group}: {state}" for group, state, count in found if not count] == []
        assert {state for group, state, _count in found if group == "filing"} >= set(Filing.Status.values)
        out = io.StringIO()
        call_command("demo_states", stdout=out)
        assert len(out.getvalue().splitlines()) == len(found)

    def test_every_status_follows_from_the_steps_taken(self):
        taken: dict[int, list] = {}
        for step in StepTaken.objects.filter(entry_kind="archives.filing").order_by("at", "id"):
            taken.setdefault(step.entry_id, []).append(step)
        filings = list(Filing.objects.all())
        assert len(filings) > 150
        for filing in filings:
            assert states.rederived(filing, taken.get(filing.pk, [])) == filing.status, filing.pk

    def test_nobody_decided_on_the_own_and_every_record_has_an_approved_filing(self):
        decided = Filing.objects.filter(decided_by__isnull=False)
        assert decided.exists()
        assert not [f for f in decided if f.decided_by_id in (f.made_by_id, f.submitted_by_id)]
        assert set(Record.objects.values_list("filing__status", flat=True)) == {"approved"}

    def test_no_resident_id_is_anywhere(self):
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            tables = [name for (name,) in cursor.fetchall()]
            assert len(tables) > 50
            held = {}
            for name in tables:
                cursor.execute(f"SELECT count(*) FROM {name} t WHERE t::text ~ %s", [RESIDENT_ID])
                held[name] = cursor.fetchone()[0]
        assert {name: count for name, count in held.items() if count} == {}
        assert set(PersonCard.objects.values_list("mask", flat=True)) >= {"*" * 14 + invented.resident_id(n)[-4:] for n in range(40)}
        assert re.search(RESIDENT_ID, invented.resident_id(0))  # the search would have found one

    def test_the_records_of_six_years_are_there(self):
        today = timezone.localdate()
        years = set(Record.objects.filter(item__code__in=["CF", "XK"]).values_list("decided_on__year", flat=True))
        assert years >= {today.year - n for n in range(6)}
        assert Record.objects.current().count() > 500
        assert not Record.objects.filter(decided_on__gt=today).exists()

    def test_nobody_signs_in_with_a_generated_account(self):
        accounts = User.objects.filter(username__startswith="demo-")
        assert accounts.count() > 30
        assert not [user for user in accounts if user.has_usable_password() or user.is_superuser]

    def test_what_was_written_by_hand_is_as_it_was(self):
        own = Filing.objects.filter(unit__code=world_market(), status=Filing.Status.CHECKED).get()
        assert (own.filename, own.bad) == ("penalties-bad.csv", 14)
        assert Subject.objects.filter(name="示范市体育局", ceased_on__isnull=True).exists()  # the renaming was a mistake

    def test_the_working_days_are_those_of_the_law(self):
        days = CalendarDay.objects.filter(day__year__in=[2025, 2026])
        assert len(days) == 730
        assert [day.day for day in days if day.is_workday != chinese_calendar.is_workday(day.day)] == []

    def test_a_second_call_finds_it_and_changes_nothing(self):
        before = Filing.objects.count(), Record.objects.count(), StepTaken.objects.count()
        assert growing.grow(growing.Terms(8, timezone.localdate(), 1), str) is False
        assert (Filing.objects.count(), Record.objects.count(), StepTaken.objects.count()) == before


def world_market() -> str:
    return next(unit.code for unit in UNITS if unit.name == growing.MARKET)


UNINTERRUPTED: list[tuple] = []  # the fingerprint of the city of the class above


def test_a_city_stopped_twice_goes_on_and_is_the_same_as_one_that_was_not(django_db_setup, django_db_blocker, monkeypatch):
    """Also: equal seed, day and scale make equal cities, whatever else is asked for in the middle."""
    with django_db_blocker.unblock():
        try:
            if not UNINTERRUPTED:  # run alone
                world.step_aside()
                with role("staff"):
                    loading.load(str)
                    growing.grow(terms(), str)
                    UNINTERRUPTED.append(fingerprint())
                clear()
            world.step_aside()
            with role("staff"):
                assert loading.load(str)
                interrupted(monkeypatch, 3)
                assert (
                    Filing.objects.filter(filename__regex=r"-\d{4}\.csv$").count() == 2
                )  # two whole pieces after the founding, nothing of the third
                interrupted(monkeypatch, 150)
                assert growing.grow(growing.Terms(8, timezone.localdate(), 1), str)
                assert fingerprint() == UNINTERRUPTED[0]
        finally:
            clear()
            connection.close()


def fingerprint() -> tuple:
    return states.digest(), Filing.objects.count(), Record.objects.count(), Subject.objects.count()


def test_a_piece_that_is_refused_says_why(city, settings, monkeypatch):
    settings.DEMO = True
    User.objects.create(username=PEOPLE[0].username)
    monkeypatch.setattr(growing, "grow", lambda terms, say: (_ for _ in ()).throw(Refused("No panel today.")))
    with pytest.raises(CommandError, match="could not grow further: No panel today"):
        call_command("load_city")
