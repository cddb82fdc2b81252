"""Two officers enter rules for the same time at the same moment."""

import threading
from datetime import date

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from archives.admin.law import PeriodRuleAdmin
from archives.models import PeriodRule

FROM = date(2099, 1, 1)
GIVEN = {"code": "ONE", "kind": "honour", "tier": 3, "min_months": 3, "max_months": 36, "published": "on", "valid_from": "2099-01-01", "valid_until": "", "document": "文", "article": "一"}


def test_the_second_of_two_overlapping_rules_is_told_beside_its_fields(committed, monkeypatch):
    client, lawful, asked = Client(), PeriodRuleAdmin.save_model, []
    client.force_login(User.objects.get(username="zhou"), "django.contrib.auth.backends.ModelBackend")

    def rival():
        PeriodRule.objects.create(code="TWO", kind="honour", tier=3, min_months=1, max_months=12, published=True, valid_from=FROM, document="文", article="二")
        connection.close()

    def save(self, request, obj, form, change):
        if not asked:  # after the form was found in order, and before it is saved
            colleague = threading.Thread(target=rival)
            colleague.start()
            colleague.join()
        asked.append(obj.code)
        lawful(self, request, obj, form, change)

    monkeypatch.setattr(PeriodRuleAdmin, "save_model", save)
    answer = client.post(reverse("admin:archives_periodrule_add"), GIVEN, HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert [rule.code for rule in PeriodRule.objects.filter(kind="honour", tier=3)] == ["TWO"]
    assert asked == ["ONE"]
