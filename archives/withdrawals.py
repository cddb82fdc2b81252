"""Who withdraws a record and who confirms it, the term in which that is done, and making that term longer.

What left its unit is the credit office's. What stayed in its unit (routing to the unit) the office does not even know of:
there the head withdraws, and a second person of the unit confirms.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.calendar import Deadline
from integrity.errors import Refused
from integrity.said import in_words

from .duty_actions import deadlines_of, extend_deadline
from .models import DeadlineExtension, Filing, Membership, Record, Role, RowCheck, Term

CONFIRM_TERM = "confirm-withdrawal"


def stayed_inside(record: Record) -> bool:
    """Whether the record never left the unit that filed it."""
    return record.filing.left_at is None


def _of_the_unit(by, record: Record, today: date, *roles: str) -> bool:
    return any(Membership.holds(by, role, today, unit=record.filing.unit) for role in roles)


def may_withdraw(by, record: Record, today: date) -> bool:
    """The head of the unit where the record stayed inside, else any officer of the credit office."""
    return _of_the_unit(by, record, today, Role.HEAD) if stayed_inside(record) else Membership.holds(by, Role.OFFICER, today)


def may_confirm(by, record: Record, today: date) -> bool:
    """A head or clerk of the unit where the record stayed inside, else an officer; that it is another person is a rule."""
    return _of_the_unit(by, record, today, Role.HEAD, Role.CLERK) if stayed_inside(record) else Membership.holds(by, Role.OFFICER, today)


def must(allowed: bool, by, record: Record, today: date) -> None:
    """403 for who has not the role; to who is not of the unit, what stayed inside does not exist."""
    if allowed:
        return
    if not stayed_inside(record):
        raise PermissionDenied(_("Only the credit office withdraws records."))
    if _of_the_unit(by, record, today, Role.HEAD, Role.CLERK):
        raise PermissionDenied(_("Only the head of %(unit)s withdraws what never left the unit.") % {"unit": record.filing.unit})
    if Membership.holds(by, Role.OFFICER, today):
        raise Refused(_("There is no record %(number)s.") % {"number": record.number})
    raise PermissionDenied(_("Only the credit office withdraws records."))


def awaiting(user, today: date):
    """The withdrawals that await the confirmation of ``user``, oldest first."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True)
    theirs = Q(filing__left_at__isnull=True, filing__unit__in=held.filter(role__in=[Role.HEAD, Role.CLERK]).values("unit"))
    if held.filter(role=Role.OFFICER).exists():
        theirs |= Q(filing__left_at__isnull=False)
    waiting = Record.objects.current().filter(theirs, withdrawn_at__isnull=False, withdrawal_confirmed_at__isnull=True)
    return waiting.exclude(withdrawn_by=user).select_related("subject", "withdrawn_by").order_by("withdrawn_at")


def replaced_by(filing: Filing):
    """The withdrawn records that approving ``filing`` would put back, in a new version."""
    changed = RowCheck.objects.filter(filing=filing.pk, outcome=RowCheck.Outcome.CHANGED).values("current_id")
    return Record.objects.filter(pk__in=changed, withdrawn_at__isnull=False)


def must_be_settled(filing: Filing, by) -> None:
    """Refused while ``filing`` would put back a record whose withdrawal nobody confirmed, or that ``by`` withdrew.

    Filing the row again must not be a way past the second person on the withdrawal (four eyes).
    """
    if filing.changed:
        _replaced_are_settled(filing, by)
    _not_alike(filing, by)


def _replaced_are_settled(filing: Filing, by) -> None:
    found = replaced_by(filing).select_related("withdrawn_by", "subject")
    if waiting := found.filter(withdrawal_confirmed_at__isnull=True).order_by("pk").first():
        raise Refused(
            _(
                "Record %(number)s, which %(filing)s would put back, was withdrawn by %(who)s on %(day)s (%(why)s), and nobody confirmed that yet; let a colleague confirm the withdrawal first, or return the filing."
            )
            % {
                "number": waiting.number,
                "filing": filing,
                "who": waiting.withdrawn_by,
                "day": in_words(timezone.localdate(waiting.withdrawn_at)),
                # Of a person nothing is said here: opening the record is what the read log notes.
                "why": _("the reason is on the page of the record") if waiting.subject.is_person else waiting.withdrawn_reason,
            }
        )
    if own := found.filter(withdrawn_by=by).order_by("pk").first():
        raise Refused(
            _("You withdrew record %(number)s, which %(filing)s would put back, so a colleague must decide.") % {"number": own.number, "filing": filing}
        )


