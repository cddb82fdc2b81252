"""The password that somebody else set never becomes the own one, not by a detour either, and the warning is said once."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.accounts.test_password_of_others import GIVEN, OWN, entered, given_by_guard

pytestmark = pytest.mark.django_db


def changed(client, old: str, new: str) -> bool:
    data = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("admin:password_change"), data).status_code == 302


def test_no_way_back_to_what_the_administrator_knows(door):
    given_by_guard(door, "lin")
    client = entered("lin")
    assert changed(client, GIVEN, OWN)
    assert changed(client, OWN, OWN + "-zwei")
    assert not changed(client, OWN + "-zwei", GIVEN)
    assert changed(client, OWN + "-zwei", OWN)  # an own one of before is nobody else's


def test_the_own_choice_of_an_administrator_is_no_given_one(door):
    user = given_by_guard(door, "guard")
    assert (user.given_password, user.must_change_password) == ("", False)


def test_the_warning_is_said_once(door):
    given_by_guard(door, "lin")
    client = entered("lin")
    for _ in range(4):
        answer = client.get(reverse("admin:index"))
    assert answer.status_code == 302
    page = client.get(reverse("admin:password_change"))
    assert page.content.decode().count("您的密码由他人设置") == 1
    assert len(list(get_messages(page.wsgi_request))) <= 1
