"""Subjects 信用主体: whom a record is about."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from archives.body_names import body_name
from archives.identifiers import pinyin_key, uscc_fault
from integrity.identity import identity_ok

from .subject_history import Identifier


def folded(name) -> models.Func:
    """A name as it is compared, by the database's own function, so that index, form and import say the same."""
    return models.Func(name, function="archives_folded", output_field=models.TextField())


class SubjectQuerySet(models.QuerySet):
    def bodies(self):
        """The government side: the only subjects that are scored."""
        return self.filter(kind__in=Subject.BODIES)

    def bearing(self, name: str):
        """The bodies that exist and are called so, however it is typed: blanks, brackets, width, case and look-alikes aside."""
        return self.bodies().filter(ceased_on__isnull=True).alias(folded=folded("name")).filter(folded=folded(models.Value(name)))

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
            # Bodies are few among organisations and people, and asked for at every step (whose office decides).
            models.Index(fields=["sort_key", "code"], name="bodies_in_order", condition=models.Q(kind__in=["organ", "institution", "township", "village", "village_org"])),
        ]
        constraints = [
            models.UniqueConstraint(name="subject_code_once", fields=["code"]),
            # 示范市财政局 and 示范市 财政局 would be one body to every reader. Who is gone leaves the name to others.
            models.UniqueConstraint(
                models.Func(models.F("name"), function="archives_folded", output_field=models.TextField()),
                name="body_name_once",
                condition=models.Q(kind__in=["organ", "institution", "township", "village", "village_org"], ceased_on__isnull=True),
                violation_error_message=_("Another body is called so; look at its archive, or write the full official name."),
            ),
            models.CheckConstraint(
                name="subject_code_form",
                condition=models.Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$", address__isnull=True)
                & ~models.Q(kind__in=["civil_servant", "expert", "practitioner", "person"])
                | models.Q(
                    code__regex=r"^R[0-9A-F]{31}$",
                    address__isnull=False,  # without this the condition of a person without one is unknown, which a CHECK lets pass
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
        # One in some hundreds of resident ids has the check digits of a credit code as well; none is ever stored.
        if identity_ok(self.code):
            raise ValidationError({"code": _now("A resident id stands in the text; remove it.")})
        if fault := uscc_fault(self.code):
            raise ValidationError({"code": fault})
        if taken := Identifier.objects.filter(kind=Identifier.Kind.USCC, value=self.code).select_related("subject").first():
            raise ValidationError(
                {"code": _now("This code was replaced; %(name)s has the code %(code)s.") % {"name": taken.subject, "code": taken.subject.code}}
            )
        if self.is_body and self._state.adding:  # later it changes by a document, see ``subject_actions.rename``
            try:
                self.name = body_name(self.name)
            except ValidationError as fault:
                raise ValidationError({"name": fault.messages}) from None
        others = Subject.objects.exclude(pk=self.pk)
        if self.is_body and self.ceased_on is None and (bearer := others.bearing(self.name).first()):
            raise ValidationError(
                {"name": _now("%(name)s (%(code)s) is called so; one name belongs to one body, blanks and brackets aside.") % {"name": bearer, "code": bearer.code}}
            )
        self._sorted_as_it_sounds(others)

    def _sorted_as_it_sounds(self, others) -> None:
        """A body stands in lists by the sound of its own name; another reading of a sign is typed, another's place is not taken."""
        key = self.sort_key.strip().lower()
        if not key or key == pinyin_key(self.name)[0]:
            return
        if other := others.filter(sort_key=key, address__isnull=True).first():
            raise ValidationError(
                {"sort_key": _now("This is the pinyin of %(name)s; write how the own name is read, or leave it empty.") % {"name": other}}
            )
