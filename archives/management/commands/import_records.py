"""Import an official file: decoded, checked, and filed for a second person's decision.

A file with bad rows files nothing unless --accept-good is given. With --approve-by a second person approves at once.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from archives import actions
from archives.imports import reading
from archives.imports.command import ImportCommand
from archives.imports.layouts import LAYOUTS
from archives.models import Filing, Subject
from archives.reports import row_errors
from integrity.errors import Refused
from integrity.workflow import advance

REPORTED = ("row", "column", "value", "rule", "message")


class Command(ImportCommand):
    help = __doc__
    file_help = "CSV, XLSX or XLS in an official layout"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--unit", required=True, help="unified social credit code of the filing unit")
        parser.add_argument("--layout", default="", choices=["", *sorted(LAYOUTS)], help="left out, the header says which it is")
        parser.add_argument("--approve-by", help="user name of the officer who approves at once")

    def imported(self, stream, by, o):
        unit, approver = self._unit(o["unit"]), self.account(o["approve_by"]) if o["approve_by"] else None
        result, filing = self._import(stream, unit, by, approver, o)
        return result, self._said(filing)

    @transaction.atomic
    def _import(self, stream, unit, by, approver, o) -> tuple[dict, Filing | None]:
        actions.must_be_clerk(by, unit)
        sha256 = reading.digest(stream)
        if not o["dry_run"] and (earlier := actions.filed_before(unit=unit, layout=o["layout"], sha256=sha256)):
            return {"rows": earlier.rows, "accepted": 0, "rejected": 0, "unchanged": earlier.rows, "errors": []}, None
        keep = transaction.savepoint()
        filing = actions.receive_file(unit=unit, by=by, stream=stream, filename=o["file"], layout=o["layout"], sha256=sha256)
        filing = actions.check_filing(filing=filing)
        errors = [{key: error[key] for key in REPORTED} for error in row_errors(filing)]
        files = bool(filing.new + filing.changed) and (not filing.bad or o["accept_good"])
        result = {
            "rows": filing.rows,
            "accepted": filing.new + filing.changed if files else 0,
            "rejected": filing.bad,
            "unchanged": filing.unchanged,
            "errors": errors,
        }
        if o["dry_run"] or not files:
            transaction.savepoint_rollback(keep)
            return result, None
        step, reason = ("submit_good", "--accept-good") if filing.bad else ("submit", "")
        filing = advance(filing, step, by=by, reason=reason)
        if approver:
            filing = advance(filing, "approve", by=approver, seen=filing.revision)
        return result, filing

    @staticmethod
    def _said(filing: Filing | None) -> str:
        if filing is None:
            return "Nothing was filed."
        if filing.status == Filing.Status.APPROVED:
            return f"{filing}: approved."
        return f"{filing}: awaits the decision of the credit office."

    @staticmethod
    def _unit(code: str) -> Subject:
        try:
            return Subject.objects.bodies().get(code=code.upper())
        except Subject.DoesNotExist:
            raise Refused(_("No unit has the code %(code)s; register it first, or compare its 18 characters.") % {"code": code}) from None
