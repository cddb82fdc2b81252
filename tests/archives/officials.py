"""Civil servants for tests: registered and filed about through the real doors."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from archives import people_actions
from archives.models import Record, Subject
from integrity.workflow import advance
from tests import world

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(serial: int, born: str = "19800115") -> str:
    """An invented resident id with a right check digit; division 999999 exists nowhere (GB 11643-1999)."""
    first17 = f"999999{born}{serial:03d}"
    return first17 + "10X98765432"[sum(int(c) * w for c, w in zip(first17, WEIGHTS, strict=True)) % 11]


def account(name: str) -> User:
    return User.objects.get(username=name)


def unit(code: str) -> Subject:
    return Subject.objects.get(code=code)


def register(name: str = "欧阳明远", serial: int = 1, *, by: str = "ren", organ: str = world.PARTY, self_: str | None = None) -> Subject:
    if self_ == "self_":  # the account bears the name of its person, as the security administrator keeps it
        User.objects.filter(username=self_).update(name=name)
    return people_actions.register(
        by=account(by),
        organ=unit(organ),
        name=name,
        resident_id=resident_id(serial),
        serves_in=unit(world.MARKET),
        account=account(self_) if self_ else None,
        today=timezone.localdate(),
    )


FIELDS = {
    "GZ-KH": {"year": "2025", "grade": "称职"},
    "GZ-RY": {"honour": "诚信服务标兵"},
    "GZ-DJ": {"sanction": "警告", "facts": "违反工作纪律。"},
    "GZ-ZW": {"sanction": "记过", "facts": "违反管理规定。"},
    "GZ-PJ": {"facts": "民间借贷纠纷，逾期未履行。"},
    "GZ-CF": {"facts": "违反交通管理规定。", "content": "罚款"},
    "GZ-WZ": {"facts": "履职不力。", "decision": "通报"},
    "GZ-GR": {"year": "2025", "matters": "房产一处。", "verification": "如实报告"},
}
COMMON = {
    "issuer_code": world.HOUSING,
    "issuer_name": "示范市住房和城乡建设局",
    "decided_on": "2026-03-02",
    "basis": "《中华人民共和国公职人员政务处分法》第八条",
}
serials = iter(range(1, 10_000))


def entered(person: Subject, item: str, *, by: str = "ren", **changes):
    """A checked filing about ``person``."""
    data = COMMON | {"doc_no": f"示人〔2026〕{next(serials)}号"} | FIELDS.get(item, {}) | changes
    return people_actions.file_about(person=person, by=account(by), item_code=item, data=data, today=timezone.localdate())


def filed(person: Subject, item: str, *, officer: str = "zhou", **changes) -> Record:
    """An approved record about ``person``."""
    filing = advance(entered(person, item, **changes), "submit", by=account("ren"))
    advance(filing, "approve", by=account(officer), seen=filing.revision)
    return Record.objects.select_related("content", "item").get(filing=filing)
