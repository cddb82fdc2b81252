"""Lists that a person keeps on the home page: the own ones, of this site, as far as the role opens them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts import actions
from accounts.models import SavedList
from archives.models import Membership
from integrity.errors import Refused
from tests.archives.officials import resident_id

pytestmark = pytest.mark.django_db
FILINGS = "/archives/filing/?status__exact=returned&q=%E4%B8%89%E8%A1%8C"


def kept(client) -> list[dict]:
    return client.get(reverse("admin:index")).context["saved"]


def save(client, name: str, address: str):
    return client.post(reverse("staff_save_list"), {"name": name, "address": address})


def test_a_list_is_kept_with_its_filters_found_on_the_own_home_and_removed(door):
    lin = door("lin")
    page = lin.get(FILINGS)
    assert page.status_code == 200
    assert f'value="{FILINGS.replace("&", "&amp;")}"' in page.content.decode()  # what the form of that page would send
    answer = save(lin, "  退回的   三行 ", FILINGS + "&p=1")
    assert (answer.status_code, answer["Location"]) == (302, FILINGS)  # the page of the list is no part of it
    (shown,) = kept(lin)
    assert (shown["name"], shown["url"]) == ("退回的 三行", FILINGS)
    assert lin.get(shown["url"]).status_code == 200
    assert kept(door("gao")) == []
    assert lin.post(reverse("staff_forget_list", args=[shown["number"]])).status_code == 302
    assert kept(lin) == []
    assert lin.post(reverse("staff_forget_list", args=[shown["number"]])).status_code == 409


def test_nobody_removes_the_list_of_another(door, person):
    own = actions.save_list(name="甲", address="/duties/", by=person("lin"))
    assert door("gao").post(reverse("staff_forget_list", args=[own.pk])).status_code == 409
    assert SavedList.objects.get() == own


@pytest.mark.parametrize(
    "address",
    [
        "/archives/record/",
        "/warnings/?level=red&unit=",
        "/duties/?state=missed",
        "/clerks/",
        "/quality/?month=2026-10",
        "/archives/subject/?o=2&q=%E5%B1%80",
    ],
)
def test_lists_of_this_site_can_be_kept(door, address):
    assert save(door("lin"), "名", address).status_code == 302
    assert SavedList.objects.get().address.partition("?")[0] == address.partition("?")[0]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/duties/",
        "//example.org/duties/",
        "/\\example.org/duties/",
        "\\\\example.org",
        "javascript:alert(1)",
        "duties/",
        "",
        "?state=missed",
        "/nothing/here/",
        "/filings/1/",  # a page, no list
        "/archives/record/add/",
        "/saved-lists/",
        "/logout/",
        "/archives/record/\n/duties/",
        "/duties/?q=" + "x" * 500,
    ],
)
def test_other_addresses_are_refused(door, address):
    answer = save(door("lin"), "名", address)
    assert answer.status_code == 409
    assert not SavedList.objects.exists()


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("lin", "/archives/readlog/"),
        ("lin", "/people/"),
        ("guard", "/duties/"),
        ("guard", "/warnings/"),
        ("nobody", "/archives/record/"),
        ("past", "/duties/"),
    ],
)
def test_a_list_that_the_role_does_not_open_is_not_kept(door, person, who, address):
    assert save(door(who), "名", address).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.save_list(name="名", address=address, by=person(who))
    assert not SavedList.objects.exists()


def test_when_the_role_ends_the_list_stays_by_its_name_only(door, person):
    actions.save_list(name="甲", address="/duties/", by=person("lin"))
    for held in Membership.objects.filter(user=person("lin")):
        held.until_on = "2020-01-02"
        held.save()
    lin = door("lin")
    assert [(s["name"], s["url"]) for s in kept(lin)] == [("甲", "")]
    assert 'href="/duties/"' not in lin.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("name", ["", "   ", "长" * 41, resident_id(7)])
def test_a_name_is_short_and_no_resident_id(door, name):
    assert save(door("lin"), name, "/duties/").status_code == 409
    assert not SavedList.objects.exists()


@pytest.mark.parametrize("words", [resident_id(7), "+".join((resident_id(7)[:6], resident_id(7)[6:]))])
def test_no_resident_id_is_kept_in_an_address(door, words):
    assert save(door("lin"), "名", f"/archives/record/?q={words}").status_code == 409
    assert not SavedList.objects.exists()


def test_a_name_stands_once_and_twenty_is_the_limit(person):
    lin = person("lin")
    actions.save_list(name="1", address="/duties/", by=lin)
    with pytest.raises(Refused, match="1"):
        actions.save_list(name="1", address="/clerks/", by=lin)
    actions.save_list(name="1", address="/duties/", by=person("gao"))
    for n in range(2, 21):
        actions.save_list(name=str(n), address="/duties/", by=lin)
    with pytest.raises(Refused, match="20"):
        actions.save_list(name="21", address="/duties/", by=lin)
    assert SavedList.objects.filter(user=lin).count() == 20
