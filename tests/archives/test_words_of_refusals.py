"""What a person or another system reads when something is refused: a sentence, in its language, never a name of the database."""

from __future__ import annotations

import io

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CheckConstraint, UniqueConstraint
from django.urls import reverse

from archives import actions
from archives.models import PeriodRule, Record, Subject
from integrity.workflow import advance
from tests import world
from tests.files import row, table

# ── the API ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "missing", "refused"),
    [(None, "该地址没有内容", "职责"), ("zh-CN", "该地址没有内容", "职责"), ("en", "There is nothing", "among your duties")],
)
def test_the_api_answers_in_the_language_of_the_request(door, language, missing, refused):
    headers = {"Accept-Language": language} if language else {}
    answer = door("zhou").get(reverse("api:filing-detail", args=[999999]), headers=headers)
    assert answer.status_code == 404
    assert missing in answer.json()["detail"]
    answer = door("nobody").get(reverse("api:filing-list"), headers=headers)
    assert answer.status_code == 403
    assert refused in answer.json()["detail"]


def test_a_sentence_of_the_rule_itself_is_kept(door, person):
    filing = actions.receive_file(
        unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(table([row(1)])), filename="a.csv"
    )
    actions.check_filing(filing=filing)
    answer = door("gao").post(reverse("api:filing-steps", args=[filing.pk]), {"step": "submit"}, content_type="application/json")
    assert answer.status_code == 403
    assert "提交审核" in answer.json()["detail"] or "提交" in answer.json()["detail"]


def test_the_staff_pages_keep_to_the_cookie_whatever_the_browser_wishes(door):
    assert 'lang="zh-Hans"' in door("zhou").get(reverse("staff_duties"), headers={"Accept-Language": "en"}).content.decode()


# ── the admin ────────────────────────────────────────────────────────────────


def own_models():
    """The models that some role adds or changes in the admin."""
    return [model for model, page in admin.site._registry.items() if getattr(page, "added_by", None) or getattr(page, "changed_by", None)]


def test_every_rule_of_the_database_has_a_sentence_where_a_form_can_meet_it():
    bare = [
        c.name
        for model in own_models()
        for c in model._meta.constraints
        if isinstance(c, CheckConstraint) and c.violation_error_message == c.default_violation_error_message
    ]
    assert bare == []
    assert len(own_models()) > 6
    # The control: models without a form of the admin have such constraints.
    assert any(
        isinstance(c, CheckConstraint) and c.violation_error_message == c.default_violation_error_message
        for m in apps.get_models()
        for c in m._meta.constraints
    )
    of_words = [c for model in own_models() for c in model._meta.constraints if isinstance(c, UniqueConstraint) and not c.fields]
    assert all(c.violation_error_message != c.default_violation_error_message for c in of_words)


RULE = {
    "code": "X",
    "kind": "honour",
    "tier": 0,
    "min_months": 0,
    "max_months": 12,
    "valid_from": "2030-01-01",
    "document": "《办法》",
    "article": "一",
    "seen": "",
}


@pytest.mark.parametrize(
    ("model", "data", "sentence"),
    [
        ("periodrule", RULE | {"kind": "new", "min_months": 13}, "最短期限不得长于最长期限"),
        ("periodrule", RULE, "该时段已适用"),
        (
            "panel",
            {"unit": "market", "quorum": 3, "document": "文", "valid_from": "2030-01-02", "valid_until": "2030-01-01", "seen": ""},
            "截止|终止|早于",
        ),
        ("subject", {"kind": "organ", "code": "11990100MB000000ii", "name": "某局", "seen": ""}, "代码"),
    ],
)
def test_a_form_of_the_admin_says_it_in_a_sentence(door, model, data, sentence):
    import re

    data = {k: Subject.objects.get(code=world.MARKET).pk if v == "market" else v for k, v in data.items()}
    answer = door("zhou").post(reverse(f"admin:archives_{model}_add"), data)
    page = answer.content.decode()
    assert answer.status_code == 200  # the form again
    assert re.search(sentence, page)
    assert not re.search(r"约束|constraint|_half_open|_min_max|subject_code_form", page)


def test_a_rule_that_follows_another_is_taken(door):
    PeriodRule.objects.filter(kind="honour").update(valid_until="2030-01-01")
    assert door("zhou").post(reverse("admin:archives_periodrule_add"), RULE | {"published": "on"}).status_code == 302


# ── files and the life of a record ───────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_without_a_row(door, encoding):
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = table([row(n) for n in range(1, 30)]).decode("utf-8-sig").encode(encoding)
    data = {"unit": Subject.objects.get(code=world.MARKET).pk, "layout": "", "file": SimpleUploadedFile("a.csv", content)}
    answer = door("lin").post(reverse("staff_import"), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "UTF-16" in page
    assert "CSV UTF-8" in page
    assert "第 0 行" not in page


def approved(person, item="RY", **said):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(unit=unit, by=person("lin"), stream=io.BytesIO(table([row(1, **said)])), filename="a.csv")
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    return advance(filing, "approve", by=person("zhou"), seen=filing.revision)


@pytest.mark.parametrize(("said", "shown"), [({}, True), ({"CF_CFLB": "警告", "CF_NR_FK": ""}, False)])
def test_what_is_not_shown_was_approved_and_not_published(door, person, said, shown):
    filing = approved(person, **said)
    record = Record.objects.get(filing=filing)
    assert (record.shown is not None) == shown
    for address in (reverse("staff_record", args=[record.number]), reverse("staff_filing", args=[filing.pk])):
        assert ("通过并公示" in door("zhou").get(address).content.decode()) == shown, address


def test_the_button_promises_no_publication_of_what_will_not_be_shown(door, person):
    unit = Subject.objects.get(code=world.MARKET)
    filing = actions.receive_file(
        unit=unit, by=person("lin"), stream=io.BytesIO(table([row(1, CF_CFLB="警告", CF_NR_FK="")])), filename="a.csv"
    )
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    assert "通过并公示" not in door("zhou").get(reverse("staff_filing", args=[filing.pk])).content.decode()


def test_numbers_of_what_is_not_shown_leave_no_gap_in_the_public_series(person):
    """Public, hidden, hidden, public: the two public numbers follow each other."""
    rows = [row(1), row(2, CF_CFLB="警告", CF_NR_FK=""), row(3, CF_CFLB="警告", CF_NR_FK=""), row(4)]
    filing = actions.receive_file(
        unit=Subject.objects.get(code=world.MARKET), by=person("lin"), stream=io.BytesIO(table(rows)), filename="a.csv"
    )
    filing = advance(actions.check_filing(filing=filing), "submit", by=person("lin"))
    filing = advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    public = sorted(int(n.partition("-")[2]) for n in filing.records.filter(shown__isnull=False).values_list("number", flat=True))
    hidden = list(filing.records.filter(shown__isnull=True).values_list("number", flat=True))
    assert public[1] - public[0] == 1
    assert len(hidden) == 2
    assert all(n.partition("-")[2].startswith("N") for n in hidden)
