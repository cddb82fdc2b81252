"""Enter tickets from a sheet of the hotline, the mayor's mailbox or the petition office; a colleague decides on each.

A sheet with bad rows enters nothing unless --accept-good is given. What complainants wrote or are is printed nowhere.
"""

from __future__ import annotations

import json
import sys

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from complaints import actions, sheets
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV, XLSX or XLS with the columns of the template")
        parser.add_argument("--by", required=True, help="user name of who enters")
        parser.add_argument("--dry-run", action="store_true", help="look and report, keep nothing")
        parser.add_argument("--accept-good", action="store_true", help="enter the good rows although others have errors")
        parser.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")

    def handle(self, *args, **o):
        today = timezone.localdate()
        try:
            by = User.objects.filter(username=o["by"], is_active=True).first()
            if by is None:
                raise Refused(_("There is no active account %(name)s.") % {"name": o["by"]})
            if not actions.may_enter(by, today):
                raise PermissionDenied(_("Only the credit office enters complaints."))
            with open(o["file"], "rb") as stream:
                sheet = sheets.looked_at(stream, o["file"], by=by, today=today)
            enters = bool(sheet.good) and not o["dry_run"] and (not sheet.errors or o["accept_good"])
            made = sheets.enter(sheet.good, by=by, today=today) if enters else 0
        except OSError as error:
            self._refused(_("%(file)s cannot be read (%(why)s); name a file that can.") % {"file": o["file"], "why": error.strerror}, o)
        except (Refused, PermissionDenied) as refusal:
            self._refused(str(refusal), o)
        self._print(sheet.report(len(sheet.good) if o["dry_run"] and (not sheet.errors or o["accept_good"]) else made), o)
        if sheet.errors and not o["accept_good"]:
            sys.exit(1)

    def _refused(self, sentence: str, o) -> None:
        if o["json"]:
            error = {"row": 0, "column": "", "value": "", "rule": "refused", "message": sentence}
            self.stdout.write(json.dumps({"rows": 0, "accepted": 0, "rejected": 0, "unchanged": 0, "errors": [error]}, ensure_ascii=False))
        raise CommandError(sentence)

    def _print(self, result: dict, o) -> None:
        if o["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        for error in result["errors"]:
            self.stdout.write(f"row {error['row']}, {error['column'] or '—'} {error['value']!r}: {error['message']}")
        self.stdout.write("rows {rows}, accepted {accepted}, rejected {rejected}, unchanged {unchanged}".format(**result))
        if o["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")
