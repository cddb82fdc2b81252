"""``migrate``, with the public views taken down before and built again after (test databases get them too)."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from integrity import wall


class Command(Migrate):
    def handle(self, *args, **options):
        dry = options["plan"] or options["check_unapplied"]
        if dry or connections[options["database"]].vendor != "postgresql":
            super().handle(*args, **options)
            return
        wall.drop_views()
        # Half of the history of another version may be applied by a named target; the views need all of it.
        super().handle(*args, **options)
        if not options["app_label"]:
            wall.build()
