"""Cases of the demo city: one at every stage, taken there through the same doors as real ones. Everything is invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.demo.city import CODES, ENVIRONMENT, GOVERNMENT, MARKET
from archives.demo.loading import SINCE
from archives.models import Membership, Panel, Subject
from integrity.calendar import earliest_start, workdays_between
from integrity.workflow import advance

from . import actions, papers
from .court import demo as court
from .models import Case, Execution, Lifting, Paper

CLERK, HEAD, PANEL = "mengfan", "quyuan", ("luobin", "pengyu", "weilan")
HEADS = {MARKET: "hejun", ENVIRONMENT: "zhouwen"}  # who replies for the accused body
FINANCE, HOUSING, TRANSPORT, WATER, SCHOOL = "示范市财政局", "示范市住房和城乡建设局", "示范市交通运输局", "示范市水利局", "示范市教育局"
HEALTH, LAND, STREETS = "示范市卫生健康委员会", "示范市自然资源和规划局", "示范市城市管理局"
READERS = {HOUSING: "顾言信", WATER: "江守诺", FINANCE: "钱知行", LAND: "周立信", STREETS: "吴如约"}  # heads nobody signs in as: a notice needs somebody to read it
OPEN, EXAMINE = "open", "examine"
# To the notice, as many working days ago as stand before each step; the period of reply then has run.
NOTICED = ((60, OPEN), (58, EXAMINE), (55, "order"), (26, "refuse"), (20, "notify"))
VOTED = ((10, "for"), (9, "for"), (8, "for"))
# Accused body, kind, contract, facts found, loss in 万元, impact, day of the breach, and what happened how many working days ago.
CASES = [
    (HOUSING, "investment", "示招商〔2024〕18号", "招商协议约定的基础设施配套未按期建设", "320", 2, date(2026, 6, 30), ((3, OPEN),)),
    (TRANSPORT, "arrears", "示交采〔2025〕7号", "道路养护工程验收合格后逾期未付尾款", "86.5", 1, date(2026, 5, 20), ((8, OPEN), (2, EXAMINE))),
    (WATER, "contract", "示水协〔2023〕5号", "合作协议约定的取水指标未落实", "", 1, date(2026, 3, 2), ((20, OPEN), (15, EXAMINE), (12, "unfounded"))),
    (SCHOOL, "arrears", "示教采〔2025〕11号", "学校食堂餐饮服务费到期未付", "42", 1, date(2026, 4, 15), ((18, OPEN), (14, EXAMINE), (10, "order"), (3, "extend"))),
    (HEALTH, "arrears", "示卫采〔2025〕4号", "医疗设备采购款到期未付", "120", 2, date(2026, 2, 28), ((30, OPEN), (26, EXAMINE), (22, "order"), (2, "report"))),
    (STREETS, "contract", "示城管协〔2024〕9号", "市政设施养护合同单方提前终止", "15.2", 1, date(2025, 12, 31), ((45, OPEN), (40, EXAMINE), (36, "order"), (20, "report"), (17, "accept"))),
    (LAND, "investment", "示招商〔2023〕6号", "承诺的用地手续逾期未办结", "560", 2, date(2025, 11, 30), ((40, OPEN), (36, EXAMINE), (32, "order"), (2, "refuse"))),
    (STREETS, "arrears", "示城管采〔2025〕3号", "环卫作业服务费逾期未付，整改期限已过", "28", 1, date(2026, 4, 30), ((45, OPEN), (40, EXAMINE), (36, "order"))),
    (MARKET, "investment", "示招商〔2024〕21号", "招商会议纪要承诺的检测费用补贴未兑现", "35", 1, date(2026, 5, 31), ((40, OPEN), (36, EXAMINE), (33, "order"), (5, "refuse"), (2, "notify"))),
    (ENVIRONMENT, "investment", "示招商〔2024〕3号", "搬迁补助未按会议纪要发放", "48", 1, date(2026, 1, 31), (*NOTICED, (17, "correction"), (14, "waive"))),
    (ENVIRONMENT, "contract", "示环协〔2024〕2号", "监测站共建协议约定的配套资金未到位", "210", 1, date(2025, 9, 30), (*NOTICED, (18, "tolerance"), (12, "hear"), (10, "for"), (9, "against"))),
    (ENVIRONMENT, "contract", "示环协〔2023〕8号", "因上级规划调整终止中水回用合作项目", "90", 1, date(2025, 8, 31), (*NOTICED, (18, "tolerance"), (12, "hear"), *VOTED, (5, "tolerate"))),
    (HOUSING, "arrears", "示建采〔2024〕30号", "保障房维修工程款到期未付", "130", 2, date(2025, 10, 31), (*NOTICED, (12, "convene"), (10, "for"))),
    (WATER, "arrears", "示水采〔2024〕16号", "泵站设备款项存在质量争议未付", "60", 1, date(2025, 7, 31), (*NOTICED, (12, "convene"), (10, "against"), (9, "against"), (8, "for"), (5, "dismiss"))),
    (ENVIRONMENT, "arrears", "示环采〔2024〕5号", "在线监测运维服务费拖欠", "180", 2, date(2025, 6, 30), (*NOTICED, (18, "statement"), (12, "convene"), *VOTED, (1, "determine"))),
    (FINANCE, "contract", "示财协〔2023〕1号", "政府和社会资本合作项目可行性缺口补助未按合同拨付", "1250", 3, date(2024, 9, 10), (*NOTICED, (12, "convene"), *VOTED, (5, "determine"), (3, "file"))),
]  # fmt: skip
# Tolerated in the quarter that ended last, all about one body, so that the portal has something to count.
TOLERATED = ["中水管网迁改协议", "监测站房租赁协议", "排污口整治协议", "扬尘治理设备采购协议", "危废转运协议"]
REASONS = {
    "unfounded": "经调阅协议和水资源论证报告，取水指标已经批复（演示数据）。",
    "order": "请按约定履行，并将履行凭证报送我单位（演示数据）。",
    "extend": "国库集中支付程序尚在办理（演示数据）。",
    "refuse": "该单位书面答复称资金无着落，不予整改（演示数据）。",
    "waive": "损失已全部挽回，按规定免于认定（演示数据）。",
    "tolerate": "评议小组多数认为符合容错情形（演示数据）。",
    "dismiss": "评议小组多数认为付款条件尚未成就（演示数据）。",
    "determine": "逾期不履行约定义务，经责令整改仍不改正（演示数据）。",
}
VOTES = {"for": "事实清楚、依据充分（演示数据）。", "against": "理由不充分，尚需核实（演示数据）。"}
REPLIES = {
    "statement": {"words": "我单位正在筹措资金，请予考虑（演示数据）。"},
    "tolerance": {"words": "项目终止系上级规划调整所致，请予容错（演示数据）。", "conditions": ["policy", "procedure", "no-gain"]},
    "correction": {"words": "补助款已于收到告知后全部发放（演示数据）。", "recovered": "48", "proof": "国库支付凭证（演示）"},
}


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are cases already. The city must be founded."""
    if Case.objects.exists():
        return False
    today = today or timezone.localdate()
    with transaction.atomic():
        government = Subject.objects.get(code=CODES[GOVERNMENT])
        Panel.objects.create(unit=government, quorum=3, document="示政办发〔2025〕12号（演示数据）", valid_from=SINCE)
        for username in PANEL:
            Membership.objects.create(user=_user(username), unit=government, role="panel", from_on=SINCE)
        for body, name in READERS.items():
            reader, _ = User.objects.get_or_create(username=reader_of(body), defaults={"name": name, "password": "!", "is_staff": True})
            Membership.objects.create(user=reader, unit=Subject.objects.get(code=CODES[body]), role="head", from_on=SINCE)
        _play(government, [*_last_quarter(today), *CASES], today)
        court.load(today)
    say(f"cases: {len(CASES)}, one at every stage, and {len(TOLERATED)} tolerated in the quarter before this one; what courts told, at every stage")
    return True


