"""Search: 1,000,000 public records, words of one, two and four characters, rare and common, as a ratio to a plain LIKE scan.

The records come in as an official file and are approved; the words are made of them as every minute of the timetable
makes them. Both contestants ask for one page of twenty, newest decision first, of what is shown; the product asks as
the login ``portal`` asks.
"""

from __future__ import annotations

import csv
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import psycopg
from django.utils import timezone

from archives.identifiers import uscc_check_digit
from archives.imports.layouts import PENALTY_LEGAL_2018

from .importing import PEOPLE, UNIT, emptied, filed, owner
from .timing import milliseconds, table, verdict

RECORDS, PAGE, ROUNDS, GOAL = 1_000_000, 20, 5, 0.07
# Each reason is used about 0.4 times as often as the one before, so there are words of every frequency.
REASONS = """销售不符合食品安全标准的食品 未按规定公示企业年度报告 超标排放水污染物 未取得施工许可证擅自开工 发布虚假广告误导消费者
未落实安全生产责任制 占用消防通道停放车辆 侵犯注册商标专用权 拖欠劳动者报酬逾期不改 伪造检验检测报告 非法采砂 串通投标""".split()
FIRST, SECOND = "东南西北中天地人和金木水火土春夏秋冬风云山河湖海江星辰光华荣昌盛兴隆泰安康宁", "达通宇辉瑞祥福禄寿喜鑫淼焱垚森源泉润泽丰茂盈利亨贞元吉庆嘉禾"
TRADES = ["食品", "建材", "机械", "商贸", "化工", "物流", "餐饮", "印务"]
WORDS = {
    "1 character, common": "示 公 司 食 有 2",
    "1 character, rare": "砂 串 侵 伪 淼 劳",
    "2 characters, common": "公司 食品 有限 年度 处罚 安全",
    "2 characters, rare": "采砂 串通 检测 商标 东淼 西垚",
    "4 characters, common": "食品安全 有限公司 年度报告 市场监督 企业年度 行政处罚",
    "4 characters, rare": "非法采砂 串通投标 检验检测 逾期不改 注册商标 东淼食品",
}
# The floor reads every row: no index tells it where the newest are.
LIKE = """
SELECT w.number FROM search_recordwords w WHERE w.txt LIKE '%%' || search_fold(%s) || '%%' ORDER BY w.decided_on DESC, w.number DESC LIMIT 20
"""
SEARCH = "SELECT number FROM search_records(ARRAY[%s], '{}', NULL, NULL, NULL, NULL, 20)"
COUNT = "SELECT count_records(ARRAY[%s], '{}', NULL, NULL, 1000)"


def write(path: Path) -> Path:
    """An official file of penalties; the same every time."""
    chance, today = random.Random(11), timezone.localdate()
    weights = [0.4**n for n in range(len(REASONS))]
    names = {}
    for n in range(RECORDS // 20):
        stem = f"91990100ME{n:07d}"
        names[stem + uscc_check_digit(stem)] = f"示例{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(TRADES)}有限公司"
    codes = list(names)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header for column in PENALTY_LEGAL_2018.columns])
        for n, reason in enumerate(chance.choices(REASONS, weights, k=RECORDS)):
            code, day = chance.choice(codes), (today - timedelta(days=chance.randrange(300))).isoformat()
            writer.writerow(
                [names[code], code, "", "", "", "", "", "张某某", "", f"示市监罚〔2026〕{n}号", reason, f"当事人{reason}，已查证属实。"]
                + ["《中华人民共和国行政处罚法》第三十二条", "罚款", "罚款1.2万元", "1.2", "", "", day, "", ""]
                + ["示范市市场监督管理局", UNIT, "示范市市场监督管理局", UNIT, ""]
            )
    return path


def run(*, large: bool) -> None:
    subprocess.run([sys.executable, "manage.py", "load_law"], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "REGISTRY_LOGIN": "owner"})
    with owner() as conn, tempfile.TemporaryDirectory() as folder:
        for statement in filter(str.strip, PEOPLE.split(";\n")):
            conn.cursor().execute(statement, {"unit": UNIT})
        emptied()
        conn.execute("TRUNCATE search_recordwords, search_subjectwords")
        filed(write(Path(folder) / "penalties.csv"))
        conn.execute("ANALYZE archives_record, archives_filedrow, archives_subject")
        began = time.perf_counter()
        conn.execute("SELECT search_keep_words(true)")
        built = time.perf_counter() - began
        conn.execute("VACUUM ANALYZE search_recordwords")
        _report(conn, built)
        emptied()
        conn.execute("TRUNCATE search_recordwords, search_subjectwords")


def _report(conn: psycopg.Connection, built: float) -> None:
    conn.execute("SET jit = off; SET enable_indexscan = off; SET enable_bitmapscan = off; SET max_parallel_workers_per_gather = 0")
    size = conn.execute("SELECT pg_relation_size('search_recordwords_grams') / 1e6, pg_relation_size('search_recordwords') / 1e6").fetchone()
    rows, differ = [], 0
    with psycopg.connect(os.environ["DATABASE_URL_PORTAL"], options="-c search_path=pub", autocommit=True) as portal:
        for label, words in WORDS.items():
            floor, ours, counts, hits = [], [], [], []
            for turn in range(1 + ROUNDS):
                for word in words.split():
                    expected, took_floor = _asked(psycopg.ClientCursor(conn), LIKE, word) if turn < 2 else (None, None)
                    found, took = _asked(psycopg.ClientCursor(portal), SEARCH, word)
                    counted, took_count = _asked(psycopg.ClientCursor(portal), COUNT, word)
                    if expected is not None:
                        differ += expected != found
                        hits.append(counted[0][0])
                    if turn:  # the first round warms
                        ours.append(took)
                        counts.append(took_count)
                        floor += [took_floor] if took_floor is not None else []
            usual, slow, slow_count = statistics.median(floor), _p95(ours), _p95(counts)
            share = slow / usual
            rows.append([label, _range(hits), milliseconds(usual), milliseconds(statistics.median(ours)), milliseconds(slow), f"{share:.3f}", verdict(share, GOAL), f"{slow_count / usual:.3f}"])
    print(f"## Search: {RECORDS:,} public records\n")
    head = ["words", "hits", "LIKE scan, ms", "page, median ms", "page, p95 ms", f"p95 × LIKE (≤ {GOAL})", "", "capped count, p95 × LIKE"]
    print(table(head, rows))
    print(f"\n{differ} of {2 * sum(len(words.split()) for words in WORDS.values())} pages differ from the plain scan. The index takes {size[0]:.0f} MB beside")
    print(f"{size[1]:.0f} MB of words; making both took {built:.0f} s.\n")


def _asked(cursor, sql: str, word: str) -> tuple[list, float]:
    began = time.perf_counter()
    rows = cursor.execute(sql, [word]).fetchall()
    return rows, time.perf_counter() - began


def _p95(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1) + 0.5)]


def _range(hits: list[int]) -> str:
    low, high = (("> 1,000" if n > 1000 else f"{n:,}") for n in (min(hits), max(hits)))
    return low if low == high else f"{low} to {high}"
