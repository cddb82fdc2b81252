"""Print every state that the demo city shows, with how many are in it; fails if one is empty."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archives.demo import states


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--digest", action="store_true", help="also a fingerprint of what is filed")

    def handle(self, *args, digest, **options):
        found = [*states.table(timezone.localdate()), *states.further()]
        for group, state, count in found:
            self.stdout.write(f"{group:<16} {state:<36} {count:>9,}")
        if digest:
            self.stdout.write(states.digest())
        # A file that was received waits for the worker and is checked ten seconds later at most.
        if empty := [f"{group}: {state}" for group, state, count in found if not count and state != "received"]:
            raise CommandError("Nothing is in the state " + "; ".join(empty) + ".")
