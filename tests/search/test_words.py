"""The words of the search: every answer is what reading every record would give, before and after the words are made."""

import unicodedata
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from archives import subject_actions
from archives.models import Record
from publicity import questions
from publicity.models import PublicRecord
from publicity.questions import Question
from search import actions, tasks
from search.models import RecordWords
from tests.conftest import role

pytestmark = pytest.mark.django_db
DROPPED = set(" \t\r\n\u3000〔〕[]()【】「」『』《》〈〉<>")
REASONS = ["销售不符合标准的食品", "未按规定公示年度报告", "超标排放水污染物", "非法采砂（屡次）", "串通投标 100%_\\"]
DAYS = 400


@pytest.fixture(scope="module")
def town(archive, django_db_blocker):
    """Ninety public records of thirty shops, decided by two bureaus over some months, and some that nobody may find."""
    with django_db_blocker.unblock():
        today = timezone.localdate()
        bureaus = [archive.subject("示范市水利局"), archive.subject("示范市市场监督管理局")]
        shops = [archive.subject(f"砂石{'甲乙丙丁戊'[n % 5]}{n}号有限公司", kind="enterprise", first="91") for n in range(30)]
        for n in range(90):
            archive.record(
                shops[n % 30],
                item="CF",
                tier=2 + n % 2,
                issuer=bureaus[n % 2],
                decided_on=today - timedelta(days=n),
                doc_no=f"示罚〔2026〕{n}号",
                facts={"violation": REASONS[n % 5]},
            )
        return {"bureaus": bureaus, "shops": shops, "today": today}


def folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign not in DROPPED)


def by_hand(words="", **filters) -> list[str]:
    """Reading every public record, as somebody with much time would."""
    wanted = [folded(word) for word in words.split()]
    found = []
    for record in PublicRecord.objects.order_by("-decided_on", "-number"):
        fields = [
            record.subject_name,
            record.name_in_document,
            record.doc_no,
            record.item_name,
            record.issuer_name,
            *map(str, record.facts.values()),
        ]
        said = [folded(field) for field in fields]
        told = {"kind": record.subject_kind, "unit": record.issuer_code, "item": record.item_code, "tier": str(record.tier)}
        since, until = filters.get("since"), filters.get("until")
        if (
            all(any(word in field for field in said) for word in wanted)
            and all(told[name] == value for name, value in filters.items() if name in told)
            and (not since or since <= record.decided_on)
            and (not until or record.decided_on <= until)
        ):
            found.append(record.number)
    return found


def asked(words="", size=7, **filters) -> list[str]:
    """All pages of seven, one after the other."""
    given = QueryDict(mutable=True)
    given.update({"q": words, **{name: str(value) for name, value in filters.items()}})
    question, after, found = Question.read(given), [], []
    while page := questions.records(question, after, size):
        found += [record.number for record in page]
        after = [page[-1].decided_on.isoformat(), page[-1].number]
    assert questions.count(question) == len(found)
    return found


WORDS = [
    "",
    "砂",
    "采砂",
    "非法采砂",
    "非法采砂屡次",
    "公司",
    "示罚〔2026〕7号",
    "示罚[2026]7",
    "食",
    "示",
    "不存在",
    "甲 采砂",
    "100%",
    "_",
    "\\",
    "％",
    "'",
    "砂石丁",
    "有限公司 食品",
    "行政处罚",
]


@pytest.fixture(params=["before", "after"])
def kept(request, town, archive):
    """The same questions before the words are made, and after."""
    with archive.committed():
        RecordWords.objects.all()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_recordwords, search_subjectwords, search_reached")
        if request.param == "after":
            actions.keep_words(whole=True)
    return request.param


def test_every_answer_is_that_of_reading_every_record(reader, town, kept):
    with reader.at_the_portal():
        for words in WORDS:
            assert asked(words) == by_hand(words), (words, kept)


