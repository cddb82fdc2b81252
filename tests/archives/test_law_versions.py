"""The numbers of the law: nobody rewrites them, a new version comes with the file and a later day, and no page falls with one."""

from datetime import date

import pytest
import yaml
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from archives import law
from archives.models import EffectRule, Term, TierRule
from integrity.errors import Refused
from tests.conftest import role

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def file_with(tmp_path, change):
    """The file of the law after ``change(law)``."""
    said = yaml.safe_load(law.FILE.read_text(encoding="utf-8"))
    change(said)
    path = tmp_path / "law.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return path


def of(said, code: str) -> dict:
    return next(t for t in said["terms"] if t["code"] == code)


def new_review(said, *, days=4, begins=date(2027, 1, 1), document="示信用办〔2026〕9号", until=date(2027, 1, 1)):
    of(said, "review")["valid_until"] = until
    said["terms"].append({"code": "review", "days": days, "valid_from": begins, "document": document})


def test_a_new_version_from_a_later_day_ends_the_one_before(city, tmp_path):
    with role("registry_owner"):
        assert law.load(file_with(tmp_path, new_review), TODAY) == 2  # the new one, and the end of the old one
    assert (Term.days_of("review", date(2026, 12, 31)), Term.days_of("review", date(2027, 1, 1))) == (3, 4)
    assert Term.objects.get(code="review", valid_from=date(2018, 8, 1)).valid_until == date(2027, 1, 1)
    assert law.load(file_with(tmp_path, new_review), TODAY) == 0


BREACHES = {
    "in place": lambda said: of(said, "review").update(days=32767),
    "in place, within bounds": lambda said: of(said, "review").update(days=4),
    "no day": lambda said: new_review(said, days=0),
    "more than a year": lambda said: new_review(said, days=367),
    "no document": lambda said: new_review(said, document=" "),
    "from today": lambda said: new_review(said, begins=TODAY, until=TODAY),
    "in the past": lambda said: new_review(said, begins=date(2019, 1, 1), until=date(2019, 1, 1)),
    "a gap": lambda said: new_review(said, begins=date(2027, 2, 1)),
    "two at a time": lambda said: new_review(said, until=date(2027, 3, 1)),
    "no version any more": lambda said: of(said, "review").update(valid_until=date(2027, 1, 1)),
    "ended in the past": lambda said: of(said, "review").update(valid_until=date(2019, 1, 1)),
    "gone": lambda said: said["terms"].remove(of(said, "review")),
    "a tier of before": lambda said: said["tier_rules"].append({"item": "CF", "word": "警告", "tier": 3, "valid_from": date(2020, 1, 1)}),
    "an effect of before": lambda said: said["effect_rules"].append(
        {"item": "GZ-ZW", "months": {"警告": 1}, "valid_from": date(2021, 1, 1), "document": "文", "article": "条", "verified": False}
    ),
    "an end of before": lambda said: said["tier_rules"][0].update(valid_until=date(2020, 1, 1)),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_what_the_file_may_not_say(city, tmp_path, breach):
    before = [list(model.objects.order_by("pk").values()) for model in (Term, TierRule, EffectRule)]
    with role("registry_owner"), pytest.raises(Refused), transaction.atomic():
        law.load(file_with(tmp_path, BREACHES[breach]), TODAY)
    assert [list(model.objects.order_by("pk").values()) for model in (Term, TierRule, EffectRule)] == before


@pytest.mark.parametrize("model", [Term, TierRule, EffectRule])
def test_one_officer_changes_nothing_and_is_told_who_does(city, door, model):
    name = model._meta.model_name
    entry, client = model.objects.first(), door("zhou")
    page = client.get(reverse(f"admin:archives_{name}_change", args=[entry.pk])).content.decode()
    listed = client.get(reverse(f"admin:archives_{name}_changelist")).content.decode()
    assert "load_law" in page
    assert "load_law" in listed
    assert 'type="submit" value="' not in page
    for address in (reverse(f"admin:archives_{name}_change", args=[entry.pk]), reverse(f"admin:archives_{name}_add")):
        assert client.post(address, {"code": "review", "days": "32767", "valid_from": "2018-08-01"}).status_code == 403


@pytest.mark.parametrize(
    "statement", ["archives_term SET days = 9", "archives_tierrule SET tier = 3", "archives_effectrule SET months = 1"]
)
def test_the_database_lets_no_login_rewrite_a_number(city, statement):
    for login in ("staff", "worker", "portal"):
        with (
            role(login),
            pytest.raises(ProgrammingError, match=r"permission denied|does not exist"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {statement}")


@pytest.mark.parametrize("missing", ["review", "panel", "sign-off", "confirm-withdrawal", "concern", "report-period"])
def test_no_home_page_falls_with_a_term(city, door, person, missing):
    from tests.archives.appraisal import appraised
    from tests.test_permissions import filing_at

    filing_at("submitted", person)
    appraised(person)
    with role("registry_owner"):
        Term.objects.filter(code=missing).update(valid_until=date(2019, 1, 1))
    for name in "lin gao pan zhou sun audit ren".split():
        assert door(name).get(reverse("admin:index")).status_code == 200, name
    if missing == "review":
        page = door("zhou").get(reverse("admin:index")).content.decode()
        assert "review" in page
        assert "值得关注" in page or "没有生效的期限" in page
