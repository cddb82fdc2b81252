"""The same file sent from two windows at once is filed once."""

from io import BytesIO
from threading import Barrier, Thread

from django.db import connection

from accounts.models import User
from archives import actions
from archives.models import Filing, Subject
from integrity.errors import Refused
from tests import world
from tests.files import penalties


def test_the_same_file_in_two_windows_is_one_filing(committed):
    content, together, came = penalties(40), Barrier(2), []

    def send():
        try:
            together.wait(10)
            lin, unit = User.objects.get(username="lin"), Subject.objects.get(code=world.MARKET)
            came.append(actions.receive_once(unit=unit, by=lin, stream=BytesIO(content), filename="同一份.csv")[1])
        except Refused as refusal:
            came.append(str(refusal))
        finally:
            connection.close()

    windows = [Thread(target=send) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert Filing.objects.count() == 1
    assert sorted(map(str, came))[0] == "True"
    assert sum(c is True for c in came) == 1