def test_filters_narrow_the_answer(reader, town, kept):
    since, until = town["today"] - timedelta(days=60), town["today"] - timedelta(days=20)
    unit = town["bureaus"][0].code
    with reader.at_the_portal():
        for words in ("", "砂", "食品"):
            for filters in (
                {"unit": unit},
                {"tier": "3"},
                {"item": "CF", "since": since},
                {"unit": unit, "tier": "2", "until": until},
                {"kind": "organ"},
                {"item": "XX"},
                {"since": since, "until": until},
            ):
                assert asked(words, **filters) == by_hand(words, **filters), (words, filters, kept)


def test_marks_count_what_was_found(reader, town, kept):
    with reader.at_the_portal():
        counted = questions.marks(Question(text="采砂"))
        numbers = by_hand("采砂")
        assert len(numbers) == 18
        assert counted["item:CF"] == 18
        assert counted["tier:2"] + counted["tier:3"] == 18


def test_what_ended_or_was_withdrawn_is_found_by_nobody_though_its_words_are_there(reader, town, archive):
    shop = town["shops"][0]
    ended = archive.record(
        shop,
        item="CF",
        tier=2,
        facts={"violation": "稀罕词甲"},
        until=timezone.now() - timedelta(seconds=1),
        ends_on=timezone.localdate() + timedelta(days=1),
    )
    inner = archive.record(shop, item="CF", tier=2, facts={"violation": "稀罕词乙"}, scope=3, shown=None)
    taken = archive.record(shop, item="CF", tier=2, facts={"violation": "稀罕词丙"})
    with archive.committed():
        actions.keep_words(whole=True)
        assert RecordWords.objects.filter(number=taken.number).exists()
        assert not RecordWords.objects.filter(number__in=[ended.number, inner.number]).exists()
        Record.objects.filter(pk=taken.pk).update(
            withdrawn_at=timezone.now(), withdrawn_by=User.objects.system(), withdrawn_reason="文书已撤销"
        )
    with reader.at_the_portal():
        for words in ("稀罕词", "稀罕词甲", "稀罕词丙", "稀", "罕词"):
            question = Question(text=words)
            assert (questions.records(question, [], 5), questions.count(question), questions.marks(question)) == ([], 0, {})
    for address in ("/search.csv?q=稀罕词", "/search.json?q=稀罕词", "/feed.atom", "/search/?q=稀罕词"):
        assert taken.number not in reader.read(address)
    with archive.committed():
        actions.keep_words(whole=True)
        assert not RecordWords.objects.filter(number=taken.number).exists()


def test_words_that_a_correction_took_away_find_nothing_with_every_worker_dead(reader, town, archive):
    """Found by the new words at once and by the old ones no more, though nobody has made the words anew."""
    first = archive.record(town["shops"][1], item="CF", tier=2, facts={"violation": "旧词戊己"})
    with archive.committed():
        actions.keep_words(whole=True)
        Record.objects.filter(pk=first.pk).update(known_until=timezone.now())
    archive.record(town["shops"][1], item="CF", tier=2, facts={"violation": "新词庚辛"}, number=first.number, key=first.key, version=2, decided_on=first.decided_on, doc_no=first.content.doc_no)
    with reader.at_the_portal():
        for words, found in (("旧词戊己", []), ("旧", []), ("新词庚辛", [first.number]), ("庚", [first.number])):
            question = Question(text=words)
            assert [record.number for record in questions.records(question, [], 5)] == found
            assert questions.count(question) == len(found)
            assert ("item:CF" in questions.marks(question)) is bool(found)


def test_making_the_words_again_writes_nothing(town, archive):
    with archive.committed():
        actions.keep_words(whole=True)
        assert actions.keep_words(whole=True) == 0
        assert actions.keep_words() == 0


def test_what_nobody_is_shown_is_not_taken_for_new_at_every_question(reader, town, archive):
    """Records that are not shown have no words. A file of them must not have each question look through them again."""

    def fresh():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pub.fresh()")
            return cursor.fetchone()[0]

    shop = town["shops"][0]
    inner = archive.record(shop, item="CF", tier=2, facts={"violation": "只供内部"}, scope=3, shown=None)
    with archive.committed():
        assert fresh() == [inner.pk]
        actions.keep_words()
        assert fresh() == []
        assert not RecordWords.objects.filter(number=inner.number).exists()
    new = archive.record(shop, item="CF", tier=2, facts={"violation": "壬癸新到"})
    with archive.committed():
        assert fresh() == [new.pk]
    with reader.at_the_portal():
        question = Question(text="壬癸新到")
        assert [record.number for record in questions.records(question, [], 5)] == [new.number]
        assert (questions.count(question), questions.marks(question)["item:CF"]) == (1, 1)


