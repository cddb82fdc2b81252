"""The flow of a filing: received → checked → submitted → approved, or returned, or discarded."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrity.errors import Refused
from integrity.workflow import Flow, Step

from .imports import applying
from .models import Filing, Term

S = Filing.Status


def nothing_bad(filing, by, today):
    if filing.bad:
        raise Refused(
            _("%(filing)s has %(n)d rows with errors; mend the file and import it again, or submit only the good rows.")
            % {"filing": filing, "n": filing.bad}
        )


def something_bad(filing, by, today):
    if not filing.bad:
        raise Refused(_("%(filing)s has no errors; submit it whole.") % {"filing": filing})


def something_to_file(filing, by, today):
    if not filing.new + filing.changed:
        raise Refused(_("%(filing)s holds nothing new: every good row is already filed as it stands.") % {"filing": filing})


def another_person(filing, by, today):
    if by.pk in (filing.made_by_id, filing.submitted_by_id):
        raise Refused(_("You entered %(filing)s, so a colleague must decide on it.") % {"filing": filing})


def submit(filing, *, by, reason, today):
    filing.submitted_by, filing.submitted_at = by, timezone.now()


def submit_good(filing, *, by, reason, today):
    filing.good_only = True
    submit(filing, by=by, reason=reason, today=today)


def approve(filing, *, by, reason, today):
    filing.decided_by, filing.decided_at = by, timezone.now()
    applying.apply(filing, term=Term.days_of("report", today))


def send_back(filing, *, by, reason, today):
    filing.decided_by, filing.decided_at = by, timezone.now()


def discard(filing, *, by, reason, today):
    # In SQL: the ORM would first look for records among a hundred thousand rows. What became a record, the database keeps.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM archives_rowcheck WHERE filing_id = %s", [filing.pk])
        cursor.execute("DELETE FROM archives_filedrow WHERE filing_id = %s", [filing.pk])


FILING = Flow(
    name="filing",
    initial=S.RECEIVED,
    steps=(
        Step("check", (S.RECEIVED,), S.CHECKED, gettext_lazy("Check against the archive"), by_system=True),
        Step(
            "submit",
            (S.CHECKED,),
            S.SUBMITTED,
            gettext_lazy("Submit for review"),
            gettext_lazy("The credit office is asked to decide. Until then nothing is shown."),
            rules=(nothing_bad, something_to_file),
            effect=submit,
        ),
        Step(
            "submit_good",
            (S.CHECKED,),
            S.SUBMITTED,
            gettext_lazy("Submit only the good rows"),
            gettext_lazy("Rows with errors stay out; the others go to the credit office."),
            needs_reason=True,
            rules=(something_bad, something_to_file),
            effect=submit_good,
        ),
        Step(
            "approve",
            (S.SUBMITTED,),
            S.APPROVED,
            gettext_lazy("Approve and publish"),
            gettext_lazy("All rows become records at once; what is public appears on the portal immediately."),
            decides=True,
            rules=(another_person,),
            effect=approve,
        ),
        Step(
            "return",
            (S.SUBMITTED,),
            S.RETURNED,
            gettext_lazy("Return to the unit"),
            gettext_lazy("Nothing is filed. The unit sees your reason and files again."),
            needs_reason=True,
            decides=True,
            rules=(another_person,),
            effect=send_back,
        ),
        Step(
            "discard",
            (S.RECEIVED, S.CHECKED, S.RETURNED),
            S.DISCARDED,
            gettext_lazy("Discard"),
            gettext_lazy("The staged rows are deleted; the trail of the filing stays."),
            needs_reason=True,
            effect=discard,
        ),
    ),
)
