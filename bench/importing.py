"""Import: an official file of 100,000 rows from the file to approved records, as a ratio to COPY of the same file.

The file is made here: 26 columns, about 700 bytes a row, one row in a hundred with an error, ten rows an enterprise.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg
from django.db import connection, connections, models
from django.utils import timezone

from accounts.models import User
from archives import actions
from archives.identifiers import uscc_check_digit
from archives.imports import reading
from archives.imports.layouts import PENALTY_LEGAL_2018
from archives.models import Subject
from integrity.workflow import advance

from .timing import interleaved, milliseconds, table, verdict

UNIT = "11990100MB0000001"
UNIT += uscc_check_digit(UNIT)
COLUMNS = ", ".join(f"c{n} text" for n in range(len(PENALTY_LEGAL_2018.columns)))
EMPTY = "TRUNCATE archives_record, archives_tally, archives_filedrow, archives_rowcheck, archives_ending, integrity_steptaken CASCADE"
PEOPLE = """
INSERT INTO accounts_user (username, name, email, password, is_active, is_staff, is_superuser, must_change_password, given_password, date_joined)
VALUES ('bench-clerk', '采集员', '', '!', true, true, false, false, '', now()), ('bench-officer', '审核员', '', '!', true, true, false, false, '', now())
ON CONFLICT DO NOTHING;
INSERT INTO archives_subject (kind, code, name, sort_key, initials) VALUES ('organ', %(unit)s, '示范市市场监督管理局', '', '') ON CONFLICT DO NOTHING;
INSERT INTO archives_membership (user_id, unit_id, role, from_on)
SELECT u.id, s.id, r.role, '2020-01-01' FROM archives_subject s, accounts_user u
JOIN (VALUES ('bench-clerk', 'clerk'), ('bench-officer', 'officer')) r (name, role) ON r.name = u.username
WHERE s.code = %(unit)s ON CONFLICT DO NOTHING;
"""


def owner() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL_OWNER"], options="-c role=registry_owner", autocommit=True)


def write(path: Path, rows: int, *, bad: float) -> Path:
    """The file; the same every time."""
    chance, today = random.Random(7), timezone.localdate()
    codes = [stem + uscc_check_digit(stem) for stem in (f"91990100MA{n:07d}" for n in range(max(rows // 10, 1)))]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header for column in PENALTY_LEGAL_2018.columns])
        for n in range(rows):
            code, fine = chance.choice(codes), chance.choice(["", "0.5", "1.2", "3", "12.5"])
            day = "2026-13-01" if chance.random() < bad else (today - timedelta(days=chance.randrange(150))).isoformat()
            writer.writerow(
                [f"示例{code[10:17]}有限公司", code, "", "", "", "", "", "张某某", "", f"示市监罚〔2026〕{n}号", "违反产品质量管理规定"]
                + [f"经查，当事人于{day}在经营场所内销售不符合保障人体健康和人身、财产安全国家标准的产品，货值金额较小，违法所得已查清，案发后积极配合调查。"]
                + ["依据《中华人民共和国产品质量法》第四十九条、《中华人民共和国行政处罚法》第三十二条", "罚款" if fine else "警告"]
                + [f"处以罚款{fine}万元，责令停止违法行为，并自收到本决定书之日起十五日内缴纳至指定银行", fine, "", "", day, "", ""]
                + ["示范市市场监督管理局", UNIT, "示范市市场监督管理局", UNIT, ""]
            )
    return path


def floor(path: Path) -> float:
    """COPY of the same file into a bare table."""
    with owner() as conn:
        conn.execute(f"DROP TABLE IF EXISTS bench_floor; CREATE TABLE bench_floor ({COLUMNS})")
        began = time.perf_counter()
        with conn.transaction(), conn.cursor() as cursor, cursor.copy("COPY bench_floor FROM STDIN (FORMAT csv, HEADER true)") as copy:
            with path.open("rb") as file:
                file.seek(3)  # the byte order mark
                while block := file.read(1 << 16):
                    copy.write(block)
        took = time.perf_counter() - began
        conn.execute("DROP TABLE bench_floor")
    return took


def filed(path: Path) -> dict[str, float]:
    """From file to approved; seconds of each phase."""
    unit = Subject.objects.get(code=UNIT)
    clerk, officer = User.objects.get(username="bench-clerk"), User.objects.get(username="bench-officer")
    marks = [time.perf_counter()]
    with path.open("rb") as stream:
        sha256 = reading.digest(stream)
        filing = actions.receive_file(unit=unit, by=clerk, stream=stream, filename=path.name, sha256=sha256)
    marks.append(time.perf_counter())
    filing = actions.check_filing(filing=filing)
    marks.append(time.perf_counter())
    filing = advance(filing, "submit_good" if filing.bad else "submit", by=clerk, reason="其余行另报")
    filing = advance(filing, "approve", by=officer, seen=filing.revision)
    marks.append(time.perf_counter())
    return dict(zip(("read", "check", "approve"), (b - a for a, b in zip(marks, marks[1:], strict=False)), strict=True))


def emptied() -> None:
    with owner() as conn:
        conn.execute(EMPTY)
        conn.execute("DELETE FROM archives_subject WHERE kind = 'enterprise'")
        conn.execute("DELETE FROM archives_filing")
        conn.execute("VACUUM archives_subject, archives_record")


def written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM archives_record) + (SELECT count(*) FROM archives_filedrow) + (SELECT count(*) FROM archives_filing)")
        return cursor.fetchone()[0]


def again(path: Path) -> None:
    """The command a clerk's system would run: the same file once more."""
    unit = Subject.objects.get(code=UNIT)
    with path.open("rb") as stream:
        assert actions.filed_before(unit=unit, layout=PENALTY_LEGAL_2018.code, sha256=reading.digest(stream))