def test_a_new_name_is_found_and_the_old_one_too(reader, town, archive):
    body = archive.subject("示范市旧城改造办公室")
    with archive.committed():
        actions.keep_words(whole=True)
        officer = User.objects.get(username="zhou")
        subject_actions.rename(
            subject=body,
            name="示范市城市更新局",
            on=timezone.localdate(),
            document_no="示编〔2026〕9号",
            basis="机构改革",
            reason="更名",
            by=officer,
        )
        actions.keep_words()
    with reader.at_the_portal():
        for words in ("旧城改造", "城市更新"):
            assert [found.code for found in questions.subjects(Question(text=words), [], 5)] == [body.code]


def test_who_came_in_with_a_file_is_found_by_initials_within_the_minute(reader, town, archive):
    """COPY writes no pinyin; the task of the minute works it out before it makes the words."""
    shop = archive.subject("渤源鲜果有限公司", kind="enterprise", first="91")
    record = archive.record(shop, item="CF", tier=2, issuer=town["bureaus"][0], facts={"violation": "食品"})
    with archive.committed():
        actions.keep_words(whole=True)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE archives_subject SET sort_key = '', initials = '' WHERE id = %s", [shop.pk])
            cursor.execute("UPDATE search_subjectwords SET sort_key = '', txt = %s WHERE subject_id = %s", [folded(shop.name), shop.pk])
    with reader.at_the_portal():
        assert questions.subjects(Question(text="byxg"), [], 5) == []
    with archive.committed():
        tasks.new_words()
        shop.refresh_from_db()
    assert (shop.sort_key, shop.initials) == ("bo yuan xian guo you xian gong si", "byxgyxgs")
    with reader.at_the_portal():
        assert [found.code for found in questions.subjects(Question(text="byxg"), [], 5)] == [shop.code]
        assert [found.number for found in questions.records(Question(text=shop.code), [], 5)] == [record.number]
    with archive.committed():
        trail = shop.history.count()
        tasks.new_words()
        assert shop.history.count() == trail  # once, not every minute


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.search_recordwords",
        "SELECT * FROM record_words",
        "SELECT * FROM subject_words",
        "SELECT public.search_keep_words(true)",
        "SELECT asked('{a}', '{}')",
    ],
)
def test_the_portal_reads_no_words(reader, town, statement):
    with reader.at_the_portal(), connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute(statement)


def test_staff_make_no_words(city):
    with role("staff"), pytest.raises(ProgrammingError):
        actions.keep_words()


@pytest.mark.parametrize("words", ["'); DROP TABLE x; --", "%s %(a)s {}", "a' OR '1'='1", "\u202e", "😀", "%%", "砂' --"])
def test_signs_of_any_kind_are_only_looked_for(reader, town, words):
    with reader.at_the_portal():
        assert questions.records(Question(text=words), [], 5) == []
        assert questions.subjects(Question(text=words), [], 5) == []


def test_after_thousands_of_new_rows_postgresql_is_told_how_many_there_are(town, archive):
    """Without statistics the search reads whole tables for each hit; who made many words has them counted."""
    with archive.committed(), connection.cursor() as cursor:
        actions.keep_words(whole=True)
        told = "SELECT coalesce(max(reltuples), -1) FROM pg_class WHERE relname = 'search_subjectwords'"
        cursor.execute("INSERT INTO archives_subject (kind, code, name, sort_key, initials) SELECT 'village', '54990100ME' || lpad(n::text, 8, '0'), '统计' || n || '村', 'tong ' || n, 'tj' FROM generate_series(1, 1001) n")
        cursor.execute(told)
        before = cursor.fetchone()[0]
        actions.keep_words()
        cursor.execute(told)
        after = cursor.fetchone()[0]
    assert after >= 1001 > before
