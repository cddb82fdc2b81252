"""A large file is decoded by two processes: the same rows, the same faults, each once, whatever becomes of the second one."""

import os
import signal
import threading

import pytest

from archives.imports import beside
from archives.imports.layouts import PENALTY_LEGAL_2018
from archives.imports.rows import RowReader
from tests.files import CODES, row

from .test_rows import TODAY

pytestmark = pytest.mark.django_db
MANY = beside.ALONE + 3000


def rows():
    """Good rows, every fiftieth with a fault, every seventieth empty."""
    for n in range(MANY):
        told = row(n + 1) if n % 50 else row(n + 1, CF_JDRQ="2026-13-01")
        yield n + 2, [told.get(code, "") if n % 70 else "" for code in CODES]


def reader():
    return RowReader(PENALTY_LEGAL_2018, list(range(len(CODES))), {}, filing_id=1, today=TODAY)


def told(blocks):
    return sorted(b"".join(blocks).splitlines())


@pytest.fixture
def alone(city):
    one = reader()
    lines = told(one.lines(rows()))
    # 7,096 rows; every fiftieth has a fault unless it is empty as well (every 350th); every seventieth is empty.
    empty = len(range(0, MANY, 70))
    assert (one.rows, one.bad, len(lines)) == (MANY - empty, len(range(0, MANY, 50)) - len(range(0, MANY, 350)), MANY - empty)
    return one.rows, one.bad, lines


@pytest.fixture
def forked(monkeypatch):
    """The second processes that were started."""
    started, fork = [], os.fork

    def noted():
        child = fork()
        if child:
            started.append(child)
        return child

    monkeypatch.setattr(os, "fork", noted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    return started


def test_two_processes_say_what_one_says(alone, forked):
    one = reader()
    lines = told(beside.lines(one, rows()))
    assert len(forked) == 1
    assert (one.rows, one.bad, lines) == alone
    with pytest.raises(ChildProcessError):  # it is gone, and was waited for
        os.waitpid(forked[0], os.WNOHANG)


@pytest.mark.parametrize("after", [3, 400, 3000])
def test_the_death_of_the_second_process_loses_and_doubles_nothing(alone, forked, after):
    def killing():
        for n, cells in rows():
            if n == beside.ALONE + after:
                os.kill(forked[0], signal.SIGKILL)
            yield n, cells

    one = reader()
    lines = told(beside.lines(one, killing()))
    assert len(forked) == 1
    assert (one.rows, one.bad, lines) == alone


def test_a_fault_of_the_file_ends_both(alone, forked):
    def cut_off():
        for n, cells in rows():
            if n > beside.ALONE + 1000:
                raise ValueError("cut off")
            yield n, cells

    with pytest.raises(ValueError, match="cut off"):
        list(beside.lines(reader(), cut_off()))
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)


def test_where_threads_run_or_one_core_is_nothing_is_forked(alone, forked, monkeypatch):
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        one = reader()
        assert (told(beside.lines(one, rows())), forked) == (alone[2], [])
    finally:
        done.set()
        other.join()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    two = reader()
    assert (told(beside.lines(two, rows())), two.bad, forked) == (alone[2], alone[1], [])
