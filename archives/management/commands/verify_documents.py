"""Recompute the SHA-256 of every issued document and compare; exit status 1 if one differs or its file is missing."""

from django.core.management.base import BaseCommand, CommandError

from archives.documents.opening import faults
from archives.models import Document


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        found = list(faults())
        for number, what in found:
            self.stderr.write(f"{number}: {what}")
        if found:
            raise CommandError(f"{len(found)} of {Document.objects.count()} documents are not as they were issued.")
        self.stdout.write(f"{Document.objects.count()} documents are as they were issued.")
