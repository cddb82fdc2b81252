"""File the letters, signings and template drafts of the demo city. Safe to repeat: where letters are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from commitments.letters import demo
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo files invented letters; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load(self._say):
                self._say("There are letters already.")
        except Refused as refusal:
            raise CommandError(f"No letter of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
