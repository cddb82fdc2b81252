"""Issuing, serving and acknowledging documents; who sees which; and the look whether they still are what was issued."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from archives.documents import actions
from archives.documents.opening import faults
from archives.models import Document, DocumentSeries, IssuerMark, ReadLog, Service
from archives.models.document import SIGHTS
from integrity.errors import Refused
from tests import world
from tests.conftest import role

from . import officials
from .documented import DAY, NOTICE, account, issued, marked, served, unit, words_of

# ── issuing ──────────────────────────────────────────────────────────────────


def test_a_document_bears_its_number_its_words_and_its_hash(city):
    document = issued(about=("archives.filing", 7))
    assert (document.number, document.serial, document.kind, document.issued_on) == ("示信用告〔2026〕1号", 1, "notice", DAY)
    assert (document.addressee.code, document.addressee_name, document.person, document.missing) == (world.MARKET, "", None, "")
    assert (document.about_kind, document.about_id, document.issued_by) == ("archives.filing", 7, account("zhou"))
    assert document.values["陈述申辩期限"] == "2026年12月6日"
    assert document.file.sha256 == sha256(bytes(document.file.content)).hexdigest()
    words = words_of(document)
    assert "示信用告〔2026〕1号" in words
    assert "示范市市场监督管理局涉嫌政务失信一案（案件编号2026-00007），现已调查终结。" in words
    assert "一、事实。承诺于六月底兑付的奖补资金至今未兑付。二、损失和影响。" in words
    assert "请于2026年12月6日前（含当日）以书面形式提出" in words
    assert "示范市信用工作办公室2026年11月22日" in words


def test_numbers_run_by_body_word_and_year(city):
    marked(world.MARKET, "示市监")
    numbers = [
        issued().number,
        issued().number,
        issued(kind="acceptance", to="示例机械有限公司").number,
        issued(today=date(2027, 1, 4)).number,
        issued(body=world.MARKET, by="gao").number,
        issued().number,
    ]
    assert numbers == [
        "示信用告〔2026〕1号",
        "示信用告〔2026〕2号",
        "示信用受〔2026〕1号",
        "示信用告〔2027〕1号",
        "示市监告〔2026〕1号",
        "示信用告〔2026〕3号",
    ]


def test_numbers_run_with_the_days(city):
    issued()
    with pytest.raises(Refused, match=r"2026-11-21|2026年11月21日"):
        issued(today=DAY - timedelta(1))
    assert issued().serial == 2


def test_a_number_of_what_was_undone_is_given_again(city):
    with pytest.raises(RuntimeError), transaction.atomic():
        assert issued().number == "示信用告〔2026〕1号"
        raise RuntimeError
    assert issued().number == "示信用告〔2026〕1号"


def test_two_marks_that_read_alike_give_no_number_twice(city):
    marked(world.MARKET, "示信")
    IssuerMark.objects.create(body=unit(world.OFFICE), mark="示信用")
    marked(world.MARKET, "示信")
    issued()
    # 示信 + 用告 reads as 示信用 + 告.
    from archives.models import DocumentTemplate

    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('registry.law', 'file', true)")
        text = DocumentTemplate.objects.in_force("notice", DAY)
        DocumentTemplate.objects.create(
            kind="notice",
            title=text.title,
            word="用告",
            body=text.body,
            document="文",
            article="一",
            valid_from=DAY,
            loaded=True,
            status="in_force",
            made_by=account("system"),
        )
    with pytest.raises(Refused, match=r"示信用告〔2026〕1号.*(taken|占用)"):
        issued(body=world.MARKET, by="gao")
    assert list(DocumentSeries.objects.values_list("prefix", "last")) == [("示信用告", 1)]


@pytest.mark.parametrize("name", ["gao", "lin", "wu", "audit", "guard", "past", "closed", "nobody", "pan"])
def test_who_does_not_work_in_the_body_issues_nothing_in_its_name(city, name):
    with pytest.raises(PermissionDenied):
        issued(by=name)
    assert not Document.objects.exists()


def test_the_timetable_issues_too(city):
    marked()
    with role("worker"):
        assert issued(by="system").issued_by == account("system")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"失信事实": ""}, "失信事实"),
        ({"失信事实": " \n\u200b"}, "失信事实"),  # nothing that could be seen
        ({"密码": "x"}, "密码"),
        ({"失信事实": "当事人身份证999999198203150012"}, "resident id|身份号码"),
        ({"失信事实": "长" * 60_001}, "too long|过长"),
        ({"to": " "}, "addressee|主送"),
        ({"to": "甲" * 201}, "200"),
        ({"to": "王明 9999991982 03150012"}, "resident id|身份号码"),
    ],
)
def test_what_is_not_issued(city, given, sentence):
    marked()
    with pytest.raises(Refused, match=sentence):
        issued(**given)
    assert not Document.objects.exists()


def test_a_resident_id_put_together_out_of_two_values_is_found(city):
    """主体名称 stands before 涉嫌 in the text of notices; a text of its own puts two names side by side."""
    from integrity.workflow import advance

    from .documented import drafted

    draft = drafted(body="{{案件编号}}{{证据}}")
    advance(draft, "approve", by=account("sun"), seen=draft.revision, today=DAY)
    with pytest.raises(Refused, match=r"resident id|身份号码"):
        issued(案件编号="999999198203", 证据="150012")


def test_an_optional_value_reads_as_none(city):
    document = actions.issue(
        kind="objection",
        body=marked(),
        addressee=unit(world.MARKET),
        values={"主体名称": "甲局", "记录编号": "2026-000001", "异议事项": "日期", "核实情况": "有误", "处理决定": "更正"},
        by=account("zhou"),
        today=DAY,
    )
    assert document.values["救济途径"] == "无"
    assert "四、救济途径。无。" in words_of(document)


def test_without_a_mark_and_before_the_first_text_nothing_is_issued(city):
    with pytest.raises(Refused, match=r"mark|发文代字"):
        actions.issue(kind="notice", body=unit(world.OFFICE), addressee="甲", values=NOTICE, by=account("zhou"), today=DAY)
    with pytest.raises(Refused, match=r"2020-01-02|2020年1月2日"):
        issued(today=date(2020, 1, 2))
    with pytest.raises(Refused):
        actions.issue(kind="decree", body=marked(), addressee="甲", values={}, by=account("zhou"), today=DAY)


def test_a_rare_name_is_issued_with_a_warning(city):
    document = issued(主体名称="王\U0002000b😀")
    assert document.missing == "\U0002000b😀"
    assert document.values["主体名称"] == "王\U0002000b😀"
    assert "王〓〓涉嫌政务失信一案" in words_of(document)


def test_a_document_keeps_the_text_of_its_day(city):
    from integrity.workflow import advance

    from .documented import drafted

    before = issued()
    draft = drafted(valid_from=DAY + timedelta(1))
    advance(draft, "approve", by=account("sun"), seen=draft.revision, today=DAY)
    assert issued().template == before.template
    after = issued(today=DAY + timedelta(1))
    assert after.template == draft
    assert after.title == "政务失信行为告知书"
    assert before.title == "政务失信行为认定事先告知书"


# ── serving and acknowledging ────────────────────────────────────────────────


def test_it_is_served_to_its_addressee_and_acknowledged_once(city):
    service = served(issued())
    assert (service.unit.code, service.served_on, service.acknowledged_at) == (world.MARKET, DAY, None)
    for name in ("wu", "zhou", "audit", "guard", "past", "pan", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.acknowledge(service=service, by=account(name), today=DAY)
    assert actions.acknowledge(service=service, by=account("gao"), today=DAY).acknowledged_by == account("gao")
    with pytest.raises(Refused, match=r"already|已"):
        actions.acknowledge(service=service, by=account("lin"), today=DAY)


def test_what_is_no_service(city):
    document = issued()
    for more in ({"on": DAY - timedelta(1)}, {"on": DAY + timedelta(1)}, {"way": "pigeon"}):
        with pytest.raises(Refused):
            served(document, **more)
    with pytest.raises(PermissionDenied):
        served(document, by="gao")
    served(document)
    with pytest.raises(Refused, match=r"already|已"):
        served(document)
    assert served(document, unit=unit(world.HOUSING)).unit.code == world.HOUSING  # a copy to another unit
    assert Service.objects.count() == 2


def test_what_is_for_somebody_by_name_is_handed_over_to_nobody_of_the_register(city):
    document = issued(kind="acceptance", to="示例机械有限公司")
    service = served(document, way="receipt")
    assert (document.addressee, document.addressee_name, service.unit) == (None, "示例机械有限公司", None)
    for name in ("lin", "zhou", "nobody"):
        with pytest.raises(PermissionDenied):
            actions.acknowledge(service=service, by=account(name), today=DAY)


# ── who sees which ───────────────────────────────────────────────────────────


def seen_by(document, today=DAY) -> set[str]:
    return {name for name in world.PEOPLE if Document.objects.visible_to(account(name), today).filter(pk=document.pk).exists()}


def test_the_issuer_sees_its_own_and_who_was_served_from_that_day(city):
    document = issued()
    assert seen_by(document) == {"zhou", "sun", "audit"}
    served(document, today=DAY + timedelta(3))
    assert seen_by(document, DAY + timedelta(2)) == {"zhou", "sun", "audit"}
    assert seen_by(document, DAY + timedelta(3)) == {"zhou", "sun", "audit", "lin", "gao"}
    marked(world.HOUSING, "示建")
    assert seen_by(issued(body=world.HOUSING, by="wu")) == {"wu", "audit"}


def test_what_an_app_above_hides_is_hidden(city, monkeypatch):
    from django.db.models import Q

    document = issued(about=("archives.filing", 7))
    served(document)
    monkeypatch.setitem(SIGHTS, "archives.filing", lambda user, today: Q(about_id__in=[7] if user.username == "gao" else []))
    assert seen_by(document) == {"gao"}
    other = issued(about=("archives.filing", 8))
    assert seen_by(other) == set()
    assert seen_by(issued()) == {"zhou", "sun", "audit"}


def test_what_is_about_a_person_is_opened_by_the_read_log_only(city, door):
    from django.urls import reverse

    person = officials.register(self_="self_")
    to_unit, to_person = issued(concerns=person), issued(to=person)
    assert to_person.person == person
    for document in (to_unit, to_person):
        served(document)
        assert seen_by(document) == set()
        for page in ("staff_document", "staff_document_file"):
            address = reverse(page, args=[document.pk])
            answers = {
                name: door(name).get(address).status_code
                for name in ("self_", "ren", "audit", "zhou", "lin", "gao", "wu", "guard", "nobody")
            }
            assert {name for name, status in answers.items() if status == 200} == {"self_", "ren", "audit"}
            assert set(answers.values()) == {200, 404}
    log = ReadLog.objects.filter(what="document", about=to_person.number)
    assert set(log.filter(granted=True).values_list("by__username", flat=True)) == {"self_", "ren", "audit"}
    assert set(log.filter(granted=False).values_list("by__username", flat=True)) == {"zhou", "lin", "gao", "wu", "guard", "nobody"}
    service = to_person.services.get()
    with pytest.raises(PermissionDenied):
        actions.acknowledge(service=service, by=account("ren"))
    assert actions.acknowledge(service=service, by=account("self_")).acknowledged_by == account("self_")


# ── are they what was issued ─────────────────────────────────────────────────


def test_a_changed_or_missing_file_is_named(city):
    first, second, third = issued(), issued(), issued()
    out = StringIO()
    call_command("verify_documents", stdout=out)
    assert out.getvalue().startswith("3 documents")
    with role("postgres"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("ALTER TABLE archives_documentfile DROP CONSTRAINT document_file_hash_is_true")
        cursor.execute("UPDATE archives_documentfile SET content = content || '\\x20' WHERE document_id = %s", [first.pk])
        cursor.execute("DELETE FROM archives_documentfile WHERE document_id = %s", [second.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert [number for number, _what in faults()] == [first.number, second.number]
    err = StringIO()
    with pytest.raises(CommandError, match="2 of 3"):
        call_command("verify_documents", stderr=err)
    assert first.number in err.getvalue()
    assert third.number not in err.getvalue()


def test_staff_cannot_rewrite_what_was_issued(city):
    document = issued()
    for sql in (
        "UPDATE archives_document SET title = 'x'",
        "DELETE FROM archives_document",
        "UPDATE archives_documentfile SET content = content",
        "DELETE FROM archives_documentfile",
        "UPDATE archives_service SET served_on = served_on",
        "UPDATE archives_documentseries SET prefix = 'x'",
    ):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    document.refresh_from_db()


# ── many at once ─────────────────────────────────────────────────────────────


def test_fifty_at_once_leave_neither_gap_nor_double(committed):
    """Every second one is undone after it drew its number."""
    marked()
    to, by, outcomes = unit(world.MARKET), account("zhou"), []

    def one(n):
        try:
            with transaction.atomic():
                document = actions.issue(kind="notice", body=unit(world.OFFICE), addressee=to, values=NOTICE, by=by, today=DAY)
                if n % 2:
                    raise InterruptedError
                outcomes.append(document.serial)
        except InterruptedError:
            outcomes.append(0)
        except Exception as error:
            outcomes.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(n,)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == sorted([*range(1, 26), *[0] * 25], key=str)
    assert sorted(Document.objects.values_list("serial", flat=True)) == list(range(1, 26))
    assert len(set(Document.objects.values_list("number", flat=True))) == 25
    assert DocumentSeries.objects.get().last == 25


def test_two_acknowledge_at_once_and_one_is_told(committed):
    service = served(issued())
    outcomes = []

    def one(name):
        try:
            actions.acknowledge(service=service, by=account(name), today=DAY)
            outcomes.append("acknowledged")
        except Refused:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(name,)) for name in ("lin", "gao")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["acknowledged", "told"]
