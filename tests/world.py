"""The small world most tests live in: law, a few bodies, and one person per role. Committed once, put back after a wipe.

Persona: ``lin`` is clerk of 市场监督管理局, ``gao`` its head, ``wu`` clerk of another department, ``zhou`` and ``sun``
officers of the credit office, ``audit`` the auditor, ``guard`` the security administrator, ``past`` a clerk whose role
ended, ``closed`` an officer whose account is closed, ``nobody`` an account without any role; ``pan``, ``pei`` and
``ping`` are the review panel of 市场监督管理局; ``ren`` works in the personnel
organ 中共示范市委组织部, ``self_`` is a civil servant with an account and no role (made one by tests/archives/officials.py).
"""

from __future__ import annotations

from datetime import date
from functools import cache

from django.db import connection

from accounts.models import User
from archives import law
from archives.identifiers import uscc_check_digit
from archives.models import Membership, Role, Subject
from integrity import calendar

# A hash of "correct horse battery": hashing once per test run is enough.
PASSWORD = "correct horse battery"


def code(first17: str) -> str:
    return first17 + uscc_check_digit(first17)


MARKET = code("11990100MB0000001")
HOUSING = code("11990100MB0000002")
OFFICE = code("11990100MB0000003")
HOSPITAL = code("12990100MB0000004")
TOWNSHIP = code("11990100MB0000005")
PARTY = code("11990100MB0000007")
ENTERPRISE = code("91990100MA0000006")

BODIES = {
    MARKET: ("organ", "示范市市场监督管理局"),
    HOUSING: ("organ", "示范市住房和城乡建设局"),
    OFFICE: ("organ", "示范市信用工作办公室"),
    HOSPITAL: ("institution", "示范市第二人民医院"),
    TOWNSHIP: ("township", "示范市清河镇人民政府"),
    PARTY: ("organ", "中共示范市委组织部"),
}

PEOPLE = {
    "lin": ("林洁", MARKET, Role.CLERK, date(2020, 1, 1), None),
    "gao": ("高建平", MARKET, Role.HEAD, date(2020, 1, 1), None),
    "wu": ("吴桐", HOUSING, Role.CLERK, date(2020, 1, 1), None),
    "zhou": ("周文", OFFICE, Role.OFFICER, date(2020, 1, 1), None),
    "sun": ("孙宁", OFFICE, Role.OFFICER, date(2020, 1, 1), None),
    "audit": ("审计员", OFFICE, Role.AUDITOR, date(2020, 1, 1), None),
    "guard": ("安全员", OFFICE, Role.SECURITY, date(2020, 1, 1), None),
    "past": ("前任", MARKET, Role.CLERK, date(2020, 1, 1), date(2021, 1, 1)),
    "pan": ("潘志远", MARKET, Role.PANEL, date(2020, 1, 1), None),
    "pei": ("裴芸", MARKET, Role.PANEL, date(2020, 1, 1), None),
    "ping": ("平安", MARKET, Role.PANEL, date(2020, 1, 1), None),
    "closed": ("已停用", OFFICE, Role.OFFICER, date(2020, 1, 1), None),
    "nobody": ("无角色", None, None, None, None),
    "ren": ("任敏", PARTY, Role.PERSONNEL, date(2020, 1, 1), None),
    "self_": ("郑言", None, None, None, None),
}


@cache
def password_hash() -> str:
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    return PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=1)


def restore() -> None:
    """Put law, bodies and people (back) into the database; what is there stays."""
    User.objects.get_or_create(username="system", defaults={"name": "定时任务", "is_active": False, "password": "!"})
    law.load()
    from integrity.models import CalendarDay

    if not CalendarDay.objects.exists():
        calendar.seed(2018, 2030)
    for number, (kind, name) in BODIES.items():
        Subject.objects.get_or_create(code=number, defaults={"kind": kind, "name": name})
    for username, (name, unit, role, since, until) in PEOPLE.items():
        user, _ = User.objects.get_or_create(
            username=username, defaults={"name": name, "is_staff": True, "is_active": username != "closed", "password": password_hash()}
        )
        if unit:
            Membership.objects.get_or_create(user=user, unit=Subject.objects.get(code=unit), role=role, from_on=since, defaults={"until_on": until})


def step_aside(*, but: tuple[str, ...] = ()) -> None:
    """Give the names of this world's bodies away, as the owner: the demo city, founded beside it, has bodies of the same names.

    ``but``: codes of bodies that keep theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE registry_owner")
        cursor.execute("UPDATE archives_subject SET name = '另一' || name WHERE code = ANY(%s)", [sorted(set(BODIES) - set(but))])
        cursor.execute(f"SET ROLE {before}")


KEPT = {
    "django_migrations", "django_content_type", "auth_permission", "integrity_calendarday", "accounts_user",
    "archives_catalogueedition", "archives_catalogueitem", "archives_itemfield", "archives_periodrule", "archives_tierrule", "archives_term", "archives_effectrule",
    "complaints_refusalground", "complaints_hotspotrule", "discipline_courtlistrule", "discipline_breachkind", "discipline_tolerancecondition", "discipline_tierthreshold", "discipline_measureitem", "complaints_minimumsample", "repair_refusalground", "repair_repairmethod", "commitments_wording", "commitments_townshipservice", "scoring_standard", "scoring_standardrule", "scoring_band",
}  # fmt: skip


def wipe() -> None:
    """Empty everything that tests commit, as the owner, and put the world back."""
    assert connection.settings_dict["NAME"].startswith("test_")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
        )
        tables = sorted({name for (name,) in cursor.fetchall()} - KEPT)
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("SET ROLE registry_owner")
    restore()
