"""The generated part of the demo city: six years of a city of 61 departments and 15 townships, filed through the same doors.

It is made of pieces in a fixed order, each one transaction that knows whether it was done: whoever is killed in the middle
leaves whole pieces, and the next call goes on behind them. Seed, first day and scale stand in the document of the founding
duty, so that going on tomorrow makes the same city. The records of six years come in at once, as the stock that a registry
takes over when it opens; their days of decision are spread, the instant of their filing is the true one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db import connection, transaction

from accounts.models import User
from archives import actions
from archives.models import CreditOffice, Filing, Membership, Panel, ReportingDuty, Role, Subject
from archives.periods import add_months
from integrity.workflow import advance

from . import acts, invented
from .city import CODES, ENVIRONMENT, GOVERNMENT, MARKET, OFFICE, PARTY, UNITS, Unit

YEARS = 6
SEED = 990_100
FIRMS = 2_500  # at scale 1
LOCK = 7_303_091  # two load_city at once: the second waits and finds the city
EARLIEST = date(2025, 7, 1)  # an earlier start has no law yet for some of the city
ACTS_SINCE = date(2022, 1, 1)  # the first edition of the catalogue with the other administrative acts
TAXES, CULTURE, DRUGS = "示范市税务局", "示范市文化广电和旅游局", "示范市药品监督管理局"
SAFETY, FIRE, FARMS = "示范市应急管理局", "示范市消防救援局", "示范市农业农村局"
# Who files what: unit, sign of its documents, trade, and its share in percent of all penalties, licences and inspections.
FILERS = [
    (MARKET, "示市监综", "market", 22, 30, 24),
    (ENVIRONMENT, "示环综", "environment", 11, 7, 12),
    (SAFETY, "示应急", "safety", 9, 4, 11),
    (FIRE, "示消", "fire", 9, 8, 10),
    ("示范市人力资源和社会保障局", "示人社", "labour", 6, 5, 6),
    ("示范市交通运输局", "示交", "transport", 8, 9, 8),
    ("示范市住房和城乡建设局", "示建", "housing", 7, 8, 7),
    ("示范市城市管理局", "示城管", "city", 9, 7, 6),
    (FARMS, "示农", "farm", 4, 6, 5),
    ("示范市水利局", "示水", "water", 2, 2, 2),
    (TAXES, "示税", "tax", 5, 6, 2),
    (CULTURE, "示文旅", "culture", 3, 4, 3),
    (DRUGS, "示药监", "market", 2, 2, 3),
    (invented.DISTRICT_POLICE, "示临综", "city", 3, 2, 1),
]
TOTALS = {"CF": 9_900, "XK": 21_300, "JC": 4_300}
OTHERS = {"JL": (MARKET, "示市监综", 240), "QR": ("示范市人力资源和社会保障局", "示人社", 260), "QZ": ("示范市城市管理局", "示城管", 220)}
PANELS = (SAFETY, FARMS)  # units whose panel votes on what stays inside or is appraised
# Bodies about whom nothing is generated, because they are renamed, merged or dissolved.
CHANGING = {
    "示范市园林绿化局",
    "示范市港航管理局",
    "示范市乡村振兴局",
    "示范市文化馆",
    "示范市知识产权局",
    "示范市体育局",
    "示范市环境监测站",
}

Say = Callable[[str], None]


@dataclass(frozen=True)
class Terms:
    """What decides the whole city. ``start``: the day on which its registry opened; ``scale``: 1 for some 40,000 records."""

    seed: int
    start: date
    scale: float

    @property
    def since(self) -> date:
        return add_months(self.start, -12 * YEARS)

    @property
    def document(self) -> str:
        return f"示信用办〔{self.start.year}〕8号（演示数据：种子{self.seed}，起始日{self.start.isoformat()}，规模{self.scale:g}）"

    @classmethod
    def kept(cls) -> Terms | None:
        """The terms of the city that was begun here."""
        for basis in ReportingDuty.objects.filter(basis__contains="演示数据：种子").values_list("basis", flat=True):
            if found := re.search(r"种子(\d+)，起始日([\d-]+)，规模([\d.e+-]+)）", basis):
                return cls(int(found[1]), date.fromisoformat(found[2]), float(found[3]))
        return None

    def of(self, total: float, least: int = 1) -> int:
        return max(round(total * self.scale), least)


@dataclass(frozen=True)
class Piece:
    """One transaction of the city, whether it is there already, and how many records it is worth."""

    words: str
    records: int
    done: Callable[[], bool]
    do: Callable[[], object]
    alone: bool = False  # commits what it does itself


class City:
    """The generated city while it grows: who acts for which unit."""

    def __init__(self, terms: Terms):
        self.terms = terms
        self.units = [*UNITS, *invented.units()]

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        codes = {unit.code: unit.name for unit in self.units}
        return {codes[s.code]: s for s in Subject.objects.filter(code__in=codes)}

    @cached_property
    def people(self) -> dict[str, User]:
        return {user.username: user for user in User.objects.filter(username__startswith="demo-")}

    @cached_property
    def bodies(self) -> list[Unit]:
        """Those about whom records are generated: all invented here that go on unchanged; of what was written by hand the
        stories tell."""
        return [unit for unit in invented.units() if unit.name not in CHANGING and unit not in self.models]

    @cached_property
    def models(self) -> list[Unit]:
        """Bodies that are only praised."""
        return [unit for unit in invented.units()[5::23] if unit.name not in CHANGING][: self.terms.of(8)]

    @cached_property
    def debtors(self) -> list[Unit]:
        """Bodies that perform no judgment."""
        return self.bodies[11::37][: self.terms.of(5)]

    def clerk(self, unit: str) -> User:
        return self.people[f"demo-clerk-{CODES_OF[unit]}"]

    def officer(self, n: int = 0) -> User:
        return self.people[f"demo-officer-{n % 2 + 1}"]

    @property
    def district_officer(self) -> User:
        return self.people["demo-officer-3"]

    # ── Founding ─────────────────────────────────────────────────────────────
    def found(self) -> None:
        """Units, accounts nobody signs in with, two credit offices and the panels."""
        made = {s.name: s for s in Subject.objects.bodies()}
        made |= {name: Subject.objects.get(code=code) for name, code in CODES.items()}  # also under the name they bear since
        for unit in invented.units():
            made[unit.name] = Subject.objects.create(kind=unit.kind, code=unit.code, name=unit.name, superior=made.get(unit.superior))
        serial = 900_000
        for name, place, role in self._roles():
            user = User.objects.filter(username=name).first()
            if user is None:
                serial += 1
                user = User.objects.create(username=name, name=invented.person(serial), password="!", is_staff=True)  # noqa: S106 - fits no password
            Membership.objects.create(user=user, unit=made[place], role=role, from_on=add_months(self.terms.since, -12))
        CreditOffice.objects.create(unit=made[OFFICE], level=CreditOffice.Level.CITY, serves=made[GOVERNMENT])
        CreditOffice.objects.create(unit=made[invented.DISTRICT_OFFICE], level=CreditOffice.Level.DISTRICT, serves=made[invented.DISTRICT])
        for name in PANELS:
            Panel.objects.create(unit=made[name], quorum=2, document="关于成立诚信评议小组的通知（演示数据）", valid_from=self.terms.since)
        duty = ReportingDuty(unit=made[OFFICE], item_code="CJ", rhythm="year", for_others=True, term_code="report-period")
        duty.valid_from, duty.basis = date(self.terms.start.year, 1, 1), self.terms.document
        duty.full_clean()
        duty.save()

    @staticmethod
    def _roles() -> Iterator[tuple[str, str, str]]:
        for name in CLERKS:
            yield f"demo-clerk-{CODES_OF[name]}", name, Role.CLERK
        for name in PANELS:
            yield f"demo-head-{CODES_OF[name]}", name, Role.HEAD
            for n in range(1, 4):
                yield f"demo-panel-{CODES_OF[name]}-{n}", name, Role.PANEL
        for n, place in enumerate((OFFICE, OFFICE, invented.DISTRICT_OFFICE), 1):
            yield f"demo-officer-{n}", place, Role.OFFICER
        for name in ORGANS_OF_PERSONNEL:
            yield f"demo-personnel-{CODES_OF[name]}", name, Role.PERSONNEL

    # ── Files ────────────────────────────────────────────────────────────────
    def files(self) -> Iterator[Piece]:
        """One file for each filing unit, kind of decision and year."""
        last = self.terms.start
        for year in range(self.terms.since.year, last.year + 1):
            for item, filers in self._filers().items():
                since = max(self.terms.since, ACTS_SINCE) if item not in ("CF", "XK") else self.terms.since
                days = (min(last, date(year + 1, 1, 1)) - max(since, date(year, 1, 1))).days
                for name, sign, trade, total in filers:
                    count = round(self.terms.scale * total * days / max((last - since).days, 1))
                    if days > 0 and count:
                        yield self._file(name, sign, trade, item, year, since, count)

    def _filers(self) -> dict[str, list]:
        found = {
            item: [(name, sign, trade, TOTALS[item] * shares[n] / 100) for name, sign, trade, *shares in FILERS]
            for n, item in enumerate(TOTALS)
        }
        return found | {item: [(name, sign, "", total)] for item, (name, sign, total) in OTHERS.items()}

    def rows(self, name: str, sign: str, trade: str, item: str, year: int, since: date) -> acts.Rows:
        unit = next(u for u in self.units if u.name == name)
        return acts.Rows(
            seed=self.terms.seed, unit=unit, sign=sign, trade=trade, item=item, year=year, since=since, until=self.terms.start,
            firms=self.terms.of(FIRMS, 30), bodies=self.bodies,
        )  # fmt: skip

    def _file(self, name: str, sign: str, trade: str, item: str, year: int, since: date, count: int) -> Piece:
        filename = f"{name.removeprefix('示范市')}-{item}-{year}.csv"
        number = year * 31 + sum(map(ord, name + item))

        def do():
            source = self.rows(name, sign, trade, item, year, since)
            rows = source.make(count)
            if number % 9 == 0 and count >= 20:  # a file with faults: the good rows go on, the others come back to the clerk
                rows = acts.spoilt(rows, 12)
            self.approve(self.receive(name, rows, source.layout, filename), turn=number)

        return Piece(filename, count, lambda: self.filed(name, filename), do)

    def filed(self, name: str, filename: str) -> bool:
        return Filing.objects.filter(unit=self.subjects[name], filename=filename).exists()

    def receive(self, name: str, rows: list[dict], layout, filename: str, *, check: bool = True) -> Filing:
        stream = io.BytesIO(acts.as_csv(rows, layout))
        filing = actions.receive_file(unit=self.subjects[name], by=self.clerk(name), stream=stream, filename=filename)
        return actions.check_filing(filing=filing) if check else filing

    def submit(self, filing: Filing) -> Filing:
        if filing.bad:
            return advance(filing, "submit_good", by=filing.made_by, reason="其余行退回业务科室核对后另行报送（演示数据）。")
        return advance(filing, "submit", by=filing.made_by)

    def approve(self, filing: Filing, *, turn: int = 0) -> Filing:
        """Through the offices that the filing has before it: of the district first where there is one."""
        filing = self.submit(filing)
        if filing.next_stage == Filing.Status.FORWARDED:
            filing = advance(filing, "forward", by=self.district_officer, seen=filing.revision)
        return advance(filing, "approve", by=self.officer(turn), seen=filing.revision)


CODES_OF = {unit.name: unit.code[8:17].lower() for unit in (*UNITS, *invented.units())}
ORGANS_OF_PERSONNEL = (
    PARTY, "示范市人力资源和社会保障局", "示范市公安局", "示范市教育局", "示范市卫生健康委员会", MARKET, TAXES, "示范市交通运输局",
)  # fmt: skip
QUIET, LEAVING, SILENT = "示范市地震局", "示范市渔业局", "示范市邮政管理局"  # zero reports; the clerk goes; nothing comes
VACANT = "示范市气象局"
CLERKS = (*(name for name, *_ in FILERS), OFFICE, QUIET, LEAVING, SILENT)


def pieces(city: City) -> Iterator[Piece]:
    """All of the city, in the order in which it grows."""
    from . import matters, servants

    yield Piece("founding", 0, lambda: Terms.kept() is not None, city.found)
    yield from city.files()
    yield from matters.pieces(city)
    yield from servants.pieces(city)
    yield from matters.last(city)


def begun() -> bool:
    return Terms.kept() is not None


def grow(terms: Terms, say: Say) -> bool:
    """Make what is missing of the city; ``False`` if nothing was. A city begun before goes on with its own terms."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            return _grow(Terms.kept() or terms, say)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _grow(terms: Terms, say: Say) -> bool:
    from . import matters

    if begun() and matters.complete():
        return False
    plan = list(pieces(City(terms)))
    total, made, shown = sum(piece.records for piece in plan), 0, -1
    for piece in plan:
        if not piece.done():
            if piece.alone:
                piece.do()
            else:
                with transaction.atomic():
                    piece.do()
        made += piece.records
        if total and made * 20 // total > shown:
            shown = made * 20 // total
            say(f"the city: {made * 100 // total:3d} % · {made:,} of some {total:,} records · {piece.words}")
    return True
