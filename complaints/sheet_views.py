"""The page on which a sheet of tickets is looked at and entered."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archives.sheet_views import SheetPages

from . import actions, sheets
from .forms import found_body
from .models import Ticket


def _must_enter(user) -> None:
    if not actions.may_enter(user, timezone.localdate()):
        raise PermissionDenied(_now("Only the credit office enters complaints."))


def _cells(row: dict) -> list:
    """What is shown of a good row: nothing of the complainant."""
    channel, kind = Ticket.Channel(row["channel"]).label, Ticket.Kind(row["kind"]).label
    return [row["source_no"], channel, found_body(row["accused"]), kind, row["received_on"]]


def _done(n: int) -> str:
    words = ngettext("%(n)d complaint entered. A colleague decides on it.", "%(n)d complaints entered. A colleague decides on each.", n)
    return words % {"n": n}


sheet, template = SheetPages(
    layout=sheets.LAYOUT,
    title=_("Enter complaints from a sheet"),
    lead=_(
        "What the hotline, the mayor’s mailbox or the petition office hands over as a table. It is looked at first; nothing is kept before you enter it."
    ),
    whole=_("All rows are entered, or none. A colleague decides on each."),
    list_name="complaints_ticket",
    list_title=_("Tickets"),
    template_name="staff_ticket_sheet_template",
    filename="tickets.csv",
    must=_must_enter,
    heads=[_("Number at the channel"), _("Channel"), _("Body complained of"), _("Kind"), _("Received on")],
    cells=_cells,
    done=_done,
    example=lambda: sheets.EXAMPLE,
).views()
