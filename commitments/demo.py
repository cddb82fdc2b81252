"""Commitments of the demo city: every kind, every state, by the same doors as real ones; and the fourteen services of every township."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import uuid4

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from archives import post_actions
from archives.demo.bodies import PERSONNEL
from archives.demo.city import CODES, ENVIRONMENT, MARKET, PASSWORD
from archives.identifiers import person_code
from archives.models import Authority, Membership, Post, PowerItem, Role, Subject
from integrity.uploads import File
from integrity.workflow import advance

from . import actions, intake, wording
from .duties import owners_of
from .models import Commitment, TownshipService

S = Commitment.Status
OFFICERS = ("xumin", "tangyi")
BASIS = "《优化营商环境条例》第三十五条；年度为民办实事方案（演示数据）"
PROOF = File("验收材料.pdf", "pdf", b"%PDF-1.4\n%demo\n%%EOF\n")
MADE = "（演示数据）"
TOWNSHIP_CLERK = "demo-township-clerk"
# Unit, its clerk, kind, title, yardstick and its numbers, days since the publication, days until it is due (negative: passed), and the steps.
COMMITMENTS = [
    (MARKET, "linjie", "service_quality", "窗口服务满意率达到九成", {"yardstick": "level", "target": 90, "measure": "%", "tolerance": 1}, 200, -12, ("report", "keep")),
    (MARKET, "linjie", "good_faith", "年底前清理一批证明事项", {"yardstick": "quantity", "target": 12, "measure": "项", "baseline": 31}, 40, 60, ("progress",)),
    (MARKET, "linjie", "guarantee", "企业开办帮办窗口全年不打烊", {"yardstick": "date"}, 200, 5, ("hand_over",)),
    (MARKET, "linjie", "purchaser", "检验设备采购项目采购人信用承诺", {"yardstick": "date", "project_no": "示市监采〔2026〕12号"}, 30, 120, ()),
    (ENVIRONMENT, "zhouwen", "environment", "细颗粒物年均浓度降到三十二以下", {"yardstick": "quantity", "target": 32, "at_most": True, "measure": "µg/m³", "baseline": 37, "source": "国控监测站年报", "elsewhere": "https://example.cn/mubiao"}, 240, 40, ("progress", "change")),
    (ENVIRONMENT, "zhouwen", "service_quality", "信访件十日内回访率达到百分之百", {"yardstick": "level", "target": 100, "measure": "%"}, 150, -20, ()),
    (ENVIRONMENT, "zhouwen", "guarantee", "完成五个行政村污水管网", {"yardstick": "quantity", "target": 5, "measure": "个"}, 300, -40, ("break", "plan")),
    (ENVIRONMENT, "zhouwen", "guarantee", "建成危险废物收集点", {"yardstick": "quantity", "target": 8, "measure": "处"}, 320, -60, ("break", "plan", "mend", "rectify")),
    (ENVIRONMENT, "zhouwen", "guarantee", "补种行道树三百株", {"yardstick": "quantity", "target": 300, "measure": "株"}, 280, -50, ("break", "plan", "mend")),
    (ENVIRONMENT, "zhouwen", "good_faith", "兑现企业搬迁补助", {"yardstick": "date"}, 400, -120, ("break", "case")),
    (ENVIRONMENT, "zhouwen", "guarantee", "修复城南河道两公里", {"yardstick": "quantity", "target": 2, "measure": "公里"}, 260, -9, ("break",)),
    (MARKET, "linjie", "service_quality", "投诉举报七个工作日内告知", {"yardstick": "level", "target": 98, "measure": "%"}, 180, -3, ("report",)),
    (MARKET, "linjie", "guarantee", "农贸市场快检室全覆盖", {"yardstick": "quantity", "target": 26, "measure": "个"}, 210, -30, ("report", "keep", "dispute")),
    (MARKET, "linjie", "service_quality", "特种设备检验预约五日内到场", {"yardstick": "level", "target": 95, "measure": "%"}, 230, -45, ("report", "keep", "dispute", "overturn")),
    (MARKET, "linjie", "service_quality", "电话咨询当场答复率", {"yardstick": "level", "target": 90, "measure": "%"}, 190, -33, ("report", "keep", "dispute", "uphold")),
    (MARKET, "linjie", "guarantee", "二十处电梯加装智能监测", {"yardstick": "quantity", "target": 20, "measure": "处"}, 100, 75, ("report", "keep", "dispute", "reopen")),
    (ENVIRONMENT, "zhouwen", "guarantee", "老旧监测站迁建", {"yardstick": "date"}, 120, 90, ("end",)),
    (MARKET, "linjie", "good_faith", "公开行政检查计划和结果", {"yardstick": "date"}, 2, 200, ()),
    (MARKET, "linjie", "service_quality", "设立企业服务专员", {"yardstick": "date"}, None, 180, ("submit",)),
    (ENVIRONMENT, "zhouwen", "service_quality", "环评审批提前介入", {"yardstick": "date"}, None, 150, ()),
    (ENVIRONMENT, "zhouwen", "service_quality", "重复的草稿", {"yardstick": "date"}, None, 150, ("discard",)),
]  # fmt: skip
REASONS = {
    "keep": "调取台账并现场抽查，与报告一致",
    "break": "期限已过，现场核查未完成",
    "rectify": "现场核查，已按方案完成",
    "case": "逾期未按要求整改",
    "end": "上级规划调整，示政发〔2026〕21号决定终止，已向社会说明",
    "discard": "重复录入",
}
DECISIONS = {
    "overturn": "抽查发现两次预约超过五日，承诺未兑现",
    "uphold": "经调取通话记录核对，达到承诺的水平",
    "reopen": "现场清点，实际完成十六处，期限未到，应当继续完成",
}
OUTCOMES = ("kept", "kept", "kept", "kept", "running", "running", "running", "broken", "reported", "kept")
SERVICES = {
    "employment": "全年新增城镇就业不少于{n}人", "property": "物业投诉{n}日内上门处理", "schooling": "适龄儿童入学安置率达到{n}%", "health": "家庭医生签约服务不少于{n}户",
    "elderly": "助餐点覆盖不少于{n}个村居", "disabled": "残疾人居家改造不少于{n}户", "poverty": "防返贫监测走访不少于{n}户", "insurance": "医保业务就近办理网点不少于{n}个",
    "housing": "危房改造不少于{n}户", "transport": "村道修补不少于{n}公里", "parking": "新增公共停车位不少于{n}个", "safety": "消防安全巡查每季不少于{n}次",
    "veterans": "退役军人走访不少于{n}户", "convenience": "便民服务大厅满意率不低于{n}%",
}  # fmt: skip
WITH_LAST_YEAR = 3  # townships whose services of last year are there too
LEFT_OUT, BROKE = 6, 5  # of ten
UNITS = {
    "employment": "人",
    "property": "日",
    "schooling": "%",
    "parking": "个",
    "transport": "公里",
    "safety": "次",
    "convenience": "%",
    "elderly": "个",
    "insurance": "个",
}


def _user(name: str) -> User:
    return User.objects.get(username=name)


def load(say: Callable[[str], None], today: date | None = None) -> bool:
    """``False`` if there are commitments already. The city must be founded."""
    if Commitment.objects.exists():
        return False
    today = today or timezone.localdate()
    for number, row in enumerate(COMMITMENTS):
        *said, steps = row
        at = steps.index("dispute") if "dispute" in steps else len(steps)
        with transaction.atomic():
            made = _one(number, *said, steps[:at], today=today)
        if at < len(steps):
            _disputed(made, steps[at + 1 :], number, today)
    _handling_time(today)
    say(f"commitments: {Commitment.objects.count()}, of every kind and in every state")
    return True


def _one(number, unit, clerk, kind, title, numbers, ago, due, steps, *, today) -> Commitment:
    body, by = Subject.objects.get(code=CODES[unit]), _user(clerk)
    began = today - timedelta(ago or 1)
    numbers = dict(numbers)
    rest = {name: numbers.pop(name) for name in ("project_no", "elsewhere") if name in numbers}
    chosen = wording.on(began, kind)
    said = {
        "title": title,
        "text": _text(chosen, title),
        "due_on": today + timedelta(due),
        **numbers,
    }
    duty = PowerItem.objects.in_force(began).filter(unit=body).order_by("code").first()
    made = actions.draft(unit=body, kind=kind, owner=_owner(body, began), basis=BASIS, by=by, said=said, duty=duty, today=began, **rest)
    if ago is not None:
        made = advance(made, "submit", by=by, today=began)
        made = _take(made, "publish", began, number)
    for step in steps:
        made = _next(made, step, by, number, today + timedelta(due + 3) if due < 0 else today - timedelta(1), today)
    return made


def _text(kind, title: str) -> str:
    """What a unit would fill in below the heads of the kind."""
    heads = kind.heads or [kind.name]
    numbers = "一二三四五六"
    return "\n".join(f"{numbers[n]}、{head}：{title}{MADE}。" for n, head in enumerate(heads))


def _take(made: Commitment, step: str, day: date, number: int) -> Commitment:
    """A step of the credit office, by one officer; whatever was filed by it is approved by the other."""
    first, second = (_user(OFFICERS[(number + n) % 2]) for n in range(2))
    made = actions.take(commitment=made, step=step, by=first, reason=REASONS.get(step, "") + MADE, seen=made.revision, today=day)
    if step in {"keep", "break"}:
        for filing in filter(None, (made.filing, made.person_filing)):
            filing.refresh_from_db()
            advance(filing, "approve", by=second, seen=filing.revision)
    return made


def _next(made: Commitment, step: str, by: User, number: int, day: date, today: date) -> Commitment:
    version, reported = made.version, min(day, made.version.due_on)
    measured = version.target
    if step == "progress":
        actions.tell(commitment=made, kind="progress", words=f"按计划推进，已完成过半{MADE}", by=by, on=today, percent=55, today=today)
    elif step == "report":
        said = {"words": f"已按承诺完成，验收材料附后{MADE}", "value": measured, "files": [PROOF]}
        return actions.report_kept(commitment=made, by=by, on=reported, today=reported, **said)
    elif step == "change":
        fields = ("title", "text", "yardstick", "target", "measure", "at_most", "baseline", "source")
        said = {name: getattr(version, name) for name in fields} | {"target": 33, "due_on": version.due_on + timedelta(30)}
        said |= {"reason": f"监测点位调整，基准重新核定{MADE}", "authority": "示政发〔2026〕17号（演示）"}
        change = actions.propose(commitment=made, by=by, said=said, today=day)
        advance(change, "adopt", by=_user(OFFICERS[number % 2]), seen=change.revision, today=day)
    elif step == "hand_over":
        owner, since = owners_of(made.unit, today).first(), made.ownerships.last().from_on
        if owner.pk != made.ownerships.last().appointment_id:
            on = max(owner.from_on, since + timedelta(1))
            actions.hand_over(commitment=made, owner=owner, on=on, note=f"窗口值守安排和台账已当面移交{MADE}", by=by, today=today)
    elif step == "plan":
        made = actions.plan(
            commitment=made, words=f"增派施工力量，按周通报进度{MADE}", due_on=today + timedelta(30), by=by, seen=made.revision, today=day
        )
    elif step == "mend":
        actions.tell(commitment=made, kind="mended", words=f"已全部完成{MADE}", by=by, on=today, files=[PROOF], today=today)
        made = advance(made, "mend", by=by, today=today)
    elif step in {"submit", "discard"}:
        made = advance(made, step, by=by, reason=REASONS.get(step, ""), today=today)
    else:
        made = _take(made, step, today if step in {"case", "rectify", "end"} else day, number)
    made.refresh_from_db()
    return made


def _disputed(made: Commitment, steps: tuple[str, ...], number: int, today: date) -> None:
    """A dispute over a real connection of the login ``portal``, which sees what is committed; then its decision by who did not verify."""
    address = os.environ.get("DATABASE_URL_PORTAL", "")
    own = connection.settings_dict
    with psycopg.connect(address, dbname=own["NAME"], options="-c default_transaction_read_only=off") as portal, portal.cursor() as cursor:
        intake.put(cursor, made.number, f"我们两次办理都没有达到承诺{MADE}", "", [PROOF], uuid4())
    for step in steps:
        found = made.disputes.get()
        judge = next(_user(name) for name in OFFICERS if _user(name).pk != made.decided_by_id)
        words = DECISIONS[step]
        with transaction.atomic():
            advance(found, step, by=judge, reason=words + MADE, seen=found.revision, today=today)


def _handling_time(today: date) -> None:
    """A time limit for a matter of each unit that has one, measured by the handling times in the register."""
    for unit, clerk in ((MARKET, "linjie"), (ENVIRONMENT, "zhouwen")):
        body, began = Subject.objects.get(code=CODES[unit]), today - timedelta(170)
        matter = PowerItem.objects.in_force(today).filter(unit=body, is_matter=True, valid_from__lte=began).order_by("code").first()
        if matter is None:
            continue
        days = matter.promised_days
        with transaction.atomic():
            title = f"{matter.name}{days}个工作日内办结"
            said = {
                "title": title,
                "text": f"一、办理事项：{matter.name}。二、承诺时限：自受理之日起{days}个工作日内办结。三、一次性告知所需全部材料。{MADE}",
                "yardstick": "time",
                "target": 95,
                "matter": matter,
                "days": days,
                "due_on": today + timedelta(190),
            }
            owner = _owner(body, began)
            made = actions.draft(
                unit=body, kind="time_limit", owner=owner, basis=BASIS, by=_user(clerk), said=said, duty=matter, today=began
            )
            made = advance(made, "submit", by=_user(clerk), today=began)
            _take(made, "publish", began, 0)


# ── the fourteen services of every township ──────────────────────────────────────────────────────


def load_services(say: Callable[[str], None], today: date | None = None, seed: int = 14) -> bool:
    """``False`` where every township has its services. To be called once the townships are there; goes on where it stopped."""
    today, luck = today or timezone.localdate(), Random(seed)  # noqa: S311 - an invented city, the same every time
    townships = Subject.objects.filter(kind=Subject.Kind.TOWNSHIP, ceased_on__isnull=True).order_by("code")
    made = 0
    for place, township in enumerate(townships):
        drawn = [luck.randrange(10) for _ in range(14)]
        if Commitment.objects.filter(unit=township, service__isnull=False).exists():
            continue
        with transaction.atomic():
            _services(township, place, drawn, today)
            if place < WITH_LAST_YEAR:
                _services_of_last_year(township, place, drawn, today)
            made += 1
    if made:
        say(f"the fourteen services of {made} townships and subdistricts; {TOWNSHIP_CLERK} signs in for one of them with the demo password")
    return bool(made)


def _services(township: Subject, place: int, drawn: list[int], today: date) -> None:
    by, owner = _clerk(township), _owner(township, today - timedelta(250 + place), place)
    for service, luck in zip(TownshipService.objects.in_force(today), drawn, strict=True):
        outcome = OUTCOMES[luck]
        began = today - timedelta(250 + place)
        due = today + timedelta(40 + 3 * luck) if outcome == "running" else today - timedelta(20 + luck)
        target = 80 + luck if UNITS.get(service.code) == "%" else 3 + luck if service.code == "property" else 20 * (luck + 1)
        title = SERVICES[service.code].format(n=target)
        numbers = {"target": target, "measure": UNITS.get(service.code, "户"), "at_most": service.code == "property"}
        words = actions.service_words(service, f"{title}{MADE}", due, **numbers)
        text = wording.written_below(wording.on(began, actions.TOWNSHIP), township, began, words)
        said = {"title": title, "text": text, "yardstick": "level", "due_on": due, **numbers}
        made = actions.draft(unit=township, kind="township", owner=owner, basis=BASIS, by=by, said=said, service=service, today=began)
        made = _take(advance(made, "submit", by=by, today=began), "publish", began, place)
        if outcome in {"kept", "reported"}:
            made = _next(made, "report", by, place, due - timedelta(1), today)
        if outcome == "kept":
            _take(made, "keep", due, place)
        if outcome == "broken":
            _take(made, "break", due + timedelta(2), place)


def _services_of_last_year(township: Subject, place: int, drawn: list[int], today: date) -> None:
    """What the same services came to the year before: verified at its end, most of them kept."""
    began, due = date(today.year - 1, 3, 3) + timedelta(place), date(today.year - 1, 12, 15)
    by, owner = _clerk(township), _owner(township, began, place)
    for service, luck in zip(TownshipService.objects.in_force(began), drawn, strict=True):
        if luck == LEFT_OUT:
            continue
        target = 78 + luck if UNITS.get(service.code) == "%" else 4 + luck if service.code == "property" else 18 * (luck + 1)
        title = SERVICES[service.code].format(n=target)
        said = {"title": title, "text": f"{title}{MADE}", "yardstick": "level", "target": target, "due_on": due}
        said |= {"measure": UNITS.get(service.code, "户"), "at_most": service.code == "property"}
        made = actions.draft(unit=township, kind="township", owner=owner, basis=BASIS, by=by, said=said, service=service, today=began)
        made = _take(advance(made, "submit", by=by, today=began), "publish", began, place)
        if luck == BROKE:
            _take(made, "break", due + timedelta(3), place)
        else:
            made = _next(made, "report", by, place, due - timedelta(1), today)
            _take(made, "keep", due, place)


def _clerk(township: Subject) -> User:
    """The clerk of the township, or one who only stands in the demo."""
    held = (
        Membership.objects.held(timezone.localdate())
        .filter(unit=township, role=Role.CLERK, user__is_active=True)
        .select_related("user")
        .first()
    )
    if held:
        return held.user
    # One of them may sign in, so that the fourteen services can be tried.
    may_sign_in = not User.objects.filter(username=TOWNSHIP_CLERK).exists()
    name, password = (TOWNSHIP_CLERK, make_password(PASSWORD)) if may_sign_in else (f"demo-township-{township.code}", "!")
    user, _new = User.objects.get_or_create(username=name, defaults={"name": "乡镇信息采集员", "password": password, "is_staff": True})
    Membership.objects.create(user=user, unit=township, role=Role.CLERK, from_on="2020-01-01")
    return user


def _owner(body: Subject, began: date, place: int = 0):
    """Who answers for a commitment of ``body`` made on ``began``; somebody is appointed where nobody is in office."""
    if found := owners_of(body, began).first():
        return found
    by = _user(PERSONNEL)
    post = Post.objects.filter(unit=body, name="分管负责人").first() or post_actions.add_post(unit=body, name="分管负责人", by=by)
    return post_actions.appoint(
        post=post,
        holder=_head(body, place),
        from_on=timezone.localdate() - timedelta(900),
        document_no=f"示组任〔2025〕分{place + 1}号（演示）",
        by=by,
    )


def _head(township: Subject, place: int) -> Subject:
    """An invented civil servant, managed by the personnel organ; there is no resident id behind the code."""
    person, new = Subject.objects.get_or_create(
        code=person_code(f"DEMO {township.code}"),
        defaults={"kind": Subject.Kind.CIVIL_SERVANT, "name": f"{'赵钱孙李周吴郑王冯陈褚卫蒋沈韩'[place % 15]}示镇"},
    )
    if new:
        organ = Subject.objects.get(memberships__user__username=PERSONNEL)
        Authority.objects.create(person=person, organ=organ, serves_in=township, from_on=date(2020, 1, 1))
    return person
