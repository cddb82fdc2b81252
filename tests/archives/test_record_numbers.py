"""Numbers of records have at least seven digits, and the ten millionth has eight: none is cut off, none comes twice."""

import io

from django.db import connection

from archives import actions
from archives.models import Record, Subject
from integrity.workflow import advance
from tests.conftest import role
from tests.files import penalties
from tests.world import MARKET


def test_the_ten_millionth_record_keeps_all_its_digits(city, person):
    with role("registry_owner"), connection.cursor() as cursor:
        cursor.execute("SELECT setval('archives_record_number', 9999998)")
    unit, clerk = Subject.objects.get(code=MARKET), person("lin")
    filing = actions.receive_file(unit=unit, by=clerk, stream=io.BytesIO(penalties(3)), filename="three.csv")
    filing = actions.check_filing(filing=filing)
    filing = advance(filing, "submit", by=clerk, seen=filing.revision)
    advance(filing, "approve", by=person("zhou"), seen=filing.revision)
    serials = sorted(number.partition("-")[2] for number in Record.objects.filter(filing=filing).values_list("number", flat=True))
    assert [serial for serial in serials if not serial.startswith("N")] == ["10000000", "9999999"]  # the minor one is not shown and counts elsewhere
