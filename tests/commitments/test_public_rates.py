"""Shares kept: against an independent count over random outcomes; no share below the minimum sample; versions that never overlap."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Subject
from commitments import actions
from commitments.models import MinimumSample
from commitments.samples import load_samples
from integrity.errors import Refused
from publicity.commitments.kept import Kept, kept_by_unit
from publicity.commitments.models import PublicVersion
from tests import world
from tests.conftest import role
from tests.publicity.given import portal_wrapper, reader  # noqa: F401
from tests.walking import shift, words

from .given import account, published, said, step

OUTCOMES = ("kept", "broken", "rectifying", "rectified", "case", "published", "reported", "ended")


def many(pick: random.Random, n: int) -> list[tuple[str, str]]:
    """``n`` published commitments of two units with random outcomes, put there past every rule; returns unit and status of each."""
    model, units = published(), [world.MARKET, world.HOUSING]
    made = [(pick.choice(units), pick.choice(OUTCOMES)) for _ in range(n)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE commitments_commitment DROP CONSTRAINT IF EXISTS commitment_outcome_is_whole, DROP CONSTRAINT IF EXISTS commitment_kept_with_proof, DROP CONSTRAINT IF EXISTS commitment_case_is_named, DROP CONSTRAINT IF EXISTS commitment_planned_when_rectifying"
        )
        cursor.execute("SET session_replication_role = replica")
        for code, status in made:
            unit = Subject.objects.get(code=code).pk
            cursor.execute(
                """WITH c AS (INSERT INTO commitments_commitment (revision, made_by_id, made_at, wording_id, unit_id, basis, project_no, scope, elsewhere, status,
                    published_by_id, published_on, plan, decided_on) SELECT 1, made_by_id, made_at, wording_id, %s, basis, '', 0, '', %s, published_by_id, published_on, '', %s
                    FROM commitments_commitment WHERE id = %s RETURNING id)
                  INSERT INTO commitments_version (revision, made_by_id, made_at, commitment_id, no, title, text, yardstick, due_on, target, at_most, measure, source, reason, authority,
                    status, adopted_by_id, valid_from) SELECT 1, v.made_by_id, v.made_at, c.id, 1, v.title, v.text, v.yardstick, v.due_on, v.target, v.at_most, v.measure, '', '', '',
                    'adopted', v.adopted_by_id, v.valid_from FROM c, commitments_version v WHERE v.commitment_id = %s""",
                [unit, status, date(pick.choice([2024, 2025, 2026]), 5, 6), model.pk, model.pk],
            )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")
    return [*made, (world.MARKET, "published")]


@pytest.mark.parametrize("seed", range(6))
def test_the_share_is_that_of_an_independent_count(city, seed):
    pick = random.Random(seed)
    made = many(pick, pick.randrange(4, 60))
    counted = {code: Counter(status for unit, status in made if unit == code) for code in (world.MARKET, world.HOUSING)}
    with role("portal"):
        told = {row.code: row for row in kept_by_unit()}
    for code, of in counted.items():
        kept, broken = of["kept"], of["broken"] + of["rectifying"] + of["rectified"] + of["case"]
        if not kept + broken + of["published"] + of["reported"]:
            assert code not in told
            continue
        row = told[code]
        assert (row.kept, row.broken, row.verified, row.running) == (kept, broken, kept + broken, of["published"] + of["reported"])
        assert sum(k + b for k, b in row.years.values()) == kept + broken
        if kept + broken < 10:
            assert row.share == ""
        else:
            # Half up to one decimal, by whole numbers of another kind.
            exact = Fraction(1000 * kept, kept + broken)
            tenths = int(exact) + (exact - int(exact) >= Fraction(1, 2))
            assert row.share == f"{tenths / 10:.1f}%"


@pytest.mark.parametrize(
    ("kept", "broken", "share"),
    [(10, 0, "100.0%"), (0, 10, "0.0%"), (9, 1, "90.0%"), (2, 1, ""), (7, 2, ""), (20, 1, "95.2%"), (1, 15, "6.3%")],
)
def test_the_arithmetic_by_hand(kept, broken, share):
    assert Kept("x", "x", 10, kept=kept, broken=broken).share == share
    assert Kept("x", "x", None, kept=kept, broken=broken).share == ""


def test_the_page_the_file_and_the_api_give_no_share_below_the_sample_and_rank_nobody(city):
    pick = random.Random(1)
    many(pick, 40)
    with role("portal"):
        shares = {row.code: row for row in kept_by_unit()}
        names = [row.name for row in kept_by_unit()]
    assert all((row.share != "") == (row.verified >= 10) for row in shares.values())
    keys = [Subject.objects.get(name=name).sort_key for name in names]
    assert keys == sorted(keys)


def test_the_page_states_the_formula_and_the_file_agrees_with_it(committed, reader):  # noqa: F811
    published()
    page = words(reader.read("/commitments/units/"))
    assert "践诺率 = 核实为已践诺的项数 ÷" in page
    assert "不足 10 项" in page
    rows = list(csv.reader(io.StringIO(reader.get("/commitments/units.csv").content.decode("utf-8-sig"))))
    assert rows[1] == ["示范市市场监督管理局", world.MARKET, "0", "0", "0", "0", "", "1", "0"]
    assert reader.get("/commitments/units.csv?x=1").status_code == 400
    told = json.loads(reader.read("/api/v1/commitments/units/"))
    assert told["minimum_sample"] == 10
    assert told["units"][0]["share_percent"] is None


def test_the_minimum_sample_is_law_with_a_day(city, tmp_path):
    file, today = tmp_path / "law.yaml", date(2026, 11, 2)
    entry = "minimum_samples:\n  - {{n: {n}, valid_from: {day}, document: 某文件, article: '', verified: false}}\n"
    with role("registry_owner"):
        file.write_text(entry.format(n=20, day="2026-11-03"), encoding="utf-8")
        assert load_samples(today, file) == 1
        assert load_samples(today, file) == 0
        file.write_text(entry.format(n=21, day="2026-11-03"), encoding="utf-8")
        with pytest.raises(Refused, match="does not change"):
            load_samples(today, file)
        file.write_text(entry.format(n=20, day="2026-11-02"), encoding="utf-8")
        with pytest.raises(Refused, match="after today"):
            load_samples(today, file)
    assert list(MinimumSample.objects.values_list("n", flat=True)) == [10, 20]


@pytest.mark.parametrize("seed", range(3))
def test_versions_never_overlap_and_one_is_in_force(city, seed):
    pick, one, today = random.Random(seed), published(), timezone.localdate()
    for n in range(6):
        made = actions.propose(commitment=one, by=account("lin"), said=said(title=f"第{n}次变更", reason="因故", authority="会议纪要"))
        step(made, *pick.choice([("adopt", "zhou"), ("refuse", "zhou"), ("withdraw", "lin")]))
        back = pick.randrange(1, 20)
        # Some days pass: all that was, was earlier.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(
                "SELECT id, valid_from, valid_until FROM commitments_version WHERE commitment_id = %s AND status = 'adopted'", [one.pk]
            )
            for pk, begun, ended in cursor.fetchall():
                shift(
                    "commitments_version", f"id = {pk}", valid_from=begun - timedelta(back), valid_until=ended and ended - timedelta(back)
                )
    with role("portal"):
        spans = [
            (v.valid_from, v.valid_until or date.max) for v in PublicVersion.objects.filter(commitment_number=one.number).order_by("no")
        ]
    assert all(end == begin for (_b, end), (begin, _e) in pairwise(spans))
    assert all(begin <= end for begin, end in spans)
    for n in range(-130, 5):
        day = today + timedelta(n)
        assert sum(begin <= day < end for begin, end in spans) == (1 if day >= spans[0][0] else 0), day
