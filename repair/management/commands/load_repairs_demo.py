"""File the applications for repair of the demo city. Safe to repeat: where applications are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrity.errors import Refused
from repair.applications import demo


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo files invented applications; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load(self._say):
                self._say("There are applications already.")
        except Refused as refusal:
            raise CommandError(f"No application of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
