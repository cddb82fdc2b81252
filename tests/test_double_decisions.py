"""A thousand times two officers decide on the same thing at the same moment, each otherwise: one wins, the other is told."""

from __future__ import annotations

from collections import Counter
from threading import Barrier, Thread

from django.db import connection

from accounts.models import User
from archives.models import Membership, Subject
from complaints import actions as complaints
from complaints.models import Ticket
from discipline import actions as discipline
from discipline.models import Case
from integrity.errors import Refused
from integrity.models import StepTaken
from tests import world
from tests.complaints.given import entered
from tests.conftest import role
from tests.discipline.given import examined, opened

EACH = 500


def third_officer() -> None:
    """Beside zhou, who opens and enters, two officers decide: sun and ping."""
    office = Subject.objects.get(code=world.OFFICE)
    Membership.objects.create(user=User.objects.get(username="ping"), unit=office, role="officer", from_on="2020-01-01")


def many(model, one, **numbered) -> list[int]:
    """``EACH`` rows like ``one``, numbered each in its own way (an SQL expression over n); their ids."""
    table = model._meta.db_table
    columns = [f.column for f in model._meta.local_concrete_fields if f.column != "id"]
    values = [numbered.get(column, column) for column in columns]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")  # the rows are copies of one that came by the real doors
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}, generate_series(2, {EACH}) n WHERE id = %s",
            [one.pk],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute(f"SET ROLE {before}")
    return sorted(model.objects.values_list("pk", flat=True))


def both(rows: list[int], first, second) -> list[tuple[str, str]]:
    """What came of two decisions on each row, begun together: ``done`` or the sentence of the refusal."""
    together, told = Barrier(2, timeout=60), ([], [])

    def decide(one: int, act) -> None:
        try:
            with role("staff"):
                for pk in rows:
                    together.wait()
                    try:
                        act(pk)
                        told[one].append("done")
                    except Refused as refusal:
                        told[one].append(str(refusal))
        finally:
            together.abort() if len(told[one]) < len(rows) else None
            connection.close()

    threads = [Thread(target=decide, args=(n, act)) for n, act in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(zip(*told, strict=True))


def one_won_each(came: list[tuple[str, str]]) -> None:
    assert len(came) == EACH
    assert {Counter(word == "done" for word in pair)[True] for pair in came} == {1}
    for told in (word for pair in came for word in pair if word != "done"):
        assert "不能再办" in told or "又有改动" in told  # what it is now, or that it changed since


def steps_of(kind: str) -> Counter:
    return Counter(Counter(StepTaken.objects.filter(entry_kind=kind).values_list("entry_id", flat=True)).values())


def test_of_two_decisions_on_a_case_one_wins(committed):
    third_officer()
    case = examined(opened(by="zhou", handler=world.OFFICE), by="zhou")
    rows = many(Case, case, number="number || '-' || n", serial="serial + n - 1")
    seen = case.revision

    def order(pk):
        sun = User.objects.get(username="sun")
        discipline.take(case=Case(pk=pk), step="order", by=sun, reason="请履行约定", seen=seen, given={"days": "10"}, today=case.opened_on)

    def unfounded(pk):
        ping = User.objects.get(username="ping")
        discipline.take(
            case=Case(pk=pk), step="unfounded", by=ping, reason="约定已经履行", seen=seen, given={"plea": "kept"}, today=case.opened_on
        )

    one_won_each(both(rows, order, unfounded))
    assert steps_of("discipline.case") == {1: EACH}
    assert set(Case.objects.values_list("status", flat=True)) <= {"rectifying", "unfounded"}


def test_of_two_decisions_on_a_ticket_one_wins(committed):
    third_officer()
    ticket = entered()
    rows = many(Ticket, ticket, address="gen_random_uuid()")
    seen = ticket.revision

    def accept(pk):
        complaints.take(ticket=Ticket(pk=pk), step="accept", by=User.objects.get(username="sun"), seen=seen, today=ticket.received_on)

    def refuse(pk):
        ping = User.objects.get(username="ping")
        complaints.take(
            ticket=Ticket(pk=pk), step="refuse", by=ping, reason="正在诉讼", seen=seen, ground="litigation", today=ticket.received_on
        )

    one_won_each(both(rows, accept, refuse))
    assert steps_of("complaints.ticket") == {1: EACH}
    assert set(Ticket.objects.values_list("status", flat=True)) <= {"accepted", "refused"}
