"""Draft commitments from a sheet, one a row; each is submitted for publication afterwards.

A sheet with bad rows enters nothing unless --accept-good is given.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from archives.imports.command import SheetCommand
from commitments import duties, sheets


class Command(SheetCommand):
    help = __doc__
    layout = sheets.LAYOUT

    def must(self, by, today):
        if not duties.drafts_for(by, today).exists():
            raise PermissionDenied(_("Only clerks and heads of units draft commitments."))
