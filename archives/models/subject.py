"""Subjects 信用主体: whom a record is about."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archives.identifiers import pinyin_key, uscc_fault


class SubjectQuerySet(models.QuerySet):
    def bodies(self):
        """The government side: the only subjects that are scored."""
        return self.filter(kind__in=Subject.BODIES)

    def visible_to(self, user):
        """Everybody who works here may look up any body or enterprise; the security administrator sees no data."""
        from .membership import Role

        return self if Role.of(user) - {Role.SECURITY} else self.none()


class Subject(models.Model):
    """One organ, institution, township, village or enterprise. Its archive is every record filed under it."""

    class Kind(models.TextChoices):
        ORGAN = "organ", _("organ")
        INSTITUTION = "institution", _("institution")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village")
        ENTERPRISE = "enterprise", _("enterprise")

    BODIES = (Kind.ORGAN, Kind.INSTITUTION, Kind.TOWNSHIP, Kind.VILLAGE)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        help_text=_("18 characters, GB 32100-2015. The check digit is verified."),
    )
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(_("pinyin"), max_length=400, blank=True, help_text=_("Left empty, it is worked out."))
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True)
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior"))
    filing = models.ForeignKey("archives.Filing", models.PROTECT, null=True, editable=False, db_index=False, related_name="+")

    history = HistoricalRecords()
    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["sort_key", "code"]
        indexes = [models.Index(fields=["sort_key", "code"], name="subjects_in_order"), models.Index(fields=["name"], name="subjects_by_name")]
        constraints = [
            models.UniqueConstraint(name="subject_code_once", fields=["code"]),
            models.CheckConstraint(name="subject_code_form", condition=models.Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$")),
            models.CheckConstraint(name="subject_kind", condition=models.Q(kind__in=["organ", "institution", "township", "village", "enterprise"])),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        if not self.sort_key:
            self.sort_key, self.initials = pinyin_key(self.name)
        super().save(*args, **kwargs)

    @property
    def is_body(self) -> bool:
        return self.kind in self.BODIES

    def clean(self):
        if fault := uscc_fault(self.code):
            raise ValidationError({"code": fault})
