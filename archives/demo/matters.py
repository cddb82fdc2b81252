"""What else becomes of a city: decisions about bodies, panels and their votes, filings that wait at every stage, corrections,
withdrawals, bodies renamed and merged, duties kept and missed. Everything is invented and goes through the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives import actions, duties, duty_actions, subject_actions, undoing, withdrawals
from archives.imports.layouts import LAYOUTS
from archives.models import (
    FiledRow,
    Filing,
    HolidayNotice,
    Membership,
    Record,
    ReportingDuty,
    Role,
    Subject,
    SubjectChange,
    SupplementDraft,
)
from archives.periods import add_months
from integrity import jobs
from integrity.workflow import advance

from . import acts, law_in_hand
from .city import CODES, GOVERNMENT, MARKET, OFFICE, Unit
from .growing import ACTS_SINCE, CULTURE, DRUGS, FARMS, FILERS, FIRE, LEAVING, QUIET, SAFETY, SILENT, TAXES, VACANT, City, Piece
from .invented import DISTRICT_POLICE

COURT, WATCH = "示范市人民法院", "示范市监察委员会"
SX_SINCE = date(2025, 1, 1)  # the first edition of the catalogue with determinations of government dishonesty
DUTIES = "示信用办〔{year}〕9号（演示数据）"
CLOSED = "demo-closed"
CHUNK = 15

# Item, how often, issuer, sign, basis, tiers, and what it says: key of the text, texts, and the further fields.
ABOUT_BODIES = [
    ("RY", 44, GOVERNMENT, "示政诚", "示范市政务诚信建设评选表彰办法（演示）第五条", "", "grounds",
     ("服务承诺事项按时办结率居全市前列", "惠企资金按承诺期限拨付", "政府采购合同按期付款"), {"honour": "政务诚信建设先进单位"}),
    ("PJ", 18, COURT, "示9901执诚", "《中华人民共和国民事诉讼法》第二百六十四条", "2223", "facts",
     ("工程施工合同纠纷，判决确定的款项逾期未支付", "服务合同纠纷，生效判决逾期未履行"), {"duty": "支付判决确定的款项及逾期利息。"}),
    ("WZ", 20, WATCH, "示监问诚", "《中华人民共和国监察法》第四十五条", "11223", "facts",
     ("承诺时限多次超期，群众反映强烈", "未按承诺期限公开资金分配结果"), {"decision": "通报问责，责令限期整改。"}),
    ("SX", 10, OFFICE, "示信用认定诚", "发改财金〔2023〕1103号二、三", "2223", "facts",
     ("违反政府工程合同约定，拖欠企业账款", "未按招商引资协议兑现政策"), {"rectification": "已制定分期支付计划。"}),
    ("CJ", 8, WATCH, "示监通诚", "《中华人民共和国公职人员政务处分法》第十条", "122", "facts",
     ("履行职责中弄虚作假",), {"decision": "对单位通报。"}),
]  # fmt: skip


def pieces(city: City) -> Iterator[Piece]:
    yield from decisions(city)
    yield _once(city, "示应急评议", SAFETY, lambda: reviewed(city, SAFETY), 16)
    yield _once(city, "示农评议", FARMS, lambda: reviewed(city, FARMS), 16)
    yield corrections(city)
    yield _file_once(city, "returned and mended", DRUGS, "更正前-退回.csv", lambda: returned(city))
    yield _file_once(city, "waiting at every stage", FIRE, "本月处罚-待报送.csv", lambda: waiting(city))
    yield Piece(
        "bodies renamed, merged and split",
        0,
        lambda: SubjectChange.objects.filter(document_no=_order(city, 1)).exists(),
        lambda: changes(city),
    )
    yield Piece("withdrawals", 0, lambda: Record.objects.filter(withdrawn_reason__endswith=REASON).exists(), lambda: withdrawn(city))
    yield Piece(
        "the calendar's notices",
        0,
        lambda: HolidayNotice.objects.filter(made_by=city.people.get("demo-officer-1")).exists(),
        lambda: law_in_hand.notices(city),
    )
    yield Piece(
        "drafts of the local supplement",
        0,
        lambda: SupplementDraft.objects.filter(code="YS-FW").exists(),
        lambda: law_in_hand.supplement(city),
    )


def last(city: City) -> Iterator[Piece]:
    """What ends it: pinyin of the subjects that came with files, and the duties, by which one knows that all is there."""
    yield Piece("pinyin of the enterprises", 0, lambda: not Subject.objects.filter(sort_key="").exists(), pinyin, alone=True)
    yield Piece("reporting duties", 0, complete, lambda: owe(city))


def complete() -> bool:
    return ReportingDuty.objects.filter(unit__code=_code(SILENT), basis__contains="9号（演示数据）").exists()


def _code(name: str) -> str:
    from .invented import units

    return next(unit.code for unit in units() if unit.name == name)


def _filed_form(unit: Subject, doc_no: str) -> bool:
    return FiledRow.objects.filter(filing__unit=unit, filing__source="form", doc_no=doc_no).exists()


def _once(city: City, sign: str, unit: str, do: Callable, records: int) -> Piece:
    return Piece(sign, records, lambda: _filed_form(city.subjects[unit], f"{sign}〔{city.terms.start.year}〕1号"), do)


def _file_once(city: City, words: str, unit: str, filename: str, do: Callable) -> Piece:
    return Piece(words, 0, lambda: city.filed(unit, filename), do)


# ── Decisions about bodies ───────────────────────────────────────────────────


def decided(city: City) -> list[tuple[str, dict]]:
    """What is decided about bodies, as (item, form). Some bodies are praised more often, others blamed, so that grades differ;
    a few are only praised or perform no judgment, for the grades at both ends."""
    chance = Random(f"{city.terms.seed}/decisions")  # noqa: S311
    bodies = sorted(city.bodies, key=lambda unit: unit.code)
    bent = {unit.code: chance.random() ** 3 for unit in bodies}
    about = []
    for _n in range(city.terms.of(330, 24)):
        item = chance.choices(ABOUT_BODIES, [entry[1] for entry in ABOUT_BODIES])[0][0]
        blame = [bent[unit.code] if item != "RY" else (1 - bent[unit.code]) ** 4 for unit in bodies]
        since = max(city.terms.since, SX_SINCE if item == "SX" else ACTS_SINCE)
        day = since + timedelta(chance.randrange((city.terms.start - since).days))
        about.append((item, chance.choices(bodies, blame)[0], day, ""))
    for item, units, times, tier in (("RY", city.models, 3, ""), ("PJ", city.debtors, 4, "3")):
        about += [
            (item, unit, city.terms.start - timedelta(60 + 110 * n + at), tier) for at, unit in enumerate(units) for n in range(times)
        ]
    return [(item, _decision(chance, number, item, unit, day, tier)) for number, (item, unit, day, tier) in enumerate(about, 1)]


def _decision(chance: Random, number: int, item: str, unit: Unit, day: date, tier: str) -> dict:
    """One decision as a clerk fills in the form; ``tier`` where it is not left to chance."""
    issuer, sign, basis, tiers, key, texts, more = next(entry[2:] for entry in ABOUT_BODIES if entry[0] == item)
    doc_no = f"（{day.year}）{sign}{number}号" if item == "PJ" else f"{sign}〔{day.year}〕{number}号"
    form = {
        "subject_code": unit.code,
        "issuer_code": CODES[issuer],
        "issuer_name": issuer,
        "doc_no": doc_no,
        "decided_on": day.isoformat(),
        "basis": basis,
    }
    form |= more | {key: chance.choice(texts) + "（演示数据）。"}
    if tiers:
        form["tier"] = tier or chance.choice(tiers)
    if item in ("PJ", "SX"):
        form["amount"] = f"{chance.randint(30, 9_000) / 10:g}"
    return form


def decisions(city: City) -> Iterator[Piece]:
    planned = decided(city)
    for at in range(0, len(planned), CHUNK):
        chunk = planned[at : at + CHUNK]

        def do(chunk=chunk, at=at):
            for n, (item, data) in enumerate(chunk, at):
                filing = actions.file_form(unit=city.subjects[OFFICE], by=city.clerk(OFFICE), item_code=item, data=data)
                city.approve(filing, turn=n)

        yield Piece("decisions about bodies", len(chunk), lambda doc=chunk[0][1]["doc_no"]: _filed_form(city.subjects[OFFICE], doc), do)


# ── The review panel ─────────────────────────────────────────────────────────


def reviewed(city: City, unit: str) -> None:
    """Appraisals and inner matters before the panel of ``unit``: adopted, rejected, and stopped at each stage."""
    sign = "示应急评议" if unit == SAFETY else "示农评议"
    panel = [city.people[f"demo-panel-{_short(unit)}-{n}"] for n in (1, 2, 3)]
    head, year = city.people[f"demo-head-{_short(unit)}"], city.terms.start.year
    number = 0

    def file(item: str) -> Filing:
        nonlocal number
        number += 1
        body = city.subjects[unit]
        data = {
            "subject_code": body.code,
            "issuer_code": body.code,
            "issuer_name": body.name,
            "basis": "单位诚信考核办法第六条（演示数据）",
        }
        data |= {"doc_no": f"{sign}〔{year}〕{number}号", "decided_on": (city.terms.start - timedelta(number * 9)).isoformat()}
        words = (
            {"result": "良好", "grounds": "限时办结承诺按月核对（演示数据）"}
            if item == "KP"
            else {"matter": "窗口服务承诺落实情况（演示数据）", "handling": "存档"}
        )
        return city.submit(actions.file_form(unit=body, by=city.clerk(unit), item_code=item, data=data | words))

    def voted(filing: Filing, *choices: str) -> Filing:
        for member, choice in zip(panel, choices, strict=False):
            actions.vote(
                filing=filing,
                by=member,
                choice=choice,
                reason="" if choice == "for" else "本人参与了该事项（演示数据）。" if choice == "recused" else "依据不足（演示数据）。",
            )
        return filing

    def adopted(filing: Filing) -> Filing:
        return advance(voted(filing, "for", "for", "against"), "adopt", by=panel[0], seen=filing.revision)

    for item in ("KP", "NB") * 8:
        filing = adopted(file(item))
        filing = advance(filing, "sign", by=head, seen=filing.revision)
        if item == "KP":
            advance(filing, "approve", by=city.officer(number), seen=filing.revision)
    voted(file("KP"), "for", "recused")
    adopted(file("KP"))
    filing = adopted(file("KP"))
    advance(filing, "sign", by=head, seen=filing.revision)
    filing = voted(file("NB"), "against", "against", "for")
    advance(filing, "reject", by=panel[1], seen=filing.revision, reason="评议小组多数不同意（演示数据）。")
    filing = adopted(file("NB"))
    advance(filing, "return", by=head, seen=filing.revision, reason="处理意见不完整，请补充（演示数据）。")


def _short(unit: str) -> str:
    from .growing import CODES_OF

    return CODES_OF[unit]


# ── Files that wait, come back or correct ────────────────────────────────────


def _recent(city: City, unit: str, count: int, word: str, item: str = "CF") -> tuple[list[dict], object]:
    """Rows of the last weeks, numbered in a series of their own."""
    _name, sign, trade, *_ = next(entry for entry in FILERS if entry[0] == unit)
    day = city.terms.start - timedelta(1)
    source = city.rows(unit, f"{sign}{word}", trade, item, day.year, city.terms.start - timedelta(20))
    return source.make(count), source.layout


def waiting(city: City) -> None:
    """A filing at each stage at which one can wait, and two that were given up."""
    start = city.terms.start
    city.receive(FIRE, *_recent(city, FIRE, 6, "新"), "本月处罚-待报送.csv")
    rows, layout = _recent(city, TAXES, 12, "新")
    city.receive(TAXES, acts.spoilt(rows, 4), layout, "本月处罚-有误.csv")
    rows, layout = _recent(city, TAXES, 10, "部")
    city.approve(city.receive(TAXES, acts.spoilt(rows, 5), layout, "本月处罚-部分报送.csv"))
    city.submit(city.receive(CULTURE, *_recent(city, CULTURE, 9, "新"), "本月处罚-待审核.csv"))
    city.submit(city.receive(DISTRICT_POLICE, *_recent(city, DISTRICT_POLICE, 5, "新"), "本月处罚-区级待审.csv"))
    filing = city.submit(city.receive(DISTRICT_POLICE, *_recent(city, DISTRICT_POLICE, 4, "转"), "本月处罚-市级待审.csv"))
    advance(filing, "forward", by=city.district_officer, seen=filing.revision)
    filing = city.receive(FARMS, *_recent(city, FARMS, 5, "误"), "本月处罚-误传.csv")
    advance(filing, "discard", by=filing.made_by, reason="传错文件（演示数据）。")
    filing = city.receive(FARMS, *_recent(city, FARMS, 4, "新"), "本月处罚-刚收到.csv", check=False)
    jobs.ask("check filing", about=filing, by=filing.made_by, total=filing.rows)
    unit = next(u for u in city.units if u.name == "示范市城市管理局")
    persons = [
        acts.penalty_of_person(n, unit=unit, sign="示城管", day=start - timedelta(3 * (n % 300)))
        for n in range(1, city.terms.of(200, 9) + 1)
    ]
    city.approve(city.receive(unit.name, persons, LAYOUTS["penalty-natural-2018"], "自然人处罚.csv"))


def returned(city: City) -> None:
    """A file that the office sent back, filed again mended; and one that was then given up."""
    rows, layout = _recent(city, DRUGS, 7, "补")
    wrong = [row | {"CF_SY": "经查，违法"} for row in rows]
    filing = city.submit(city.receive(DRUGS, wrong, layout, "更正前-退回.csv"))
    advance(filing, "return", by=city.officer(), seen=filing.revision, reason="违法事实过于简略，请按决定书补全（演示数据）。")
    city.approve(city.receive(DRUGS, rows, layout, "更正后-重报.csv"), turn=1)
    filing = city.submit(city.receive(DRUGS, *_recent(city, DRUGS, 3, "停"), "重复报送.csv"))
    filing = advance(filing, "return", by=city.officer(), seen=filing.revision, reason="与已报送的决定重复（演示数据）。")
    advance(filing, "discard", by=filing.made_by, reason="已核实为重复（演示数据）。")


def corrections(city: City) -> Piece:
    """Fines of the last whole year corrected: the same decisions, a new version of each."""
    year = city.terms.start.year - 1
    unit, filename = MARKET, f"{year}年处罚更正.csv"

    def do():
        before = Filing.objects.filter(unit=city.subjects[unit], filename=f"市场监督管理局-CF-{year}.csv").first()
        if before is None:  # a city too small for one
            return
        _name, sign, trade, *_ = FILERS[0]
        source = city.rows(unit, sign, trade, "CF", year, city.terms.since)
        rows = [row | {"CF_SY": row["CF_SY"] + "（更正：货值金额经复核确认）"} for row in source.make(before.rows)[:8]]
        city.approve(city.receive(unit, rows, source.layout, filename))

    return Piece("corrections", 0, lambda: city.filed(unit, filename), do)


# ── Withdrawals, bodies, duties ─────────────────────────────────────

REASON = "（演示数据：撤回）"


def _numbers(city: City, unit: str, item: str, count: int) -> list[str]:
    found = Record.objects.current().filter(filing__unit=city.subjects[unit], item__code=item, withdrawn_at__isnull=True)
    return list(found.order_by("filing__filename", "row_no").values_list("number", flat=True)[:count])


def withdrawn(city: City) -> None:
    """Confirmed by a second officer, waiting for it, with a longer term; and one that never left its unit."""
    first, second = city.officer(0), city.officer(1)
    for n, number in enumerate(_numbers(city, FIRE, "CF", 8)):
        actions.withdraw(number=number, by=first, reason=f"决定书经复议撤销{REASON}")
        if n < 5:
            actions.confirm_withdrawal(number=number, by=second)
        elif n == 5:
            withdrawals.extend(number=number, days=2, reason="等待复议机关送达回证（演示数据）。", by=second)
    head = city.people[f"demo-head-{_short(SAFETY)}"]
    inner = _numbers(city, SAFETY, "NB", 2)
    for number in inner:
        actions.withdraw(number=number, by=head, reason=f"登记有误{REASON}")
    actions.confirm_withdrawal(number=inner[0], by=city.clerk(SAFETY))


def _order(city: City, number: int) -> str:
    return f"示政机〔{city.terms.start.year - 2}〕{number}号（演示数据）"


def changes(city: City) -> None:
    """Renamed, merged, dissolved, split, moved, and one renaming that was a mistake."""
    named, by = city.subjects, city.officer()
    told = {"basis": "机构改革方案（演示）", "reason": "机构改革（演示数据）", "by": by}
    day = city.terms.start - timedelta(600)
    subject_actions.rename(subject=named["示范市园林绿化局"], name="示范市公园城市建设管理局", on=day, document_no=_order(city, 1), **told)
    subject_actions.merge(
        subject=named["示范市港航管理局"], successor=named["示范市交通运输局"], on=day, document_no=_order(city, 2), **told
    )
    subject_actions.merge(subject=named["示范市乡村振兴局"], successor=named[FARMS], on=day, document_no=_order(city, 3), **told)
    subject_actions.dissolve(subject=named["示范市文化馆"], on=day, document_no=_order(city, 4), **told)
    subject_actions.split(subject=named[MARKET], successor=named["示范市知识产权局"], on=day, document_no=_order(city, 5), **told)
    moved = named["示范市环境监测站"]
    subject_actions.move(subject=moved, superior=named["示范市生态环境局"], on=day, document_no=_order(city, 6), **told)
    mistake = subject_actions.rename(subject=named["示范市体育局"], name="示范市体育发展局", on=day, document_no=_order(city, 7), **told)
    undoing.undo(change=mistake, document_no=_order(city, 8), reason="文件适用单位录入错误（演示数据）", by=by)


def pinyin() -> None:
    """What the timetable does by night for the subjects that came with files, a few hundred at a time."""
    while waiting := list(Subject.objects.filter(sort_key="")[:300]):
        with transaction.atomic():
            for subject in waiting:
                subject.save()


def owe(city: City) -> None:
    """Who owes what: kept, with zero reports, missed, without a clerk, with one who goes, with one who stands in."""
    today, start = timezone.localdate(), city.terms.start
    first = add_months(start.replace(day=1), -4)
    owed = [(name, "CF", "zero") for name, *_ in FILERS[2:]] + [(name, "XK", "month") for name, *_ in FILERS[4:8]]
    for name, item, rhythm in (*owed, (QUIET, "CF", "zero"), (LEAVING, "CF", "zero"), (VACANT, "XK", "quarter"), (SILENT, "CF", "month")):
        there = ReportingDuty.objects.filter(unit=city.subjects[name], item_code=item).exists()
        if not there:
            term = "report" if rhythm == "zero" else "report-period"
            duty = ReportingDuty(
                unit=city.subjects[name],
                item_code=item,
                rhythm=rhythm,
                term_code=term,
                valid_from=first,
                basis=DUTIES.format(year=start.year),
            )
            duty.full_clean()
            duty.save()
    quiet = duties.tasks(ReportingDuty.objects.filter(unit=city.subjects[QUIET]).select_related("unit"), since=first, today=today)
    for task in [t for t in quiet if t.may_say_nothing][1:]:
        duty_actions.report_nothing(unit=city.subjects[QUIET], item_code="CF", period_from=task.first, by=city.clerk(QUIET))
    leaving = Membership.objects.get(user=city.clerk(LEAVING), role=Role.CLERK)
    leaving.until_on = today + timedelta(20)
    leaving.save()
    clerk = Membership.objects.get(user=city.clerk(SAFETY), role=Role.CLERK)
    head = city.people[f"demo-head-{_short(SAFETY)}"]
    duty_actions.delegate(clerk=clerk, to=city.clerk(FIRE), from_on=today, until_on=today + timedelta(5), by=head)
    gone = User.objects.create(username=CLOSED, name="郭例安", password="!", is_staff=True, is_active=False)  # noqa: S106
    Membership.objects.create(user=gone, unit=city.subjects[VACANT], role=Role.CLERK, from_on=city.terms.since, until_on=first)
