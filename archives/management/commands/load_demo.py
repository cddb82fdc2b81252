"""Found the demo city and file the sample files. Safe to repeat: where the demo is, nothing happens."""

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from archives.demo import loading
from archives.models import CatalogueItem
from integrity.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo has accounts whose password everybody knows; set DEMO=1 if this is no real registry.")
        if loading.founded():
            self.stdout.write("The demo city is there already.")
            return
        if not CatalogueItem.objects.exists():
            raise CommandError("The law is not loaded; run `./run manage load_law` first, under the login of the owner.")
        if "load_standard" in get_commands():
            call_command("load_standard", str(settings.BASE_DIR / "standards" / "bodies-2026.yaml"), stdout=self.stdout)
        try:
            if not loading.load(self._say):
                self._say("The demo city is there already.")
        except Refused as refusal:
            raise CommandError(f"Nothing of the demo was kept: {refusal}") from refusal
        for further in ("load_discipline_demo", "load_complaints_demo", "load_objections_demo", "load_repairs_demo", "load_commitments_demo"):
            if further in get_commands():
                call_command(further, stdout=self.stdout)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
