"""The page on which a sheet of commitments is looked at and entered."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archives.sheet_views import SheetPages

from . import duties, sheets
from .models import Version


def _must_draft(user) -> None:
    if not duties.drafts_for(user, timezone.localdate()).exists():
        raise PermissionDenied(_now("Only clerks and heads of units draft commitments."))


def _cells(row: dict) -> list:
    return [row["unit"], row["title"], Version.Yardstick(row["yardstick"]).label, row["due_on"]]


def _done(n: int) -> str:
    return ngettext("%(n)d commitment drafted.", "%(n)d commitments drafted.", n) % {"n": n}


sheet, template = SheetPages(
    layout=sheets.LAYOUT,
    title=_("Draft commitments from a sheet"),
    lead=_(
        "One row is one draft. It is looked at first; nothing is kept before you enter it, and nothing is public before the credit office agrees."
    ),
    whole=_("All rows are drafted, or none. Submit each for publication afterwards."),
    list_name="commitments_commitment",
    list_title=_("Commitments"),
    template_name="staff_commitment_sheet_template",
    filename="commitments.csv",
    must=_must_draft,
    heads=[_("Unit"), _("Title"), _("Yardstick"), _("Due on")],
    cells=_cells,
    done=_done,
    example=lambda: sheets.EXAMPLE,
).views()
