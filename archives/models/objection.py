"""Under objection 异议中, a dated fact of a record; and what left the archive to whom, so that a correction reaches them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Lookup, Q
from django.utils.translation import gettext_lazy as _

STATEMENT = Func(function="statement_timestamp", output_field=models.DateTimeField())


class ObjectionMark(models.Model):
    """A record is under objection from an instant until another; ``until_at`` is empty while the objection is open.

    It stands by the number of the record, so a new version bears it as well. Several objections make several marks. Set and
    ended by ``archives.marks`` alone, asked by the app above that decides on objections.
    """

    number = models.CharField(_("number of the record"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("accepted by"))
    from_at = models.DateTimeField(_("from"), db_default=STATEMENT)
    until_at = models.DateTimeField(_("until"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by"))

    class Meta:
        verbose_name = _("mark of an objection")
        verbose_name_plural = _("marks of objections")
        constraints = [
            models.CheckConstraint(name="objection_mark_half_open", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at"))),
            models.CheckConstraint(
                name="objection_mark_end_is_whole",
                condition=Q(until_at__isnull=True, ended_by__isnull=True) | Q(until_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["number"], condition=Q(until_at__isnull=True), name="objection_marks_open"),
            models.Index(fields=["number", "from_at"], name="objection_marks_of_record"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.from_at}"


class VersionsField(models.Field):
    """Primary keys of record versions as an ``int8multirange``: the rows of one filing lie side by side, so a million take one range."""

    def db_type(self, connection) -> str:
        return "int8multirange"


@VersionsField.register_lookup
class Holds(Lookup):
    """``versions__holds=pk``: whether that version is among them."""

    lookup_name = "holds"

    def get_prep_lookup(self):
        return int(self.rhs)

    def get_db_prep_lookup(self, value, connection):
        return "%s::bigint", [value]

    def as_sql(self, compiler, connection):
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"{left} @> {right}", [*of_left, *of_right]


class Delivery(models.Model):
    """Values of records that left the archive to somebody who works here: which versions, to whom, how, when. Only ever added.

    Written before the first byte leaves. Downloads of the portal are nobody's by name, and what is about a natural person is
    opened one by one and stands in the read log.
    """

    class How(models.TextChoices):
        EXPORT = "export", _("export of records")
        LIST = "list", _("list as a file")
        API = "api", _("read by API")

    id = models.BigAutoField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_default=STATEMENT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by"))
    how = models.CharField(_("how"), max_length=6, choices=How)
    about = models.CharField(_("which"), max_length=200, blank=True)
    rows = models.BigIntegerField(_("rows"))
    versions = VersionsField(_("versions"))

    class Meta:
        verbose_name = _("delivery of records")
        verbose_name_plural = _("deliveries of records")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="delivery_how", condition=Q(how__in=["export", "list", "api"])),
            models.CheckConstraint(name="delivery_of_something", condition=Q(rows__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
