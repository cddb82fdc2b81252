"""Filings: one form or one file of records, staged, previewed, decided by a second person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from integrity.models import Entry

from .membership import Membership, Role
from .panel import Offices


def _to_the_office() -> list[str]:
    return ["submitted"]


class FilingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The auditor all; the office what left its unit; clerk, head and panel member those of their units.

        What is routed to the unit never leaves it (S4 四): the office does not learn that it exists. Those about a civil
        servant are the personnel organ's that filed them. A filing about a person stands in lists by its number alone; opening it is asked of ``people.reveal``.
        """
        roles = Role.of(user)
        if Role.AUDITOR in roles:
            return self
        held = Membership.objects.held().filter(user=user)
        own = held.filter(role__in=[Role.CLERK, Role.HEAD]).values("unit")
        voted = held.filter(role=Role.PANEL).values("unit")
        personal = held.filter(role=Role.PERSONNEL).values("unit")
        seen = Q(unit__in=own, person__isnull=True) | Q(unit__in=personal, person__isnull=False)
        seen |= Q(unit__in=voted, person__isnull=True, stages__contains=[Filing.Status.PANEL])
        if Role.OFFICER in roles:
            seen |= Q(left_at__isnull=False)
        return self.filter(seen)

    def awaiting_decision(self):
        """What the credit office has to decide."""
        return self.filter(status__in=[Filing.Status.SUBMITTED, Filing.Status.FORWARDED])


