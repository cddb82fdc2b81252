"""Open the cases and joint actions of the demo city. Safe to repeat: where they are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from discipline import demo, demo_linked, demo_measures
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo opens invented cases; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load(self._say):
                self._say("There are cases already.")
            if not demo_measures.load(self._say):
                self._say("There are joint actions already.")
            if not demo_linked.load(self._say):
                self._say("There are linked persons already, or no enterprise was penalised.")
        except Refused as refusal:
            raise CommandError(f"No case of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
