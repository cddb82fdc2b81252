"""Standards, runs and stored scores. Bodies are scored and nobody else: no citizen, no enterprise.

A standard is law as data, dated, and never rewritten once used. A run is one question put to the tally: what does the
standard make, as of a day, of what was known at an instant? Its answer is stored by functions of the database
(``scoring_fill`` for the whole city, ``scoring_follow`` for what changed), which nobody can make write anything else, and is
never changed afterwards.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from archives.models.catalogue import InForce


def _clock() -> models.Func:
    return models.Func(function="statement_timestamp", output_field=models.DateTimeField())


class Standard(models.Model):
    """One dated scoring standard for bodies. No two are in force on the same day."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    base = models.IntegerField(_("starting score"))
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The first day on which it is no longer in force.")
    )
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100)
    sha256 = models.CharField(_("SHA-256 of its content"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded"), db_default=_clock())

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("standard")
        verbose_name_plural = _("standards")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(name="standard_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")))
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    def band_of(self, score: int) -> Band:
        """The highest band whose lowest score is reached; the last band has none."""
        return next(band for band in self.bands.all() if band.low is None or score >= band.low)


class StandardRule(models.Model):
    """So many points for one catalogue item at one tier, for so many days from the decision."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="rules", verbose_name=_("standard"))
    item_code = models.CharField(_("item"), max_length=20)
    tier = models.PositiveSmallIntegerField(_("tier"))
    points = models.IntegerField(_("points"))
    counts_for_days = models.PositiveIntegerField(_("counts for, days"))
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100)

    class Meta:
        verbose_name = _("scoring rule")
        verbose_name_plural = _("scoring rules")
        ordering = ["standard", "item_code", "tier"]
        constraints = [
            models.UniqueConstraint(name="rule_once_in_standard", fields=["standard", "item_code", "tier"]),
            models.CheckConstraint(name="rule_tier", condition=Q(tier__in=[0, 1, 2, 3])),
            models.CheckConstraint(name="rule_counts_some_days", condition=Q(counts_for_days__gte=1, counts_for_days__lte=36500)),
            models.CheckConstraint(name="rule_points", condition=Q(points__gte=-100000, points__lte=100000) & ~Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}/{self.tier}: {self.points:+d}"


class Band(models.Model):
    """A grade and the lowest score that earns it; the lowest grade has none."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="bands", verbose_name=_("standard"))
    letter = models.CharField(_("grade"), max_length=3)
    low = models.IntegerField(_("from, points"), null=True)
    word = models.CharField(_("word"), max_length=20)
    word_en = models.CharField(_("word in English"), max_length=40)

    class Meta:
        verbose_name = _("band")
        verbose_name_plural = _("bands")
        ordering = ["standard", F("low").desc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(name="band_letter_once", fields=["standard", "letter"]),
            models.UniqueConstraint(name="band_low_once", fields=["standard", "low"], nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return self.letter

    @property
    def label(self) -> str:
        return self.word_en if (get_language() or "").startswith("en") else self.word


class RunQuerySet(models.QuerySet):
    def finished(self):
        return self.filter(finished_at__isnull=False)

    def live(self):
        """The chain of the timetable: the last of it is what is so now."""
        return self.finished().filter(live=True)

    def current(self) -> Run | None:
        return self.live().select_related("standard").order_by("id").last()


class Run(models.Model):
    """One scoring of the whole city: as of a day, with what was known at an instant, under one standard.

    A full run has no ``base`` and a partition of its own. A run with a base rescored only the subjects that had
    changed since the run before it; the state it stands for is, for each subject, its last score in the partition of
    the base up to this run. ``digest`` covers that whole state, so it equals the digest of a full run of the same question.
    """

    id = models.AutoField(_("run number"), primary_key=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="later", verbose_name=_("on top of run"))
    as_of = models.DateField(_("as of"))
    known_at = models.DateTimeField(_("known at"))
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="runs", verbose_name=_("standard"))
    live = models.BooleanField(_("timetable run"), default=False)
    job_id = models.UUIDField(_("job"), null=True, unique=True, editable=False)
    started_at = models.DateTimeField(_("started"), db_default=_clock())
    finished_at = models.DateTimeField(_("finished"), null=True)
    rescored = models.BigIntegerField(_("rescored"), null=True)
    subjects = models.BigIntegerField(_("bodies with a line"), null=True)
    digest = models.BigIntegerField(_("digest"), null=True)
    engine = models.CharField(_("engine"), max_length=12, null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("scoring run")
        verbose_name_plural = _("scoring runs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="run_finished_is_whole",
                condition=Q(
                    finished_at__isnull=True, rescored__isnull=True, subjects__isnull=True, digest__isnull=True, engine__isnull=True
                )
                | Q(finished_at__isnull=False, rescored__isnull=False, subjects__isnull=False, digest__isnull=False, engine__isnull=False),
            ),
            models.CheckConstraint(name="run_on_an_earlier_one", condition=Q(base__isnull=True) | Q(base__lt=F("id"))),
        ]
        indexes = [models.Index(fields=["live", "id"], name="runs_live")]

    def __str__(self) -> str:
        return str(_("run %(id)s as of %(day)s") % {"id": self.pk, "day": self.as_of})

    @property
    def digest_hex(self) -> str:
        return "" if self.digest is None else f"{self.digest % (1 << 64):016x}"

    @property
    def stored_under(self) -> int:
        """The run whose partition holds the scores."""
        return self.base_id or self.pk


class Score(models.Model):
    """What one run made of one body. A body without any line has the starting score and no row.

    Partitioned by the full run it belongs to; written by ``scoring_fill`` and ``scoring_follow`` alone, never changed. ``lines`` 0 appears
    only in a run with a base, where a body lost its last line.
    """

    pk = models.CompositePrimaryKey("base_id", "subject_id", "run_id")
    digest = models.BigIntegerField(_("digest"))
    subject_id = models.BigIntegerField(_("body"))
    base_id = models.IntegerField(_("on top of run"))
    run_id = models.IntegerField(_("scoring run"))
    score = models.IntegerField(_("score"))
    lines = models.IntegerField(_("number of lines"))

    class Meta:
        verbose_name = _("stored score")
        verbose_name_plural = _("stored scores")

    def __str__(self) -> str:
        return f"{self.run_id}/{self.subject_id}: {self.score}"
