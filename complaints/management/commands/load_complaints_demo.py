"""File the complaints of the demo city. Safe to repeat: where complaints are, nothing happens."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from complaints import demo
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo files invented complaints; set DEMO=1 if this is no real registry.")
        try:
            if not demo.load(self._say):
                self._say("There are complaints already.")
        except Refused as refusal:
            raise CommandError(f"No complaint of the demo was kept: {refusal}") from refusal

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
