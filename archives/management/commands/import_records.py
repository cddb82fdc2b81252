"""Import an official file: decoded, checked, and filed for a second person's decision.

A file with bad rows files nothing unless --accept-good is given. With --approve-by a second person approves at once.
"""

from __future__ import annotations

import json
import sys

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from archives import actions
from archives.imports import reading
from archives.imports.layouts import LAYOUTS
from archives.models import Filing, Subject
from archives.reports import row_errors
from integrity.errors import Refused
from integrity.workflow import advance

REPORTED = ("row", "column", "value", "rule", "message")


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV, XLSX or XLS in an official layout")
        parser.add_argument("--unit", required=True, help="unified social credit code of the filing unit")
        parser.add_argument("--by", required=True, help="user name of the information clerk")
        parser.add_argument("--layout", default="", choices=["", *sorted(LAYOUTS)], help="left out, the header says which it is")
        parser.add_argument("--dry-run", action="store_true", help="check and report, keep nothing")
        parser.add_argument("--accept-good", action="store_true", help="file the good rows although others have errors")
        parser.add_argument("--approve-by", help="user name of the officer who approves at once")
        parser.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")

    def handle(self, *args, **o):
        try:
            unit, by = self._unit(o["unit"]), self._user(o["by"])
            approver = self._user(o["approve_by"]) if o["approve_by"] else None
            with open(o["file"], "rb") as stream:
                result, filing = self._import(stream, unit, by, approver, o)
        except OSError as error:
            self._refused(_("%(file)s cannot be read (%(why)s); name a file that can.") % {"file": o["file"], "why": error.strerror}, o)
        except (Refused, PermissionDenied) as refusal:
            self._refused(str(refusal), o)
        self._print(result, filing, o)
        if result["rejected"] and not o["accept_good"]:
            sys.exit(1)

    def _refused(self, sentence: str, o) -> None:
        """The whole file, or who files it, is refused: with --json the documented object, and always status 1."""
        if o["json"]:
            error = {"row": 0, "column": "", "value": "", "rule": "refused", "message": sentence}
            self.stdout.write(json.dumps({"rows": 0, "accepted": 0, "rejected": 0, "unchanged": 0, "errors": [error]}, ensure_ascii=False))
        raise CommandError(sentence)

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

    def _print(self, result, filing, o):
        if o["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for error in result["errors"][:200]:
            self.stdout.write(f"row {error['row']}, {error['column'] or '—'} {error['value']!r}: {error['message']}")
        if len(result["errors"]) > 200:
            self.stdout.write(f"… and {len(result['errors']) - 200} more; --json prints them all")
        self.stdout.write("rows {rows}, accepted {accepted}, rejected {rejected}, unchanged {unchanged}".format(**result))
        if o["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
        elif filing is None:
            self.stdout.write("Nothing was filed.")
        elif filing.status == Filing.Status.APPROVED:
            self.stdout.write(f"{filing}: approved.")
        else:
            self.stdout.write(f"{filing}: awaits the decision of the credit office.")

    @staticmethod
    def _unit(code: str) -> Subject:
        try:
            return Subject.objects.bodies().get(code=code.upper())
        except Subject.DoesNotExist:
            raise Refused(_("No unit has the code %(code)s; register it first, or compare its 18 characters.") % {"code": code}) from None

    @staticmethod
    def _user(name: str) -> User:
        try:
            return User.objects.get(username=name, is_active=True)
        except User.DoesNotExist:
            raise Refused(_("There is no active account %(name)s.") % {"name": name}) from None
