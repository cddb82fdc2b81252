"""Make the commitments of the demo. Safe to repeat: where commitments are, nothing happens."""

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
            if not demo.load(self._say):
                self._say("There are commitments already.")
        except Refused as refusal:
            raise CommandError(f"A commitment of the demo was not kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
