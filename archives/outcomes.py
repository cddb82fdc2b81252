"""The outcome of a procedure that the credit office verified becomes a record by itself: filed and submitted in one, for a second officer.

Nobody types it: the app above says what came out, and a colleague of who verified it approves or returns the filing like any other.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.workflow import advance

from .determined import not_filed
from .imports import form
from .models import Authority, CatalogueItem, Filing, Membership, Role, Subject
from .models.panel import stages_of
from .reports import row_errors

OFFICE = ("submitted", "forwarded")


@transaction.atomic
def file_outcome(*, unit: Subject, subject: Subject, item_code: str, data: dict, by: User, today: date) -> Filing:
    """File one record about ``subject`` and submit it; ``by`` is the officer who verified what it says.

    ``unit``: in whose name, the credit office that verified or, about a civil servant, the organ that manages the person. ``data``: as of :func:`archives.actions.file_form`.
    Raises ``PermissionDenied`` for who is no officer, :class:`Refused` with the faults of a row that cannot be; then nothing is kept.
    """
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office files what it verified."))
    item = CatalogueItem.on(item_code, today)
    if item is None:
        raise Refused(
            _("No edition of the catalogue in force holds the item %(item)s; nothing outside it may be filed.") % {"item": item_code}
        )
    stages = [stage for stage in stages_of(item, unit) if stage in OFFICE]
    filing = Filing.objects.create(
        unit=unit,
        person=subject if subject.is_person else None,
        item_code=item_code,
        source=Filing.Source.OUTCOME,
        rows=1,
        made_by=by,
        stages=stages or ["submitted"],
    )
    filing.refresh_from_db()
    try:
        row = form.filed_row(filing, {**data, "subject_code": subject.code, "subject_name": subject.name}, today=today)
    except ValidationError as error:
        raise not_filed(error.message_dict) from None
    row.save(force_insert=True)
    from .actions import check_filing  # which knows the flow

    filing = check_filing(filing=filing)
    if filing.bad:
        found = next(row_errors(filing))
        raise not_filed({found["column"]: [found["message"]]})
    return advance(filing, "submit", by=by, today=today)


def organ_of(person: Subject, today: date) -> Subject | None:
    """The personnel organ that manages ``person`` on ``today``, under which a record about the person is filed."""
    held = Authority.objects.held(today).select_related("organ").filter(person=person).first()
    return held and held.organ
