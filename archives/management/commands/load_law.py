"""Load the catalogue, period rules, tier rules, terms, reporting duties, and the working-day calendar. Only adds; safe to repeat."""

from django.core.management.base import BaseCommand, CommandError

from archives import law
from integrity import calendar
from integrity.errors import Refused
from integrity.models import CalendarDay


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        try:
            added = law.load() + law.load_duties()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if not CalendarDay.objects.exists():
            added += calendar.seed(2015, 2030)
        self.stdout.write(f"Law: {added} entries added.")
