"""Every write of the archives that is not a step of a flow."""

from __future__ import annotations

from contextlib import closing
from typing import BinaryIO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrity import jobs
from integrity.errors import Refused
from integrity.identity import mask_identities, refuse_identities
from integrity.signs import CONTROL
from integrity.workflow import advance

from . import filing_names
from .imports import checking, form, reading
from .imports.layouts import LAYOUTS
from .imports.rows import FILED, RowReader
from .models import CatalogueItem, Filing, Membership, Record, Role, Subject, Term, Vote
from .models.panel import stages_of
from .models.subject_history import must_exist
from .reports import row_errors
from .withdrawals import may_confirm, may_withdraw, must

REPORT_TERM = "report"


def must_be_clerk(by, unit: Subject) -> None:
    """403 unless ``by`` is an information clerk of ``unit`` today; refused where the unit has ceased."""
    if not Membership.holds(by, Role.CLERK, timezone.localdate(), unit=unit):
        raise PermissionDenied(_("You are not an information clerk of %(unit)s.") % {"unit": unit})
    must_exist(unit, timezone.localdate())


def filed_before(*, unit: Subject, sha256: str, layout: str = "") -> Filing | None:
    """The approved filing of this very file, if every row of it is still what the archive holds.

    ``layout``: only one of that layout; empty where the file is to say itself which it is.

    Raises :class:`Refused` when the same file is still under way.
    """
    same = Filing.objects.filter(unit=unit, file_sha256=sha256).order_by("-id")
    if layout:
        same = same.filter(layout=layout)
    if waiting := same.exclude(status__in=[Filing.Status.APPROVED, Filing.Status.RETURNED, Filing.Status.DISCARDED]).first():
        raise Refused(_("This very file is already under way as %(filing)s; decide or discard that one first.") % {"filing": waiting})
    earlier = same.filter(status=Filing.Status.APPROVED, bad=0, unchanged=0).first()
    if earlier and earlier.records.current().filter(withdrawn_at__isnull=True).count() == earlier.rows:
        return earlier
    return None


def _stages(item_code: str, unit: Subject) -> list[str]:
    """The stages of review that the catalogue asks for today."""
    item = CatalogueItem.on(item_code, timezone.localdate())
    if item is None:
        raise Refused(_("No edition of the catalogue in force holds the item %(item)s; nothing outside it may be filed.") % {"item": item_code})
    return stages_of(item, unit)


@transaction.atomic
def vote(*, filing: Filing, by: User, choice: str, reason: str = "") -> Vote:
    """Cast one's vote on a filing before the panel: in favour, against with reasons, or recused because concerned.

    Raises :class:`Refused` for who entered the filing and votes all the same, for a second vote, and for a vote against
    or a recusal without a reason; ``PermissionDenied`` for who is not of the panel.
    """
    filing = Filing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=filing.pk)
    if not Membership.holds(by, Role.PANEL, timezone.localdate(), unit=filing.unit):
        raise PermissionDenied(_("You are not a member of the review panel of %(unit)s.") % {"unit": filing.unit})
    if filing.status != Filing.Status.PANEL:
        raise Refused(_("%(filing)s is not before the panel now.") % {"filing": filing})
    if choice not in Vote.Choice.values:
        raise Refused(_("A vote is in favour, against or a recusal."))
    if choice != Vote.Choice.RECUSED and by.pk in (filing.made_by_id, filing.submitted_by_id):
        raise Refused(_("You entered %(filing)s, so you are concerned: recuse yourself, and the others vote.") % {"filing": filing})
    if choice != Vote.Choice.FOR and not reason.strip():
        raise Refused(_("A vote against and a recusal need a reason; write why, in a sentence."))
    if filing.votes.filter(member=by).exists():
        raise Refused(_("You voted on %(filing)s already; a vote is not changed.") % {"filing": filing})
    refuse_identities(reason)
    made = Vote.objects.create(filing=filing, member=by, choice=choice, reason=reason.strip())
    made.refresh_from_db()
    return made


def _shown_name(path: str) -> str:
    """The name of an uploaded file as it is kept: no folders, no resident id."""
    return mask_identities(CONTROL.sub("", path.replace("\\", "/").rpartition("/")[2]))[0][-200:]


