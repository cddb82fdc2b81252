"""On the home page: documents to acknowledge, texts that await a colleague."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from archives.home import SHOWN, duty, further
from archives.models import Document, DocumentTemplate, Membership, Role, Service
from archives.models.document import AT_WORK, RECEIPTS
from archives.people import own_person
from integrity.site import home_panel

from .flow import may_draft


def to_acknowledge(user, today: date):
    """What was served to the own units, or to oneself, and was acknowledged by nobody yet; the oldest first."""
    units = Membership.objects.held(today).filter(user=user, role__in=AT_WORK, user__is_active=True).values("unit")
    open_ = Service.objects.filter(acknowledged_at__isnull=True, served_on__lte=today).exclude(document__about_kind__in=RECEIPTS).select_related("document__body")
    own = open_.filter(unit__in=units, document__in=Document.objects.visible_to(user, today))
    if person := own_person(user, today):
        own = own | open_.filter(unit=person)
    return own.order_by("served_on", "pk")


def to_approve(user, today: date):
    """Texts that a colleague drafted."""
    if not Membership.holds(user, Role.OFFICER, today):
        return DocumentTemplate.objects.none()
    return DocumentTemplate.objects.filter(status=DocumentTemplate.Status.ENTERED).exclude(made_by=user).order_by("pk")


@home_panel
def documents(request) -> dict:
    user, today = request.user, timezone.localdate()
    waiting = list(to_acknowledge(user, today))
    rows = [
        duty(
            title=_("Acknowledge %(number)s") % {"number": row.document.number},
            url=reverse("staff_document", args=[row.document_id]),
            # About a person nothing is said here: opening the document is what the read log notes.
            detail=_("%(kind)s from %(body)s, served on %(day)s")
            % {"kind": row.document.get_kind_display(), "body": row.document.body, "day": date_format(row.served_on, "Y-m-d")},
            deadline=None,
            button=_("Look"),
            today=today,
        )
        for row in waiting[:SHOWN]
    ]
    rows += further(
        [None] * max(0, len(waiting) - SHOWN),
        total=len(waiting),
        title=_("documents to acknowledge"),
        url=f"{reverse('admin:archives_document_changelist')}?mine=acknowledge",
        today=today,
    )
    rows += [
        duty(
            title=_("Approve the text: %(template)s") % {"template": text},
            url=reverse("staff_document_template", args=[text.pk]),
            detail=_("drafted by %(by)s") % {"by": text.made_by},
            deadline=None,
            button=_("Look"),
            today=today,
        )
        for text in to_approve(user, today).select_related("made_by")
    ]
    tools = [{"title": _("Texts of documents"), "url": reverse("staff_document_templates")}] if may_draft(user, today) else []
    return {"duties": rows, "tools": tools}