def stages() -> Iterator[tuple[str, str, int]]:
    """Group, stage, count: what ``demo_states`` asks for of cases and measures."""
    for status in Case.Status.values:
        yield "case", status, Case.objects.filter(status=status).count()
    for status in Execution.Status.values:
        yield "measure", status, Execution.objects.filter(status=status).count()
    for ground in (Lifting.Ground.EXPIRED, Lifting.Ground.WRONG):
        yield "lifting", ground, Lifting.objects.filter(ground=ground).count()
    for waits in (False, True):
        yield "lifting", "awaits its receipt" if waits else "acknowledged", Lifting.objects.filter(acknowledged_on__isnull=waits).count()


def reader_of(body: str) -> str:
    """The account that reads what is served on a body of the demo that has no other head."""
    return f"demo-reader-{CODES[body]}"


def _last_quarter(today: date) -> list[tuple]:
    """The days of the others, moved back behind the first day of this quarter."""
    back = workdays_between(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), today) + 1
    way = [(ago + back, what) for ago, what in (*NOTICED, (18, "tolerance"), (12, "hear"), *VOTED, (5, "tolerate"))]
    breached_on = date(2025, 8, 31)
    return [(ENVIRONMENT, "contract", "", f"因上级规划调整未履行{what}", "20", 1, breached_on, way) for what in TOLERATED]


