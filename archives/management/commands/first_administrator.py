"""Make the first account of an installation: its security administrator, who then makes all the others."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archives.body_names import body_name
from archives.identifiers import uscc_fault
from archives.models import Membership, Subject
from archives.models.membership import Role


class Command(BaseCommand):
    help = "Make the first security administrator, with a password that must be changed at the first login."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--unit", required=True, help="unified social credit code of the unit, which is made if it is not there")
        parser.add_argument("--unit-name", default="", help="its name, where it is made")

    @transaction.atomic
    def handle(self, *args, username, name, unit, unit_name, **options):
        if Membership.objects.held().filter(role=Role.SECURITY).exists():
            raise CommandError("There is a security administrator already; that person makes further accounts on the staff site.")
        if fault := uscc_fault(unit):
            raise CommandError(f"--unit {unit}: {fault}")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is an account {username} already; choose another user name.")
        body = Subject.objects.filter(code=unit).first()
        if body is None:
            if not unit_name:
                raise CommandError(f"There is no unit {unit} yet; give its name with --unit-name to make it.")
            try:
                unit_name = body_name(unit_name)
            except ValidationError as fault:
                raise CommandError(f"--unit-name {unit_name}: {fault.messages[0]}") from None
            body = Subject.objects.create(code=unit, name=unit_name, kind=Subject.Kind.ORGAN)
        password = secrets.token_urlsafe(12)
        user = User(username=username, name=name, is_staff=True)
        user.set_password(password)
        user.must_change_password = True  # after it was set, because one's own would not have to be
        user.save()
        Membership.objects.create(user=user, unit=body, role=Role.SECURITY, from_on=timezone.localdate())
        self.stdout.write(f"Made {username}. Password for the first login, shown once: {password}")
