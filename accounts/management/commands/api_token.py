"""``manage api_token USER --name WHAT [--days N]``: a token for the API, shown once; ``--revoke`` ends those of that name."""

from __future__ import annotations

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import ApiToken, User


class Command(BaseCommand):
    help = "Make a token with which another system uses the API in the name of an account. It is shown once."

    def add_arguments(self, parser):
        parser.add_argument("user")
        parser.add_argument("--name", required=True, help="which system uses it")
        parser.add_argument("--days", type=int, default=365, help="how long it is in force, at most 366 days")
        parser.add_argument("--revoke", action="store_true", help="revoke the tokens of that name instead")

    def handle(self, *args, user, name, days, revoke, **options):
        try:
            account = User.objects.get(username=user, is_active=True)
        except User.DoesNotExist:
            raise CommandError(f"There is no active account {user}.") from None
        if revoke:
            count = ApiToken.objects.filter(user=account, name=name, revoked_at__isnull=True).update(revoked_at=timezone.now())
            self.stdout.write(f"{count} revoked.")
            return
        if not 1 <= days <= 366:
            raise CommandError("A token is in force for 1 to 366 days.")
        self.stdout.write(ApiToken.issue(user=account, name=name, until_on=timezone.localdate() + timedelta(days=days)))
