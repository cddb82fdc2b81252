"""Load a scoring standard from a YAML file. The same file again changes nothing; a changed one is refused."""

from django.core.management.base import BaseCommand, CommandError

from integrity.errors import Refused
from scoring import actions


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        try:
            with open(file, "rb") as stream:
                standard, new = actions.load_standard(stream=stream)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal}") from refusal
        what = "loaded" if new else "already loaded, nothing changed"
        self.stdout.write(
            f"{standard.code}: {what}; {standard.rules.count()} rules, {standard.bands.count()} bands, from {standard.valid_from}."
        )
