"""Relief of a record: it stays on file, and is neither shown, shared nor used; for good since its repair, or while a court shields it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STATEMENT = Func(function="statement_timestamp", output_field=models.DateTimeField())


class MomentsField(models.Field):
    """Instants as a ``tstzmultirange``; kept by PostgreSQL alone."""

    def db_type(self, connection) -> str:
        return "tstzmultirange"


@MomentsField.register_lookup
class At(models.Lookup):
    """``hidden__at=instant``: whether that instant is among them."""

    lookup_name = "at"

    def get_db_prep_lookup(self, value, connection):
        return "%s::timestamptz", [value]

    def as_sql(self, compiler, connection):
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"{left} {RangeOperators.CONTAINS} {right}", [*of_left, *of_right]


class ReliefQuerySet(models.QuerySet):
    def in_force(self, now=None):
        """Those that keep their record from being shown, shared and used at ``now``; ends by date need nobody."""
        now = now or timezone.now()
        standing = Q(until_on__isnull=True) | Q(until_on__gt=timezone.localdate(now))
        return self.filter(standing, Q(ended_at__isnull=True) | Q(ended_at__gt=now), from_at__lte=now)

    def on(self, day: date):
        """Those that hide their record on ``day``: from the day on which they were set, until the day of their end, by date or earlier."""
        midnight = timezone.make_aware(datetime.combine(day + timedelta(1), time()))
        standing = Q(until_on__isnull=True) | Q(until_on__gt=day)
        return self.filter(standing, Q(ended_at__isnull=True) | Q(ended_at__gte=midnight), from_at__lt=midnight)


class Relief(models.Model):
    """One reason why a record is neither shown, shared nor used: repaired 修复, for good; shielded 临时屏蔽, until a day or an earlier end.

    It stands by the number of the record, so a new version bears it as well. Set and ended by ``archives.repairs`` alone, asked by
    the app above that decides (信用修复管理办法, 国家发展改革委令2025年第36号, art. 3).
    """

    class Kind(models.TextChoices):
        REPAIRED = "repaired", _("repaired")
        SHIELDED = "shielded", _("temporarily shielded")

    number = models.CharField(_("number of the record"), max_length=20)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    document_no = models.CharField(_("number of the decision"), max_length=128)
    ground = models.TextField(_("ground"))
    from_at = models.DateTimeField(_("from"), db_default=STATEMENT)
    until_on = models.DateField(_("until"), null=True, help_text=_("The first day on which the record is shown and used again."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    ended_at = models.DateTimeField(_("ended early at"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))

    objects = ReliefQuerySet.as_manager()

    class Meta:
        verbose_name = _("relief of a record")
        verbose_name_plural = _("reliefs of records")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="relief_is_whole",
                condition=Q(document_no__gt="", ground__gt="")
                & (Q(kind="repaired", until_on__isnull=True, ended_at__isnull=True) | Q(kind="shielded", until_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="relief_end_is_whole",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_at__gte=F("from_at")),
            ),
            models.UniqueConstraint(name="relief_repaired_once", fields=["number"], condition=Q(kind="repaired")),
        ]
        indexes = [models.Index(fields=["number", "from_at"], name="reliefs_of_record")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
