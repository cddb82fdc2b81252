"""Commitments 承诺: what a public body said in public that it would do, who answers for it, and what came of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archives.models import Membership, Role, Scope
from integrity.models import Entry, Numbered

from .kind import TownshipService, Wording


def by(label):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=label)


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all; clerk and head those of their units; everybody at work what is published and not internal."""
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if not roles - {Role.SECURITY}:
            return self.none()
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return self
        shared = Q(published_on__isnull=False, scope__in=[Scope.PUBLIC, Scope.SHARED])
        return self.filter(shared | Q(pk__in=self.inside(user, today).values("pk")))

    def inside(self, user, today: date):
        """Those of whom ``user`` reads drafts and proposals too: officers and auditors all, clerk and head those of their units."""
        if Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self.model.objects.all()
        own = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        return self.model.objects.filter(unit__in=own)

    def published(self):
        """Those that were published, whatever came of them."""
        return self.filter(published_on__isnull=False)


class Commitment(Numbered, Entry):
    """One commitment of one body. Its words are those of its versions; its state of today is derived (``commitments.states``)."""

    class Status(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        REVIEWING = "reviewing", _("awaiting publication")
        DISCARDED = "discarded", _("discarded")
        PUBLISHED = "published", _("published, in performance")
        REPORTED = "reported", _("reported as kept")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        RECTIFYING = "rectifying", _("being rectified")
        MENDED = "mended", _("rectification reported")
        RECTIFIED = "rectified", _("broken, rectified")
        CASE = "case", _("broken, under a dishonesty case")
        ENDED = "ended", _("ended by lawful change")

    OPEN = (Status.PUBLISHED, Status.REPORTED)
    BREACHED = (Status.BROKEN, Status.RECTIFYING, Status.MENDED, Status.RECTIFIED, Status.CASE)

    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+", verbose_name=_("kind"))
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("unit"))
    service = models.ForeignKey(
        TownshipService, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("service of townships")
    )
    duty = models.ForeignKey(
        "archives.PowerItem", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty that it serves")
    )
    basis = models.CharField(_("legal or contractual basis"), max_length=400)
    project_no = models.CharField(_("number of the project or contract"), max_length=100, blank=True)
    scope = models.PositiveSmallIntegerField(_("disclosure"), choices=Scope, default=Scope.PUBLIC)
    # Environment targets stand on two sites (S1 二（六）).
    elsewhere = models.URLField(_("also published at"), max_length=300, blank=True)

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFTED)
    published_by = by(_("published by"))
    published_on = models.DateField(_("published on"), null=True, editable=False)
    reported_by = by(_("reported by"))
    reported_on = models.DateField(_("reported on"), null=True, editable=False)
    decided_by = by(_("verified by"))
    decided_on = models.DateField(_("verified on"), null=True, editable=False)
    # Who answered for it on the day that counts: the appointment, not the name.
    answered = models.ForeignKey(
        "archives.Appointment",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("owner on the day of the outcome"),
    )
    filing = models.OneToOneField(
        "archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("filing about the body")
    )
    person_filing = models.OneToOneField(
        "archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("filing about the owner")
    )
    plan = models.TextField(_("rectification plan"), blank=True, editable=False)
    planned_by = by(_("planned by"))
    planned_on = models.DateField(_("planned on"), null=True, editable=False)
    plan_due_on = models.DateField(_("to be rectified by"), null=True, editable=False)
    case = models.OneToOneField(
        "discipline.Case", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("dishonesty case")
    )
    closed_by = by(_("closed by"))
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    history = HistoricalRecords()
    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="commitment_has_a_basis", condition=Q(basis__gt="")),
            models.CheckConstraint(
                name="commitment_publication_is_whole",
                condition=Q(status__in=["drafted", "reviewing", "discarded"], published_on__isnull=True, published_by__isnull=True)
                | ~Q(status__in=["drafted", "reviewing", "discarded"]) & Q(published_on__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_four_eyes", condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("made_by"))
            ),
            models.CheckConstraint(
                name="commitment_verified_four_eyes",
                condition=Q(decided_by__isnull=True) | Q(reported_by__isnull=True) | ~Q(decided_by=models.F("reported_by")),
            ),
            models.CheckConstraint(
                name="commitment_outcome_is_whole",
                condition=Q(status__in=["kept", "broken", "rectifying", "mended", "rectified", "case"])
                & Q(decided_by__isnull=False, decided_on__isnull=False, filing__isnull=False)
                | ~Q(status__in=["kept", "broken", "rectifying", "mended", "rectified", "case"])
                & Q(decided_by__isnull=True, decided_on__isnull=True, filing__isnull=True, person_filing__isnull=True),
            ),
            models.CheckConstraint(
                name="commitment_kept_with_proof",
                condition=~Q(status__in=["reported", "kept"]) | Q(reported_by__isnull=False, reported_on__isnull=False),
            ),
            models.CheckConstraint(
                name="commitment_plan_is_whole",
                condition=Q(plan="", planned_by__isnull=True, planned_on__isnull=True, plan_due_on__isnull=True)
                | Q(plan__gt="", planned_by__isnull=False, planned_on__isnull=False, plan_due_on__gt=models.F("planned_on")),
            ),
            models.CheckConstraint(
                name="commitment_planned_when_rectifying", condition=~Q(status__in=["rectifying", "mended", "rectified"]) | Q(plan__gt="")
            ),
            models.CheckConstraint(
                name="commitment_case_is_named", condition=Q(status="case", case__isnull=False) | ~Q(status="case") & Q(case__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["unit", "status"], name="commitments_of_unit")]

    def __str__(self) -> str:
        return str(_("Commitment %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from ..flow import COMMITMENT

        return COMMITMENT

    def may(self, by, step, today) -> bool:
        """Clerks of the unit draft, submit, report and plan; officers of the credit office publish, verify and close, never those who work in the unit"""
        from .. import duties

        if step.name in duties.OF_THE_UNIT:
            return duties.works_for(self.unit_id, by, today)
        return duties.judges(self, by, today)

    @property
    def version(self):
        """The version in force, or, before publication, the one that waits."""
        adopted = [v for v in self.versions.all() if v.status == "adopted"]
        return adopted[-1] if adopted else self.versions.all().first()

    def owner_on(self, day: date):
        """The ownership that held on ``day``: the last that had begun; ``None`` before the first."""
        return self.ownerships.filter(from_on__lte=day).order_by("-from_on", "-id").first()


class Ownership(models.Model):
    """Who answers for a commitment from a day on: an appointment in the unit, until the next row. A change of personnel hands it over, and ends nothing."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="ownerships", verbose_name=_("commitment"))
    appointment = models.ForeignKey("archives.Appointment", models.PROTECT, related_name="+", verbose_name=_("owner"))
    from_on = models.DateField(_("from"))
    note = models.CharField(_("handover note"), max_length=400, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(
        _("entered at"), db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()), editable=False
    )

    class Meta:
        verbose_name = _("owner of a commitment")
        verbose_name_plural = _("owners of commitments")
        ordering = ["from_on", "id"]
        constraints = [models.UniqueConstraint(name="owner_once_a_day", fields=["commitment", "from_on"])]

    def __str__(self) -> str:
        return f"{self.commitment_id} · {self.appointment}"
