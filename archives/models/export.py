"""The redaction log 脱敏导出日志: which export left out or masked which fields, and by which rule."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _


class RedactedExport(models.Model):
    """One export that held less than the archive does; append-only, written before its first byte.

    ``fields`` lists what is missing, each as ``{"field", "label", "how", "rule", "rows"}``: ``how`` and ``rule`` are words of
    :class:`How` and :class:`Rule`, ``rows`` the number of rows concerned. Source: 威环行政执法字〔2020〕5号 四 "保护公职人员个人隐私".
    """

    class What(models.TextChoices):
        RECORDS = "records", _("records")
        SHEET = "sheet", _("sheet returned to the unit")
        ERRORS = "errors", _("list of errors of a filing")
        READINGS = "readings", _("read log")
        PEOPLE = "people", _("list of civil servants")

    class How(models.TextChoices):
        LEFT_OUT = "left_out", _("left out")
        MASKED = "masked", _("masked")

    class Rule(models.TextChoices):
        AUTHORISED = "authorised", _("disclosed by authorisation only (catalogue)")
        INTERNAL = "internal", _("internal (catalogue)")
        RESIDENT_ID = "resident-id", _("resident ids leave the archive as masks (《个人信息保护法》第二十八条、第五十一条)")
        PERSON_CODE = "person-code", _("codes of natural persons never leave the archive (《个人信息保护法》第五十一条)")
        PERSON_NAME = "person-name", _("names of natural persons leave the archive masked (威环行政执法字〔2020〕5号 四)")

    id = models.BigAutoField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Func(function="statement_timestamp", output_field=models.DateTimeField()))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("exported by"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    about = models.CharField(_("which"), max_length=200, blank=True)
    rows = models.BigIntegerField(_("rows"))
    fields = models.JSONField(_("fields left out or masked"))

    class Meta:
        verbose_name = _("redacted export")
        verbose_name_plural = _("redaction log")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["at"], name="redactions_by_time")]
        constraints = [models.CheckConstraint(name="redaction_names_fields", condition=~Q(fields=[]))]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def told(self) -> list[str]:
        """Each field with what was done to it and why, as a line to read."""
        return [
            _("%(field)s: %(how)s in %(rows)d rows; %(rule)s")
            % {"field": f["label"], "how": self.How(f["how"]).label, "rows": f["rows"], "rule": self.Rule(f["rule"]).label}
            for f in self.fields
        ]
