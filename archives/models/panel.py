"""Who reviews what a unit files: its panel and their votes, and the credit offices of district and city."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .catalogue import InForce, ends_after_it_begins

# Apps above answer for a unit: one of their matters that is before its panel, or nothing.
SITTING: list[Callable] = []


class Panel(models.Model):
    """The review panel 评议小组 of a unit: how many votes make a decision. Its members hold the role in the unit."""

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="panels", verbose_name=_("unit"))
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3, help_text=_("So many votes for or against at least; who is recused does not count."))
    document = models.CharField(_("set up by document"), max_length=200)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("review panel")
        verbose_name_plural = _("review panels")
        ordering = ["unit", "valid_from"]
        constraints = [
            models.CheckConstraint(name="panel_quorum", condition=Q(quorum__gte=2), violation_error_message=_("One vote is no panel; the quorum is two or more.")),
            models.CheckConstraint(
                name="panel_half_open",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            ExclusionConstraint(
                name="panel_one_at_a_time",
                expressions=[
                    (Func(F("unit"), F("unit"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (Func(F("valid_from"), F("valid_until"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The unit has a panel at that time already; end that one first."),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Review panel of %(unit)s") % {"unit": self.unit})

    def clean(self):
        ends_after_it_begins(self)
        self._clean_while_sitting()

    def _clean_while_sitting(self):
        """Whoever submitted to the panel is judged by the rule of that day: it does not change while the panel sits."""
        stored = type(self).objects.filter(pk=self.pk).select_related("unit").first() if self.pk else None
        if stored is None or all(getattr(stored, name) == getattr(self, name) for name in ("unit_id", "quorum", "valid_from", "valid_until")):
            return
        waiting = stored.unit.filings.filter(status="panel").order_by("pk").first()
        if waiting:
            raise ValidationError(
                _("%(filing)s is before this panel, and the rule of the day of its submission holds; let the panel decide or the head send it back first.")
                % {"filing": waiting}
            )
        if matter := next((found for ask in SITTING if (found := ask(stored.unit))), None):
            raise ValidationError(
                _("%(matter)s is before this panel, and the rule of the day on which it came there holds; let the panel decide first.") % {"matter": matter}
            )

    @classmethod
    def of(cls, unit, today) -> Panel | None:
        return cls.objects.in_force(today).filter(unit=unit).first()

    @classmethod
    def sitting_on(cls, filing) -> Panel | None:
        """The panel with the quorum of the day on which ``filing`` was submitted."""
        return cls.of(filing.unit, timezone.localdate(filing.submitted_at)) if filing.submitted_at else None


class Vote(models.Model):
    """One member's vote on one filing, with reasons; given once and never changed."""

    class Choice(models.TextChoices):
        FOR = "for", _("in favour")
        AGAINST = "against", _("against")
        RECUSED = "recused", _("recused")

    filing = models.ForeignKey("archives.Filing", models.PROTECT, related_name="votes", verbose_name=_("filing"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    choice = models.CharField(_("vote"), max_length=8, choices=Choice)
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="vote_once", fields=["filing", "member"]),
            models.CheckConstraint(name="vote_choice", condition=Q(choice__in=["for", "against", "recused"])),
            models.CheckConstraint(name="vote_reasoned", condition=Q(choice="for") | Q(reason__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


class CreditOffice(models.Model):
    """A credit office 信用办: of a district or of the city, and the government whose units it serves."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("district")
        CITY = "city", _("city")

    unit = models.OneToOneField("archives.Subject", models.PROTECT, related_name="credit_office", verbose_name=_("office"))
    level = models.CharField(_("level"), max_length=8, choices=Level)
    serves = models.OneToOneField("archives.Subject", models.PROTECT, related_name="served_by", verbose_name=_("serves the units of"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("credit office")
        verbose_name_plural = _("credit offices")
        constraints = [
            models.CheckConstraint(
                name="office_level", condition=Q(level__in=["district", "city"]), violation_error_message=_("A credit office is that of a district or of the city.")
            )
        ]

    def __str__(self) -> str:
        return str(self.unit)

    def clean(self):
        """An office without officers would leave its units without anybody who decides."""
        if self.unit_id and not self.unit.memberships.held().filter(role="officer").exists():
            raise ValidationError({"unit": _("Nobody holds the role of an officer in this unit; grant it first.")})



class Offices:
    """The credit offices and whom they serve, read once; a page with many filings asks one of these."""

    def __init__(self):
        self.by_government = {office.serves_id: office for office in CreditOffice.objects.select_related("unit")}
        self.city = next((office for office in self.by_government.values() if office.level == CreditOffice.Level.CITY), None)
        subject = CreditOffice._meta.get_field("serves").related_model
        self.superior = dict(subject.objects.bodies().values_list("pk", "superior")) if self.by_government else {}

    def nearest(self, unit) -> CreditOffice | None:
        """The office of the nearest government above ``unit`` that has one; ``None`` where offices are not kept apart."""
        at, seen = unit.pk, set()
        while at is not None and at not in seen:
            if at in self.by_government:
                return self.by_government[at]
            seen.add(at)
            at = self.superior.get(at)
        return self.city

    def responsible(self, filing):
        """The unit whose officers act on ``filing`` now; ``None``: those of any office."""
        nearest = self.nearest(filing.unit)
        office = self.city if filing.status == filing.Status.FORWARDED and self.city else nearest
        return office and office.unit


def stages_of(item, unit) -> list[str]:
    """The stages that a filing of ``item`` by ``unit`` goes through: panel, head of unit, office of the district, of the city."""
    stages = ["panel"] * item.panel + ["signing"] * item.sign_off
    if item.routing == item.Routing.UNIT:
        return stages
    nearest = Offices().nearest(unit)
    upward = item.routing == item.Routing.CITY and nearest is not None and nearest.level == CreditOffice.Level.DISTRICT
    return [*stages, "submitted", *["forwarded"] * upward]