def resaved(path: Path) -> float:
    """The same rows in a file with other bytes: every row is read, compared, found unchanged; nothing is kept."""
    unit, clerk = Subject.objects.get(code=UNIT), User.objects.get(username="bench-clerk")
    began = time.perf_counter()
    with path.open("rb") as stream:
        filing = actions.check_filing(filing=actions.receive_file(unit=unit, by=clerk, stream=stream, filename="resaved.csv"))
    took = time.perf_counter() - began
    assert (filing.new, filing.changed) == (0, 0)
    with owner() as conn:
        conn.execute("DELETE FROM archives_rowcheck WHERE filing_id = %s", [filing.pk])
        conn.execute("DELETE FROM archives_filedrow WHERE filing_id = %s", [filing.pk])
        conn.execute("DELETE FROM archives_filing WHERE id = %s", [filing.pk])
    return took


def memory(path: Path) -> float:
    """Megabytes by which the peak memory of a fresh process grows while it decodes the file."""
    answer = subprocess.run([sys.executable, "-m", "bench.decoding", str(path)], check=True, capture_output=True, text=True)
    return float(answer.stdout.split()[-1])


def rival(path: Path, rows: int) -> float:
    """django-import-export with simple-history, its documented way, on a sample; seconds a row."""
    import tablib
    from import_export.resources import modelresource_factory
    from simple_history.models import HistoricalRecords

    fields = {c.code.lower(): models.TextField(blank=True) for c in PENALTY_LEGAL_2018.columns}
    fields["cf_wsh"] = models.CharField(max_length=128, unique=True)
    meta = type("Meta", (), {"app_label": "archives", "db_table": "bench_penalty"})
    model = type("BenchPenalty", (models.Model,), {"__module__": __name__, "Meta": meta, "history": HistoricalRecords(app="archives"), **fields})
    settings = {**connection.settings_dict, "USER": "migrator", "OPTIONS": {"options": "-c role=registry_owner"}}
    wrapper = type(connections["default"])(settings, "default")
    usual, connections["default"] = connections["default"], wrapper
    try:
        with wrapper.schema_editor() as editor:
            editor.create_model(model)
            editor.create_model(model.history.model)
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            sample = [row for _, row in zip(range(rows), reader, strict=False)]
        data = tablib.Dataset(*sample, headers=list(fields))
        chosen = modelresource_factory(model)()
        chosen._meta.import_id_fields = ["cf_wsh"]
        chosen._meta.clean_model_instances = True
        began = time.perf_counter()
        result = chosen.import_data(data, dry_run=False, use_transactions=False)
        took = time.perf_counter() - began
        assert not result.has_errors(), result.row_errors()[:1]
        assert model.history.count() == rows
        return took / rows
    finally:
        wrapper.close()
        connections["default"] = usual
        with owner() as conn:
            conn.execute("DROP TABLE IF EXISTS bench_penalty, archives_historicalbenchpenalty CASCADE")