@transaction.atomic
def receive_file(*, unit: Subject, by: User, stream: BinaryIO, filename: str, layout: str = "", sha256: str = "") -> Filing:
    """Decode, mask and stage an uploaded file in one pass; its bytes are not kept, only their SHA-256.

    ``layout``: its code; empty, the header says which it is. ``sha256``: the digest, if the caller asked for it already.

    Raises :class:`archives.imports.reading.BadFile` when the file as a whole cannot be read; then nothing is kept.
    """
    must_be_clerk(by, unit)
    if layout and layout not in LAYOUTS:
        raise Refused(_("There is no layout “%(layout)s”.") % {"layout": layout})
    sha256 = sha256 or reading.digest(stream)
    with closing(reading.rows(stream, filename)) as source:
        return _stage(source, unit=unit, by=by, filename=filename, layout=layout, sha256=sha256)


@transaction.atomic
def receive_once(*, unit: Subject, by: User, stream: BinaryIO, filename: str, layout: str = "") -> tuple[Filing, bool]:
    """Stage an uploaded file unless this very file is filed already: the filing, and whether it is new.

    The same file sent from two windows at once waits here for the first to be stored, and is then refused as under way.
    """
    must_be_clerk(by, unit)
    sha256 = reading.digest(stream)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('archives_filing ' || %s || ' ' || %s, 0))", [unit.code, sha256])
    if earlier := filed_before(unit=unit, layout=layout, sha256=sha256):
        return earlier, False
    return receive_file(unit=unit, by=by, stream=stream, filename=filename, layout=layout, sha256=sha256), True


def _stage(source, *, unit: Subject, by: User, filename: str, layout: str, sha256: str) -> Filing:
    found = (LAYOUTS[layout], *reading.table(source, LAYOUTS[layout])) if layout else reading.recognise(source)
    chosen, places, rows, foreign = found
    filing = Filing.objects.create(
        unit=unit,
        item_code=chosen.item_code,
        source=Filing.Source.FILE,
        layout=chosen.code,
        filename=_shown_name(filename),
        made_by=by,
        stages=_stages(chosen.item_code, unit),
    )
    reader = RowReader(chosen, places, foreign, filing_id=filing.pk, today=timezone.localdate(), unit=unit)
    copy_in = f"COPY archives_filedrow ({', '.join(FILED)}) FROM STDIN (NULL E'\\x01')"
    with closing(connection.cursor()) as cursor, cursor.copy(copy_in) as copy:
        for block in reader.lines(rows):
            copy.write(block)
    if not reader.rows:
        raise reading.BadFile(_("Below the header the file holds no row."))
    shown = filing_names.hidden_in(filing.filename, filing.pk) if chosen.of_persons else filing.filename
    Filing.objects.filter(pk=filing.pk).update(file_sha256=sha256, rows=reader.rows, bad=reader.bad, filename=shown)
    filing.refresh_from_db()
    return filing


@transaction.atomic
def file_form(*, unit: Subject, by: User, item_code: str, data: dict) -> Filing:
    """File one record by form and check it against the archive at once; it then waits to be submitted.

    Raises ``ValidationError`` with the faults beside their fields; then nothing is kept.
    """
    must_be_clerk(by, unit)
    filing = Filing.objects.create(unit=unit, item_code=item_code, source=Filing.Source.FORM, rows=1, made_by=by, stages=_stages(item_code, unit))
    filing.refresh_from_db()
    subject = Subject.objects.filter(code=str(data.get("subject_code", "")).strip().upper()).first()
    if subject is None and data.get("subject_code"):
        raise ValidationError({"subject_code": _("No subject with this code is registered here.")})
    row = form.filed_row(filing, {**data, "subject_name": subject.name if subject else ""}, today=timezone.localdate())
    row.save(force_insert=True)
    filing = check_filing(filing=filing)
    if filing.bad:
        found = next(row_errors(filing))
        raise ValidationError({found["column"]: found["message"]})
    return filing


