"""Standards: read whole or refused with the place, and never rewritten once used."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from integrity.errors import Refused
from scoring import actions
from scoring.models import Band, Standard, StandardRule
from tests.scoring.scored import STANDARD, load

NEXT = STANDARD.replace("test-2020", "test-2024").replace("valid_from: 2020-01-01", "valid_from: 2024-01-01")


def test_the_standard_of_the_repository_loads_and_loads_again(law_only, capsys):
    call_command("load_standard", "standards/bodies-2026.yaml")
    call_command("load_standard", "standards/bodies-2026.yaml")
    printed = capsys.readouterr().out.splitlines()
    assert printed == [
        "bodies-2026: loaded; 11 rules, 6 bands, from 2026-01-01.",
        "bodies-2026: already loaded, nothing changed; 11 rules, 6 bands, from 2026-01-01.",
    ]
    standard = Standard.objects.prefetch_related("bands").get()
    letters = {1050: "AAA", 1049: "AA", 1000: "A", 960: "A", 959: "B", 850: "B", 849: "C", 600: "C", 599: "D", -500: "D"}
    assert {score: standard.band_of(score).letter for score in letters} == letters
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_standard", "standards/nowhere.yaml")


def test_comments_and_order_of_names_do_not_matter(standard):
    assert actions.load_standard(stream=io.BytesIO((STANDARD + "\n# a comment").encode())) == (standard, False)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("base: 1000", "base: 1000.5", r"standard\.base must be a whole number, not “1000\.5”"),
        ("base: 1000", "base: true", r"standard\.base must be a whole number"),
        ("base: 1000\n", "", r"standard\.base is missing"),
        ("base: 1000", "base: 1000\nbase: 900", r"Line 9 has “base” a second time"),
        ("base: 1000", "base: [1000", r"Line \d+ is not YAML"),
        ("base: 1000", "base: 1000\ncitizens: yes", r"standard\.citizens is not a name that belongs here"),
        ("valid_from: 2020-01-01", "valid_from: soon", r"standard\.valid_from must be a date such as 2026-01-01, not “soon”"),
        ("valid_from: 2020-01-01", "valid_from: 2020-01-01\nvalid_until: 2019-01-01", r"standard\.valid_until must lie after"),
        ("name: 测试标准", "name: ''", r"standard\.name must be words"),
        ("code: test-2020", f"code: {'x' * 31}", r"standard\.code is longer than 30"),
        ("points: -10", "points: 0", r"rules\[1\]\.points must be a number of points other than 0"),
        ("points: -40", "points: -4.5", r"rules\[2\]\.points must be a whole number, not “-4\.5”"),
        ("points: -10, days: 365", "points: -10, days: 0", r"rules\[1\]\.days must lie between 1 and 36500"),
        ("tier: 3", "tier: 4", r"rules\[3\]\.tier must be 1, 2, 3, or 0"),
        ("tier: 3", "tier: 2", r"rules\[3\] says again what rules\[2\] says of CF at tier 2"),
        ("item: RY", "item: XY", r"rules\[4\]\.item names XY, which is no item of the catalogue"),
        ("article: 第三条}", "article: 第三条, note: x}", r"rules\[4\]\.note is not a name that belongs here"),
        ("low: null", "low: 100", r"bands must end with the lowest grade"),
        ("low: 960", "low: 1060", r"bands must go from the highest grade to the lowest"),
        ("letter: B", "letter: A", r"bands must name every grade once"),
        ("low: 850, ", "", r"bands\[3\]\.low is missing"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(law_only, old, new, says):
    assert old in STANDARD
    with pytest.raises(Refused, match=says):
        load(STANDARD.replace(old, new, 1))
    assert not Standard.objects.exists()


@pytest.mark.parametrize("text", ["", "- 1", "code: \xff".encode("latin-1")])
def test_no_mapping_at_all(law_only, text):
    with pytest.raises(Refused):
        actions.load_standard(stream=io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def test_a_changed_file_needs_a_code_of_its_own(standard):
    with pytest.raises(Refused, match="test-2020 is already loaded with another content"):
        load(STANDARD.replace("points: -10", "points: -11"))


def test_a_successor_ends_what_it_replaces(standard):
    with pytest.raises(Refused, match="say “replaces: test-2020”"):
        load(NEXT)
    after = load(NEXT + "replaces: test-2020\n")
    standard.refresh_from_db()
    assert standard.valid_until == date(2024, 1, 1)
    assert actions.standard_on(date(2023, 12, 31)) == standard
    assert actions.standard_on(date(2024, 1, 1)) == after
    assert load() == standard  # its own file says the same as before


def test_days_already_scored_keep_their_standard(standard):
    actions.rescore(as_of=date(2024, 1, 1))
    with pytest.raises(Refused, match="were already scored by test-2020"):
        load(NEXT + "replaces: test-2020\n")
    load(NEXT.replace("2024-01-01", "2024-01-02") + "replaces: test-2020\n")


def test_a_new_standard_means_a_full_run(standard):
    first = actions.rescore(as_of=date(2023, 12, 31), live=True)
    load(NEXT + "replaces: test-2020\n")
    actions.rescore_changed(today=date(2024, 1, 1))
    run = first.__class__.objects.current()
    assert (run.base, run.standard.code) == (None, "test-2024")


def refused(write, *arguments):
    with pytest.raises(DatabaseError), transaction.atomic():
        write(*arguments)
    return True


def test_the_database_keeps_a_used_standard(standard):
    rule = {"item_code": "CF", "tier": 0, "points": -5, "counts_for_days": 10, "document": "x", "article": "y"}
    StandardRule.objects.create(standard=standard, **rule)  # not used yet
    actions.rescore(as_of=date(2024, 1, 1))
    assert refused(lambda: StandardRule.objects.create(standard=standard, **rule | {"item_code": "WZ"}))
    assert refused(lambda: Band.objects.create(standard=standard, letter="C", low=600, word="x", word_en="y"))
    assert refused(lambda: StandardRule.objects.filter(standard=standard).update(points=-1))
    assert refused(lambda: Band.objects.filter(standard=standard).delete())
    assert refused(lambda: Standard.objects.update(base=900))
    assert refused(lambda: Standard.objects.create(code="x", base=1, valid_from=date(2025, 1, 1), sha256="x"))


def test_negative_control_without_the_guard_a_used_standard_could_grow(standard):
    actions.rescore(as_of=date(2024, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER scoring_band_unused ON scoring_band")
    Band.objects.create(standard=standard, letter="C", low=600, word="x", word_en="y")
