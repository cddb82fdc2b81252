"""Posts 职务 and appointments 任免: responsibility follows the term of office, never a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .membership import Role


class Post(models.Model):
    """One post in one unit. The principal post 主要负责人 is the one whose holder answers for the unit; there is at most one."""

    class Level(models.TextChoices):
        """Ranks of leading posts (公务员法, 2018 revision, article 18)."""

        BUREAU = "bureau", _("bureau chief")
        BUREAU_DEPUTY = "bureau_2", _("deputy bureau chief")
        COUNTY = "county", _("county or division chief")
        COUNTY_DEPUTY = "county_2", _("deputy county or division chief")
        TOWNSHIP = "township", _("township or section chief")
        TOWNSHIP_DEPUTY = "township_2", _("deputy township or section chief")
        NONE = "none", _("without rank")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="posts", verbose_name=_("unit"))
    name = models.CharField(_("post"), max_length=60)
    is_principal = models.BooleanField(_("principal post"), default=False, help_text=_("Its holder answers for the unit."))
    level = models.CharField(_("rank"), max_length=12, choices=Level, default=Level.NONE)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["unit", "-is_principal", "id"]
        constraints = [
            models.UniqueConstraint(
                name="post_once", fields=["unit", "name"], violation_error_message=_("The unit has a post of this name.")
            ),
            models.UniqueConstraint(
                name="post_one_principal",
                fields=["unit"],
                condition=Q(is_principal=True),
                violation_error_message=_("The unit has a principal post already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet):
    def on(self, day):
        """Terms of office running on ``day`` (half-open)."""
        return self.filter(from_on__lte=day).filter(Q(until_on__isnull=True) | Q(until_on__gt=day))

    def visible_to(self, user):
        """Who heads a unit is known to everybody at work; other posts to the personnel organ, the office and the auditor."""
        roles = Role.of(user)
        if roles & {Role.PERSONNEL, Role.OFFICER, Role.AUDITOR}:
            return self
        return self.filter(is_principal=True) if roles - {Role.SECURITY} else self.none()


class Appointment(models.Model):
    """One civil servant holds one post from a day until another (half-open), by a document.

    ``is_acting`` 主持工作: in charge without holding the post. ``is_principal`` repeats the post's, so that PostgreSQL can
    refuse a second holder of a principal post on one day; a foreign key of both columns keeps it true.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("post"))
    is_principal = models.BooleanField(editable=False)
    holder = models.ForeignKey("archives.Subject", models.PROTECT, related_name="appointments", verbose_name=_("holder"))
    is_acting = models.BooleanField(_("acting"), default=False)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day on which the post is no longer held."))
    document_no = models.CharField(_("document number"), max_length=128)
    basis = models.CharField(_("basis"), max_length=400, blank=True)
    end_document_no = models.CharField(_("document of the end"), max_length=128, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=400, blank=True)

    history = HistoricalRecords()
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="appointment_half_open",
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                violation_error_message=_("A term of office ends after it begins."),
            ),
            models.CheckConstraint(name="appointment_has_document", condition=Q(document_no__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.post.unit} {self.post} · {self.holder}"

    def save(self, *args, **kwargs):
        self.is_principal = self.post.is_principal
        super().save(*args, **kwargs)


class Handover(models.Model):
    """One term of office ended and the next began on the same day; what was open when it was entered. Never changed."""

    outgoing = models.OneToOneField(Appointment, models.PROTECT, related_name="handed_over", verbose_name=_("outgoing"))
    incoming = models.OneToOneField(Appointment, models.PROTECT, related_name="taken_over", verbose_name=_("incoming"))
    on = models.DateField(_("day"))
    note = models.TextField(_("handover note"))
    open_matters = models.JSONField(_("open matters"), default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-on"]
        constraints = [models.CheckConstraint(name="handover_has_note", condition=Q(note__gt=""))]

    def __str__(self) -> str:
        return f"{self.outgoing} → {self.incoming.holder}"


def person_in_charge(unit, day) -> Appointment | None:
    """Who answered for ``unit`` on ``day`` (domain row 46: 追究主要负责人责任): the holder of the principal post, else whoever
    acted in it; ``None`` in a gap."""
    if unit.ceased_on and unit.ceased_on <= day:
        return None
    terms = Appointment.objects.filter(post__unit=unit, is_principal=True).on(day)
    return terms.select_related("post__unit", "holder").order_by("is_acting", "-from_on", "-id").first()