class Filing(Entry):
    """One form or one imported file. Its rows wait in staging; approved, they become records, all or none."""

    class Source(models.TextChoices):
        FILE = "file", _("file")
        FORM = "form", _("form")
        MEND = "mend", _("correction by the credit office")
        OUTCOME = "out", _("outcome verified by the credit office")

    class Status(models.TextChoices):
        RECEIVED = "received", _("received, being checked")
        CHECKED = "checked", _("checked")
        PANEL = "panel", _("before the review panel")
        SIGNING = "signing", _("awaiting the head of unit")
        SUBMITTED = "submitted", _("awaiting decision")
        FORWARDED = "forwarded", _("awaiting the decision of the city")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        DISCARDED = "discarded", _("discarded")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="filings", verbose_name=_("unit"))
    person = models.ForeignKey("archives.Subject", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("about the person"))
    item_code = models.CharField(_("item"), max_length=20)
    source = models.CharField(_("source"), max_length=4, choices=Source)
    layout = models.CharField(_("layout"), max_length=30, blank=True)
    filename = models.CharField(_("file"), max_length=200, blank=True)
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RECEIVED)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    bad = models.PositiveIntegerField(_("rows with errors"), default=0)
    late = models.PositiveIntegerField(_("reported late"), default=0)
    # The stages that this filing goes through, as the catalogue item asks on the day it is filed.
    stages = ArrayField(models.CharField(max_length=10), default=_to_the_office, verbose_name=_("stages"))
    left_at = models.DateTimeField(_("left the unit"), null=True)
    good_only = models.BooleanField(_("only the good rows"), default=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("filing")
        verbose_name_plural = _("filings")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="filing_four_eyes",
                condition=Q(decided_by__isnull=True) | ~(Q(decided_by=F("made_by")) | Q(decided_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="filing_decision_is_whole",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(name="filing_leaves_the_unit", condition=~Q(status__in=["submitted", "forwarded"]) | Q(left_at__isnull=False)),
            models.CheckConstraint(
                name="filing_decided_when_approved",
                condition=~Q(status__in=["approved", "returned"]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="filing_submission_is_whole",
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True) | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="filings_open"), models.Index(fields=["file_sha256"], name="filings_by_file")]

    def __str__(self) -> str:
        return str(_("Filing %(number)s") % {"number": self.number})

    @property
    def number(self) -> str:
        return f"{self.made_at:%Y}-{self.pk:05d}" if self.pk and self.made_at else "—"

    @property
    def may_be_shown(self) -> bool:
        """Whether a row of it would be published: by its period rule, of an item that is public."""
        from .catalogue import CatalogueItem

        public = CatalogueItem.objects.filter(scope=0).values("pk")
        return self.filed_rows.filter(published=True, errors__isnull=True, item_id__in=public).exists()

    # A correction, and the outcome of what the office verified, are the office's from their beginning.
    OF_THE_OFFICE = (Source.MEND, Source.OUTCOME)
    # Stages inside the unit: whoever is not of the unit sees nothing of it there.
    INSIDE = (Status.PANEL, Status.SIGNING)

    @property
    def next_stage(self) -> str:
        """The stage after the present one; ``approved`` after the last."""
        at = self.stages.index(self.status) + 1 if self.status in self.stages else 0
        return self.stages[at] if at < len(self.stages) else self.Status.APPROVED

    @property
    def flow(self):
        from archives.flow import FILING

        return FILING

    def may(self, by, step, today) -> bool:
        """The clerk of the unit files, its panel votes, its head signs; the office responsible decides, and files corrections; the timetable checks."""
        if step.by_system:
            return by.username == "system"
        if step.name in {"adopt", "reject"}:
            return Membership.holds(by, Role.PANEL, today, unit=self.unit)
        if step.name == "sign" or (step.name == "return" and self.status in self.INSIDE):
            return Membership.holds(by, Role.HEAD, today, unit=self.unit)
        if step.name in {"approve", "forward", "return"}:
            return Membership.holds(by, Role.OFFICER, today, unit=Offices().responsible(self))
        if self.source == self.Source.OUTCOME:  # whichever office verified it
            return Membership.holds(by, Role.OFFICER, today)
        if self.source in self.OF_THE_OFFICE:
            return Membership.holds(by, Role.OFFICER, today, unit=Offices().responsible(self))
        return Membership.holds(by, Role.PERSONNEL if self.person_id else Role.CLERK, today, unit=self.unit)


# What makes a decision the same one, whatever file it comes in.
KEY = "md5(issuer_code || '/' || doc_key || '/' || item_code || '/' || subject_code)::uuid"


class FiledRow(models.Model):
    """One row of a filing as decoded and masked. COPY writes it once; the record made of it points here for its text.

    ``doc_key`` is the document number without brackets and blanks, ``key`` the identity of the decision, worked out by
    PostgreSQL as the row comes in, ``row_hash`` stands for all of the content.
    """

    pk = models.CompositePrimaryKey("filing", "row_no")
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="filed_rows", db_index=False, db_constraint=False)
    row_no = models.PositiveIntegerField()
    item_code = models.TextField()
    subject_code = models.TextField(default="")
    subject_name = models.TextField(_("name in the document"), default="")
    issuer_code = models.TextField(default="")
    issuer_name = models.TextField(_("decided by"), default="")
    source_code = models.TextField(default="")
    doc_no = models.TextField(_("document number"), default="")
    decided_on = models.DateField(_("decided on"), null=True)
    tier = models.PositiveSmallIntegerField(_("tier"), null=True)
    amount = models.DecimalField(_("amount, yuan"), max_digits=18, decimal_places=2, null=True)
    item_id = models.BigIntegerField(null=True)
    period_rule_id = models.BigIntegerField(null=True)
    minimum_until = models.DateField(null=True)
    ends_on = models.DateField(_("period ends on"), null=True)
    published = models.BooleanField(null=True)
    basis = models.TextField(_("basis cited"), default="")
    facts = models.JSONField(default=dict)
    errors = models.JSONField(null=True)
    doc_key = models.TextField(default="")
    row_hash = models.UUIDField()
    key = models.GeneratedField(expression=RawSQL(KEY, []), output_field=models.UUIDField(), db_persist=True)  # noqa: S611 - a constant

    class Meta:
        verbose_name = _("filed row")
        verbose_name_plural = _("filed rows")

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.row_no}"

    @property
    def shown_code(self) -> str:
        """The code of an organisation; that of a natural person is shown nowhere."""
        return "" if self.subject_code.startswith("R") else self.subject_code


class RowCheck(models.Model):
    """What checking against the archive found for a row that is not simply new: such a row needs no entry here."""

    class Outcome(models.IntegerChoices):
        BAD = 0, _("has errors")
        CHANGED = 2, _("changed")
        UNCHANGED = 3, _("unchanged")

    pk = models.CompositePrimaryKey("filing", "row_no")
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="checks", db_index=False)
    row_no = models.PositiveIntegerField()
    outcome = models.PositiveSmallIntegerField(choices=Outcome)
    current_id = models.BigIntegerField(null=True)
    errors = models.JSONField(null=True)

    class Meta:
        verbose_name = _("row check")
        verbose_name_plural = _("row checks")

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.row_no}: {self.get_outcome_display()}"
