"""The first account of an installation, made by a command, once."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from archives.identifiers import uscc_check_digit
from archives.models import Membership, Subject

STEM = "11990100MB0009999"
CODE = STEM + uscc_check_digit(STEM)


def make(**changes):
    out = StringIO()
    given = {"username": "erste", "name": "安全", "unit": CODE, "unit_name": "示范市数据局", **changes}
    call_command("first_administrator", given.pop("username"), stdout=out, **given)
    return re.search(r"shown once: (\S+)", out.getvalue())[1]


@pytest.fixture
def empty(city):
    """An installation in which nobody is security administrator any more."""
    today = timezone.localdate()
    for held in Membership.objects.held().filter(role="security"):
        held.until_on = max(today, held.from_on.replace(year=held.from_on.year + 1)) if held.from_on >= today else today
        held.save()


def test_the_first_logs_in_changes_the_password_and_nothing_before(empty):
    password = make()
    client = Client()
    assert client.post(reverse("admin:login"), {"username": "erste", "password": password}).status_code == 302
    answer = client.get(reverse("admin:index"))
    assert (answer.status_code, answer.url) == (302, reverse("admin:password_change"))
    user = User.objects.get(username="erste")
    assert (user.is_superuser, user.must_change_password) == (False, True)
    assert Membership.objects.held().filter(user=user, role="security", unit__code=CODE).exists()


def test_there_is_only_one_first(empty):
    make()
    with pytest.raises(CommandError, match="already"):
        make(username="zweite")
    assert not User.objects.filter(username="zweite").exists()


@pytest.mark.parametrize(("changes", "told"), [({"unit": "123"}, "--unit"), ({"unit_name": ""}, "--unit-name"), ({"username": "lin"}, "another user name")])
def test_a_slip_is_named_and_nothing_is_made(empty, changes, told):
    before = User.objects.count(), Subject.objects.count()
    with pytest.raises(CommandError, match=told):
        make(**changes)
    assert (User.objects.count(), Subject.objects.count()) == before
