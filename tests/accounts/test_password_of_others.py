"""A password that somebody else set is changed by its person before anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, User

GIVEN, OWN = "von-der-Sicherheit-9", "nur-meines-7-Worte"


def given_by_guard(door, name, password=GIVEN):
    """The security administrator sets the password of an account in the admin."""
    user, guard = User.objects.get(username=name), door("guard")
    address = reverse("admin:accounts_user_change", args=[user.pk])
    seen = guard.get(address).context["adminform"].form["seen"].value()
    data = {"username": name, "name": user.name, "email": "", "is_active": "on", "new_password": password, "seen": seen}
    assert guard.post(address, data).status_code == 302
    user.refresh_from_db()
    return user


def entered(name, password=GIVEN):
    client = Client()
    answer = client.post(reverse("admin:login"), {"username": name, "password": password}, follow=False)
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize("page", ["admin:index", "staff_import", "staff_duties", "admin:archives_record_changelist", "staff_my_archive"])
def test_every_page_leads_to_the_change(door, page):
    assert given_by_guard(door, "lin").must_change_password
    answer = entered("lin").get(reverse(page))
    assert (answer.status_code, answer.url) == (302, reverse("admin:password_change"))


def test_nothing_is_written_before_the_change(door):
    given_by_guard(door, "zhou")
    answer = entered("zhou").post(reverse("admin:archives_panel_add"), {"quorum": 3, "valid_from": "2026-01-01", "document": "x"})
    assert (answer.status_code, answer.url) == (302, reverse("admin:password_change"))


def test_the_change_opens_the_door_and_the_given_password_is_no_longer_one(door):
    given_by_guard(door, "lin")
    client, address = entered("lin"), reverse("admin:password_change")
    assert client.get(address).status_code == 200
    same = client.post(address, {"old_password": GIVEN, "new_password1": GIVEN, "new_password2": GIVEN})
    assert same.status_code == 200  # the form again, with the fault
    assert "新密码与现用密码相同" in same.content.decode()
    assert User.objects.get(username="lin").must_change_password
    assert client.post(address, {"old_password": GIVEN, "new_password1": OWN, "new_password2": OWN}).status_code == 302
    user = User.objects.get(username="lin")
    assert not user.must_change_password
    assert check_password(OWN, user.password)
    assert client.get(reverse("staff_import")).status_code == 200


def test_leaving_is_always_possible(door):
    given_by_guard(door, "lin")
    assert entered("lin").post(reverse("admin:logout")).status_code == 200


def test_a_token_of_the_account_is_refused_meanwhile(door, client):
    token = ApiToken.issue(user=User.objects.get(username="zhou"), name="系统", until_on=timezone.localdate() + timedelta(days=9))
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get(reverse("api:record-list"), headers=headers).status_code == 200
    given_by_guard(door, "zhou")
    answer = client.get(reverse("api:record-list"), headers=headers)
    assert answer.status_code == 401
    assert "由他人设置" in answer.json()["detail"]
    assert entered("zhou").get(reverse("api:record-list")).status_code == 403  # nor by the session
    User.objects.filter(username="zhou").update(must_change_password=False)
    assert client.get(reverse("api:record-list"), headers=headers).status_code == 200


def test_a_new_account_begins_with_the_change_and_one_saved_without_a_password_does_not(door):
    guard = door("guard")
    data = {"username": "neu", "name": "新人", "email": "", "is_active": "on", "new_password": GIVEN, "seen": ""}
    assert guard.post(reverse("admin:accounts_user_add"), data).status_code == 302
    assert User.objects.get(username="neu").must_change_password
    assert not given_by_guard(door, "lin", password="").must_change_password


def test_who_sets_the_own_password_need_not_change_it_again(door):
    assert not given_by_guard(door, "guard").must_change_password
