"""Let the generated part of the demo city grow: six years of it. Safe to repeat and to stop: it goes on where it was."""

from datetime import date

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archives.demo import growing, loading
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--scale", type=float, metavar="N", help="1 (the default) makes some 40,000 records, 10 ten times as many"
        )
        parser.add_argument("--seed", type=int, default=growing.SEED, metavar="N", help="another seed makes another city")
        parser.add_argument("--start", type=date.fromisoformat, metavar="DAY", help="the day up to which six years are made (today)")

    def handle(self, *args, scale, seed, start, **options):
        if not settings.DEMO:
            raise CommandError("The demo city is invented; set DEMO=1 if this is no real registry.")
        if not loading.founded():
            raise CommandError("The accounts of the demo are not there; run `./run manage load_demo` first.")
        kept, scale = growing.Terms.kept(), 1 if scale is None else scale
        if kept:  # a city begun is finished as it was begun
            seed, start, scale = kept.seed, kept.start, kept.scale
        start = start or timezone.localdate()
        if start > timezone.localdate():
            raise CommandError("The city cannot be older than today: decisions of the future are refused.")
        if start < growing.EARLIEST:
            raise CommandError(f"The catalogue holds all that the city files only from {growing.EARLIEST.isoformat()} on; start on that day or later.")
        if not 0.01 <= scale <= 30:
            raise CommandError("The scale lies between 0.01 and 30.")
        try:
            made = growing.grow(growing.Terms(seed, start, scale), self._say)
        except Refused as refusal:
            raise CommandError(f"The city could not grow further: {refusal}") from refusal
        what = f"The generated city (seed {seed}, {start.isoformat()}, scale {scale:g})"
        self._say(f"{what} is complete." if made else f"{what} is there already.")
        for further in ("load_services_demo",):
            if further in get_commands():
                call_command(further, stdout=self.stdout)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
