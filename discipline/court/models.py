"""Entries of court lists 失信被执行人、虚假诉讼失信人 about public bodies, and the courts' early notices 起诉通报、败诉督办."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Membership, Role
from integrity.models import Entry, Numbered

from ..models.law import Listed, listed


class CourtList(models.TextChoices):
    DEBTOR = "debtor", _("list of judgment debtors")
    FALSE_SUIT = "false-suit", _("list of false litigation")


def who(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=label
    )


class CourtListRule(Listed):
    """What being on a court list means here, dated: as which kind of breach its case is opened, and for how many months it stands."""

    breach_kind = models.CharField(_("kind of breach"), max_length=30)
    months = models.PositiveSmallIntegerField(_("stands for months"))

    class Meta:
        verbose_name = _("rule of a court list")
        verbose_name_plural = _("rules of court lists")
        ordering = ["code", "valid_from"]
        constraints = [
            *listed("court_rule"),
            models.CheckConstraint(name="court_rule_values", condition=Q(code__in=["debtor", "false-suit"], months__gt=0)),
        ]


class CourtEntryQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors, about bodies in which they hold no role: each entry leads to a case."""
        today = today or timezone.localdate()
        if not Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self.none()
        return self.exclude(body__in=Membership.objects.held(today).filter(user=user).values("unit"))

    def standing(self, on: date):
        """On their list on that day."""
        return self.filter(Q(removed_on__isnull=True) | Q(removed_on__gt=on), listed_on__lte=on, until_on__gt=on)


class CourtEntry(models.Model):
    """One public body on one list of a court for one matter; with the case that was opened on it."""

    kind = models.CharField(_("list"), max_length=10, choices=CourtList)
    body = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("body"))
    court = models.CharField(_("court"), max_length=100)
    court_no = models.CharField(_("case number of the court"), max_length=100)
    matter = models.TextField(_("what the court says"))
    listed_on = models.DateField(_("listed on"))
    until_on = models.DateField(_("listed until"), help_text=_("The first day on which it is no longer listed."))
    removed_on = models.DateField(_("taken off on"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("taken off, told by")
    )
    case = models.OneToOneField("discipline.Case", models.PROTECT, related_name="court_entry", verbose_name=_("case"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)

    objects = CourtEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a court list")
        verbose_name_plural = _("entries of court lists")
        ordering = ["-listed_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="court_entry_once", fields=["kind", "body", "court_no"]),
            models.CheckConstraint(
                name="court_entry_says_something",
                condition=Q(kind__in=["debtor", "false-suit"], court__gt="", court_no__gt="", matter__gt=""),
            ),
            models.CheckConstraint(
                name="court_entry_days",
                condition=Q(until_on__gt=F("listed_on")) & (Q(removed_on__isnull=True) | Q(removed_on__gte=F("listed_on"))),
            ),
            models.CheckConstraint(name="court_entry_removal_is_whole", condition=Q(removed_by__isnull=True) | Q(removed_on__isnull=False)),
        ]
        indexes = [models.Index(fields=["body", "until_on"], name="court_entries_of_body")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.court} {self.court_no}"


class CourtNoticeQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all; clerks and heads those about their own unit, which is urged to perform."""
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return self.all()
        held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
        return self.filter(body__in=held.values("unit"))


class CourtNotice(Numbered, Entry):
    """One matter of a court about one public body, told to the credit office ahead: suit, judgment lost, listing ahead, until it is performed or listed."""

    class Status(models.TextChoices):
        SUED = "sued", _("suit brought")
        LOST = "lost", _("judgment lost, to be performed")
        AHEAD = "ahead", _("listing ahead")
        PERFORMED = "performed", _("performance reported")
        CLOSED = "closed", pgettext_lazy("notice of a court", "closed without a listing")
        LISTED = "listed", _("listed by the court")

    STAGES = (Status.SUED, Status.LOST, Status.AHEAD)

    body = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("body"))
    court = models.CharField(_("court"), max_length=100)
    court_no = models.CharField(_("case number of the court"), max_length=100)
    matter = models.TextField(_("what the court says"))
    received_on = models.DateField(_("received on"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SUED)
    # How far the court is, whatever was reported meanwhile; and the day by which that asks for performance, counted from ``told_on``.
    stage = models.CharField(_("stage"), max_length=10, choices=[(s.value, s.label) for s in STAGES], default=Status.SUED, editable=False)
    told_on = models.DateField(_("told on"), editable=False)
    due_on = models.DateField(_("to be performed by"), null=True, blank=True)
    listed_on = models.DateField(_("listed on"), null=True, editable=False)
    performed_by = who(_("reported by"))
    performed_on = models.DateField(_("reported on"), null=True, editable=False)
    proof = models.TextField(_("what was done, with proof"), blank=True, editable=False)
    closed_by = who(_("closed by"))
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    entry = models.OneToOneField(
        CourtEntry, models.PROTECT, null=True, editable=False, related_name="notice", verbose_name=_("entry of a court list")
    )

    objects = CourtNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a court")
        verbose_name_plural = _("notices of courts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="court_notice_once", fields=["body", "court_no"]),
            models.CheckConstraint(name="court_notice_says_something", condition=Q(court__gt="", court_no__gt="", matter__gt="")),
            models.CheckConstraint(
                name="court_notice_stage",
                condition=Q(stage="sued") | Q(stage__in=["lost", "ahead"], due_on__isnull=False, due_on__gte=F("told_on")),
            ),
            models.CheckConstraint(
                name="court_notice_stands_at_its_stage", condition=~Q(status__in=["sued", "lost", "ahead"]) | Q(status=F("stage"))
            ),
            models.CheckConstraint(
                name="court_notice_report_is_whole",
                condition=Q(performed_by__isnull=True, performed_on__isnull=True, proof="")
                | Q(performed_by__isnull=False, performed_on__isnull=False, proof__gt="", status__in=["performed", "closed"]),
            ),
            models.CheckConstraint(name="court_notice_performed", condition=~Q(status="performed") | Q(performed_by__isnull=False)),
            models.CheckConstraint(
                name="court_notice_end_is_dated",
                condition=Q(status__in=["closed", "listed"], closed_by__isnull=False, closed_on__isnull=False)
                | ~Q(status__in=["closed", "listed"]) & Q(closed_by__isnull=True, closed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="court_notice_four_eyes",
                condition=~Q(status="closed")
                | Q(performed_by__isnull=True) & ~Q(closed_by=F("made_by"))
                | Q(performed_by__isnull=False) & ~Q(closed_by=F("performed_by")),
            ),
            models.CheckConstraint(
                name="court_notice_listed_with_its_entry",
                condition=Q(status="listed", entry__isnull=False) | ~Q(status="listed") & Q(entry__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="court_notices_open")]

    def __str__(self) -> str:
        return str(_("Court notice %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from .flow import COURT_NOTICE

        return COURT_NOTICE

    def may(self, by, step, today) -> bool:
        """Clerk and head of the body report what was done, as officers of the credit office do; everything else is an officer's who holds no role in the body"""
        held = Membership.objects.held(today).filter(user=by, user__is_active=True)
        if step.name == "perform" and held.filter(unit=self.body_id, role__in=[Role.CLERK, Role.HEAD]).exists():
            return True
        return held.filter(role=Role.OFFICER).exists() and not held.filter(unit=self.body_id).exists()
