"""Collective signing 集体签名承诺 (S1 一（五）): an event at which the staff of bodies sign one commitment together, and who signed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Membership, Role
from integrity.models import Entry, Numbered

from .commitment import by


class SigningQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Everybody at work what is confirmed; what is not, the organising unit, officers and auditors."""
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if not roles - {Role.SECURITY}:
            return self.none()
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return self
        own = Membership.objects.held(today).filter(user=user, user__is_active=True).exclude(role=Role.SECURITY).values("unit")
        return self.filter(Q(status=Signing.Status.CONFIRMED) | Q(unit__in=own))


class Signing(Numbered, Entry):
    """One event. Once another person has confirmed it, it is public with the units and how many of each signed, and it is fixed."""

    class Status(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        CONFIRMED = "confirmed", _("confirmed, public")
        DISCARDED = "discarded", _("discarded")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("organising unit"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    held_on = models.DateField(pgettext_lazy("signing", "held on"))
    place = models.CharField(_("place"), max_length=120)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFTED)
    confirmed_by = by(_("confirmed by"))
    confirmed_on = models.DateField(_("confirmed on"), null=True, editable=False)
    document = models.OneToOneField(
        "archives.Document", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("certificate")
    )

    objects = SigningQuerySet.as_manager()

    class Meta:
        verbose_name = _("collective signing")
        verbose_name_plural = _("collective signings")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(name="signing_says_something", condition=Q(title__gt="", text__gt="", place__gt="")),
            models.CheckConstraint(
                name="signing_confirmation_is_whole",
                condition=Q(status="confirmed", confirmed_by__isnull=False, confirmed_on__isnull=False, document__isnull=False)
                | ~Q(status="confirmed") & Q(confirmed_by__isnull=True, confirmed_on__isnull=True, document__isnull=True),
            ),
            models.CheckConstraint(name="signing_four_eyes", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("made_by"))),
        ]

    def __str__(self) -> str:
        return str(_("Collective signing %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from ..signings.flow import SIGNING

        return SIGNING

    def may(self, by, step, today) -> bool:
        """Clerks, head, officers and personnel of the organising unit; who is the second one is a rule of the step"""
        from archives.documents.actions import works_in

        return works_in(by, self.unit, today)


class Signatory(models.Model):
    """Who signed: a civil servant of the register, entered by the organ that manages the person, or a name on a unit's list.

    ``name`` is what was signed, also of a civil servant; names are for staff, the public reads units and numbers.
    """

    signing = models.ForeignKey(Signing, models.PROTECT, related_name="signatories", verbose_name=_("collective signing"))
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("unit"))
    person = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("civil servant"))
    name = models.CharField(_("name"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    # Entered by mistake: before the confirmation a name is struck, and stays in the trail.
    struck = models.BooleanField(_("struck"), default=False, editable=False)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["unit", "id"]
        constraints = [
            models.CheckConstraint(name="signatory_has_a_name", condition=Q(name__gt="")),
            models.UniqueConstraint(name="signatory_person_once", fields=["signing", "person"], condition=Q(struck=False)),
            models.UniqueConstraint(
                name="signatory_name_once", fields=["signing", "unit", "name"], condition=Q(struck=False, person__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name
