"""What a body was called before, under which other numbers it is known, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from integrity.errors import Refused


class OnDay(models.QuerySet):
    """Rows with half-open dates; an open side is unbounded."""

    def on(self, day):
        """In force on ``day``."""
        began = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(began, Q(until_on__isnull=True) | Q(until_on__gt=day))


def half_open(name: str) -> models.CheckConstraint:
    """A time that ends after it begins."""
    return models.CheckConstraint(
        name=name,
        condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
        violation_error_message=_("It ends after it begins."),
    )


class StandingNames(models.Manager.from_queryset(OnDay)):
    """The names that were borne: without those of a renaming that was taken back."""

    def get_queryset(self):
        return super().get_queryset().filter(taken_back__isnull=True)


class EarlierName(models.Model):
    """A name that a body bore before the one it has; half-open, one name on a day. Never of a natural person.

    ``taken_back`` is the entry that took the renaming back: then the body never stopped bearing the name, and the row
    stays only as what was said.
    """

    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="earlier_names", verbose_name=_("subject"))
    name = models.CharField(_("name"), max_length=200)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), help_text=_("The first day on which it was no longer borne."))
    taken_back = models.ForeignKey("archives.SubjectChange", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("taken back by"))

    objects = StandingNames()

    class Meta:
        verbose_name = _("earlier name")
        verbose_name_plural = _("earlier names")
        ordering = ["-until_on"]
        constraints = [half_open("earlier_name_half_open")]
        indexes = [models.Index(fields=["name"], name="earlier_names_by_name")]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """Another number under which a body is or was known. One value of one kind belongs to at most one subject on a day."""

    class Kind(models.TextChoices):
        USCC = "uscc", _("unified social credit code, replaced")
        ORGANISATION = "organisation", _("organisation code")
        REGISTRATION = "registration", _("registration number of an enterprise")
        INSTITUTION = "institution", _("certificate number of an institution")
        SOCIAL = "social", _("registration number of a social organisation")
        TAX = "tax", _("tax registration number")
        DIVISION = "division", _("division code")
        OTHER = "other", _("other number")

    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="identifiers", verbose_name=_("subject"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    value = models.CharField(_("number"), max_length=40)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day on which it was no longer borne."))
    document_no = models.CharField(_("document number"), max_length=128, blank=True)

    objects = OnDay.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["kind", "-from_on"]
        constraints = [half_open("identifier_half_open")]
        indexes = [models.Index(fields=["value", "kind"], name="identifiers_by_value")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class SubjectChange(models.Model):
    """What happened to a body, by which document. Added and never changed; ``successor`` is the other body, where there is one.

    An entry made by mistake is taken back by a further one (kind UNDONE, ``undoes``): ``on`` is the day of which it speaks,
    ``made_at`` the instant from which we know better, so both stay told.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("renamed")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        DISSOLVED = "dissolved", _("dissolved")
        MOVED = "moved", _("moved")
        UNDONE = "undone", _("taken back")

    ENDS = (Kind.MERGED, Kind.DISSOLVED)

    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="changes", verbose_name=_("subject"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("day"))
    successor = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="succeeded", verbose_name=_("successor"))
    before = models.CharField(_("before"), max_length=400, blank=True)
    after = models.CharField(_("after"), max_length=400, blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, editable=False, related_name="undone", verbose_name=_("takes back"))
    document_no = models.CharField(_("document number"), max_length=128)
    basis = models.CharField(_("basis"), max_length=400)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a subject")
        verbose_name_plural = _("changes of subjects")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="subject_change_is_whole",
                condition=Q(kind__in=["merged", "split"], successor__isnull=False)
                | Q(kind="dissolved")
                | Q(kind__in=["renamed", "moved"], successor__isnull=True, before__gt="", after__gt="")
                | Q(kind="undone", successor__isnull=True),
            ),
            models.CheckConstraint(
                name="subject_change_undoes_one", condition=Q(kind="undone", undoes__isnull=False) | ~Q(kind="undone") & Q(undoes__isnull=True)
            ),
            models.CheckConstraint(name="subject_change_has_document", condition=Q(document_no__gt="", reason__gt="")),
            models.CheckConstraint(name="subject_change_to_another", condition=Q(successor__isnull=True) | ~Q(successor=F("subject"))),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.get_kind_display()} · {self.on}"


def ceased_sentence(unit) -> str:
    """Why nothing new is filed in the name of ``unit``, and who goes on."""
    if unit.successor_id:
        return _now("%(unit)s ceased on %(day)s and was succeeded by %(successor)s (%(code)s); act in the name of that one.") % {
            "unit": unit,
            "day": unit.ceased_on,
            "successor": unit.successor,
            "code": unit.successor.code,
        }
    return _now("%(unit)s was dissolved on %(day)s without a successor; ask the credit office who goes on.") % {
        "unit": unit,
        "day": unit.ceased_on,
    }


def must_exist(unit, day) -> None:
    """Refused where ``unit`` had ceased by ``day``."""
    if unit.ceased_on and unit.ceased_on <= day:
        raise Refused(ceased_sentence(unit))


def find(words: str, day=None) -> models.QuerySet:
    """The subjects called or numbered ``words``, now or before; with ``day``, only those that were so on that day.

    Names and numbers are compared whole; a part of a name is for the search of the staff site.
    """
    from .subject import Subject

    words = words.strip()
    names, numbers = EarlierName.objects.filter(name=words), Identifier.objects.filter(value=words.upper())
    if day is None:
        return Subject.objects.filter(
            Q(name=words) | Q(code=words.upper()) | Q(pk__in=names.values("subject")) | Q(pk__in=numbers.values("subject"))
        )
    renamed_later = EarlierName.objects.filter(until_on__gt=day).values("subject")
    now = Q(name=words) & ~Q(pk__in=renamed_later) | Q(code=words.upper())
    then = Q(pk__in=names.on(day).values("subject")) | Q(pk__in=numbers.on(day).values("subject"))
    return Subject.objects.filter(now | then).filter(Q(ceased_on__isnull=True) | Q(ceased_on__gt=day))
