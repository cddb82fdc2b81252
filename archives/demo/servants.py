"""The civil servants of the generated city: registered by the personnel organ that manages them, assessed every year, some
honoured, some sanctioned; and the posts they hold. The invented resident id is used once, to register; nothing of it stays
but the keyed hash and the mask."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from archives import people, people_actions, post_actions
from archives.identifiers import person_code
from archives.models import Filing, Post, ReadLog, Subject
from integrity.workflow import advance

from . import invented
from .city import CODES, GOVERNMENT, MARKET, PARTY
from .growing import CHANGING, CODES_OF, ORGANS_OF_PERSONNEL, City, Piece

PEOPLE = 3_000  # at scale 1
LEADERS = 220  # of them the first are managed by the party's organ and hold the posts
CHUNK = 20
GRADES = ("优秀", "称职", "称职", "称职", "称职", "称职", "称职", "基本称职", "不定等次", "不称职")
WATCH, COURT = "示范市监察委员会", "示范市人民法院"
# Every n-th person, item, issuer, sign, basis, and the fields: a few of each kind.
MORE = [
    (40, "GZ-RY", GOVERNMENT, "示政奖", "《公务员奖励规定》", {"honour": "诚信服务标兵（演示数据）", "grounds": "群众评议优秀（演示数据）"}),
    (90, "GZ-ZW", WATCH, "示监处诚", "《中华人民共和国公职人员政务处分法》第三十九条", {"sanction": "警告", "facts": "超过承诺时限且未说明理由（演示数据）。"}),
    (170, "GZ-DJ", WATCH, "示纪处诚", "《中国共产党纪律处分条例》", {"sanction": "严重警告", "facts": "虚报工作进度（演示数据）。"}),
    (240, "GZ-PJ", COURT, "示9901民诚", "《中华人民共和国民事诉讼法》", {"facts": "借款合同纠纷（演示数据）。", "performance": "已履行"}),
    (260, "GZ-WZ", WATCH, "示监问个", "《中国共产党问责条例》", {"facts": "承诺事项督办不力（演示数据）。", "decision": "诫勉"}),
    (280, "GZ-CF", "示范市公安局", "示公罚个", "《中华人民共和国道路交通安全法》第九十条", {"facts": "交通违法（演示数据）。", "content": "罚款二百元"}),
    (60, "GZ-GR", PARTY, "示组报诚", "《领导干部报告个人有关事项规定》", {"year": "2023", "matters": "房产一处（演示数据）。", "verification": "如实报告"}),
]  # fmt: skip


def size(city: City) -> int:
    return city.terms.of(PEOPLE, 40)


def leaders(city: City) -> int:
    return min(max(city.terms.of(LEADERS, 12), 12), size(city) // 2)


def pieces(city: City) -> Iterator[Piece]:
    total = size(city)
    for at in range(0, total, CHUNK):
        numbers = range(at, min(at + CHUNK, total))
        worth = sum(len(about(city, n)) for n in numbers)
        yield Piece("civil servants", worth, lambda n=at: _known(n) is not None, lambda numbers=numbers: registered(city, numbers))
    yield Piece(
        "posts and their holders", 0, lambda: Post.objects.filter(unit=city.subjects["示范市司法局"]).exists(), lambda: appointed(city)
    )
    yield Piece(
        "civil servants who changed", 0, lambda: Filing.objects.filter(person=_known(5), status="returned").exists(), lambda: changed(city)
    )
    yield Piece("the read log", 0, lambda: ReadLog.objects.filter(person=_known(1)).exists(), lambda: read(city), alone=True)


def _known(n: int) -> Subject | None:
    return Subject.objects.filter(code=person_code(invented.resident_id(n))).first()


def organ_of(city: City, n: int) -> str:
    """The personnel organ that manages the ``n``-th person."""
    return PARTY if n < leaders(city) else ORGANS_OF_PERSONNEL[1 + n % (len(ORGANS_OF_PERSONNEL) - 1)]


def place_of(city: City, n: int) -> str:
    """Where the person works: a leader in the body he heads, a policeman in the police, others anywhere below the city."""
    organ, bodies = organ_of(city, n), headed(city)
    return bodies[n % len(bodies)] if organ in (PARTY, "示范市人力资源和社会保障局") else organ


def headed(city: City) -> list[str]:
    """The bodies whose heads are civil servants."""
    return [u.name for u in city.units if u.kind != "village" and u.name not in CHANGING]


def about(city: City, n: int) -> list[tuple[str, str, str, dict]]:
    """What is filed about the ``n``-th person: item, issuer, document number, form. The last assessment of everybody, of every
    twelfth those of five years."""
    chance = Random(f"{city.terms.seed}/servant/{n}")  # noqa: S311
    start, organ = city.terms.start, organ_of(city, n)
    latest = start.year - 1 if (start.month, start.day) > (3, 1) else start.year - 2
    found = []
    for year in range(latest, latest - (5 if n % 12 == 0 else 1), -1):
        day = date(year + 1, 2, 1) + timedelta(chance.randrange(25))
        fields = {"year": str(year), "grade": chance.choice(GRADES), "remark": "演示数据"}
        found.append(("GZ-KH", organ, f"示考{CODES_OF[organ]}〔{year + 1}〕{n + 1}号", day, "《公务员考核规定》", fields))
    for place, (every, item, issuer, sign, basis, fields) in enumerate(MORE):
        if n % every == every // 2 or n == 20 + place:  # one of each kind also in a small city
            day = start - timedelta(chance.randrange(20, 900))
            doc_no = f"（{day.year}）{sign}{n + 1}号" if issuer == COURT else f"{sign}〔{day.year}〕{n + 1}号"
            found.append((item, issuer, doc_no, day, basis, fields))
    codes = CODES | {unit.name: unit.code for unit in city.units}
    return [
        (
            item,
            issuer,
            doc_no,
            {
                "issuer_code": codes[issuer],
                "issuer_name": issuer,
                "doc_no": doc_no,
                "decided_on": day.isoformat(),
                "basis": basis,
                **fields,
            },
        )
        for item, issuer, doc_no, day, basis, fields in found
    ]


def registered(city: City, numbers: range) -> None:
    today = timezone.localdate()
    for n in numbers:
        organ = organ_of(city, n)
        since = city.terms.since + timedelta(n * 37 % 900)  # entered the service in the first years
        person = people_actions.register(
            by=_personnel(city, organ), organ=city.subjects[organ], name=invented.person(n), resident_id=invented.resident_id(n),
            serves_in=city.subjects[place_of(city, n)], today=since,
        )  # fmt: skip
        for turn, (item, _issuer, _doc, data) in enumerate(about(city, n)):
            filed(city, person, organ, item, data, today, turn=n + turn)


def _personnel(city: City, organ: str) -> User:
    return city.people[f"demo-personnel-{CODES_OF[organ]}"]


def filed(city: City, person: Subject, organ: str, item: str, data: dict, today: date, *, turn: int = 0, decide: bool = True) -> Filing:
    by = _personnel(city, organ)
    filing = advance(people_actions.file_about(person=person, by=by, item_code=item, data=data, today=today), "submit", by=by)
    return advance(filing, "approve", by=city.officer(turn), seen=filing.revision) if decide else filing


# ── Posts ────────────────────────────────────────────────────────────────────


def appointed(city: City) -> None:
    """The principal posts: held, handed over, only acted in, given up, or vacant."""
    by, start, most = _personnel(city, PARTY), city.terms.start, leaders(city)
    there = set(Post.objects.filter(is_principal=True).values_list("unit_id", flat=True))
    for n, body in enumerate(headed(city)):
        unit = city.subjects[body]
        if unit.pk in there:
            continue
        post = post_actions.add_post(unit=unit, name="主要负责人", is_principal=True, level=Post.Level.COUNTY, by=by)
        successor = most - 1 - n // 4  # those who come later are counted from the end
        if n % 11 == 10 or n >= most * 3 // 4:  # vacant
            continue
        told = {"document_no": f"示组任〔{start.year - 2}〕诚{n + 1}号（演示数据）", "by": by}
        term = post_actions.appoint(post=post, holder=_known(n), from_on=start - timedelta(900 + n), is_acting=n % 9 == 8, **told)
        told["document_no"] = f"示组任免〔{start.year}〕诚{n + 1}号（演示数据）"
        if n % 4 == 1:
            note = "未办结的报送和对企业的承诺事项已当面移交（演示数据）。"
            post_actions.hand_over(appointment=term, holder=_known(successor), on=start - timedelta(60 + n), note=note, **told)
        elif n % 7 == 3:
            post_actions.end_appointment(appointment=term, on=start - timedelta(30 + n), reason="调任（演示数据）", **told)


# ── What changes about persons, and who read about them ──────────────────────


def changed(city: City) -> None:
    """Taken over by another organ, no longer managed by any; a filing that waits and one that came back."""
    today, start, n = timezone.localdate(), city.terms.start, leaders(city)
    day = start - timedelta(200)
    for number, to in ((n + 1, PARTY), (n + 2, None)):
        organ, person = organ_of(city, number), _known(number)
        people_actions.end_authority(by=_personnel(city, organ), person=person, until_on=day, today=day)
        if to:
            people_actions.register(
                by=_personnel(city, to), organ=city.subjects[to], name=person.name, resident_id=invented.resident_id(number),
                serves_in=city.subjects[place_of(city, number)], today=day,
            )  # fmt: skip
    data = {
        "issuer_code": CODES[PARTY],
        "issuer_name": PARTY,
        "decided_on": (start - timedelta(9)).isoformat(),
        "basis": "《公务员奖励规定》",
    }
    data |= {"honour": "诚信服务标兵（演示数据）"}
    filed(city, _known(4), PARTY, "GZ-RY", data | {"doc_no": f"示组奖诚〔{start.year}〕1号"}, today, decide=False)
    filing = filed(city, _known(5), PARTY, "GZ-RY", data | {"doc_no": f"示组奖诚〔{start.year}〕2号"}, today, decide=False)
    advance(filing, "return", by=city.officer(), seen=filing.revision, reason="请附评选文件（演示数据）。")


def read(city: City) -> None:
    """Archives opened by their personnel organ, and an attempt that was refused: rows of the read log."""
    today, person = timezone.localdate(), _known(1)
    by = _personnel(city, PARTY)
    for number in range(1, 6):
        people.reveal(
            by=by,
            person=_known(number),
            what=ReadLog.What.ARCHIVE,
            today=today,
            purpose=ReadLog.Purpose.MANAGEMENT,
            reason="年度考核（演示数据）",
        )
    try:
        people.reveal(by=city.clerk(MARKET), person=person, what=ReadLog.What.ARCHIVE, today=today)
    except PermissionDenied:
        return
    raise AssertionError("A clerk opened a personal archive.")
