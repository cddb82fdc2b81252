"""Earlier names and successors in public: of bodies and organisations, never of a person, and nothing else of their history."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from archives import post_actions, subject_actions
from archives.identifiers import person_code
from archives.models import Authority, EarlierName, Subject
from publicity.models import PublicSubjectChange, PublicSubjectName
from tests import world
from tests.conftest import role

pytestmark = pytest.mark.django_db
PAPER = {"document_no": "示政发〔2024〕7号", "basis": "内部请示批注", "reason": "内部理由原文"}


@pytest.fixture(scope="module")
def city(archive, django_db_blocker):
    with django_db_blocker.unblock():
        today = timezone.localdate()
        made = {name: archive.subject(f"示范市{name}局") for name in ("粮食", "发展", "房管", "住建")}
        made["shop"] = archive.subject("新名有限公司", kind="enterprise", first="91")
        made["hidden"] = archive.subject("隐名有限公司", kind="enterprise", first="91")
        archive.record(made["shop"], item="CF", tier=3, issuer=made["发展"], decided_on=today - timedelta(days=5), facts={"violation": "违规"})
        with archive.committed():
            zhou = User.objects.get(username="zhou")
            given = {**PAPER, "by": zhou, "on": date(2024, 3, 15)}
            subject_actions.rename(subject=made["发展"], name="示范市发展改革局", **given)
            subject_actions.merge(subject=made["粮食"], successor=made["发展"], **given)
            subject_actions.split(subject=made["住建"], successor=made["房管"], **given)
            for shop, old in ((made["shop"], "旧名有限公司"), (made["hidden"], "隐旧名有限公司")):
                EarlierName.objects.create(subject=shop, name=old, until_on=date(2024, 1, 1))
            subject_actions.add_identifier(subject=made["发展"], kind="organisation", value="SECRETNO1", by=zhou)
            person = Subject.objects.create(kind="civil_servant", code=person_code("T1"), name="任职者甲")
            Authority.objects.create(person=person, organ=Subject.objects.get(code=world.OFFICE), serves_in=made["发展"], from_on=date(2020, 1, 1))
            post = post_actions.add_post(unit=made["发展"], name="秘密局长", is_principal=True, by=zhou)
            post_actions.appoint(post=post, holder=person, from_on=date(2024, 4, 1), document_no="任1号", by=zhou)
    return made


def page(reader, body, prefix=""):
    return reader.read(f"{prefix}/subjects/{body.code}/")


def test_a_page_says_what_the_body_was_called(city, reader):
    text = page(reader, city["发展"])
    assert "曾用名" in text
    assert "示范市发展局" in text
    assert "2024年3月14日" in text
    assert "Formerly" in page(reader, city["发展"], "/en")
    assert "曾用名" not in page(reader, city["房管"])


def test_a_merged_body_and_its_successor_name_each_other(city, reader):
    old, new = page(reader, city["粮食"]), page(reader, city["发展"])
    assert "已并入" in old
    assert f'href="/subjects/{city["发展"].code}/"' in old
    assert "合并承继" in new
    assert f'href="/subjects/{city["粮食"].code}/"' in new
    assert "分设自" in page(reader, city["房管"])
    assert "分设" in page(reader, city["住建"])


def test_a_search_finds_a_body_by_the_name_it_had(city, reader):
    assert city["发展"].code in reader.read("/search/?q=示范市发展局")
    assert city["shop"].code in reader.read("/search/?q=旧名有限")
    assert city["hidden"].code not in reader.read("/search/?q=隐旧名")


def test_nothing_else_of_the_history_is_public(city, reader):
    for body in (city["发展"], city["粮食"]):
        for prefix in ("", "/en"):
            text = page(reader, body, prefix)
            for secret in ("内部请示批注", "内部理由原文", "SECRETNO1", "任职者甲", "秘密局长", "任1号", "周文"):
                assert secret not in text, secret


def test_the_views_hold_names_of_what_the_public_sees(city, reader):
    with reader.at_the_portal():
        names = set(PublicSubjectName.objects.values_list("name", flat=True))
        kinds = set(PublicSubjectChange.objects.values_list("kind", flat=True))
    assert names == {"示范市发展局", "旧名有限公司"}  # not of an enterprise without a public record
    assert kinds == {"merged", "split"}


def test_an_earlier_name_of_a_person_would_not_pass_the_view_either(db):
    """Beside the trigger that keeps such a row out: with the trigger off, the view still hides it."""
    person = Subject.objects.create(kind="civil_servant", code=person_code("T9"), name="某甲")
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archives_earliername DISABLE TRIGGER archives_earliername_subject_fits")
        EarlierName.objects.create(subject=person, name="曾用名某", until_on=date(2024, 1, 1))
        cursor.execute("SELECT count(*) FROM pub.subject_name WHERE name = '曾用名某'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM archives_earliername WHERE name = '曾用名某'")
        assert cursor.fetchone() == (1,)
