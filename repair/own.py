"""Where whoever objected finds the objection again: on the home page, in the own archive, on the record and at the decision."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from archives import people_views
from archives.documents import views as documents

from . import pages, papers
from .models import Objection

SHOWN = 5


def filed_by(user):
    """The objections that ``user`` filed in person, the latest first."""
    return Objection.objects.filter(made_by=user, channel=Objection.Channel.SELF).order_by("-pk")


def to_record(user, number: str) -> Objection | None:
    """The objection of ``user`` to that record which has not ended."""
    return filed_by(user).open().filter(record_no=number).first()


def on_home(user, today) -> list[dict]:
    """What was filed and where it lies; what ended stays a month, so that the answer is found."""
    recent = Q(decided_on__gte=today - timedelta(days=31)) | Q(decided_on__isnull=True)
    return [
        {
            "title": str(objection),
            "url": reverse("staff_objection", args=[objection.pk]),
            "detail": _("to record %(number)s") % {"number": objection.record_no},
            "where": _("Credit office"),
            "state": pages.STATES[objection.status],
            "state_label": objection.get_status_display(),
            "who": pages.who_acts(objection) or "—",
        }
        for objection in filed_by(user).filter(recent)[:SHOWN]
    ]


def of_person(person, today) -> dict | None:
    """The part of the own archive: every objection to a record about that person which the person filed."""
    rows = Objection.objects.filter(version__subject=person, channel=Objection.Channel.SELF).order_by("-pk")
    return {"template": "staff/own_objections.html", "rows": list(rows)} if rows else None


def behind(document, user) -> tuple[str, str] | None:
    """The way from the decision to its objection, for who filed it or handles it."""
    if document.about_kind != papers.LABEL:
        return None
    found = Objection.objects.visible_to(user).filter(pk=document.about_id).first()
    return (reverse("staff_objection", args=[found.pk]), str(found)) if found else None


people_views.OWN_PARTS.append(of_person)
documents.BEHIND.append(behind)
