"""Roles held in units between dates, read at each request."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .subject_history import ceased_sentence


class Role(models.TextChoices):
    CLERK = "clerk", _("information clerk")
    HEAD = "head", _("head of unit")
    PANEL = "panel", _("member of the review panel")
    OFFICER = "officer", _("credit office officer")
    AUDITOR = "auditor", _("auditor")
    SECURITY = "security", _("security administrator")
    PERSONNEL = "personnel", _("personnel organ")

    @classmethod
    def of(cls, user, today=None) -> set[str]:
        """All roles ``user`` holds anywhere on ``today``; none for an account that is closed."""
        if not getattr(user, "is_active", False):
            return set()
        return set(Membership.objects.held(today).filter(user=user).values_list("role", flat=True))


class MembershipQuerySet(models.QuerySet):
    def held(self, today=None):
        """In force on ``today`` (half-open: the last day is the day before ``until_on``)."""
        today = today or timezone.localdate()
        return self.filter(from_on__lte=today).filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=today))

    def ending(self, today, days: int = 30):
        """Held on ``today`` by themselves, not by standing in, and ending within so many days."""
        return self.held(today).filter(until_on__lte=today + timedelta(days), delegated_from=None)


class Membership(models.Model):
    """One person holds one role in one unit from a day until another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("account"))
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="memberships", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=10, choices=Role)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day on which the role is no longer held."))

    delegated_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="delegations", verbose_name=_("stands in for")
    )

    history = HistoricalRecords()
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user", "from_on"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                # A delegation taken back on its first day was none.
                condition=models.Q(until_on__isnull=True)
                | models.Q(until_on__gt=models.F("from_on"))
                | models.Q(until_on=models.F("from_on"), delegated_from__isnull=False),
                violation_error_message=_("A role ends after it begins."),
            ),
            models.CheckConstraint(
                name="delegation_is_of_a_clerk_and_ends",
                condition=models.Q(delegated_from__isnull=True) | models.Q(role="clerk", until_on__isnull=False),
                violation_error_message=_("Only an information clerk is stood in for, and until a day."),
            ),
            models.UniqueConstraint(
                name="membership_once",
                fields=["user", "unit", "role", "from_on"],
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                violation_error_message=_("The account holds this role in this unit from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"

    def clean(self):
        self._clean_roles()
        if self.unit_id and self.from_on and self.unit.ceased_on and self.from_on >= self.unit.ceased_on:
            raise ValidationError({"unit": ceased_sentence(self.unit)})

    def _clean_roles(self):
        """Who keeps accounts and roles handles no business data (separation of administrators): one or the other."""
        if not (self.user_id and self.role and self.from_on):
            return
        others = Membership.objects.filter(user=self.user_id).exclude(pk=self.pk)
        overlap = others.filter(models.Q(until_on__isnull=True) | models.Q(until_on__gt=self.from_on))
        if self.until_on:
            overlap = overlap.filter(from_on__lt=self.until_on)
        security = self.role == Role.SECURITY
        if any((held.role == Role.SECURITY) != security for held in overlap):
            raise ValidationError(_("A security administrator holds no other role at the same time; end the one before the other begins."))
        # Who enters is not who signs (四眼): in another unit the same person may.
        apart = {Role.HEAD: Role.CLERK, Role.CLERK: Role.HEAD}.get(self.role)
        if apart and any(held.role == apart and held.unit_id == self.unit_id for held in overlap):
            raise ValidationError(_("Head and information clerk of one unit are two persons; end the one role before the other begins."))
        auditor = self.role == Role.AUDITOR
        if any((held.role == Role.AUDITOR) != auditor for held in overlap):
            raise ValidationError(_("An auditor holds no other role at the same time; end the one before the other begins."))

    @classmethod
    def holds(cls, user, role: str, today, unit=None) -> bool:
        """Whether ``user`` holds ``role`` on ``today`` (in ``unit``, if one is named)."""
        if not getattr(user, "is_active", False):
            return False
        held = cls.objects.held(today).filter(user=user, role=role)
        return (held.filter(unit=unit) if unit is not None else held).exists()
