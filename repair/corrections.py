"""What follows when a record was wrong: everybody known to have received it is told, and the public reads a correction.

The public correction is shown at least as long as the wrong version was on display (S3a 5 "消除不良影响"). What is about a
natural person was in no list, so its correction is in none: the page of the record says that it was corrected.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.deliveries import received
from archives.models import FOREVER, Record, Scope
from integrity.errors import Refused

from .models import CorrectionNotice, Objection, PublicCorrection

DAY = timedelta(days=1)


def wrong_versions(objection: Objection) -> list[Record]:
    """The versions of the record that were known before the correction; all of them where it was revoked."""
    found = Record.objects.filter(number=objection.record_no).select_related("subject", "filing")
    if objection.filing_id:
        found = found.exclude(filing=objection.filing_id)
    return list(found.order_by("version"))


def issue(objection: Objection, *, now: datetime) -> PublicCorrection | None:
    """Tell every recipient of a wrong version, and the public; in the transaction of the decision. ``None`` if the public read nothing of it."""
    wrong = wrong_versions(objection)
    for row in received(wrong):
        CorrectionNotice.objects.create(objection=objection, recipient=row["by"], how=row["how"], received_at=row["at"])
    if (length := on_display(wrong, now)) and not wrong[-1].subject.is_person:
        return PublicCorrection.objects.create(
            objection=objection,
            record_no=objection.record_no,
            version=wrong[-1],
            kind=objection.outcome,
            changes=public_changes(objection),
            shown=(now, now + math.ceil(length / DAY) * DAY),
        )
    return None


def on_display(versions: list[Record], now: datetime) -> timedelta:
    """How long these versions were shown to the public until ``now``, all together."""
    length = timedelta(0)
    for version in versions:
        if version.scope != Scope.PUBLIC or version.shown is None:
            continue
        begins = max(version.known_from, version.shown.lower)
        ends = min(version.known_until, version.shown.upper, version.withdrawn_at or FOREVER, now)
        length += max(ends - begins, timedelta(0))
    return length


def public_changes(objection: Objection) -> list[dict]:
    """The corrected values whose field is public, as the portal prints them."""
    if objection.outcome != Objection.Outcome.CORRECTED:
        return []
    return [
        {"label": c.label, "label_en": c.label_en, "old": c.old, "new": c.new}
        for c in objection.changes.filter(filing=objection.filing_id, scope="public")
    ]


@transaction.atomic
def acknowledge(*, notice: CorrectionNotice, by: User) -> CorrectionNotice:
    """The recipient has read the notice and uses the right value from now on."""
    notice = CorrectionNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.recipient_id != by.pk:
        raise Refused(_("%(notice)s is addressed to somebody else, who acknowledges it.") % {"notice": notice})
    if notice.acknowledged_at is None:
        notice.acknowledged_at = timezone.now()
        notice.save(update_fields=["acknowledged_at"])
    return notice
