"""The lawful ways of a commitment under the login that works here, each in transactions of its own, and what that login tries beside them."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from archives.models import Record
from commitments import actions, intake, records
from commitments.models import Commitment
from discipline.actions import open_case
from discipline.models import Case
from integrity.workflow import advance
from tests import walking, world

from .given import PDF, account, drafted, kept, owner, published, reported, said, step, unit_of

TODAY = "(statement_timestamp() AT TIME ZONE 'Asia/Shanghai')::date"


def session(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute(f"SET SESSION AUTHORIZATION {name}" if name else "SET ROLE registry_owner")


@pytest.fixture
def work(committed):
    """Everything below is written by ``staff`` itself: its guards ask."""
    owner()
    session("staff")
    yield
    session("")


def shift(table: str, where: str, **columns) -> None:
    session("")
    walking.shift(table, where, **columns)
    session("staff")


def overdue(made, day="2026-01-05"):
    shift("commitments_version", f"commitment_id = {made.pk}", valid_from="2025-12-01", due_on=day)
    shift("commitments_commitment", f"id = {made.pk}", published_on="2025-12-01")
    shift("commitments_ownership", f"commitment_id = {made.pk}", from_on="2025-12-01")


def taken(entry, name: str, source: str, target: str, by: str, kind: str = "commitment") -> str:
    return (
        "INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision) "
        f"VALUES ('commitments.{kind}', {entry.pk}, '{name}', '{source}', '{target}', {account(by).pk}, 'r', 1)"
    )


def changed(entry, change: str) -> str:
    return f"UPDATE {entry._meta.db_table} SET {change} WHERE id = {entry.pk}"


def refused(match: str, *statements: str) -> None:
    """Another connection of the same login tries it in one transaction."""
    own = connection.settings_dict
    with psycopg.connect(host=own["HOST"], port=own["PORT"] or None, dbname=own["NAME"], user="staff") as other:
        with pytest.raises(psycopg.Error, match=match):
            for statement in statements:
                other.execute(statement)
            other.execute("SET CONSTRAINTS ALL IMMEDIATE")
        other.rollback()


def approve(filing, by: str) -> None:
    filing.refresh_from_db()
    advance(filing, "approve", by=account(by), seen=filing.revision)


def outcome_of(filing) -> str:
    record = records.record_of(filing)
    return record.content.facts["public" if record.item.code == "CN" else "internal"]["outcome"]


def of_another() -> Case:
    """A case about another body."""
    office = records.office_of(account("zhou"), timezone.localdate())
    said = {"source": "inspection", "kind": "commitment", "matter": "事", "breached_on": timezone.localdate()}
    return open_case(accused=unit_of(world.HOUSING), handler=office, by=account("zhou"), **said)


def filings_of(made) -> list:
    return [filing for filing in (made.filing, made.person_filing) if filing]


def test_kept_disputed_and_taken_back(work, login):
    made, officer = published(), account("zhou").pk
    who = f"reported_by_id = {account('lin').pk}, reported_on = {TODAY}"
    on_facts = "by itself, on its facts"
    refused(on_facts, taken(made, "report", "published", "reported", "lin"), changed(made, f"status = 'reported', {who}"))
    refused(
        "the day on which it is written",
        taken(made, "report", "published", "reported", "lin"),
        changed(made, "status = 'reported', reported_by_id = made_by_id, reported_on = '2020-01-01'"),
    )
    refused("stands once it was submitted", changed(made, "basis = 'another'"))
    made = actions.report_kept(commitment=made, words="满意率达到", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF])
    made = step(made, "insufficient", "zhou")
    refused(
        on_facts, taken(made, "report", "published", "reported", "lin"), changed(made, f"status = 'reported', {who}")
    )  # on what was found wanting
    made = actions.report_kept(commitment=made, words="再报", by=account("lin"), on=timezone.localdate(), value=95, files=[PDF])
    refused(
        "comes with its report",
        "INSERT INTO commitments_proof (id, name, kind, content, report_id) SELECT gen_random_uuid(), 'a', 'pdf', '%PDF-', max(id) FROM commitments_report",
    )
    assert Record.objects.exists() is False
    made = step(made, "keep", "zhou", "核实")
    for filing in filings_of(made):
        approve(filing, "sun")
        assert outcome_of(filing) == "已践诺"
    broken = f"status = 'broken', decided_by_id = {account('sun').pk}, decided_on = {TODAY}"
    refused(on_facts, taken(made, "overturn", "kept", "broken", "sun"), changed(made, broken))
    refused("changes by its own step", taken(made, "refile", "kept", "kept", "sun"), changed(made, f"closed_on = {TODAY}"))
    refused("its own step|what its step filed|who owned the commitment", taken(made, "refile", "kept", "kept", "sun"), changed(made, "answered_id = NULL"))
    with login("portal").cursor() as cursor:
        cursor.execute("BEGIN")
        intake.put(cursor, made.number, "没有做到", "", [PDF], uuid4())
        cursor.execute("COMMIT")
    dispute = made.disputes.get()
    upheld = f"status = 'upheld', decided_by_id = {officer}, decided_on = {TODAY}, result = 'r'"
    refused("neither reported nor verified", taken(dispute, "uphold", "received", "upheld", "zhou", "dispute"), changed(dispute, upheld))
    refused(
        "corrects its records",
        taken(dispute, "overturn", "received", "overturned", "sun", "dispute"),
        changed(
            dispute,
            upheld.replace("upheld", "overturned").replace(str(officer), str(account("sun").pk)) + f", correction_id = {made.filing_id}",
        ),
    )
    early = upheld.replace("upheld", "reopened").replace(str(officer), str(account("sun").pk))
    refused("takes the mark back", taken(dispute, "reopen", "received", "reopened", "sun", "dispute"), changed(dispute, early))
    opened = "status = 'published', reported_by_id = NULL, reported_on = NULL, decided_by_id = NULL, decided_on = NULL, answered_id = NULL"
    refused(f"{on_facts}|what its step filed", taken(made, "reopen", "kept", "published", "sun"), changed(made, f"{opened}, filing_id = NULL, person_filing_id = NULL"))
    refused(
        "what its step filed",  # its records stand
        taken(dispute, "reopen", "received", "reopened", "sun", "dispute"),
        changed(dispute, early),
        taken(made, "reopen", "kept", "published", "sun"),
        changed(made, f"{opened}, filing_id = NULL, person_filing_id = NULL"),
    )
    refused(
        f"{on_facts}|corrects its records",  # its day lies ahead
        taken(dispute, "overturn", "received", "overturned", "sun", "dispute"),
        changed(dispute, early.replace("reopened", "overturned") + f", correction_id = {made.filing_id}"),
        taken(made, "overturn", "kept", "broken", "sun"),
        changed(made, broken),
    )
    overdue(made)
    dispute = step(dispute, "overturn", "sun", "抽查不达标")
    for filing in (one for one in (dispute.correction, dispute.person_correction) if one):
        approve(filing, "zhou")
    assert {outcome_of(filing) for filing in filings_of(made)} == {"违诺"}
    made.refresh_from_db()
    made = actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(9), by=account("lin"))
    closed = f"status = 'case', closed_by_id = {officer}, closed_on = {TODAY}, case_id = {of_another().pk}"
    refused(on_facts, taken(made, "case", "rectifying", "case", "zhou"), changed(made, closed))
    shift("commitments_commitment", f"id = {made.pk}", planned_on="2026-01-01", plan_due_on="2026-01-09")
    assert step(made, "case", "zhou", "逾期未整改").case.accused == made.unit


def test_broken_refiled_and_rectified(work):
    made, officer = published(), account("zhou").pk
    broken = f"status = 'broken', decided_by_id = {officer}, decided_on = {TODAY}"
    refused("by itself, on its facts|what its step filed|whole", taken(made, "break", "published", "broken", "zhou"), changed(made, broken))
    overdue(made)
    answering = made.ownerships.get().appointment_id
    backdated = (
        "INSERT INTO commitments_ownership (commitment_id, appointment_id, from_on, note, made_by_id) "
        f"VALUES ({made.pk}, {answering}, '2026-01-04', 'x', {account('lin').pk})"
    )
    refused("not handed over afterwards", backdated)
    made = step(made, "break", "zhou", "到期未完成")
    refused("not handed over afterwards", backdated)
    assert made.answered_id == answering
    for filing in filings_of(made):
        advance(filing, "return", by=account("sun"), reason="补正", seen=filing.revision)
    made = step(made, "refile", "sun", "重报")
    for filing in filings_of(made):
        approve(filing, "zhou")
        assert outcome_of(filing) == "违诺"
    made = actions.plan(commitment=made, words="增设窗口", due_on=timezone.localdate() + timedelta(9), by=account("lin"))
    on_facts = "by itself, on its facts"
    refused(on_facts, taken(made, "mend", "rectifying", "mended", "lin"), changed(made, "status = 'mended'"))
    made = actions.report_mended(commitment=made, words="已增设", by=account("lin"), on=timezone.localdate(), files=[PDF])
    moved = "status = 'rectifying', plan = 'new', plan_due_on = '2035-01-01'"
    refused("changes by its own step", taken(made, "rework", "mended", "rectifying", "zhou"), changed(made, moved))
    made = step(made, "rework", "zhou", "还差一处")
    refused(on_facts, taken(made, "mend", "rectifying", "mended", "lin"), changed(made, "status = 'mended'"))
    made = actions.report_mended(commitment=made, words="补上", by=account("lin"), on=timezone.localdate(), files=[PDF])
    assert step(made, "rectify", "sun", "现场核查").status == "rectified"


def test_a_case_after_the_term_of_the_plan(work):
    made = published()
    overdue(made)
    made = step(made, "break", "zhou", "到期未完成")
    shift("commitments_commitment", f"id = {made.pk}", decided_on="2026-01-06")
    made = step(made, "case", "sun", "没有方案")
    assert (made.status, made.case.source) == ("case", "commitment")


FILED = """INSERT INTO archives_filing (unit_id, item_code, source, layout, filename, file_sha256, status, rows, new, changed, unchanged, bad, late, good_only,
  revision, stages, made_by_id) VALUES ({unit}, 'CN', 'out', '', '', '', 'received', 1, 0, 0, 0, 0, 0, false, 1, '{{submitted}}', {by})"""


def test_a_change_and_what_is_written_beside_it(work):
    refused("filed by the step that verified it", FILED.format(unit=owner().post.unit_id, by=account("zhou").pk))
    draft = drafted()
    actions.redraft(commitment=draft, by=account("lin"), said=said(title="改过的标题", target=80), seen=None)
    refused(
        "publication|no such step|from where",
        taken(draft.version, "withdraw", "open", "discarded", "lin", "version"),
        changed(draft.version, "status = 'discarded'"),
    )
    draft = step(draft, "submit", "lin")
    refused("before any step", changed(draft.version, "text = 'after review'"))
    made = published()
    second = actions.propose(commitment=made, by=account("lin"), said=said(target=85, reason="标准调整", authority="示政发〔2026〕9号"))
    first = made.versions.get(no=1)
    ended = changed(first, f"valid_until = {TODAY}")
    adopted = f"status = 'adopted', adopted_by_id = {account('zhou').pk}, valid_from = {TODAY}"
    adopt = taken(second, "adopt", "open", "adopted", "zhou", "version")
    own = (
        "INSERT INTO commitments_version (revision, made_by_id, commitment_id, no, title, text, yardstick, due_on, at_most, measure, source, reason, authority, status) "
        f"SELECT 1, {account('lin').pk}, commitment_id, 3, 'x', 'x', 'date', due_on, false, '', '', 'r', 'a', 'open' FROM commitments_version WHERE id = {second.pk}"
    )
    withdrawn = (taken(second, "withdraw", "open", "discarded", "lin", "version"), changed(second, "status = 'discarded'"))
    refused(
        "adopted before the day",  # proposed and adopted in one go, which nobody could have read
        *withdrawn,
        own,
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET CONSTRAINTS ALL DEFERRED",
        "INSERT INTO integrity_steptaken (entry_kind, entry_id, step, source, target, by_id, reason, revision) "
        f"SELECT 'commitments.version', max(id), 'adopt', 'open', 'adopted', {account('zhou').pk}, 'r', 1 FROM commitments_version",
        ended,
        f"UPDATE commitments_version SET {adopted} WHERE no = 3",
    )
    refused("before any step", adopt, ended, changed(second, f"{adopted}, text = 'quite other', due_on = '2040-01-01'"))
    refused("before any step", adopt, ended, changed(second, f"{adopted}, made_by_id = {account('gao').pk}"))
    refused("before any step", changed(second, f"made_by_id = {account('gao').pk}"))
    refused("the day on which it is written", adopt, ended.replace(TODAY, "'2099-01-01'"))
    second = step(second, "adopt", "zhou")
    assert Commitment.objects.get(pk=made.pk).version.target == 85
    late = actions.propose(commitment=made, by=account("lin"), said=said(target=70, reason="再调", authority="示政发〔2026〕10号"))
    shift("commitments_version", f"id = {second.pk}", due_on="2026-01-05", valid_from="2025-12-01")
    refused(
        "is adopted before",
        taken(late, "adopt", "open", "adopted", "zhou", "version"),
        changed(second, f"valid_until = {TODAY}"),
        changed(late, adopted),
    )
    assert step(late, "refuse", "zhou").status == "discarded"
    for word, match in (("'zzz', 'w', NULL", "report_kind"), ("'progress', 'w', -5", "report_value")):
        refused(
            match,
            f'INSERT INTO commitments_report (kind, words, value, "on", by_id, commitment_id) VALUES ({word}, {TODAY}, {account("lin").pk}, {made.pk})',
        )
    refused(
        "of its unit reports",
        f"INSERT INTO commitments_report (kind, words, \"on\", by_id, commitment_id) VALUES ('progress', 'w', {TODAY}, {account('wu').pk}, {made.pk})",
    )
    two = reported()
    assert two.status == "reported"
    assert kept().status == "kept"