def run(*, large: bool) -> None:
    rows = 1_000_000 if large else 100_000
    subprocess.run([sys.executable, "manage.py", "load_law"], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "REGISTRY_LOGIN": "owner"})
    with owner() as conn, conn.cursor() as cursor:
        for statement in PEOPLE.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"unit": UNIT})
    with tempfile.TemporaryDirectory() as folder:
        _report(Path(folder), rows, rounds=1 if large else 3)


def _report(folder: Path, rows: int, rounds: int) -> None:
    path, clean = write(folder / "bad.csv", rows, bad=0.01), write(folder / "clean.csv", rows, bad=0)
    small = write(folder / "small.csv", rows // 10, bad=0.01)
    phases: dict[str, list[float]] = {"read": [], "check": [], "approve": []}

    def whole() -> float:
        emptied()
        took = filed(path)
        for name, seconds in took.items():
            phases[name].append(seconds)
        return sum(took.values())

    times = interleaved({"floor": lambda: floor(path), "import": whole}, rounds=rounds)
    for name in phases:
        times[name] = phases[name][-rounds:]
    emptied()
    filed(clean)
    before = written()
    times |= interleaved({"floor 2": lambda: floor(clean), "again": lambda: again(clean), "resaved": lambda: resaved(clean)}, rounds=rounds)
    assert written() == before, "the same file must write nothing"
    emptied()
    flat = [memory(small), memory(path)]
    a_row = rival(clean, 1000)
    ratio = times.ratio
    ours = times.median("import") / rows

    def line(label, name, base, goal=None):
        value = ratio(name, base)
        return [label, milliseconds(times.median(name)), f"{value:.2f}", f"≤ {goal}" if goal else "", verdict(value, goal) if goal else ""]

    print(f"## Import: {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB\n")
    print(
        table(
            ["work", "ms", "× floor", "goal", ""],
            [
                ["COPY of the file into a bare table (floor)", milliseconds(times.median("floor")), "1.00", "", ""],
                line("from file to approved, 1 % bad rows", "import", "floor", 8),
                line("  of it: decode, mask, check the form, store", "read", "floor"),
                line("  of it: compare with the archive", "check", "floor"),
                line("  of it: make the records", "approve", "floor"),
                line("the same file again (writes nothing)", "again", "floor 2", 4),
                line("the same rows in other bytes, all compared", "resaved", "floor 2"),
                [
                    "django-import-export with simple-history ¹",
                    milliseconds(a_row * rows),
                    f"{a_row / ours:.0f} × the import",
                    "≥ 50 ×",
                    verdict(a_row / ours, 50, at_least=True),
                ],
                ["peak memory of the client, MB more than at its start", "", f"{flat[0]:.0f} at {rows // 10:,} rows, {flat[1]:.0f} at {rows:,}", "flat", verdict(flat[1], flat[0] + 8)],
            ],
        )
    )
    print("\n¹ On 1,000 rows, extrapolated by rows; no unit, duplicate or period is checked there.\n")
