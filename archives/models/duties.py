"""What units owe: reporting duties 报送任务, zero reports 零报告, extensions of terms, and the holiday notices.

What is owed for a period and whether it came is derived from these and from the records (``archives.duties``).
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from integrity.models import Entry

from .catalogue import CatalogueItem, InForce, Term
from .membership import Membership, Role
from .subject_history import ceased_sentence


class DutyQuerySet(InForce):
    def visible_to(self, user):
        """Office and auditor all; clerk and head those of their units."""
        roles = Role.of(user)
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return self
        own = Membership.objects.held().filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        return self.filter(unit__in=own)


class ReportingDuty(models.Model):
    """A unit owes a catalogue item in a rhythm (国发〔2016〕33号: 谁产生、谁负责; who decides reports).

    ``for_others``: the charge goes further, and the unit reports also what authorities not below it decided, such as the
    credit office the judgments of the court. Without it a row about another authority's decision is refused.
    ``term_code`` names the :class:`Term` in working days, counted from the decision (rhythms DECISION and ZERO) or from
    the last day of the period.
    """

    class Rhythm(models.TextChoices):
        DECISION = "decision", _("each decision")
        ZERO = "zero", _("each decision, and a zero report for a month without any")
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")
        YEAR = "year", _("yearly")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="duties", verbose_name=_("unit"))
    item_code = models.CharField(_("item"), max_length=20)
    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm)
    term_code = models.CharField(_("term"), max_length=30)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The first day on which it is no longer in force.")
    )
    basis = models.CharField(_("basis"), max_length=200)
    for_others = models.BooleanField(
        _("reports for others"), default=False, help_text=_("The unit also reports what authorities that are not below it decided; the basis says so.")
    )
    verified = models.BooleanField(_("verified against the official text"), default=False)

    history = HistoricalRecords()
    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting duty")
        verbose_name_plural = _("reporting duties")
        ordering = ["unit", "item_code", "valid_from"]
        constraints = [
            models.UniqueConstraint(name="duty_once", fields=["unit", "item_code", "valid_from"]),
            models.CheckConstraint(
                name="duty_half_open",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                name="duty_rhythm",
                condition=Q(rhythm__in=["decision", "zero", "month", "quarter", "year"]),
                violation_error_message=_("Choose one of the rhythms."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.item_code} · {self.get_rhythm_display()}"

    def clean(self):
        """What is owed is in the catalogue and leaves the unit, by a term of the law, from a day somebody may have meant."""
        faults = {}
        items = CatalogueItem.objects.filter(code=self.item_code)
        if not items.exists() or items.filter(routing=CatalogueItem.Routing.UNIT).exists():
            faults["item_code"] = _("No item of the catalogue that leaves the unit has this code.")
        if self.valid_from and not Term.objects.in_force(self.valid_from).filter(code=self.term_code).exists():
            faults["term_code"] = _("No term of this name is in force on that day.")
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            faults["valid_until"] = _("The end lies before the beginning.")
        if self.valid_from and self.valid_from.year < 2000:
            faults["valid_from"] = _("That day is too long ago to be meant.")
        if self.pk is None and self.unit_id and self.unit.ceased_on:
            faults["unit"] = ceased_sentence(self.unit)
        if faults:
            raise ValidationError(faults)


class ZeroReport(models.Model):
    """A unit says that there was nothing to report in a period. Only ever added."""

    duty = models.ForeignKey(ReportingDuty, models.PROTECT, related_name="zero_reports", verbose_name=_("reporting duty"))
    period_from = models.DateField(_("period from"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    at = models.DateTimeField(_("reported at"), db_default=Now())

    class Meta:
        verbose_name = _("zero report")
        verbose_name_plural = _("zero reports")
        constraints = [models.UniqueConstraint(name="zero_report_once", fields=["duty", "period_from"])]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.period_from}"


class DeadlineExtension(models.Model):
    """A term of one entry made longer, once, by working days and with a reason. Only ever added."""

    entry_kind = models.CharField(_("kind of entry"), max_length=60)
    entry_id = models.BigIntegerField(_("entry number"))
    term_code = models.CharField(_("term"), max_length=30)
    days = models.PositiveSmallIntegerField(_("working days added"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("extended by"))
    at = models.DateTimeField(_("extended at"), db_default=Now())

    class Meta:
        verbose_name = _("extension of a term")
        verbose_name_plural = _("extensions of terms")
        constraints = [
            models.UniqueConstraint(name="extension_once", fields=["entry_kind", "entry_id", "term_code"]),
            models.CheckConstraint(name="extension_has_days", condition=Q(days__gt=0)),
            models.CheckConstraint(name="extension_has_reason", condition=Q(reason__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.entry_kind} {self.entry_id} {self.term_code} +{self.days}"


class HolidayNotice(Entry):
    """The State Council's notice for one year, entered by one officer and made the calendar by another."""

    class Status(models.TextChoices):
        ENTERED = "entered", _("awaiting confirmation")
        IN_FORCE = "in_force", _("in force")
        DISCARDED = "discarded", _("discarded")

    year = models.PositiveSmallIntegerField(_("year"))
    document = models.CharField(_("document number"), max_length=60)
    holidays = models.JSONField(_("holidays"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(name="holiday_notice_four_eyes", condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("made_by"))),
            models.CheckConstraint(
                name="holiday_notice_confirmation_is_whole",
                condition=Q(status="in_force", confirmed_by__isnull=False, confirmed_at__isnull=False)
                | Q(status__in=["entered", "discarded"], confirmed_by__isnull=True, confirmed_at__isnull=True),
            ),
            models.CheckConstraint(name="holiday_notice_document", condition=Q(document__gt="")),
        ]

    def __str__(self) -> str:
        return str(_("Holiday notice for %(year)d") % {"year": self.year})

    @property
    def flow(self):
        from archives.calendar_flow import NOTICE

        return NOTICE

    def may(self, by, step, today) -> bool:
        """Officers of the credit office; who is the second one is a rule of the step."""
        return Membership.holds(by, Role.OFFICER, today)
