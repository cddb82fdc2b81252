"""Enter the handling times 办件 of a unit from a file: number, code of the matter, accepted, finished, how often material was asked again.

Clerk and head of the unit and the credit office may; the staff site has a page for the same (``handling/import/``). A file with bad rows
enters nothing unless --accept-good is given; the same file again changes nothing. No personal data: a column that is not one of these is
refused.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from archives.imports.command import ImportCommand
from archives.models import Subject
from commitments.handling.sheet import HEADERS, import_file
from integrity.errors import Refused


class Command(ImportCommand):
    help = __doc__
    file_help = f"CSV, XLSX or XLS with the columns {'、'.join(HEADERS.values())}"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, help="unified social credit code of the unit that handled the applications")

    def imported(self, stream, by, o):
        unit = Subject.objects.bodies().filter(code=o["unit"].upper()).first()
        if unit is None:
            raise Refused(_("No unit has the code %(code)s; register it first, or compare its 18 characters.") % {"code": o["unit"]})
        result = import_file(stream, o["file"], unit=unit, by=by, keep=not o["dry_run"], accept_good=o["accept_good"])
        return result, ""
