"""Committed data and the portal in front of it: its own settings, its own login, no staff process near.

What the public may see is decided by PostgreSQL for the login ``portal``, so the pages are asked for over a real
connection of that login, and the data is committed by the owner before, over a connection besides the one that a test
rolls back.
"""

import os
import re
import runpy
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from unittest import mock
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from psycopg.conninfo import conninfo_to_dict

from accounts.models import User
from archives.identifiers import document_key, uscc_check_digit
from archives.models import FOREVER, CatalogueItem, FiledRow, Filing, PeriodRule, Record, Subject
from archives.periods import add_months
from scoring import actions
from tests import world

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
OF_PORTAL = ("FILE_UPLOAD_HANDLERS", "ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "IS_PORTAL", "LOGIN", "CONTENT_SECURITY_POLICY")


def portal_settings():
    """What integrity/settings.py says in the portal process."""
    wanted = {"REGISTRY_LOGIN": "portal", "DATABASE_URL_PORTAL": "postgresql:///registry", "WEB_PROCESS": ""}
    with mock.patch.dict(os.environ, wanted):
        said = runpy.run_path(str(ROOT / "integrity" / "settings.py"))
    # The numbers of the home page are counted with each page; that they are kept for a while has a test of its own.
    return {name: said[name] for name in OF_PORTAL} | {"GLANCE_SECONDS": 0}


def untimed(content: bytes) -> bytes:
    """A page without its times: the minute may change between two pages that are compared."""
    return re.sub(rb"<time[^>]*>[^<]*</time>", b"", content)


class Reader:
    """Somebody out there: asks for pages over the login ``portal`` and counts the statements that took."""

    def __init__(self, wrapper, settings):
        self.wrapper, self.settings, self.statements = wrapper, settings, []
        self.handler = None  # the chain of middleware, put together once: one part of it looks through all static files

    def _note(self, execute, sql, params, many, context):
        self.statements.append(sql)
        return execute(sql, params, many, context)

    @contextmanager
    def at_the_portal(self):
        with through(self.wrapper), override_settings(**self.settings), self.wrapper.execute_wrapper(self._note):
            yield

    def get(self, address, method="GET", **headers):
        self.statements.clear()
        with self.at_the_portal():
            client = Client(raise_request_exception=True)
            self.handler = client.handler = self.handler or client.handler
            answer = client.generic(method, address, **headers)
            if not answer.streaming:
                return answer
            # Sent while the portal is still there, as a server sends it.
            return HttpResponse(answer.getvalue(), status=answer.status_code, headers=dict(answer.headers))

    def read(self, address):
        answer = self.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()


@contextmanager
def through(wrapper):
    """Everything inside goes over that connection."""
    usual = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = usual


@pytest.fixture(scope="session")
def portal_wrapper(django_db_setup):
    """A connection of the login ``portal`` to the test database."""
    usual, given = connections["default"], conninfo_to_dict(os.environ["DATABASE_URL_PORTAL"])
    who = {"USER": given["user"], "PASSWORD": given.get("password", ""), "OPTIONS": {"options": "-c search_path=pub -c default_transaction_read_only=off"}}
    wrapper = type(usual)({**usual.settings_dict, **who}, "default")
    yield wrapper
    wrapper.close()


@pytest.fixture
def reader(portal_wrapper, django_db_blocker):
    with django_db_blocker.unblock():
        yield Reader(portal_wrapper, portal_settings())


class Archive:
    """Puts subjects and records straight into the tables; who may do so in real life is tested elsewhere."""

    def __init__(self, wrapper):
        self.wrapper, self.serial = wrapper, 0
        self.rules = {}
        for rule in PeriodRule.objects.order_by("valid_from"):
            self.rules[rule.kind, rule.tier] = rule
        self.items = {item.code: item for item in CatalogueItem.objects.order_by("edition__valid_from")}
        self.filing = None

    def committed(self):
        return through(self.wrapper)

    def subject(self, name, kind="organ", superior=None, first="11"):
        self.serial += 1
        stem = f"{first}990100MC{self.serial:07d}"
        with self.committed():
            return Subject.objects.create(name=name, kind=kind, superior=superior, code=stem + uscc_check_digit(stem))

    def _filing(self, unit):
        if self.filing is None:
            with self.committed():
                self.filing = Filing.objects.create(
                    unit=unit, item_code="CF", source=Filing.Source.FILE, layout="penalty-legal-2018", made_by=User.objects.system()
                )
        return self.filing

    def record(self, subject, *, item="RY", tier=0, decided_on=None, issuer=None, facts=None, ends_on=None, until=None, **more):
        self.serial += 1
        decided_on = decided_on or timezone.localdate() - timedelta(days=30)
        chosen, issuer = self.items[item], issuer or subject
        rule = self.rules[chosen.period_kind, tier]
        ends_on = ends_on or add_months(decided_on, rule.max_months)
        doc_no = more.pop("doc_no", f"示测〔{decided_on.year}〕{self.serial}号")
        until = until or datetime.combine(ends_on, time(), SHANGHAI)
        shown = more.pop("shown", (datetime.combine(decided_on, time(), SHANGHAI), until))
        filing = self._filing(issuer)
        text = {
            "filing": filing,
            "row_no": self.serial,
            "subject_code": subject.code,
            "subject_name": more.pop("named", subject.name),
            "issuer_code": issuer.code,
            "issuer_name": issuer.name,
            "doc_no": doc_no,
            "doc_key": document_key(doc_no),
            "row_hash": uuid4(),
            "item_code": item,
            "basis": "《中华人民共和国行政处罚法》第三十二条",
            "facts": {"public": facts or {"honour": "年度先进单位"}, "internal": {"remark": "只供内部"}},
        }
        values = {
            "number": f"{decided_on.year}-T{self.serial:06d}",
            "key": uuid4(),
            "subject": subject,
            "item": chosen,
            "issuer": issuer,
            "decided_on": decided_on,
            "tier": tier,
            "scope": 0,
            "period_rule": rule,
            "minimum_until": min(add_months(decided_on, rule.min_months), ends_on),
            "ends_on": ends_on,
            "shown": shown,
            "filing": filing,
            "row_no": self.serial,
            "row_hash": uuid4(),
            "known_from": timezone.now() - timedelta(seconds=5),
            "known_until": FOREVER,
        }
        with self.committed():
            FiledRow.objects.create(**text)
            return Record.objects.create(**(values | more))


def clear():
    """The small world again, and no standard."""
    world.wipe()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE scoring_standard CASCADE")


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker):
    """The small world with the standard in force, committed, and room for more; as it was after the module."""
    with django_db_blocker.unblock():
        wrapper = connections["default"].copy()
        with through(wrapper):
            clear()
            world.step_aside()
            with (ROOT / "standards" / "bodies-2026.yaml").open("rb") as stream:
                actions.load_standard(stream=stream)
            made = Archive(wrapper)
        yield made
        with through(wrapper):
            clear()
        wrapper.close()
