"""Put the lists of powers of the demo city on file. Safe to repeat: where lists are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from archives.demo import powers
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo has invented lists of powers; set DEMO=1 if this is no real registry.")
        try:
            if not powers.load(self._say):
                self._say("There are lists of powers already.")
        except Refused as refusal:
            raise CommandError(f"No further list of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
