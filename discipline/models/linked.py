"""Linked persons 关联人员 of an enterprise: who represents it by law, heads it or controls it, from a day until another (S3b 四)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.imports.persons import masked_name
from archives.models import Role, Subject

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
# Bodies have posts and appointments; a natural person is linked to nobody.
LINKING = (Subject.Kind.ENTERPRISE, Subject.Kind.SOCIAL, Subject.Kind.TRADER)


def _account(label):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=label)


class LinkedPersonQuerySet(models.QuerySet):
    def on(self, day: date):
        """Who was linked on ``day`` (half-open); what was taken back never was."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day, withdrawn_at__isnull=True)

    def visible_to(self, user, today: date | None = None):
        """Officers and the auditor all; clerks and heads what their unit entered, and whom a measure of their unit names.

        That is a joint action their unit initiated, or a measure it was asked to carry out. Names are opened one by one
        through :func:`archives.people.reveal`, which notes it; lists show them masked.
        """
        from .measure import Execution, units_of

        today = today or timezone.localdate()
        if Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self
        named = Execution.objects.answers_to(user, today).filter(link__isnull=False)
        return self.filter(Q(unit__in=units_of(user, today)) | Q(pk__in=named.values("link")))


class LinkedPerson(models.Model):
    """One person linked to one enterprise in one role, known by the identifier and never by the name.

    ``name`` is as the unit entered it: who enters somebody is not told under what name others know that person. Nothing of
    it changes: an end is added once, and what was entered wrongly is taken back, with the reason.
    """

    class LinkRole(models.TextChoices):
        LEGAL = "legal", _("legal representative")
        PRINCIPAL = "principal", _("principal")
        CONTROLLER = "controller", _("actual controller")

    ALONE = (LinkRole.LEGAL, LinkRole.PRINCIPAL)  # one at a time; several may control together

    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="linked_persons", verbose_name=_("enterprise"))
    person = models.ForeignKey("archives.Subject", models.PROTECT, related_name="links", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    role = models.CharField(_("role"), max_length=10, choices=LinkRole)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True)
    document_no = models.CharField(_("document number"), max_length=128)
    source = models.CharField(_("source"), max_length=400)
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("entered by the unit"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"), db_default=STATEMENT, editable=False)
    ended_by = _account(pgettext_lazy("linked person", "end entered by"))
    end_document_no = models.CharField(_("document of the end"), max_length=128, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, editable=False)
    withdrawn_by = _account(_("taken back by"))
    withdrawn_reason = models.TextField(_("reason"), blank=True)

    objects = LinkedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("linked person")
        verbose_name_plural = _("linked persons")
        ordering = ["subject", "role", "-from_on", "-id"]
        constraints = [
            models.CheckConstraint(name="linked_person_role", condition=Q(role__in=["legal", "principal", "controller"])),
            models.CheckConstraint(name="linked_person_half_open", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))),
            models.CheckConstraint(name="linked_person_rests_on_a_document", condition=Q(document_no__gt="", source__gt="", name__gt="")),
            models.CheckConstraint(
                name="linked_person_end_is_whole",
                condition=Q(ended_by__isnull=True, end_document_no="")
                | Q(ended_by__isnull=False, until_on__isnull=False, end_document_no__gt=""),
            ),
            models.CheckConstraint(
                name="linked_person_withdrawal_is_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.masked}"

    @property
    def masked(self) -> str:
        """What is shown of the name unless it is revealed: the surname."""
        return masked_name(self.name)
