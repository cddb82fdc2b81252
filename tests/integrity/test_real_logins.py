"""What the guards ask of the logins that work here, over their real connections and on committed rows."""

import psycopg
import pytest
from django.db import connection

from tests.repair import applied


def test_what_comes_with_an_application_comes_in_its_own_transaction(login, committed):
    """An UPDATE that changes nothing makes xmin one's own; the transaction in which the row came into being stays what it was."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE staff")
    made = applied.drafted()
    staff = login("staff")
    staff.execute("BEGIN")
    staff.execute("UPDATE repair_application SET document_no = document_no WHERE id = %s", [made.pk])
    with pytest.raises(psycopg.Error, match="comes with it"):
        staff.execute("INSERT INTO repair_deed (application_id, code, hours) VALUES (%s, 'training', 0)", [made.pk])
    staff.execute("ROLLBACK")


def test_a_login_that_works_here_writes_the_day_that_it_is(login, committed):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE staff")
    made = applied.drafted()
    staff = login("staff")
    with pytest.raises(psycopg.Error, match="the day on which it is written"):
        staff.execute("UPDATE repair_application SET submitted_on = '2020-01-01', status = 'submitted' WHERE id = %s", [made.pk])
