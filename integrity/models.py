"""What the kernel stores: steps taken, jobs, the working-day calendar, and the last runs of the timetable."""

from __future__ import annotations

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Numbered:
    """An entry that people call by the year in which it was made and its key: 2026-00012."""

    @property
    def number(self) -> str:
        return f"{timezone.localdate(self.made_at):%Y}-{self.pk:05d}" if self.pk and self.made_at else "—"


class Entry(models.Model):
    """What one person files and another decides on. Subclasses set ``flow`` and answer ``may``."""

    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now(), editable=False)

    class Meta:
        abstract = True

    flow = None
    # Whether the words of its steps stand on its own page alone, and in no list of all steps.
    private_steps = False

    def may(self, by, step, today) -> bool:
        """Whether ``by`` holds, on ``today``, the role that takes ``step``."""
        raise TypeError(f"{type(self).__name__} does not say who may take a step.")

    @property
    def taken(self):
        """The steps taken so far, oldest first."""
        return StepTaken.objects.filter(entry_kind=self._meta.label_lower, entry_id=self.pk).order_by("at", "id")


class StoredFile(models.Model):
    """A file that came from outside: PDF, JPEG or PNG by its content. Only ever added; downloaded by staff, opened by nothing here."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpeg", "JPEG"
        PNG = "png", "PNG"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    content = models.BinaryField()
    at = models.DateTimeField(_("at"), db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()))

    class Meta:
        abstract = True
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class StepTaken(models.Model):
    """One step taken: append-only, in Python, by grant and by trigger."""

    id = models.BigAutoField(_("number"), primary_key=True)
    entry_kind = models.CharField(_("kind of entry"), max_length=60)
    entry_id = models.BigIntegerField(_("entry number"))
    step = models.CharField(_("step"), max_length=40)
    source = models.CharField(_("status before"), max_length=20)
    target = models.CharField(_("status after"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("taken by"))
    reason = models.TextField(_("reason"), blank=True)
    revision = models.PositiveIntegerField(_("revision"))
    # The database's own clock; inside one transaction later steps still come later.
    at = models.DateTimeField(_("taken at"), db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField()))

    class Meta:
        indexes = [models.Index(fields=["entry_kind", "entry_id", "at"], name="steps_of_entry")]
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")

    def __str__(self) -> str:
        return f"{self.kind_label} {self.entry_id}: {self.status_label(self.source)} → {self.status_label(self.target)}"

    @property
    def _model(self):
        """The kind of entry, or ``None`` for one that is no more."""
        try:
            return apps.get_model(self.entry_kind)
        except (LookupError, ValueError):
            return None

    @property
    def kind_label(self) -> str:
        return str(self._model._meta.verbose_name) if self._model else self.entry_kind

    @property
    def step_label(self) -> str:
        """The step as its button calls it."""
        steps = {step.name: step.label for step in self._model().flow} if self._model else {}
        return str(steps.get(self.step, self.step))

    def status_label(self, status: str) -> str:
        labels = dict(self._model._meta.get_field("status").flatchoices) if self._model else {}
        return str(labels.get(status, status))


class Job(models.Model):
    """Long work: its state lives here, so a killed worker loses nothing and the broker may forget."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    about_kind = models.CharField(_("kind of entry"), max_length=60, blank=True)
    about_id = models.BigIntegerField(_("entry number"), null=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    done = models.BigIntegerField(_("done"), default=0)
    total = models.BigIntegerField(_("of"), default=0)
    message = models.CharField(_("message"), max_length=200, blank=True)
    error = models.TextField(_("error"), blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.CheckConstraint(
                name="job_finished_is_dated",
                condition=models.Q(state__in=["done", "failed"], finished_at__isnull=False)
                | models.Q(state__in=["queued", "running"], finished_at__isnull=True),
            )
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="jobs_open")]

    def __str__(self) -> str:
        from .jobs import LABELS  # which knows this model

        return f"{LABELS.get(self.kind, self.kind)} {str(self.id)[:8]}"

    @property
    def percent(self) -> int:
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class CalendarDay(models.Model):
    """One day of the working-day calendar (State Council notices; seeded from ``chinesecalendar``).

    ``ordinal`` counts the working days up to and including this day, so a term of n working days is one lookup.
    """

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("holiday"), max_length=40, blank=True)
    ordinal = models.IntegerField(_("working days so far"))

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("working-day calendar")
        indexes = [models.Index(fields=["ordinal"], name="calendar_ordinal")]

    def __str__(self) -> str:
        return self.day.isoformat()


class TaskRun(models.Model):
    """The last run of each task of the timetable: what `/readyz` and the operator look at."""

    name = models.CharField(_("task"), max_length=80, primary_key=True)
    ran_at = models.DateTimeField(_("last ran"))
    count = models.BigIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("task run")
        verbose_name_plural = _("task runs")

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """The number of a form of the staff site whose post was carried out: a second one of that number is refused."""

    number = models.UUIDField(_("number of the form"), primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")

    def __str__(self) -> str:
        return str(self.number)
