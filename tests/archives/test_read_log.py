"""Who opens a personal archive, and that every attempt is in the read log before anything is shown."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archives import people, people_views
from archives.life import life_of
from archives.models import Authority, Filing, Membership, ReadLog, Record
from integrity.workflow import advance
from tests import world
from tests.archives.officials import account, entered, filed, register, unit

SECRET = "贪恋牌桌一事"
WHY = {"purpose": "management", "reason": "年度考核核对"}
PURPOSE = {"ren": "management", "audit": "supervision", "zhou": "handling"}


@pytest.fixture
def person(city):
    found = register(self_="self_")
    filed(found, "GZ-ZW", facts=SECRET)
    return found


def ask(door, name, person, **given):
    """Open the archive as ``name`` does: the purpose is posted."""
    return door(name).post(reverse("staff_person", args=[person.address]), {"purpose": PURPOSE.get(name, "management"), "reason": "核对情况"} | given)


def since(last: int) -> list[tuple]:
    """The rows of the log after ``last``, oldest first."""
    rows = ReadLog.objects.filter(pk__gt=last).order_by("pk")
    return [(r.by.username, r.acting_as, r.what, r.purpose, r.granted) for r in rows]


def last() -> int:
    return ReadLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


# zhou decided on the record and is concerned; sun is an officer with nothing to do about this person.
OPEN = {"ren": ("personnel", "management"), "zhou": ("officer", "handling"), "audit": ("auditor", "supervision")}
SHUT = ["lin", "gao", "wu", "sun", "guard", "past", "nobody"]


@pytest.mark.parametrize("name", OPEN)
def test_those_entitled_open_it_with_a_purpose(door, person, name):
    acting, purpose = OPEN[name]
    before = last()
    gate = door(name).get(reverse("staff_person", args=[person.address]))
    assert gate.status_code == 200
    assert SECRET not in gate.content.decode()  # asked first
    assert since(before) == []
    answer = ask(door, name, person)
    assert answer.status_code == 200
    assert SECRET in answer.content.decode()
    assert person.code not in answer.content.decode()
    assert since(before) == [(name, acting, "archive", purpose, True)]
    assert ReadLog.objects.latest("pk").reason == "核对情况"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", SHUT)
def test_everybody_else_gets_403_and_a_row(door, person, name, method):
    before = last()
    answer = getattr(door(name), method)(reverse("staff_person", args=[person.address]), WHY)
    assert answer.status_code == 403
    assert person.name not in answer.content.decode()
    assert since(before) == [(name, "none", "archive", "unstated", False)]


def test_the_person_opens_the_own_archive_and_reads_who_looked_and_why(door, person):
    ask(door, "ren", person, reason="拟提任前核对")
    door("lin").get(reverse("staff_person", args=[person.address]))
    before = last()
    page = door("self_").get(reverse("staff_my_archive"))
    text = page.content.decode()
    assert page.status_code == 200
    for words in (SECRET, "任敏", "拟提任前核对", "林洁", "已查阅", "已拒绝"):
        assert words in text, words
    assert since(before) == [("self_", "self", "archive", "own", True)]
    assert door("self_").get(reverse("staff_person", args=[person.address])).url == reverse("staff_my_archive")
    assert door("nobody").get(reverse("staff_my_archive")).status_code == 403


@pytest.mark.parametrize("given", [{"purpose": ""}, {"reason": ""}, {"purpose": "own"}, {"purpose": "supervision"}, {"purpose": "unstated"}, {"reason": "证号999999198001150011"}])
def test_without_a_purpose_of_the_role_and_a_reason_nothing_is_shown(door, person, given):
    from tests.archives.officials import resident_id

    if "证号" in given.get("reason", ""):
        given = {"reason": f"证号{resident_id(5)}"}
    before = last()
    answer = ask(door, "ren", person, **given)
    assert answer.status_code == 400
    assert SECRET not in answer.content.decode()
    assert resident_id(5) not in answer.content.decode()
    assert since(before) == []


def test_the_authority_ends_and_with_it_the_right(door, person):
    today = timezone.localdate()
    held = Authority.objects.get(person=person)
    held.from_on, held.until_on = today - timedelta(days=30), today
    held.save()
    assert ask(door, "ren", person).status_code == 403
    assert door("self_").get(reverse("staff_my_archive")).status_code == 200  # the own archive stays the person's
    held.until_on = today + timedelta(days=1)
    held.save()
    assert ask(door, "ren", person).status_code == 200


def test_another_personnel_organ_is_refused(door, person):
    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="personnel", from_on="2020-01-01")
    assert ask(door, "nobody", person).status_code == 403


def test_the_role_ends_and_with_it_the_right(door, person):
    Membership.objects.filter(user=account("ren")).update(until_on=timezone.localdate())
    assert ask(door, "ren", person).status_code == 403


# ── the officer concerned ────────────────────────────────────────────────────


def test_an_officer_is_concerned_by_facts_and_as_long_as_they_last(door, person):
    assert ask(door, "sun", person, purpose="handling").status_code == 403
    filing = advance(entered(person, "GZ-WZ"), "submit", by=account("ren"))
    assert ask(door, "sun", person, purpose="handling").status_code == 200  # it awaits a decision
    assert door("sun").get(reverse("staff_filing", args=[filing.pk])).status_code == 200
    advance(filing, "return", by=account("zhou"), reason="材料不全", seen=filing.revision)
    assert ask(door, "sun", person, purpose="handling").status_code == 403
    assert ask(door, "zhou", person, purpose="handling").status_code == 200  # who decided stays concerned


def test_a_withdrawal_concerns_the_second_pair_of_eyes_until_it_is_confirmed(door, person):
    number = Record.objects.get(subject=person).number
    assert door("sun").post(reverse("staff_withdrawal", args=[number]), {"reason": "撤销"}).status_code == 403
    assert Record.objects.get(subject=person).withdrawn_at is None
    assert door("zhou").post(reverse("staff_withdrawal", args=[number]), {"reason": "决定被撤销"}).status_code == 302
    home = door("sun").get(reverse("admin:index")).content.decode()
    assert number in home
    assert person.name not in home
    assert "决定被撤销" not in home
    assert door("sun").get(reverse("staff_record", args=[number])).status_code == 200
    assert door("sun").post(reverse("staff_withdrawal", args=[number]), {"step": "confirm"}).status_code == 302
    assert door("sun").get(reverse("staff_record", args=[number])).status_code == 200


# ── filings and single records ───────────────────────────────────────────────


@pytest.mark.parametrize(("name", "status"), [("ren", 200), ("zhou", 200), ("audit", 200), ("self_", 200), ("sun", 403), ("lin", 404), ("gao", 404), ("guard", 404), ("nobody", 404)])
def test_a_filing_and_a_record_about_a_person_are_opened_by_the_same_and_logged(door, person, name, status):
    filing = Filing.objects.get(person=person)
    number = Record.objects.get(subject=person).number
    for what, address, about in (
        ("filing", reverse("staff_filing", args=[filing.pk]), filing.number),
        ("filing", reverse("staff_filing_errors", args=[filing.pk]), filing.number),
        ("record", reverse("staff_record", args=[number]), number),
    ):
        before = last()
        answer = door(name).get(address)
        # To who has no part in it the filing has no number; the number of a record is random and tells nothing.
        assert answer.status_code == (403 if what == "record" and status == 404 else status), address
        assert (SECRET in answer.content.decode()) is (status == 200 and not address.endswith(".csv"))
        assert person.code not in answer.content.decode()
        (row,) = ReadLog.objects.filter(pk__gt=before)
        assert (row.what, row.about, row.granted, row.person) == (what, about, status == 200, person)


def test_no_page_and_no_api_is_a_way_round_the_log(door, person):
    """The batch, the API and the life of records show nothing of a person without a row in the log."""
    filing = advance(entered(person, "GZ-WZ", facts="另一机密事项"), "submit", by=account("ren"))
    record = Record.objects.get(subject=person)
    lists = [reverse("staff_batch"), reverse("api:filing-list"), reverse("api:record-list"), reverse("api:subject-list")]
    filings = [reverse(name, args=[filing.pk]) for name in ("api:filing-detail", "api:filing-errors", "api:filing-steps")]
    filings.append(reverse("staff_filing_sheet", args=[filing.pk, "csv"]))
    records = [reverse(name, args=[record.number]) for name in ("api:record-detail", "api:record-life")]
    posts = [
        ("filing", reverse("staff_batch"), {"filing": [f"{filing.pk}:{filing.revision}"]}),
        ("filing", reverse("staff_filing_names", args=[filing.pk]), {}),
        ("filing", reverse("api:filing-steps", args=[filing.pk]), {"step": "approve", "revision": filing.revision}),
        ("filing", reverse("api:filing-votes", args=[filing.pk]), {"choice": "for", "reason": "同意"}),
        ("record", reverse("api:record-withdrawal", args=[record.number]), {"reason": "撤销"}),
        ("record", reverse("api:record-confirmation", args=[record.number]), {}),
    ]
    for name in ("zhou", "sun", "audit", "ren"):
        client, before = door(name), last()
        asked = [("", client.get(address)) for address in lists]
        asked += [("filing", client.get(address)) for address in filings] + [("record", client.get(address)) for address in records]
        asked += [(what, client.post(address, body)) for what, address, body in posts if name in {"zhou", "sun"} or "batch" not in address]
        for what, answer in asked:
            text = answer.content.decode()
            assert not [word for word in ("另一机密事项", SECRET, person.name, person.code, person.address) if word in text], (name, answer.request["PATH_INFO"])
            assert not what or answer.status_code in {403, 404}, (name, answer.request["PATH_INFO"], text)
        # Nothing went through; each attempt at a thing about the person stands in the log, a list is none.
        rows = list(ReadLog.objects.filter(pk__gt=before).order_by("pk").values_list("what", "about", "granted", "person"))
        assert rows == [(what, {"filing": filing.number, "record": record.number}[what], False, person.pk) for what, _answer in asked if what]


def test_every_other_door_to_what_is_about_a_person_is_noted_too(door, person):
    """Whoever asks and by whatever method: the security administrator at the API, the pages of the admin behind the lists."""
    filing, record = Filing.objects.get(person=person), Record.objects.get(subject=person)
    about = {"filing": filing.number, "record": record.number, "archive": ""}
    asked = [("record", "get", reverse("api:record-detail", args=[record.number])), ("filing", "get", reverse("api:filing-detail", args=[filing.pk]))]
    asked += [("filing", "post", reverse("api:filing-votes", args=[filing.pk])), ("record", "put", reverse("api:record-detail", args=[record.number]))]
    asked += [("filing", "delete", reverse("api:filing-detail", args=[filing.pk])), ("record", "get", reverse("admin:archives_record_change", args=[record.pk]))]
    asked += [("archive", "get", reverse(f"admin:archives_subject_{page}", args=[person.pk])) for page in ("change", "delete", "history")]
    asked += [("archive", "get", reverse("staff_body", args=[person.pk])), ("archive", "post", reverse("staff_body_change", args=[person.pk, "rename"]))]
    asked += [("filing", "post", reverse("staff_batch"))]
    for name in ("guard", "lin", "sun"):
        client = door(name)
        for what, method, address in asked:
            if name == "guard" and "api" not in address:
                continue
            before = last()
            answer = getattr(client, method)(address, {"filing": f"{filing.pk}:1"} if method == "post" else None)
            assert answer.status_code in {302, 403, 404}, (name, address, answer.status_code)
            rows = ReadLog.objects.filter(pk__gt=before).values_list("what", "about", "granted", "person")
            assert list(rows) == [(what, about[what], False, person.pk)], (name, method, address)


def test_the_term_of_review_of_a_filing_about_a_person_is_extended_by_who_decides_and_each_attempt_is_noted(door, person):
    filing = advance(entered(person, "GZ-WZ", facts="另一机密事项"), "submit", by=account("ren"))
    address, asked = reverse("staff_extension", args=[filing.pk]), {"days": "1", "reason": "核对原件"}
    for name, status, granted in (("lin", 404, False), ("audit", 403, True), ("zhou", 302, True)):
        before = last()
        assert door(name).post(address, asked).status_code == status, name
        assert [(row.granted, row.about) for row in ReadLog.objects.filter(pk__gt=before)] == [(granted, filing.number)]


def test_the_life_of_a_record_about_a_person_tells_who_read_it(door, person):
    record = Record.objects.get(subject=person)
    assert life_of(record.number, account("zhou")) == []  # not opened
    door("audit").get(reverse("staff_record", args=[record.number]))
    door("lin").get(reverse("staff_record", args=[record.number]))
    told = [(e.by.split(" · ")[0], e.tone) for e in life_of(record.number, account("audit"), opened=True)]
    assert told[-2:] == [("审计员", "info"), ("林洁", "warn")]
    assert [by for by, _tone in told[:1]] == ["任敏"]


def test_entering_for_somebody_elses_person_is_refused_and_noted(door, person):
    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="personnel", from_on="2020-01-01")
    before = last()
    answer = door("nobody").post(reverse("staff_enter", args=["GZ-KH"]), {"person": person.address})
    assert answer.status_code == 403
    assert since(before) == [("nobody", "none", "entry", "unstated", False)]
    assert door("lin").post(reverse("staff_enter", args=["GZ-KH"]), {"person": person.address}).status_code == 403
    assert door("nobody").post(reverse("staff_person_authority", args=[person.address])).status_code == 403
    assert Authority.objects.get(person=person).until_on is None


def test_registering_a_person_that_another_organ_manages_is_refused_and_noted(door, person):
    from tests.archives.officials import resident_id

    Membership.objects.create(user=account("nobody"), unit=unit(world.OFFICE), role="personnel", from_on="2020-01-01")
    before = last()
    given = {"organ": unit(world.OFFICE).pk, "name": "司空见惯", "resident_id": resident_id(1), "serves_in": unit(world.MARKET).pk}
    answer = door("nobody").post(reverse("staff_person_register"), given)
    assert answer.status_code == 400
    assert person.name not in answer.content.decode()
    assert since(before) == [("nobody", "none", "register", "unstated", False)]


# ── before anything is shown ─────────────────────────────────────────────────


def committed_door(name) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account(name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_row_is_committed_before_anything_is_read(committed, login, monkeypatch):
    found = register(self_="self_")
    filed(found, "GZ-ZW", facts=SECRET)
    other = login("staff")  # another connection sees only what is committed
    count = "SELECT count(*) FROM archives_readlog WHERE granted"
    seen = []

    def spy(*given):
        seen.append((connection.in_atomic_block, other.execute(count).fetchone()[0]))
        raise RuntimeError("the page fails afterwards")

    monkeypatch.setattr(people_views.people, "archive_of", spy)
    answer = committed_door("ren").post(reverse("staff_person", args=[found.address]), WHY)
    assert answer.status_code == 500
    assert seen == [(False, 1)]
    assert other.execute(count).fetchone()[0] == 1


def test_where_the_log_cannot_be_written_nothing_is_shown(committed):
    found = register(self_="self_")
    number = filed(found, "GZ-ZW", facts=SECRET).number
    filing = Filing.objects.get(person=found)
    addresses = [("ren", reverse("staff_record", args=[number])), ("ren", reverse("staff_filing", args=[filing.pk])), ("self_", reverse("staff_my_archive"))]
    answers = [committed_door(name).get(address) for name, address in addresses]
    assert all(a.status_code == 200 and SECRET in a.content.decode() for a in answers)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archives_readlog ADD CONSTRAINT shut CHECK (false) NOT VALID")
    try:
        answers = [committed_door(name).get(address) for name, address in addresses]
        answers.append(committed_door("ren").post(reverse("staff_person", args=[found.address]), WHY))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE archives_readlog DROP CONSTRAINT shut")
    for answer in answers:
        assert answer.status_code == 500
        assert SECRET not in answer.content.decode()
        assert found.name not in answer.content.decode()


def test_the_log_refuses_to_be_part_of_what_could_be_undone(committed):
    found = register()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        people.reveal(by=account("ren"), person=found, what="archive", today=timezone.localdate(), purpose="management", reason="x")
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE archives_readlog SET reason = ''", "DELETE FROM archives_readlog", "TRUNCATE archives_readlog"])
def test_no_login_changes_the_log(person, statement):
    with pytest.raises(PermissionDenied):
        people.reveal(by=account("lin"), person=person, what="archive", today=timezone.localdate())
    with pytest.raises((Error, ProgrammingError), match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# ── no way round ─────────────────────────────────────────────────────────────

LISTS = ["admin:archives_subject_changelist", "admin:archives_record_changelist", "admin:archives_filing_changelist", "admin:integrity_steptaken_changelist", "admin:integrity_job_changelist", "admin:index"]


@pytest.mark.parametrize("name", ["lin", "gao", "zhou", "sun", "audit", "ren", "guard"])
def test_lists_and_searches_leave_persons_out(door, person, name):
    record = Record.objects.get(subject=person)
    waiting = advance(entered(person, "GZ-WZ"), "submit", by=account("ren"))
    advance(waiting, "return", by=account("zhou"), reason="退回理由涉密", seen=waiting.revision)
    client = door(name)
    for address in LISTS:
        for query in ({}, {"q": person.name}, {"q": record.number}, {"q": person.code}, {"q": "oym"}):
            answer = client.get(reverse(address), query if address != "admin:index" else {})
            # What was asked stands in the search field and in addresses of the same list, and only there.
            text = re.sub(r'\bq(=|%3D)[^"&]*|value="[^"]*"', "", answer.content.decode())
            for words in (person.name, person.code, person.address, SECRET, "退回理由涉密"):
                assert words not in text, (address, query, words)
    found = client.get(reverse("admin:autocomplete"), {"app_label": "archives", "model_name": "subject", "field_name": "superior", "term": "欧阳"})
    assert person.name not in found.content.decode()
    for page in ("change", "history"):
        answer = client.get(reverse(f"admin:archives_subject_{page}", args=[person.pk]))
        assert answer.status_code in {302, 403, 404}, page
    version = person.history.first().pk
    assert client.get(reverse("admin:archives_subject_simple_history", args=[person.pk, version])).status_code == 403
    for page in ("change", "history"):
        assert client.get(reverse(f"admin:archives_record_{page}", args=[record.pk])).status_code in {302, 403, 404}
    assert client.get(reverse("admin:scoring_why", args=[person.code])).status_code in {403, 404}


def test_the_read_log_is_the_auditors(door, person):
    with pytest.raises(PermissionDenied):
        people.reveal(by=account("lin"), person=person, what="archive", today=timezone.localdate())
    address = reverse("admin:archives_readlog_changelist")
    listed = door("audit").get(address).content.decode()
    assert "欧阳某某" in listed  # as it leaves; the row itself names the person
    assert person.name not in listed
    assert person.name in door("audit").get(reverse("admin:archives_readlog_change", args=[last()])).content.decode()
    for name in ("lin", "gao", "zhou", "ren", "guard", "self_", "nobody"):
        assert door(name).get(address).status_code == 403


@pytest.mark.parametrize(("name", "names"), [("ren", True), ("audit", False), ("zhou", True), ("sun", False)])
def test_the_list_of_civil_servants_names_those_one_has_to_do_with(door, person, name, names):
    answer = door(name).get(reverse("staff_people"))
    assert answer.status_code == 200
    assert (person.name in answer.content.decode()) is names
    assert (person.address in answer.content.decode()) is (name != "sun")  # the auditor reads the masked name
    assert SECRET not in answer.content.decode()


def test_no_form_of_the_admin_makes_a_person(door):
    client = door("zhou")
    data = {"kind": "civil_servant", "code": "R" + "0" * 31, "name": "冒名", "sort_key": "", "initials": "", "superior": ""}
    assert client.post(reverse("admin:archives_subject_add"), data).status_code == 200  # refused, the form again
    assert not people.Subject.objects.filter(name="冒名").exists()
