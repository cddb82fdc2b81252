"""Canaries: a sign of its own in every field that is not public, and none of them in any byte the portal serves.

The columns are read from the database and the fields from the catalogue, so a new one is covered by itself: it gets its
canary unless the list below says by hand that the public may see it.
"""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import User
from archives import deliveries, people
from archives.models import CatalogueItem, Filing, Record, Subject
from commitments.models import Letter
from integrity import jobs
from integrity.models import StepTaken
from tests import permitted_powers, world
from tests.commitments import canaries as of_commitments
from tests.commitments import canaries_letters as of_letters
from tests.publicity.given import archive, portal_wrapper, reader, through  # noqa: F401
from tests.shifting import taken_for_granted
from tests.test_permissions import _patterns

pytestmark = pytest.mark.django_db

# What the portal may show, by hand: column, and the rows of which this is said.
PUBLIC = {
    "archives_subject": {"code", "name", "kind", "sort_key", "initials", "address"},
    "archives_catalogueedition": {"code", "name"},
    "archives_catalogueitem": {"code", "name", "name_en", "category", "subject_kinds", "document", "article", "period_kind"},
    "archives_itemfield": {"key", "label", "label_en", "type", "scope"},
    "archives_periodrule": {"document", "article", "kind"},
    "archives_record": {"number"},
    "archives_poweritem": permitted_powers.PUBLIC,  # once it has begun
    "archives_earliername": {"name"},  # of bodies and organisations
    "archives_subjectchange": {"kind", "document_no"},
    "archives_filedrow": {"issuer_name", "doc_no", "doc_key", "basis", "facts", "subject_name"},
    "scoring_standard": {"code", "name", "name_en", "document", "article"},
    "scoring_standardrule": {"item_code", "document", "article"},
    "scoring_band": {"letter", "word", "word_en"},
    "django_migrations": {"app", "name"},
    "commitments_letter": {"text"},  # of bodies and organisations, as signed
    "commitments_wording": {"code", "name", "name_en", "document", "article", "body"},
    **of_commitments.PUBLIC,
    "repair_repairmethod": {"code", "name", "name_en", "document", "article", "need"},  # law: what a repair of a tier asks
    "discipline_jointaction": {"ground", "record_no"},  # of a circulated criticism in force
    "repair_publiccorrection": {"record_no", "kind", "changes"},  # public fields alone; tests/repair/test_corrections.py
    **of_letters.PUBLIC,
}
# Those among them that are public only for some rows; the others carry a canary.
HIDDEN_ROWS = {
    **of_letters.HIDDEN_ROWS,
    **permitted_powers.HIDDEN_ROWS,
    ("archives_catalogueitem", "name"): "scope <> 0",
    ("archives_catalogueitem", "name_en"): "scope <> 0",
    ("archives_catalogueitem", "document"): "scope <> 0",
    ("archives_catalogueitem", "article"): "scope <> 0",
    ("archives_itemfield", "label"): "scope <> 'public' OR item_id IN (SELECT id FROM archives_catalogueitem WHERE scope <> 0)",
    ("archives_itemfield", "label_en"): "scope <> 'public' OR item_id IN (SELECT id FROM archives_catalogueitem WHERE scope <> 0)",
    # Of a person the first sign is public, the rest is not: the canary stands behind it.
    ("archives_subject", "name"): "address IS NOT NULL OR code LIKE '91%%' AND name LIKE '%%看不见%%'",
    ("discipline_jointaction", "ground"): "status <> 'out'",
    ("discipline_jointaction", "record_no"): "status <> 'out'",
    ("repair_objection", "identity_seen"): "channel = 'window'",  # elsewhere it is empty
    ("repair_application", "identity_seen"): "channel = 'window'",
    ("repair_application", "document_no"): "status = 'refused'",  # elsewhere it is empty
    ("discipline_linkedperson", "withdrawn_reason"): "withdrawn_at IS NOT NULL",
    ("discipline_linkedperson", "end_document_no"): "ended_by_id IS NOT NULL",
    ("archives_subject", "sort_key"): "address IS NOT NULL",
    **of_commitments.HIDDEN_ROWS,
    ("archives_subject", "initials"): "address IS NOT NULL",
    **{
        ("archives_filedrow", column): "row_no IN (SELECT row_no FROM archives_record WHERE withdrawn_at IS NOT NULL OR shown IS NULL OR upper(shown) <= statement_timestamp())"
        for column in ("issuer_name", "doc_no", "doc_key", "basis", "subject_name")
    },
}
# What no free sign fits into: PostgreSQL itself refuses it. A column that is no longer refused must leave this list.
CLOSED = {
    *of_letters.CLOSED,
    *permitted_powers.CLOSED,
    "archives_personcard.mask",  # a mask
    # one of a few words, or six digits
    *("archives_creditoffice.level", "archives_division.code", "archives_holidaynotice.status", "archives_reportingduty.rhythm", "archives_supplementdraft.status", "archives_vote.choice"),
    "archives_readlog.acting_as",  # paired with granted
    "integrity_job.state",  # paired with finished_at
    "archives_delivery.how",
    *("repair_objection.channel", "repair_objection.status", "repair_objection.outcome", "repair_proof.kind"),
    # one of a few words
    *("repair_application.channel", "repair_application.status", "repair_deed.code", "repair_evidence.kind", "repair_shielding.status", "archives_relief.kind"),
    *("archives_documenttemplate.kind", "archives_documenttemplate.status", "archives_document.kind", "archives_service.way"),  # one of a few words
    *("archives_documentfile.sha256", "archives_issuermark.mark"),  # the hash of its file; Chinese characters of the basic block
    *("complaints_ticket.channel", "complaints_ticket.status", "complaints_ticket.outcome", "complaints_ticket.case_no", "complaints_attachment.kind"),  # one of a few words; paired
    *("discipline_jointaction.sort", "discipline_jointaction.status", "discipline_measureitem.sort", "discipline_measureitem.executor", "discipline_feedbackfile.kind", "discipline_exhibit.kind", "discipline_exhibit.of"),
    *("discipline_linkedperson.role", "discipline_lifting.ground", "discipline_eligibilitycheck.purpose", "discipline_execution.status"),
    # one of a few words; the stage is that of the status
    *("discipline_courtlistrule.code", "discipline_courtentry.kind", "discipline_courtnotice.status", "discipline_courtnotice.stage", "complaints_talk.result"),
    *("discipline_case.status", "discipline_paper.kind", "discipline_reply.kind", "discipline_casevote.question", "discipline_casevote.choice"),
}
CLOSED |= of_commitments.CLOSED
KEPT = {"django_migrations", "django_content_type", "auth_permission", "auth_group"}
FIRST = 0x20000  # CJK extension B: one sign, which fits into every column and stands nowhere else