@transaction.atomic
def check_filing(*, filing: Filing) -> Filing:
    """Compare a received filing with the archive and take the step ``check`` in the name of the timetable."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=filing.pk)
    if filing.status != Filing.Status.RECEIVED:
        return filing
    today = timezone.localdate()
    checking.check(filing, today=today, term=Term.days_of(REPORT_TERM, today))
    filing.save()
    return advance(filing, "check", by=User.objects.system(), today=today)


@jobs.runner("check filing", gettext_lazy("Check of a filing"))
def run_check(job) -> None:
    """The worker's part of an import: safe to run again, it replaces its own results."""
    filing = Filing.objects.get(pk=job.about_id)
    jobs.progress(job, 0, filing.rows)
    check_filing(filing=filing)
    jobs.progress(job, filing.rows, filing.rows)


def _current(number: str, by) -> Record:
    try:
        return Record.objects.current().select_for_update(of=("self",)).select_related("filing__unit").get(number=number)
    except Record.DoesNotExist:
        if not Membership.holds(by, Role.OFFICER, timezone.localdate()):  # nobody else is told which numbers exist
            raise PermissionDenied(_("Only the credit office withdraws records.")) from None
        raise Refused(_("There is no record %(number)s.") % {"number": number}) from None


@transaction.atomic
def withdraw(*, number: str, by: User, reason: str) -> Record:
    """Take a record down at once, with a reason; a second person confirms within the term.

    Known as of now, the record was never right: from here on no as-of date counts it.
    """
    record, today = _current(number, by), timezone.localdate()
    must(may_withdraw(by, record, today), by, record, today)
    if not reason.strip():
        raise Refused(_("A withdrawal needs a reason; write why, in a sentence."))
    refuse_identities(reason)
    if record.withdrawn_at:
        raise Refused(_("Record %(number)s is already withdrawn.") % {"number": number})
    # The database's clock: what was known when is asked of it, whatever host the office sits at.
    record.withdrawn_at, record.withdrawn_by, record.withdrawn_reason = Now(), by, reason.strip()
    record.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record.refresh_from_db()
    return record


@transaction.atomic
def confirm_withdrawal(*, number: str, by: User) -> Record:
    """The second pair of eyes on a withdrawal that already took effect."""
    record, today = _current(number, by), timezone.localdate()
    must(may_confirm(by, record, today), by, record, today)
    if not record.withdrawn_at or record.withdrawal_confirmed_at:
        raise Refused(_("No withdrawal of record %(number)s awaits confirmation.") % {"number": number})
    if record.withdrawn_by_id == by.pk:
        raise Refused(_("You withdrew record %(number)s, so a colleague must confirm it.") % {"number": number})
    record.withdrawal_confirmed_at, record.withdrawal_confirmed_by = Now(), by
    record.save(update_fields=["withdrawal_confirmed_at", "withdrawal_confirmed_by"])
    record.refresh_from_db()
    return record


NOTE_ENDINGS = """
INSERT INTO archives_ending (record_id, ended_at, noted_at)
SELECT r.id, upper(r.shown), statement_timestamp() FROM archives_record r
WHERE r.known_until = '9999-12-31 00:00:00+00'::timestamptz AND r.withdrawn_at IS NULL
  AND r.shown IS NOT NULL AND upper(r.shown) <= statement_timestamp()
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def note_endings() -> int:
    """Log the publications that ended by the clock since the last time; ending them needs nobody."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE_ENDINGS)
        return cursor.rowcount


@transaction.atomic
def clear_staging(*, before) -> int:
    """Delete what checking left of filings approved before that instant, and the rows that were not filed."""
    done = Filing.objects.filter(decided_at__lt=before, status=Filing.Status.APPROVED).values("pk")
    with connection.cursor() as cursor:
        sql, parameters = done.query.sql_with_params()
        # What became a record is its text and stays.
        cursor.execute(
            f"""DELETE FROM archives_filedrow r USING archives_rowcheck x WHERE r.filing_id IN ({sql})
            AND x.filing_id = r.filing_id AND x.row_no = r.row_no AND x.outcome IN (0, 3)""",
            parameters,
        )
        gone = cursor.rowcount
        cursor.execute(f"DELETE FROM archives_rowcheck WHERE filing_id IN ({sql})", parameters)
        return gone
