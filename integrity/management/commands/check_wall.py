"""Compare the rights in the database with the reviewed list; ``--write`` writes the list anew for review."""

from django.core.management.base import BaseCommand, CommandError

from integrity import wall


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="write integrity/wall.txt from the database")

    def handle(self, *args, write, **options):
        if write:
            wall.GOLDEN.write_text("\n".join(wall.describe()) + "\n", encoding="utf-8")
            self.stdout.write(f"Wrote {wall.GOLDEN.name}; read the change before you commit it.")
        elif changed := wall.difference():
            raise CommandError("The wall differs:\n" + "\n".join(changed))
        else:
            self.stdout.write("The wall stands.")