class Canaries:
    def __init__(self):
        self.put: dict[str, str] = {}

    def sign(self, where: str) -> str:
        return self.put.setdefault(where, chr(FIRST + 7 * len(self.put)))

    def found_in(self, served: bytes) -> list[str]:
        """Where the signs come from that stand in ``served``, plain, in an address, as an entity or in JSON."""
        found = []
        for where, sign in self.put.items():
            forms = (sign.encode(), quote(sign).encode(), quote(sign).lower().encode(), f"&#{ord(sign)};".encode(), json.dumps(sign)[1:-1].encode())
            if any(form in served for form in forms):
                found.append(where)
        return found


def columns() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0
              AND NOT a.attisdropped AND a.attgenerated = '' AND format_type(a.atttypid, NULL) IN ('text', 'character varying', 'jsonb')
            ORDER BY 1, 2"""
        )
        return [row for row in cursor.fetchall() if row[0] not in KEPT]


def write(cursor, table: str, column: str, kind: str, sign: str, where: str) -> int:
    """Put the sign into the column wherever ``where`` holds; 0 if a rule of the database refuses it."""
    value = f"to_jsonb(%s || coalesce({column}::text, ''))" if kind == "jsonb" else f"left(coalesce({column}, ''), 1) || %s"
    if (table, column) == ("archives_filedrow", "errors"):
        value = "CASE WHEN errors IS NULL THEN NULL ELSE to_jsonb(%s::text) END"
    unique = f"left(coalesce({column}, ''), 1) || %s || ctid::text"
    for attempt in (value, unique, "%s"):
        for narrower in ("true", f"{column} IS NOT NULL"):
            try:
                with transaction.atomic():
                    cursor.execute(f"UPDATE {table} SET {column} = {attempt} WHERE ({where}) AND {narrower}", [sign])
                    return cursor.rowcount
            except DatabaseError:
                continue
    return -1


@pytest.fixture(scope="module")
def world_of_canaries(archive, django_db_blocker):  # noqa: F811
    """A record of every item that may be public, hidden ones of every kind, and what stands around them; then the signs."""
    canaries = Canaries()
    with django_db_blocker.unblock(), archive.committed():
        made = _records(archive, canaries)
        _around(made)
        of_letters.make(made["body"], made["shop"], User.objects.get(username="lin"))
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            cursor.execute("SET session_replication_role = replica")  # no trigger says no; CHECK constraints still do
            touched = {}
            for table, column, kind in columns():
                where = HIDDEN_ROWS.get((table, column), "true")
                if column in PUBLIC.get(table, ()) and where == "true":
                    continue
                name = f"{table}.{column}"
                touched[name] = write(cursor, table, column, kind, canaries.sign(name), where)
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("SET ROLE registry_owner")
        yield canaries, made, touched
        # Law and accounts carry signs as well: all of it goes, and the module's own cleaning puts the small world back.
        with archive.committed(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(sorted(world.KEPT - {'django_migrations', 'django_content_type', 'auth_permission'}))} CASCADE")


def _records(archive, canaries) -> dict:  # noqa: F811
    now = timezone.now()
    body = archive.subject("示范市公安局")
    shop, unseen = archive.subject("示例看得见有限公司", kind="enterprise", first="91"), archive.subject("示例看不见有限公司", kind="enterprise", first="91")
    person, hidden_person = (Subject.objects.create(kind="civil_servant", code="R" + str(n) * 31, name=name) for n, name in ((3, "王显"), (4, "赵隐")))
    Subject.objects.create(kind="person", code="R" + "5" * 31, name="钱无")
    shown, hidden, public_words = [], [], {}
    for item in CatalogueItem.objects.prefetch_related("fields").order_by("code", "edition__valid_from"):
        if archive.items[item.code] != item:
            continue
        subject = person if "civil_servant" in item.subject_kinds else shop if item.code == "CF" else body
        tier = 2 if item.tiered else 0
        facts = {}
        for field in item.fields.all():
            open_ = item.scope == 0 and field.scope == "public"
            sign = f"公开{item.code}{field.position}号" if open_ else canaries.sign(f"field {item.code}.{field.key}")
            facts.setdefault(field.scope, {})[field.key] = sign
            if open_:
                public_words.setdefault(item.code, []).append(sign)
        visible = {} if item.scope == 0 else {"scope": item.scope, "shown": None}
        record = _with_facts(archive, subject, item, tier, facts, **visible)
        (shown if item.scope == 0 else hidden).append(record)
        # The same about somebody of whom nothing is public, and with everything a canary: ended, withdrawn, superseded, waiting.
        other = hidden_person if subject is person else unseen if subject is shop else body
        everything = {scope: {key: canaries.sign(f"hidden {item.code}.{key}") for key in keys} for scope, keys in facts.items()}
        for how in (
            {"shown": (now - timedelta(days=9), now - timedelta(seconds=1))},
            {"shown": None},
            {"withdrawn_at": now, "withdrawn_by": User.objects.system(), "withdrawn_reason": "撤下"},
        ):
            if item.category != "declaration" or how.get("shown", 1) is None:
                hidden.append(_with_facts(archive, other, item, tier, everything, **({"scope": item.scope} | how)))
    assert len(shown) >= 5
    assert len(hidden) >= 30
    return {"archive": archive, "body": body, "shop": shop, "unseen": unseen, "person": person, "hidden_person": hidden_person, "shown": shown, "hidden": hidden, "public_words": public_words}


def _with_facts(archive, subject, item, tier, facts, **more):  # noqa: F811
    from archives.models import FiledRow

    archive.serial += 1
    number = f"2026{archive.serial:016x}" if subject.is_person else f"2026-K{archive.serial:06d}"
    record = archive.record(subject, item=item.code, tier=tier, issuer=Subject.objects.get(name="示范市公安局"), number=number, decided_on=timezone.localdate() - timedelta(days=20), **more)
    FiledRow.objects.filter(filing=record.filing_id, row_no=record.row_no).update(facts=facts)
    return record


def _around(made) -> None:
    """What else holds words: steps, jobs, staging, the read log, authority, logins."""
    from django.contrib.admin.models import LogEntry
    from django.contrib.contenttypes.models import ContentType
    from django.contrib.sessions.models import Session

    from archives.models import Authority, PersonCard, RedactedExport, RowCheck, SupplementDraft

    user, filing = User.objects.get(username="lin"), Filing.objects.first()
    with taken_for_granted():
        StepTaken.objects.create(entry_kind="archives.filing", entry_id=filing.pk, step="return", source="a", target="b", by=user, reason="理由", revision=1)
    jobs.ask("check filing", about=filing, by=user)
    RowCheck.objects.create(filing=filing, row_no=1, outcome=0, errors=[{"rule": "date"}])
    Authority.objects.create(person=made["person"], organ=made["body"], serves_in=made["body"], from_on="2026-01-01")
    PersonCard.objects.create(person=made["person"], mask="*" * 14 + "001X", registered_by=user)
    said = {"code": "DF-X", "name": "事项", "document": "《条例》", "article": "第一条", "valid_from": "2099-01-01", "rules": {}, "fields": []}
    SupplementDraft.objects.create(made_by=user, **said)
    RedactedExport.objects.create(by=user, what="records", about="CF", rows=1, fields=[{"field": "a"}])
    people.log(by=user, person=made["person"], what="archive", acting="none", purpose="unstated", about="1")
    _of_the_unit(made["body"], made["person"], filing, user)
    LogEntry.objects.create(user=user, content_type=ContentType.objects.first(), object_id="1", object_repr="甲", action_flag=1, change_message="乙")
    Session.objects.create(session_key="k", session_data="数据", expire_date=timezone.now() + timedelta(days=1))


def _of_the_unit(body, person, filing, user) -> None:
    """One of everything that is kept about a unit: panel and votes, offices, names and changes, posts, duties, tokens."""
    from accounts.models import ApiToken
    from archives import models as m

    today = timezone.localdate()
    m.Panel.objects.create(unit=body, quorum=2, document="文", valid_from="2026-01-01")
    with connection.cursor() as cursor:  # nobody votes on a filing that is not before the panel; here the row alone is wanted
        cursor.execute("ALTER TABLE archives_vote DISABLE TRIGGER archives_vote_of_member")
        m.Vote.objects.create(filing=filing, member=user, choice="against", reason="理由")
        cursor.execute("ALTER TABLE archives_vote ENABLE TRIGGER archives_vote_of_member")
    m.CreditOffice.objects.create(unit=body, level="city", serves=body)
    m.EarlierName.objects.create(subject=body, name="旧名", from_on=None, until_on="2020-01-01")
    m.Identifier.objects.create(subject=body, kind="other", value="旧号", from_on="2020-01-01", until_on="2021-01-01")
    m.SubjectChange.objects.create(subject=body, kind="renamed", on="2026-01-01", before="旧名", after="新名", document_no="文", basis="据", reason="因", made_by=user)
    m.Division.objects.create(code="990100", name="示范市", province="示范省", level="prefecture", valid_from=1990)
    post = m.Post.objects.create(unit=body, name="局长", is_principal=False)
    out, into = (m.Appointment.objects.create(post=post, holder=person, from_on=day, until_on=end, document_no="任", is_principal=False) for day, end in (("2021-01-01", "2022-01-01"), ("2022-01-01", None)))
    m.Handover.objects.create(outgoing=out, incoming=into, on="2022-01-01", note="移交", made_by=user)
    duty = m.ReportingDuty.objects.create(unit=body, item_code="RY", rhythm=m.ReportingDuty.Rhythm.values[1], term_code="report", valid_from="2026-01-01", basis="文")
    m.ZeroReport.objects.create(duty=duty, period_from=today.replace(day=1), by=user)
    m.DeadlineExtension.objects.create(entry_kind="archives.filing", entry_id=filing.pk, term_code="review", days=1, reason="理由", by=user)
    m.HolidayNotice.objects.create(year=2027, document="文", holidays=[], made_by=user)
    ApiToken.issue(user=user, name="系统", until_on=today)
    permitted_powers.around(body, user)
    _complaint(body, user)
    _document(body, user)
    of_commitments.promised(body, user)
    _objection(body, user)
    _case(body, user)
    _repair(body, user)
    _measures(body, user)


def _document(body, user) -> None:
    """An official document to somebody known by name, with its file and its service."""
    from archives.documents import actions as documents
    from archives.documents.kinds import KINDS
    from archives.models import IssuerMark, Membership

    IssuerMark.objects.create(body=body, mark="示公")
    Membership.objects.get_or_create(user=user, unit=body, role="clerk", defaults={"from_on": "2020-01-01"})
    values = {p.name: p.sample for p in KINDS["acceptance"]}
    made = documents.issue(kind="acceptance", body=body, addressee="甲", values=values, by=user, about=("archives.filing", 1))
    documents.serve(document=made, way="receipt", by=user)


def _case(body, user) -> None:
    """A determined case with what was served, replied and voted."""
    from discipline import models as d

    other, day = User.objects.get(username="gao"), "2026-01-05"
    said = {"matter": "事", "found": "实", "evidence": "证", "owed": 1, "owed_ground": "因", "proof": "凭", "paid": 1, "paid_on": day, "paid_proof": "据", "doc_no": "文", "contract_no": "约", "plea": "kept"}
    people = {"made_by": user, "examined_by": user, "decided_by": other, "reported_by": user, "noticed_by": other, "determined_by": other}
    days = {"opened_on": day, "breached_on": day, "examined_on": day, "ordered_on": day, "noticed_on": day, "reply_due_on": "2026-01-12", "convened_on": "2026-01-13", "determined_on": "2026-01-13"}
    tables = ("case", "reply", "casevote", "exhibit")
    with connection.cursor() as cursor:  # taken there by no steps; here the rows alone are wanted
        for table in tables:
            cursor.execute(f"ALTER TABLE discipline_{table} DISABLE TRIGGER USER")
        case = d.Case.objects.create(
            number="1号", year=2026, serial=1, accused=body, handler=Subject.objects.exclude(pk=body.pk).bodies().first(), source="court",
            kind=d.BreachKind.objects.first(), loss=1, impact=1, rectify_days=5, tier=2, proposed_tier=2, status="determined", **said, **people, **days,
        )  # fmt: skip
        order = {"handed_to": "收", "handed_on": day, "handed_by": user}
        with taken_for_granted():
            d.Paper.objects.create(case=case, kind="order", to=body, facts="实", basis="据", evidence="证", ruling="示", served_on=day, served_by=other, **order)
            d.Exhibit.objects.create(case=case, of="examination", by=user, name="附.pdf", kind="pdf", content=b"%PDF-")
        d.Reply.objects.create(case=case, kind="correction", words="言", recovered=1, proof="凭", by=user)
        d.CaseVote.objects.create(case=case, question="breach", member=user, choice="for", reason="由")
        for table in tables:
            cursor.execute(f"ALTER TABLE discipline_{table} ENABLE TRIGGER USER")
    _court_and_campaign(case, user, other)


def _court_and_campaign(case, user, other) -> None:
    """What a court told, and a talk in a campaign that was re-checked."""
    from complaints.campaigns import models as c
    from discipline.court import models as d

    said, day = {"court": "法院", "court_no": "案号", "matter": "事由", "body": case.accused, "made_by": user}, "2026-01-05"
    d.CourtEntry.objects.create(kind="debtor", listed_on=day, until_on="2028-01-05", case=case, **said)
    notice = d.CourtNotice.objects.create(stage="ahead", status="ahead", received_on=day, told_on=day, due_on="2026-01-12", **said)
    with connection.cursor() as cursor:  # reported by no step; here the row alone is wanted
        cursor.execute("ALTER TABLE discipline_courtnotice DISABLE TRIGGER USER")
        notice.status, notice.proof, notice.performed_by, notice.performed_on = "performed", "凭证", user, day
        notice.save()
        cursor.execute("ALTER TABLE discipline_courtnotice ENABLE TRIGGER USER")
    campaign = c.Campaign.objects.create(name="专项", ground="据", from_on=day, until_on="2026-02-01", officer=user, made_by=user)
    recheck = {"rechecked_on": day, "rechecked_by": other, "result": "put_right", "found": "查"}
    with taken_for_granted():
        c.Talk.objects.create(campaign=campaign, body=case.accused, held_on=day, held_by=user, minutes="谈", **recheck)


def _measures(body, user) -> None:
    """A criticism on display with what the units said of it, a draft, a lifting with its receipt, and a question after eligibility."""
    from discipline import models as d

    other, today = User.objects.get(username="gao"), timezone.localdate()
    record = Record.objects.current().filter(subject=body, item__period_kind="dishonesty", scope=0, withdrawn_at__isnull=True, shown__contains=timezone.now()).first()
    item = d.MeasureItem.objects.get(code="criticism")
    tables = ("jointaction", "execution")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE discipline_{table} DISABLE TRIGGER USER")
        said = {"initiator": body, "record_no": record.number, "version": record, "subject": body, "sort": "sanction", "drafted_on": today, "made_by": user}
        d.JointAction.objects.create(ground="草", **said)
        out = d.JointAction.objects.create(ground="通报的事由", status="out", decided_by=other, decided_on=today, **said)
        for executing in (body, Subject.objects.exclude(pk=body.pk).bodies().first()):
            row = d.Execution.objects.create(
                action=out, item=item, unit=executing, months=3, status="executed", asked_on=today, until_on=today + timedelta(days=80), answer="复",
                answered_by=other, answered_on=today, feedback="馈", fed_back_by=other, fed_back_on=today, made_by=user,
            )  # fmt: skip
        for table in tables:
            cursor.execute(f"ALTER TABLE discipline_{table} ENABLE TRIGGER USER")
    _linked(body, user, other, today)
    with taken_for_granted():
        d.FeedbackFile.objects.create(execution=row, name="凭证.pdf", kind="pdf", content=b"%PDF-")
        receipt = {"acknowledged_by": other, "acknowledged_on": today, "put_right": "已恢复"}
        lifting = d.Lifting.objects.create(record_no=record.number, unit=body, ground="wrong", made_on=today, made_by=user, **receipt)
        lifting.executions.add(row)
    d.EligibilityCheck.objects.create(subject=body, purpose="honours", eligible=True, by=user)


def _linked(body, user, other, today) -> None:
    """A person linked to an enterprise until a day, and another linked by mistake."""
    from discipline import models as d

    enterprise, person = Subject.objects.filter(kind="enterprise").first(), Subject.objects.filter(address__isnull=False).first()
    said = {"subject": enterprise, "person": person, "name": "甲", "document_no": "文", "source": "源", "unit": body, "made_by": user, "from_on": "2020-01-01", "until_on": "2021-01-01"}
    for role, more in (("legal", {"ended_by": other, "end_document_no": "文"}), ("principal", {"withdrawn_at": timezone.now(), "withdrawn_by": other, "withdrawn_reason": "错"})):
        with taken_for_granted():
            link = d.LinkedPerson.objects.create(role=role, **said)
            for name, value in more.items():
                setattr(link, name, value)
            link.save(update_fields=list(more))


def _complaint(body, user) -> None:
    """A complaint of the portal with a file, an addition and an answer."""
    from complaints import models as c

    said = {"facts": "事", "wanted": "求", "complainant_kind": "person", "complainant_name": "甲", "contact": "电话", "received_on": "2026-01-01"}
    ticket = c.Ticket.objects.create(accused=body, made_by=user, channel="portal", receipt_code="0000-0000-0000", verifier_hash=b"x", kind="breach", **said)
    with taken_for_granted():
        c.Attachment.objects.create(ticket=ticket, name="合同.pdf", kind="pdf", content=b"%PDF-")
        c.Note.objects.create(ticket=ticket, words="补充")


def _objection(body, user) -> None:
    """An objection of the portal to a record on display, accepted and decided, with all that came of it."""
    from archives import models as m
    from repair import models as r

    record = Record.objects.current().filter(subject=body, scope=0, withdrawn_at__isnull=True, shown__contains=timezone.now()).first()
    said = {"part": "项", "wrong": "错", "should_be": "应", "objector_kind": "agent", "objector_name": "甲", "contact": "电话"}
    objection = r.Objection.objects.create(
        channel="portal", receipt_code="0000-0000-0001", verifier_hash=b"x", record_no=record.number, version=record, filed_on="2026-01-01", made_by=user, **said
    )
    window = r.Objection.objects.create(
        channel="window", identity_seen="身份证", record_no=record.number, version=record, filed_on="2026-01-01", made_by=user, **said
    )
    now = timezone.now()
    with taken_for_granted():
        r.Proof.objects.create(objection=objection, name="证明.pdf", kind="pdf", content=b"%PDF-")
        r.Change.objects.create(objection=window, filing=record.filing, key="k", label="项", label_en="e", scope="internal", old="旧", new="新")
        r.CorrectionNotice.objects.create(objection=objection, recipient=user, how="api", received_at=now - timedelta(days=1))
        r.PublicCorrection.objects.create(objection=objection, record_no=record.number, version=record, kind="corrected", shown=(now, now + timedelta(days=9)))
    with taken_for_granted():
        m.ObjectionMark.objects.create(number=record.number, by=user)
    deliveries.note(by=user, how="export", records=Record.objects.filter(pk=record.pk), about="RY")


def _repair(body, user) -> None:
    """An application at the window that was decided, with a public commitment; a shield; and the relief of a record that nobody sees."""
    from archives import models as m
    from commitments import actions as commitments
    from repair import models as r

    record = Record.objects.current().filter(subject=body, shown__isnull=True).first()
    with taken_for_granted():
        given = commitments.give(subject=body, signer="甲", records=[record.number], signed_on=timezone.localdate(), by=user)
    said = {"applicant": "甲", "contact": "电话", "done": "已改", "signer": "甲", "filed_on": "2026-01-01", "subject": body, "finder": body, "made_by": user}
    other, another = (User.objects.get(username=name) for name in ("gao", "zhou"))
    decided = {"accepted_on": "2026-01-02", "accepted_by": other, "commitment": given, "verified_by": other, "decided_on": "2026-01-03", "decided_by": another, "document_no": "修1号"}
    with connection.cursor() as cursor:  # taken there by no steps; here the rows alone are wanted
        for table in ("repair_application", "archives_relief"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        r.Application.objects.create(channel="portal", receipt_code="0000-0000-0002", verifier_hash=b"x", status="submitted", **said)
        application = r.Application.objects.create(channel="window", identity_seen="身份证", status="refused", **said, **decided)
        m.Relief.objects.create(number=record.number, kind="shielded", document_no="裁1号", ground="因", until_on="2099-01-01", by=user)
        for table in ("repair_application", "archives_relief"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in ("appliedrecord", "deed", "evidence"):
            cursor.execute(f"ALTER TABLE repair_{table} DISABLE TRIGGER USER")
        r.AppliedRecord.objects.create(application=application, number=record.number)
        r.Deed.objects.create(application=application, code="service", hours=8)
        r.Evidence.objects.create(application=application, name="证明.pdf", kind="pdf", content=b"%PDF-")
        for table in ("appliedrecord", "deed", "evidence"):
            cursor.execute(f"ALTER TABLE repair_{table} ENABLE TRIGGER USER")
    r.Shielding.objects.create(subject=body, numbers=[record.number], court="法院", ruling_no="1号", ruled_on="2026-01-01", until_on="2099-01-01", made_by=user)


def test_every_field_got_its_canary(world_of_canaries):
    canaries, _made, touched = world_of_canaries
    assert {name for name, rows in touched.items() if rows == -1} == CLOSED
    empty = {name for name, rows in touched.items() if rows == 0 and name.startswith(("archives_", "accounts_user.", "integrity_", "complaints_", "discipline_", "commitments_", "repair_"))}
    assert {name.partition(".")[0] for name in empty} <= {"integrity_taskrun"}
    assert len(canaries.put) > 150
    assert len(set(canaries.put.values())) == len(canaries.put)


# Every kind of address the portal has; a new one without a row fails.
KINDS = permitted_powers.KINDS | {"tolerance_quarters_csv"} | {"apply_for_repair", "repair_follow", "letter", "letters", "signings", "signing"} | {"healthz", "readyz", "home", "search", "subject", "record", "person", "search_csv", "search_json", "subjects_csv", "subjects_json", "feed", "subject_feed", "sitemap", "sitemap_part", "complain", "complaint_follow", "complaint_quarters", "complaint_quarters_csv", "object_to", "objection_follow", *(f"public-api:{name}" for name in ("records", "record", "subjects", "subject", "items", "schema", "signings", "signing", "letters"))}


KINDS |= of_commitments.KINDS


def addresses(made) -> list[str]:
    subjects = [made[name].code for name in ("body", "shop", "unseen")] + [made["person"].code]
    persons = [made["person"].address, made["hidden_person"].address, "0" * 32]
    numbers = [record.number for record in made["shown"] + made["hidden"]]
    words = ["示范", "示例", "看", "示测", "公开", "gaj", "x", "2026", "王", "王某", "赵", "%25", "'", "a" * 200]
    rows = list(Record.objects.filter(pk__in=[record.pk for record in made["shown"]]).select_related("content"))
    words += [record.content.doc_no for record in rows] + numbers + subjects + persons
    pages = ["/", "/search/", *(f"/search/?q={quote(word)}" for word in words), "/search/?q=示&after=xx", f"/subjects/{subjects[0]}/?after=eyJ4IjoxfQ"]
    pages += [f"/subjects/{code}/" for code in subjects] + [f"/records/{number}/" for number in numbers] + [f"/persons/{address}/" for address in persons]
    pages += [f"/search.{form}{query}" for form in ("csv", "json") for query in ("", *(f"?q={quote(word)}" for word in words), "?tier=3", "?item=GZ-ND")]
    pages += [f"/subjects.{form}{query}" for form in ("csv", "json") for query in ("", *(f"?q={quote(word)}" for word in words), "?kind=enterprise", "?kind=civil_servant")]
    pages += [f"/api/v1/{part}/?page_size=100" for part in ("records", "subjects", "items")] + [f"/api/v1/records/?q={quote(word)}" for word in words]
    pages += [f"/api/v1/subjects/{code}/" for code in subjects] + [f"/api/v1/records/{number}/" for number in numbers] + ["/api/v1/schema/"]
    pages += ["/feed.atom", "/sitemap.xml", "/sitemap/bodies.xml", *(f"/subjects/{code}/feed.atom" for code in subjects)]
    pages += [f"/sitemap/{day:%Y-%m}.xml" for day in sorted({record.decided_on.replace(day=1) for record in made["shown"] + made["hidden"]})]
    pages += ["/complaints/", "/complaints/quarters/", "/complaints/quarters.csv", "/complaints/tolerances.csv", *(f"/complaints/?body={code}" for code in subjects), "/complaints/follow/"]
    pages += ["/objections/", *(f"/objections/?record={number}" for number in numbers), "/objections/follow/"]
    pages += ["/repairs/", *(f"/repairs/?record={number}" for number in numbers), "/repairs/follow/", f"/letters/{uuid4()}/"]
    pages += [f"/letters/{address}/" for address in Letter.objects.values_list("address", flat=True)]
    pages += of_letters.pages()
    pages += of_commitments.addresses()
    pages += permitted_powers.addresses(subjects[0])
    pages += ["/nowhere/", "/records/", "/subjects/%E5%B1%80/", "/records/a%00b/", "/persons/../", "/admin/", "/filings/1/", "/people/"]
    return ["/healthz", "/readyz", "/robots.txt", *pages, *("/en" + page for page in pages)]


def bytes_of(answer) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers.encode() + b"\n" + (b"".join(answer.streaming_content) if answer.streaming else answer.content)


def test_no_canary_in_any_byte_the_portal_serves(world_of_canaries, reader):  # noqa: F811
    canaries, made, _touched = world_of_canaries
    with reader.at_the_portal():
        assert set(_patterns(get_resolver("integrity.portal_urls"))) == KINDS
    served, states = b"", set()
    for address in addresses(made):
        # Files and the API answer every other method alike, which the pages show; there are many of them.
        for method in ("GET",) if "search." in address or "subjects." in address or "/api/" in address else ("GET", "HEAD", "POST", "OPTIONS"):
            answer = reader.get(address, method=method)
            states.add(answer.status_code)
            content = bytes_of(answer)
            assert canaries.found_in(content) == [], (method, address)
            served += content if method == "GET" else b""
    assert states >= {200, 400, 404, 405}
    # The control: what is public of every item was served, and a sign among it would have been found.
    for item, words in made["public_words"].items():
        for word in words:
            assert word.encode() in served, (item, word)
    assert canaries.found_in(served + canaries.put["archives_filing.filename"].encode()) == ["archives_filing.filename"]


def test_no_canary_in_anything_the_login_of_the_portal_can_read(world_of_canaries, reader):  # noqa: F811
    canaries, _made, _touched = world_of_canaries
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        # Some views only take something in, and nobody may read them.
        cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'pub' AND has_table_privilege('pub.' || table_name, 'SELECT')")
        for (view,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(json_agg(v)::text, '') FROM pub.{view} v")
            text = json.dumps(json.loads(cursor.fetchone()[0] or "null"), ensure_ascii=False).encode()
            assert canaries.found_in(text) == [], view


def test_a_fault_of_the_portal_says_nothing_either(world_of_canaries, reader):  # noqa: F811
    canaries, _made, _touched = world_of_canaries
    with through(reader.wrapper), reader.wrapper.cursor() as cursor:
        cursor.execute("SET search_path = nowhere")
    try:
        for address in ("/", "/en/", "/search/?q=示"):
            answer = reader.get(address)
            assert answer.status_code == 503
            assert canaries.found_in(bytes_of(answer)) == []
    finally:
        with through(reader.wrapper), reader.wrapper.cursor() as cursor:
            cursor.execute("SET search_path = pub")
