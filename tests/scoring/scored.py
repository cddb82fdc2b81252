"""A standard with round numbers, bodies, and records put straight into the tables as the owner."""

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.models import User
from archives.identifiers import uscc_check_digit
from archives.models import FOREVER, CatalogueItem, FiledRow, Filing, PeriodRule, Record, Subject, Tally
from scoring import actions

STANDARD = """
code: test-2020
name: 测试标准
name_en: Test standard
document: 测试文件
article: 第一条
valid_from: 2020-01-01
base: 1000
bands:
  - {letter: AAA, low: 1050, word: 模范, word_en: exemplary}
  - {letter: A, low: 960, word: 良好, word_en: good}
  - {letter: B, low: 850, word: 一般, word_en: fair}
  - {letter: D, low: null, word: 失信, word_en: dishonest}
rules:
  - {item: CF, tier: 1, points: -10, days: 365, document: 测试文件, article: 第二条}
  - {item: CF, tier: 2, points: -40, days: 365, document: 测试文件, article: 第二条}
  - {item: CF, tier: 3, points: -80, days: 730, document: 测试文件, article: 第二条}
  - {item: RY, tier: 0, points: 20, days: 730, document: 测试文件, article: 第三条}
"""


def instant(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def load(text=STANDARD):
    return actions.load_standard(stream=io.BytesIO(text.encode()))[0]


class Archive:
    """Records and tallies without the doors through which they come in real life."""

    def __init__(self):
        self.serial = 0
        self.filing = None

    def body(self, kind="organ"):
        self.serial += 1
        stem = f"11990200MC{self.serial:07d}"
        return Subject.objects.create(name=f"测试机关{self.serial}", kind=kind, code=stem + uscc_check_digit(stem))

    def record(self, subject, *, item="CF", tier=2, decided_on, ends_on, known_from, known_until=FOREVER, version=1, shown=True):
        self.serial += 1
        self.filing = self.filing or Filing.objects.create(unit=subject, item_code=item, source="form", made_by=User.objects.system())
        FiledRow.objects.create(
            row_hash=uuid4(),
            filing=self.filing, row_no=self.serial, item_code=item, subject_code=subject.code, subject_name=subject.name,
            issuer_code=subject.code, issuer_name=subject.name, doc_no=f"测〔2023〕{self.serial}号", basis="法", facts={"public": {}},
        )  # fmt: skip
        on = datetime.combine(decided_on, datetime.min.time(), timezone.get_default_timezone())
        until = datetime.combine(ends_on, datetime.min.time(), timezone.get_default_timezone())
        return Record.objects.create(
            number=f"T-{self.serial}", key=uuid4(), version=version, subject=subject, item=CatalogueItem.on(item, decided_on),
            issuer=subject, decided_on=decided_on, tier=tier, scope=0, period_rule=PeriodRule.objects.first(), minimum_until=decided_on,
            ends_on=ends_on, shown=(on, until) if shown else None, filing=self.filing, row_no=self.serial, row_hash=uuid4(),
            known_from=known_from, known_until=known_until,
        )  # fmt: skip

    def tally(self, subject_id, *, item="CF", tier=2, decided_on, ends_on=None, known_from=None, known_until=FOREVER, withdrawn_at=FOREVER):
        self.serial += 1
        return Tally.objects.create(
            id=-self.serial, subject_id=subject_id, item_code=item, tier=tier, decided_on=decided_on,
            ends_on=ends_on or decided_on + timedelta(days=1095), public=True, known_from=known_from or now(),
            known_until=known_until, withdrawn_at=withdrawn_at,
        )  # fmt: skip


def now():
    """The database's clock, which stands nowhere inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