# What ``by`` withdrew and the filing brings again as if it were new: the same subject and item, and about the same day (three
# days before or after), the same digits in the number, a number that is the other's with something added, or the same facts
# but for signs. Wider it must not be: another decision of the same month is another decision.
SAME_DAYS = 3
FACTS = r"(SELECT string_agg(regexp_replace(p.value, '[^[:alnum:]]', '', 'g'), '/' ORDER BY p.key) FROM jsonb_each_text({row}.facts -> 'public') p)"
ALIKE = rf"""
SELECT o.number, r.row_no
FROM archives_record o JOIN archives_subject s ON s.id = o.subject_id JOIN archives_catalogueitem oi ON oi.id = o.item_id
JOIN archives_filedrow f ON f.filing_id = o.filing_id AND f.row_no = o.row_no
JOIN archives_filedrow r ON r.filing_id = %(filing)s AND r.subject_code = s.code AND r.item_code = oi.code AND r.errors IS NULL
CROSS JOIN LATERAL (SELECT rtrim(f.doc_key, '号') AS old, rtrim(r.doc_key, '号') AS new) d
WHERE o.withdrawn_by_id = %(by)s AND o.known_until = '9999-12-31 00:00:00+00' AND o.withdrawn_at IS NOT NULL AND r.key <> o.key
  AND (abs(r.decided_on - o.decided_on) <= {SAME_DAYS} OR starts_with(d.old, d.new) OR starts_with(d.new, d.old)
    OR regexp_replace(d.old, '\D', '', 'g') = regexp_replace(d.new, '\D', '', 'g') OR {FACTS.format(row="f")} = {FACTS.format(row="r")})
ORDER BY r.row_no LIMIT 1
"""


def _not_alike(filing: Filing, by) -> None:
    """Refused where ``by`` would decide on what ``by`` withdrew, filed again under a slightly different number."""
    if not Record.objects.current().filter(withdrawn_by=by).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"filing": filing.pk, "by": by.pk})
        alike = cursor.fetchone()
    if alike:
        raise Refused(
            _(
                "You withdrew record %(number)s, which row %(row)d of %(filing)s seems to file again, so a colleague must decide; if each colleague withdrew one of its rows, return it and have the unit file them apart."
            )
            % {"number": alike[0], "row": alike[1], "filing": filing}
        )


def terms_of(records) -> dict[int, Deadline]:
    """The deadlines of confirmation of withdrawn records, extensions counted in: record version → deadline."""
    return deadlines_of(Record, CONFIRM_TERM, {r.pk: timezone.localdate(r.withdrawn_at) for r in records})


def term_of(record: Record) -> Deadline:
    """By when the withdrawal is to be confirmed."""
    return terms_of([record])[record.pk]


def may_extend(by, record: Record, today: date) -> int:
    """By how many working days ``by`` may make the term longer; 0: not at all. Who withdrew does not give himself longer."""
    if not record.withdrawn_at or record.withdrawal_confirmed_at or record.withdrawn_by_id == by.pk or not may_confirm(by, record, today):
        return 0
    deadline = term_of(record)
    return 0 if deadline.extended_by or today > deadline.due_on else Term.on(CONFIRM_TERM, deadline.start_on).extension_days


@transaction.atomic
def extend(*, number: str, days: int, reason: str, by: User, today: date | None = None) -> DeadlineExtension:
    """Make the term of confirmation longer, once, by working days, with a reason; by somebody who may confirm."""
    today = today or timezone.localdate()
    record = Record.objects.current().select_for_update(of=("self",)).select_related("filing__unit").filter(number=number).first()
    if record is None:
        if not Membership.holds(by, Role.OFFICER, today):
            raise PermissionDenied(_("Only the credit office withdraws records."))
        raise Refused(_("There is no record %(number)s.") % {"number": number})
    must(may_confirm(by, record, today), by, record, today)
    if not record.withdrawn_at or record.withdrawal_confirmed_at:
        raise Refused(_("No withdrawal of record %(number)s awaits confirmation.") % {"number": number})
    if record.withdrawn_by_id == by.pk:
        raise Refused(_("You withdrew record %(number)s, so a colleague says whether more time is needed.") % {"number": number})
    return extend_deadline(
        entry=record,
        term_code=CONFIRM_TERM,
        start=timezone.localdate(record.withdrawn_at),
        days=days,
        reason=reason,
        by=by,
        today=today,
        allowed=True,
    )
