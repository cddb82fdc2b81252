"""Subjects 信用主体: whom a record is about."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archives.identifiers import pinyin_key, uscc_fault

from .subject_history import Identifier


class SubjectQuerySet(models.QuerySet):
    def bodies(self):
        """The government side: the only subjects that are scored."""
        return self.filter(kind__in=Subject.BODIES)

    def visible_to(self, user):
        """Everybody who works here may look up any body or enterprise; the security administrator sees no data.

        Natural persons are in no list and no search: ``people.roster`` names those whose archives somebody may open.
        """
        from .membership import Role

        return self.filter(address__isnull=True) if Role.of(user) - {Role.SECURITY} else self.none()


class Subject(models.Model):
    """One organ, institution, township, village, enterprise, organisation or natural person. Its archive is every record
    filed under it.

    Organisations are known by their unified social credit code (GB 32100-2015). A natural person has a ``code`` made of
    the keyed hash of the resident id (:func:`archives.identifiers.person_code`), which is never shown, and a random
    ``address`` under which the public may find the archive while one public record is in it.
    """

    class Kind(models.TextChoices):
        ORGAN = "organ", _("organ")
        INSTITUTION = "institution", _("institution")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village")
        VILLAGE_ORG = "village_org", _("village organisation")
        ENTERPRISE = "enterprise", _("enterprise")
        SOCIAL = "social", _("social organisation")
        TRADER = "trader", _("individual business")
        CIVIL_SERVANT = "civil_servant", _("civil servant")
        EXPERT = "expert", _("evaluation expert")
        PRACTITIONER = "practitioner", _("practitioner")
        PERSON = "person", _("natural person")

    BODIES = (Kind.ORGAN, Kind.INSTITUTION, Kind.TOWNSHIP, Kind.VILLAGE, Kind.VILLAGE_ORG)
    PEOPLE = (Kind.CIVIL_SERVANT, Kind.EXPERT, Kind.PRACTITIONER, Kind.PERSON)

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    code = models.CharField(
        _("unified social credit code"),
        max_length=32,
        help_text=_("18 characters, GB 32100-2015. The check digit is verified."),
    )
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(_("pinyin"), max_length=400, blank=True, help_text=_("Left empty, it is worked out."))
    initials = models.CharField(_("pinyin initials"), max_length=200, blank=True)
    address = models.CharField(_("random address"), max_length=32, null=True, editable=False, unique=True)
    superior = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior"))
    division = models.ForeignKey("archives.Division", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("division"))
    ceased_on = models.DateField(_("ceased on"), null=True, editable=False, help_text=_("The first day on which it no longer existed."))
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="predecessors", verbose_name=_("successor")
    )
    filing = models.ForeignKey("archives.Filing", models.PROTECT, null=True, editable=False, db_index=False, related_name="+")

    history = HistoricalRecords()
    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["sort_key", "code"]
        indexes = [
            models.Index(fields=["sort_key", "code"], name="subjects_in_order"),
            models.Index(fields=["name"], name="subjects_by_name"),
        ]
        constraints = [
            models.UniqueConstraint(name="subject_code_once", fields=["code"]),
            models.CheckConstraint(
                name="subject_code_form",
                condition=models.Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$", address__isnull=True)
                & ~models.Q(kind__in=["civil_servant", "expert", "practitioner", "person"])
                | models.Q(
                    code__regex=r"^R[0-9A-F]{31}$",
                    address__regex=r"^[0-9a-f]{32}$",
                    kind__in=["civil_servant", "expert", "practitioner", "person"],
                ),
                violation_error_message=_("This is no code of a subject of that kind; compare it with the certificate."),
            ),
            models.CheckConstraint(
                name="subject_succeeded_when_ceased",
                condition=models.Q(successor__isnull=True)
                | models.Q(ceased_on__isnull=False, address__isnull=True) & ~models.Q(successor=models.F("id")),
                violation_error_message=_("Only a body that has ceased has a successor, and it is another one."),
            ),
            models.CheckConstraint(
                name="subject_kind",
                condition=models.Q(
                    kind__in="organ institution township village village_org enterprise social trader civil_servant expert practitioner person".split()
                ),
                violation_error_message=_("Choose one of the kinds of subjects."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        if not self.sort_key:
            self.sort_key, self.initials = pinyin_key(self.name)
        if self.is_person and not self.address:
            self.address = secrets.token_hex(16)
        super().save(*args, **kwargs)

    @property
    def is_body(self) -> bool:
        return self.kind in self.BODIES

    @property
    def is_person(self) -> bool:
        return self.kind in self.PEOPLE

    @property
    def shown_code(self) -> str:
        """The code of an organisation; that of a natural person is made of the resident id and shown nowhere."""
        return "" if self.is_person else self.code

    def clean(self):
        if self.is_person:
            return
        if fault := uscc_fault(self.code):
            raise ValidationError({"code": fault})
        if taken := Identifier.objects.filter(kind=Identifier.Kind.USCC, value=self.code).select_related("subject").first():
            raise ValidationError(
                {"code": _now("This code was replaced; %(name)s has the code %(code)s.") % {"name": taken.subject, "code": taken.subject.code}}
            )
