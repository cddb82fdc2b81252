"""Cases 案件: a breach of faith by a public body, from the day it is opened until it is closed without a record or filed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archives.models import Membership, Role, Tier
from archives.people import own_person
from integrity.models import Entry

from .. import duties

STAFF_CHANGED = "staff"  # 1103号: a change of staff or a reorganisation is no ground for not keeping what was agreed


def by(label):
    """Who did something about a case; empty until somebody did."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=label
    )


def money(label):
    return models.DecimalField(label, max_digits=18, decimal_places=2, null=True, blank=True)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all, clerks and heads what their unit handles, panel members what is or was before their panel.

        To whoever holds a role in the accused body, or headed it on the day of the breach, no case exists here: from the
        notice on they see what was served, by ``told_to`` (1103号; S1 一(4) 告知).
        """
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if not roles - {Role.SECURITY}:
            return self.none()
        held = Membership.objects.held(today).filter(user=user)
        if roles & {Role.OFFICER, Role.AUDITOR}:
            seen = Q()
        else:
            seen = Q(handler__in=held.filter(role__in=[Role.CLERK, Role.HEAD]).values("unit"))
            seen |= Q(handler__in=held.filter(role=Role.PANEL).values("unit"), convened_on__isnull=False)
        found = self.filter(seen).exclude(accused__in=held.values("unit"))
        return found.exclude(in_charge__holder=person) if (person := own_person(user, today)) else found

    def told_to(self, user, today: date | None = None):
        """The cases of which a notice was served on a unit whose head or clerk ``user`` is, or an order handed over to it."""
        own = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        handed = Exists(self.model.papers.rel.related_model.objects.filter(case=OuterRef("pk"), handed_on__isnull=False))
        return self.filter(Q(noticed_on__isnull=False) | handed, accused__in=own)

    def open(self):
        return self.exclude(status__in=Case.ENDS)


class Case(Entry):
    """One breach of faith by one public body, examined by its superior or the credit office and never by itself."""

    class Source(models.TextChoices):
        COMPLAINT = "complaint", _("a complaint")
        COURT = "court", _("a list of the courts")
        ARREARS = "arrears", _("a list of arrears")
        INSPECTION = "inspection", _("an inspection")
        COMMITMENT = "commitment", _("a broken public commitment")

    class Impact(models.IntegerChoices):
        LIMITED = 1, _("limited impact")
        CONSIDERABLE = 2, _("considerable impact")
        GRAVE = 3, _("grave impact")

    class Plea(models.TextChoices):
        """Why something was not done, or was no breach. The last is asked for so that it can be refused (1103号)."""

        NONE = "none", _("nothing was agreed or committed to")
        KEPT = "kept", _("it was kept as agreed")
        VOID = "void", _("what was agreed is void by a judgment or decision in force")
        PROCEDURE = "procedure", _("a procedure prescribed by law is not finished")
        OTHER_SIDE = "other_side", _("the other side has not done its part")
        STAFF = STAFF_CHANGED, _("change of staff or leadership, or reorganisation")

    class Status(models.TextChoices):
        VERIFYING = "verifying", _("being verified")
        UNFOUNDED = "unfounded", _("unfounded, closed")
        RECTIFYING = "rectifying", _("rectification ordered")
        RECTIFIED = "rectified", _("rectification reported")
        CLOSED = "closed", _("rectified, closed without a record")
        REFUSED = "refused", _("rectification refused")
        NOTIFIED = "notified", _("notice served")
        WAIVED = "waived", _("waived for self-correction, closed")
        TOLERANCE = "tolerance", _("tolerance before the panel")
        TOLERATED = "tolerated", _("tolerated, closed without a record")
        PANEL = "panel", _("breach before the panel")
        DISMISSED = "dismissed", _("not found by the panel, closed")
        DETERMINED = "determined", _("determined, to be filed")
        FILED = "filed", _("determined and filed")

    ENDS = (Status.UNFOUNDED, Status.CLOSED, Status.WAIVED, Status.TOLERATED, Status.DISMISSED, Status.FILED)
    VOTING = (Status.TOLERANCE, Status.PANEL)

    number = models.CharField(_("case number"), max_length=240, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"), editable=False)
    serial = models.PositiveIntegerField(_("serial number"), editable=False)
    accused = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("accused body"))
    handler = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("handling unit"))
    source = models.CharField(_("opened on"), max_length=10, choices=Source)
    kind = models.ForeignKey("discipline.BreachKind", models.PROTECT, related_name="+", verbose_name=_("kind of breach"))
    contract_no = models.CharField(_("contract number"), max_length=100, blank=True)
    # S3a 1: a finding cites the duty of the list of powers and responsibilities that was broken.
    duty = models.ForeignKey("archives.PowerItem", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty broken"))
    matter = models.TextField(_("what it is about"))
    opened_on = models.DateField(_("opened on the day"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.VERIFYING)

    # What the examination found; stands still once it was decided on.
    breached_on = models.DateField(_("day of the breach"))
    found = models.TextField(_("facts found"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    loss = money(_("loss, yuan"))
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Impact, null=True, blank=True)
    examined_by = by(_("examined by"))
    examined_on = models.DateField(_("examined on"), null=True, editable=False)

    plea = models.CharField(_("why it was no breach"), max_length=10, choices=Plea, blank=True)
    decided_by = by(_("decided by"))
    ordered_on = models.DateField(_("rectification ordered on"), null=True, editable=False)
    rectify_days = models.PositiveSmallIntegerField(_("to be rectified within, working days"), null=True, editable=False)
    owed = money(_("compensation owed, yuan"))
    owed_ground = models.CharField(_("ground of the compensation"), max_length=400, blank=True)

    reported_by = by(_("reported by"))
    reported_on = models.DateField(_("reported on"), null=True, editable=False)
    proof = models.TextField(_("proof of the rectification"), blank=True)
    paid = money(_("compensation paid, yuan"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_proof = models.CharField(_("proof of the payment"), max_length=400, blank=True)

    noticed_by = by(_("notice served by"))
    noticed_on = models.DateField(_("notice served on"), null=True, editable=False)
    reply_due_on = models.DateField(_("last day of the reply"), null=True, editable=False)
    lightened_by = by(_("lightened by"))
    convened_on = models.DateField(_("put before the panel on"), null=True, editable=False)

    tier = models.PositiveSmallIntegerField(_("tier"), choices=[(t.value, t.label) for t in Tier if t], null=True, editable=False)
    proposed_tier = models.PositiveSmallIntegerField(
        _("proposed tier"), choices=[(t.value, t.label) for t in Tier if t], null=True, editable=False
    )
    determined_by = by(_("determined by"))
    determined_on = models.DateField(_("determined on"), null=True, editable=False)
    doc_no = models.CharField(_("number of the determination"), max_length=128, blank=True, editable=False)
    in_charge = models.ForeignKey(
        "archives.Appointment",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("in charge on the day of the breach"),
    )
    filing = models.OneToOneField(
        "archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("filing about the body")
    )
    person_filing = models.OneToOneField(
        "archives.Filing", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("filing about the person in charge")
    )
    closed_by = by(_("closed by"))
    closed_on = models.DateField(_("closed on"), null=True, editable=False)

    history = HistoricalRecords()
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="case_once_in_its_series", fields=["handler", "year", "serial"]),
            models.CheckConstraint(name="case_says_something", condition=Q(matter__gt="", number__gt="")),
            models.CheckConstraint(name="case_never_by_the_accused", condition=~Q(handler=F("accused"))),
            models.CheckConstraint(
                name="case_amounts",
                condition=(Q(loss__isnull=True) | Q(loss__gte=0))
                & (Q(owed__isnull=True) | Q(owed__gt=0))
                & (Q(paid__isnull=True) | Q(paid__gt=0)),
            ),
            models.CheckConstraint(name="case_impact", condition=Q(impact__isnull=True) | Q(impact__in=[1, 2, 3])),
            models.CheckConstraint(name="case_no_such_excuse", condition=~Q(plea=STAFF_CHANGED)),
            models.CheckConstraint(
                name="case_examined_is_whole",
                condition=Q(examined_by__isnull=True, examined_on__isnull=True)
                | Q(
                    examined_by__isnull=False,
                    examined_on__isnull=False,
                    found__gt="",
                    evidence__gt="",
                    loss__isnull=False,
                    impact__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="case_decided_on_what_was_found", condition=Q(decided_by__isnull=True) | Q(examined_by__isnull=False)
            ),
            models.CheckConstraint(
                name="case_four_eyes", condition=Q(decided_by__isnull=True) | ~(Q(decided_by=F("made_by")) | Q(decided_by=F("examined_by")))
            ),
            models.CheckConstraint(
                name="case_order_is_whole",
                condition=Q(ordered_on__isnull=True) | Q(rectify_days__isnull=False, rectify_days__gt=0, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_compensation_is_whole",
                condition=(Q(owed__isnull=True, owed_ground="") | Q(owed__isnull=False, owed_ground__gt=""))
                & (
                    Q(paid__isnull=True, paid_on__isnull=True, paid_proof="")
                    | Q(paid__isnull=False, paid_on__isnull=False, paid_proof__gt="")
                ),
            ),
            models.CheckConstraint(
                name="case_paid_when_rectified",
                condition=~Q(status="closed") | Q(proof__gt="") & (Q(owed__isnull=True) | Q(paid__isnull=False, paid__gte=F("owed"))),
            ),
            models.CheckConstraint(
                name="case_rectified_four_eyes",
                condition=~Q(status="closed") | Q(reported_by__isnull=False) & ~Q(closed_by=F("reported_by")),
            ),
            models.CheckConstraint(
                name="case_notice_is_whole",
                condition=Q(noticed_on__isnull=True, noticed_by__isnull=True, reply_due_on__isnull=True)
                | Q(noticed_on__isnull=False, noticed_by__isnull=False, reply_due_on__gt=F("noticed_on"), ordered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_reply_has_run",
                condition=(Q(convened_on__isnull=True) | Q(reply_due_on__isnull=False, convened_on__gt=F("reply_due_on")))
                & (Q(determined_on__isnull=True) | Q(convened_on__isnull=False, determined_on__gte=F("convened_on"))),
            ),
            models.CheckConstraint(
                name="case_before_the_panel",
                condition=~Q(status__in=["tolerance", "tolerated", "panel", "dismissed", "determined", "filed"])
                | Q(convened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_determination_is_whole",
                condition=Q(
                    status__in=["determined", "filed"],
                    determined_by__isnull=False,
                    determined_on__isnull=False,
                    tier__in=[1, 2, 3],
                    proposed_tier__in=[1, 2, 3],
                    doc_no__gt="",
                )
                | ~Q(status__in=["determined", "filed"]) & Q(determined_by__isnull=True, determined_on__isnull=True, doc_no=""),
            ),
            models.CheckConstraint(
                name="case_determined_four_eyes",
                condition=Q(determined_by__isnull=True)
                | ~(Q(determined_by=F("made_by")) | Q(determined_by=F("examined_by")) | Q(determined_by=F("reported_by"))),
            ),
            models.CheckConstraint(name="case_filed_with_its_filing", condition=~Q(status="filed") | Q(filing__isnull=False)),
            models.CheckConstraint(
                name="case_end_is_dated",
                condition=Q(
                    status__in=["unfounded", "closed", "waived", "tolerated", "dismissed", "filed"],
                    closed_on__isnull=False,
                    closed_by__isnull=False,
                )
                | ~Q(status__in=["unfounded", "closed", "waived", "tolerated", "dismissed", "filed"])
                & Q(closed_on__isnull=True, closed_by__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["handler", "status"], name="cases_of_handler"),
            models.Index(fields=["accused", "noticed_on"], name="cases_told"),
        ]

    def __str__(self) -> str:
        return str(_("Case %(number)s") % {"number": self.number})

    @property
    def cited(self) -> str:
        """What was broken, as the determination and the record cite it: the rule about the kind of breach, and the duty of the body's own list."""
        return f"{self.kind.cited}；职责：{self.duty.cited}" if self.duty_id else self.kind.cited

    @property
    def flow(self):
        from ..flow import CASE

        return CASE

    def may(self, by, step, today) -> bool:
        """Clerks of the handling unit examine, report and file, its head decides, its panel votes; officers do both where it is a credit office; nobody of the accused body"""
        if duties.stands_aside(self, by, today):
            return False
        if step.name in {"report", "refuse"}:
            return duties.handles(self, by, today, Role.CLERK)
        if step.name in {"hear", "convene"}:
            return duties.handles(self, by, today, Role.CLERK, Role.HEAD)
        if step.name in {"tolerate", "deny", "dismiss"}:
            return Membership.holds(by, Role.PANEL, today, unit=self.handler)
        if step.name in {"file", "refile"}:
            return Membership.holds(by, Role.CLERK, today, unit=self.handler)
        return duties.handles(self, by, today, Role.HEAD)
