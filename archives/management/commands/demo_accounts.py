"""Print the accounts of the demo: role, name, user name, password, and what to try with each."""

from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError

from archives.demo import loading
from archives.demo.city import CITIZEN, PASSWORD, PEOPLE

HEAD = ("role", "name", "user name", "password", "try")


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not loading.founded():
            raise CommandError("The demo city is not there; load it with `./run manage load_demo`.")
        table = [HEAD, *((p.title, p.name, p.username, PASSWORD, p.tries) for p in (*PEOPLE, CITIZEN))]
        widths = [max(map(width, column)) for column in zip(*table, strict=True)]
        for row in table:
            cells = [cell + " " * (full - width(cell)) for cell, full in zip(row, widths, strict=True)]
            self.stdout.write("  ".join(cells).rstrip())


def width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
