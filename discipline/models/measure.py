"""Joint actions 联动奖惩 by the closed list of measures, and what each unit does of them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Membership, Record, Relief, Role
from integrity.models import Entry, Numbered, StoredFile

from .linked import LinkedPerson
from .measure_item import MeasureItem, Sort

WORKERS = (Role.CLERK, Role.HEAD)


def account(label):
    """Whoever did it; empty until somebody did."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=label)


def units_of(user, today: date):
    """The units whose clerk or head ``user`` is."""
    held = Membership.objects.held(today).filter(user=user, user__is_active=True, role__in=WORKERS)
    return held.values("unit")


def standing(on: date):
    """The records on which measures rest on that day: whatever ends a record ends its measures, here and nowhere else."""
    return Record.objects.current().filter(
        withdrawn_at__isnull=True,
        ends_on__gt=on,
    ).exclude(number__in=Relief.objects.on(on).values("number"))


class JointActionQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all, clerks and heads what their unit initiated; never one about a body in which they hold a role.

        Others see their own part alone.
        """
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        found = self.exclude(subject__in=Membership.objects.held(today).filter(user=user).values("unit"))
        if roles & {Role.OFFICER, Role.AUDITOR}:
            return found
        return found.filter(initiator__in=units_of(user, today)) if roles & {*WORKERS} else self.none()


class JointAction(Numbered, Entry):
    """Measures initiated on one record and sent to the units that carry them out; somebody else decides than drafted them."""

    class Status(models.TextChoices):
        DRAFTED = "drafted", _("drafted, to be decided")
        OUT = "out", _("sent to the units")
        DISCARDED = "discarded", _("discarded")

    initiator = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("initiating unit"))
    record_no = models.CharField(_("number of the record"), max_length=20)
    version = models.ForeignKey("archives.Record", models.PROTECT, editable=False, related_name="+", verbose_name=_("record"))
    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("subject"))
    sort = models.CharField(_("kind"), max_length=9, choices=Sort)
    ground = models.TextField(pgettext_lazy("measure", "ground"))
    drafted_on = models.DateField(_("drafted on"))
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFTED)
    decided_by = account(pgettext_lazy("measure", "decided by"))
    decided_on = models.DateField(_("decided on"), null=True, editable=False)

    objects = JointActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint action")
        verbose_name_plural = _("joint actions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="joint_action_words", condition=Q(ground__gt="", sort__in=Sort.values)),
            models.CheckConstraint(
                name="joint_action_decision_is_whole",
                condition=Q(status="out", decided_by__isnull=False, decided_on__gte=F("drafted_on"))
                | ~Q(status="out") & Q(decided_by__isnull=True, decided_on__isnull=True),
            ),
            models.CheckConstraint(name="joint_action_four_eyes", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))),
        ]
        indexes = [models.Index(fields=["record_no"], name="joint_actions_of_record")]

    def __str__(self) -> str:
        return str(_("Joint action %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from ..measures.flow import ACTION

        return ACTION

    def may(self, by, step, today) -> bool:
        """The head of the initiating unit, or an officer where that is a credit office, decides; clerks discard too; nobody of the subject"""
        from ..measures.rights import may_decide, may_initiate, stands_aside

        aside = stands_aside(self.subject, by, today)
        return may_decide(self, by, today) or (step.name == "discard" and not aside and may_initiate(by, self.initiator, today))


class ExecutionQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """With the joint action, or, once it is sent, what one's own unit carries out or is the subject of."""
        today = today or timezone.localdate()
        return self.filter(self._answers(user, today) | Q(asked_on__isnull=False, action__subject__in=units_of(user, today)))

    def answers_to(self, user, today: date | None = None):
        """Those of which ``user`` reads what the unit answered and fed back: the subject of another unit's measure does not."""
        return self.filter(self._answers(user, today or timezone.localdate()))

    def _answers(self, user, today: date) -> Q:
        actions = JointAction.objects.visible_to(user, today)
        return Q(action__in=actions.values("pk")) | Q(asked_on__isnull=False, unit__in=units_of(user, today))

    def about(self, number: str):
        return self.filter(action__record_no=number)

    def with_ends(self):
        """Each with ``record_ends``, the first day on which its record is used no longer, asked once for all."""
        current = Record.objects.current().filter(number=models.OuterRef("action__record_no"))
        return self.annotate(record_ends=models.Subquery(current.values("ends_on")[:1]))

    def bearing_on(self, subject):
        """What concerns ``subject`` itself: of an enterprise nothing that concerns its linked persons, of a person all such."""
        return self.filter(link__person=subject) if subject.is_person else self.filter(link__isnull=True, action__subject=subject)

    def resting(self, on: date):
        """Whose record stands, whose own period runs on that day, and whose person was not linked by mistake."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=on),
            link__withdrawn_at__isnull=True,  # whoever was linked by mistake bears nothing
            asked_on__lte=on,
            action__record_no__in=standing(on).values("number"),
        )

    def unlifted(self, on: date):
        """Without a lifting; one for a time (restructuring) is over on the day on which it resumes, whoever does nothing about it.

        Where the record was corrected each unit examines its measure anew; that alone ends none.
        """
        lifted = Execution.liftings.through.objects.filter(Q(lifting__resumed_on__isnull=True) | Q(lifting__resumed_on__gt=on))
        lifted = lifted.exclude(lifting__ground="corrected")
        return self.exclude(pk__in=lifted.values("execution"))

    def unfinished(self):
        """Without what is done once and for all: an explanation given, a superior told."""
        return self.exclude(status=Execution.Status.EXECUTED, item__executor__in=["subject", "superior"])

    def in_force(self, on: date):
        """Accepted or carried out, within its period, on a record that stands, and not lifted: the one predicate of pages and API."""
        return self.filter(status__in=Execution.HELD).unfinished().resting(on).unlifted(on)

    def awaited(self, on: date):
        """An answer or a feedback is still to come."""
        return self.filter(status__in=[Execution.Status.ASKED, Execution.Status.ACCEPTED]).resting(on).unlifted(on)


class Execution(Entry):
    """One measure of a joint action at one unit: answered by its date, carried out or not, with proof."""

    class Status(models.TextChoices):
        ASKED = "asked", _("awaits its answer")
        ACCEPTED = "accepted", _("accepted, to be carried out")
        DECLINED = "declined", _("declined")
        EXECUTED = "executed", _("carried out")
        NOT_EXECUTED = "not_executed", _("not carried out")

    HELD = (Status.ACCEPTED, Status.EXECUTED)

    action = models.ForeignKey(JointAction, models.PROTECT, related_name="executions", verbose_name=_("joint action"))
    item = models.ForeignKey(MeasureItem, models.PROTECT, related_name="+", verbose_name=_("measure"))
    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("carried out by"))
    # A measure of a joint action on an enterprise may concern a person who was linked to it on the day of the matter.
    link = models.ForeignKey(LinkedPerson, models.PROTECT, null=True, related_name="executions", verbose_name=_("linked person"))
    months = models.PositiveSmallIntegerField(_("for so many months"), null=True)
    days = models.PositiveSmallIntegerField(_("to be fed back within, working days"), null=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ASKED)
    asked_on = models.DateField(_("sent on"), null=True, editable=False)
    until_on = models.DateField(_("until"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = account(pgettext_lazy("measure", "answered by"))
    answered_on = models.DateField(pgettext_lazy("measure", "answered on"), null=True, editable=False)
    feedback = models.TextField(_("feedback and proof"), blank=True)
    fed_back_by = account(_("fed back by"))
    fed_back_on = models.DateField(_("fed back on"), null=True, editable=False)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure at a unit")
        verbose_name_plural = _("measures at units")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="execution_once", fields=["action", "item", "unit", "link"], nulls_distinct=False),
            models.CheckConstraint(
                name="execution_answer_is_whole",
                condition=Q(status="asked", answered_on__isnull=True)
                | Q(status="declined", answered_by__isnull=False, answered_on__gte=F("asked_on"), answer__gt="")
                | Q(status__in=["accepted", "executed", "not_executed"], answered_by__isnull=False, answered_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="execution_feedback_is_whole",
                condition=Q(status__in=["asked", "accepted", "declined"], fed_back_on__isnull=True)
                | Q(status__in=["executed", "not_executed"], fed_back_by__isnull=False, fed_back_on__gte=F("answered_on"), feedback__gt=""),
            ),
            models.CheckConstraint(
                name="execution_period", condition=Q(until_on__isnull=True) | Q(months__gte=1, until_on__gt=F("asked_on"))
            ),
        ]
        indexes = [models.Index(fields=["unit", "status"], name="executions_of_unit")]

    def __str__(self) -> str:
        return f"{self.item} · {self.unit}"

    @property
    def lasts(self) -> bool:
        """Whether it is in force for a time: an explanation is given once, a superior told once."""
        return self.until_on is not None or self.item.may_be_declined

    @property
    def whom(self) -> str:
        """The linked person whom it concerns, by role and masked name; empty where it concerns the subject itself."""
        return str(self.link) if self.link else ""

    @property
    def flow(self):
        from ..measures.flow import EXECUTION

        return EXECUTION

    def may(self, by, step, today) -> bool:
        """Clerks and the head of the unit that was asked; of another unit nobody who works for the subject"""
        from ..measures.rights import may_execute

        return may_execute(self, by, today)


class FeedbackFile(StoredFile):
    """A file that proves that a measure was carried out, or shows why it was not."""

    execution = models.ForeignKey(Execution, models.PROTECT, related_name="files", verbose_name=_("measure at a unit"))

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a feedback")
        verbose_name_plural = _("files of feedbacks")
