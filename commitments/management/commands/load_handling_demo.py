"""Enter the handling times of the demo city. Safe to repeat: where handling times are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.handling import demo
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=1, metavar="N", help="1 makes some 50,000 handling times")

    def handle(self, *args, scale, **options):
        if not settings.DEMO:
            raise CommandError("The demo has invented handling times; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load(self._say, scale):
                self._say("There are handling times already, or no lists of powers.")
        except Refused as refusal:
            raise CommandError(f"No further handling time of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
