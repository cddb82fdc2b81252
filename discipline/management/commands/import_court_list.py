"""Take in a list of a court: public bodies on it open their cases, in the name of the office of the officer who takes it in.

A sheet with bad rows enters nothing unless --accept-good is given. What is no public body is told and passed over.
"""

from __future__ import annotations

from archives.imports.command import SheetCommand
from discipline.court import entries, sheets


class Command(SheetCommand):
    help = __doc__
    layout = sheets.LAYOUT

    def must(self, by, today):
        entries.must_be_officer(by, today)
