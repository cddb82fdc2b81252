"""What every command that imports a file takes, refuses and reports alike: ``import_records`` and those of sheets."""

from __future__ import annotations

import json
import sys

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused

from .sheets import Entered, Layout

PRINTED = 200  # errors that are printed; --json prints all


class ImportCommand(BaseCommand):
    """A file goes in by an account; a file with bad rows keeps nothing unless --accept-good is given.

    Exit status 1 where rows were rejected and the good ones alone not wanted, and where the file as a whole, or who imports it, is
    refused: then with --json the documented object with one error of row 0.
    """

    file_help = "CSV, XLSX or XLS with the columns of the template"

    def add_arguments(self, parser):
        parser.add_argument("file", help=self.file_help)
        parser.add_argument("--by", required=True, help="user name of who imports it")
        parser.add_argument("--dry-run", action="store_true", help="look and report, keep nothing")
        parser.add_argument("--accept-good", action="store_true", help="keep the good rows although others have errors")
        parser.add_argument("--json", action="store_true", help="print the result as JSON and nothing else")

    def imported(self, stream, by: User, o) -> tuple[dict, str]:
        """Import the open file; answers the result, and what is printed below it."""
        raise NotImplementedError

    def handle(self, *args, **o):
        try:
            by = self.account(o["by"])
            with open(o["file"], "rb") as stream:
                result, said = self.imported(stream, by, o)
        except OSError as error:
            self._refused(_("%(file)s cannot be read (%(why)s); name a file that can.") % {"file": o["file"], "why": error.strerror}, o)
        except (Refused, PermissionDenied) as refusal:
            self._refused(str(refusal), o)
        self._print(result, said, o)
        if result["rejected"] and not o["accept_good"]:
            sys.exit(1)

    @staticmethod
    def account(name: str) -> User:
        try:
            return User.objects.get(username=name, is_active=True)
        except User.DoesNotExist:
            raise Refused(_("There is no active account %(name)s.") % {"name": name}) from None

    def _refused(self, sentence: str, o) -> None:
        if o["json"]:
            error = {"row": 0, "column": "", "value": "", "rule": "refused", "message": sentence}
            self.stdout.write(json.dumps({"rows": 0, "accepted": 0, "rejected": 0, "unchanged": 0, "errors": [error]}, ensure_ascii=False))
        raise CommandError(sentence)

    def _print(self, result: dict, said: str, o) -> None:
        if o["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        told = [*result["errors"], *result.get("passed", ())]
        for error in told[:PRINTED]:
            cell = {"row": error["row"], "column": error["column"] or "—", "value": error["value"], "message": error["message"]}
            self.stdout.write(_("Row %(row)d, column %(column)s, “%(value)s”: %(message)s") % cell)
        if len(told) > PRINTED:
            self.stdout.write(_("… and %(n)d more; --json prints them all") % {"n": len(told) - PRINTED})
        self.stdout.write(_("%(rows)d rows: %(accepted)d accepted, %(rejected)d rejected, %(unchanged)d unchanged") % result)
        said = _("Dry run: nothing was kept.") if o["dry_run"] else said
        if said:
            self.stdout.write(said)


class SheetCommand(ImportCommand):
    """Enters the rows of a sheet. ``layout``: which; ``must(by, today)`` raises ``PermissionDenied``."""

    layout: Layout

    def must(self, by: User, today) -> None:
        raise NotImplementedError

    def imported(self, stream, by, o):
        today = timezone.localdate()
        self.must(by, today)
        sheet = self.layout.looked_at(stream, o["file"], by=by, today=today)
        wanted = not sheet.errors or o["accept_good"]
        if o["dry_run"]:
            return sheet.report(*((len(sheet.good), len(sheet.updates)) if wanted else (0,))), ""
        made = self.layout.enter(sheet.good, by=by, today=today) if sheet.good and wanted else Entered()
        return sheet.report(made.made, made.updated), ""