def _user(username: str) -> User:
    return User.objects.get(username=username)


def _play(government, rows: list[tuple], today: date) -> None:
    """Every case step by step, the oldest step of all first: the numbers of their documents run with the days."""
    steps = [(ago, row, what) for row, (*_said, way) in enumerate(rows) for ago, what in way]
    cases: dict[int, Case] = {}
    for ago, row, what in sorted(steps, key=lambda step: -step[0]):
        accused, kind, contract, facts, loss, impact, breached_on, _way = rows[row]
        on = earliest_start(today, ago)
        if what == OPEN:
            said = {
                "source": Case.Source.INSPECTION,
                "kind": kind,
                "contract_no": contract,
                "matter": f"{facts}（演示数据）",
                "breached_on": min(breached_on, on),
            }
            body = Subject.objects.get(code=CODES[accused])
            cases[row] = actions.open_case(accused=body, handler=government, by=_user(CLERK), today=on, **said)
        else:
            _next(cases[row], what, accused, facts, loss, impact, on, ago)
        cases[row] = Case.objects.get(pk=cases[row].pk)
    for row, case in sorted(cases.items()):
        if case.status == Case.Status.FILED:
            advance(case.filing, "approve", by=_user("xumin"), seen=case.filing.revision)
        if case.determined_on and rows[row][0] in HEADS:
            papers.acknowledge(paper=case.papers.get(kind=Paper.Kind.NOTICE), by=_user(HEADS[rows[row][0]]), today=today)


def _next(case, what, accused, facts, loss, impact, on, ago) -> None:
    if what == EXAMINE:
        evidence = "合同文本、验收单据和双方往来函件（演示数据）"
        actions.examine(
            case=case,
            found=f"{facts}（演示数据）",
            evidence=evidence,
            loss=loss,
            impact=impact,
            breached_on=case.breached_on,
            by=_user(CLERK),
            today=on,
        )
    elif what in REPLIES:
        actions.reply(case=case, kind=what, by=_user(HEADS[accused]), today=on, **REPLIES[what])
    elif what in VOTES:
        cast = case.votes.count()
        actions.vote(case=case, choice=what, reason=VOTES[what], by=_user(PANEL[cast % len(PANEL)]), today=on)
    elif what == "extend":
        actions.extend(case=case, days=10, plea=Case.Plea.PROCEDURE, reason=REASONS[what], by=_user(HEAD), today=on)
    else:
        _step(case, what, on)


def _step(case, step: str, on: date) -> None:
    by = CLERK if step in {"report", "refuse", "hear", "convene", "file"} else PANEL[0] if step in {"tolerate", "dismiss"} else HEAD
    given = {
        "unfounded": {"plea": Case.Plea.KEPT},
        "order": {
            "days": "24",
            "owed": f"{case.loss / 10000:f}" if case.accused.name == STREETS else "",
            "owed_ground": "合同第十二条违约责任（演示）" if case.accused.name == STREETS else "",
        },
        "report": {"proof": "款项已经支付、义务已经履行，详见支付凭证（演示数据）", **_payment(case, on)},
        "determine": {"tier": "2" if case.loss < 10_000_000 else "3"},
    }.get(step, {})
    actions.take(case=case, step=step, by=_user(by), reason=REASONS.get(step, ""), seen=case.revision, given=given, today=on)
    if step == "order":
        papers.hand_over(case=case, to="办公室收文岗（演示）", on=on, by=_user(CLERK), today=on)


def _payment(case, on: date) -> dict:
    return {"paid": f"{case.owed / 10000:f}", "paid_on": on.isoformat(), "paid_proof": "国库支付凭证 2026-118（演示）"} if case.owed else {}
