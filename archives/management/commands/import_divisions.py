"""Take in the list of division codes (GB/T 2260) with their past: the whole file or nothing of it. Safe to repeat.

Columns: 代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码; UTF-8, with or without BOM.
"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from archives import divisions
from integrity.errors import Refused

SHOWN = 100


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV as described above")
        parser.add_argument("--dry-run", action="store_true", help="check and report, keep nothing")

    def handle(self, *args, file, dry_run, **options):
        try:
            with open(file, encoding="utf-8-sig", newline="") as stream:
                outcome = divisions.take_in(stream, dry_run=dry_run)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be read (%(why)s); name a file that can.") % {"file": file, "why": error.strerror}
            ) from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if outcome.faults:
            for fault in outcome.faults[:SHOWN]:
                self.stderr.write(str(fault))
            if len(outcome.faults) > SHOWN:
                self.stderr.write(f"… and {len(outcome.faults) - SHOWN} more")
            raise CommandError(_("%(n)d faults; nothing was taken in.") % {"n": len(outcome.faults)})
        unchanged = outcome.rows - outcome.added - outcome.changed
        self.stdout.write(f"Divisions: {outcome.rows} rows, {outcome.added} new, {outcome.changed} changed, {unchanged} unchanged.")
        if dry_run:
            self.stdout.write("Dry run: nothing was kept.")
