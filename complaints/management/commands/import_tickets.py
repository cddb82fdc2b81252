"""Enter tickets from a sheet of the hotline, the mayor's mailbox or the petition office; a colleague decides on each.

A sheet with bad rows enters nothing unless --accept-good is given. What complainants wrote or are is printed nowhere.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from archives.imports.command import SheetCommand
from complaints import actions, sheets


class Command(SheetCommand):
    help = __doc__
    layout = sheets.LAYOUT

    def must(self, by, today):
        if not actions.may_enter(by, today):
            raise PermissionDenied(_("Only the credit office enters complaints."))
