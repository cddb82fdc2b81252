"""Make the fourteen services of every township of the demo city. Safe to repeat and to stop: it goes on where it was."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments import demo
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo makes invented commitments; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load_services(self._say):
                self._say("The services of the townships are there already.")
        except Refused as refusal:
            raise CommandError(f"A commitment of the demo was not kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
