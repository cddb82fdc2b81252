"""Drafts of the list of powers and responsibilities 权责清单: written in the unit whose list it is, adopted by the credit office."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from integrity.models import Entry
from integrity.said import in_words

from .membership import Membership, Role
from .power import PowerItem

# What of an item is kept in ``said``; the rest has a column, because PostgreSQL asks about it.
SAID = (
    *("name", "kind", "duty", "document", "article", "is_matter", "statutory_days", "promised_days", "handling", "handled_with"),
    *("materials", "accepts"),
)


class PowerDraftQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """Officers and auditors all; clerk and head those of their units."""
        today = today or timezone.localdate()
        if Role.of(user, today) & {Role.OFFICER, Role.AUDITOR}:
            return self
        own = Membership.objects.held(today).filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        return self.filter(unit__in=own)


class PowerDraft(Entry):
    """One change of the list of one unit as drafted: its content is fixed; what is wrong is refused or discarded and drafted anew.

    ``said`` holds the attributes of the new version (:data:`SAID`; empty for a cut), ``merges`` the codes that a merger ends, ``item`` is
    what it became. 关于推行地方各级政府工作部门权力清单制度的指导意见（中办发〔2015〕21号）: a list changes by a decision, which ``authority`` names.
    """

    class Purpose(models.TextChoices):
        LIST = "list", _("enter an item that the list holds already")
        ADD = "add", _("add an item")
        ADJUST = "adjust", _("adjust an item")
        MERGE = "merge", _("merge items into one")
        CUT = "cut", _("cut an item")

    class Status(models.TextChoices):
        ENTERED = "entered", _("awaiting adoption")
        ADOPTED = "adopted", _("adopted")
        REFUSED = "refused", _("refused")
        DISCARDED = "discarded", _("discarded")

    unit = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("unit"))
    purpose = models.CharField(_("what is decided"), max_length=10, choices=Purpose)
    code = models.CharField(_("code"), max_length=40)
    merges = ArrayField(models.CharField(max_length=40), verbose_name=_("merged items"), default=list, blank=True)
    authority = models.CharField(_("decided by the document"), max_length=200)
    starts_on = models.DateField(_("from the day"), help_text=_("The first day on which the list reads so."))
    said = models.JSONField(_("what the item says"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    item = models.OneToOneField(PowerItem, models.PROTECT, null=True, related_name="draft", verbose_name=_("item"))

    objects = PowerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of the list of powers")
        verbose_name_plural = _("drafts of the list of powers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="power_draft_has_its_decision", condition=Q(authority__gt="", code__gt="")),
            models.UniqueConstraint(name="power_draft_one_open", fields=["unit", "code"], condition=Q(status="entered")),
            models.CheckConstraint(name="power_draft_four_eyes", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))),
            models.CheckConstraint(
                name="power_draft_merges_several",
                condition=Q(purpose="merge", merges__len__gte=2) | ~Q(purpose="merge") & Q(merges=[]),
            ),
            models.CheckConstraint(
                name="power_draft_decision_is_whole",
                condition=Q(status__in=["entered", "discarded"], decided_by__isnull=True, decided_at__isnull=True, item__isnull=True)
                | Q(status="refused", decided_by__isnull=False, decided_at__isnull=False, item__isnull=True)
                | Q(status="adopted", decided_by__isnull=False, decided_at__isnull=False)
                & (Q(purpose="cut", item__isnull=True) | ~Q(purpose="cut") & Q(item__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}：{self.code} {self.said.get('name', '')}".strip()

    @property
    def standing(self) -> str:
        """Its status in words; what was adopted and begins on a later day says from when."""
        if self.status == self.Status.ADOPTED and self.starts_on > timezone.localdate():
            return _now("adopted, in force from %(day)s") % {"day": in_words(self.starts_on)}
        return self.get_status_display()

    @property
    def flow(self):
        from archives.powers.flow import POWER

        return POWER

    def may(self, by, step, today) -> bool:
        """Clerk and head of the unit discard; officers of the credit office who do not work in the unit adopt or refuse"""
        held = Membership.objects.held(today).filter(user=by, user__is_active=True)
        if step.name == "discard":
            return held.filter(unit=self.unit_id, role__in=[Role.CLERK, Role.HEAD]).exists()
        return held.filter(role=Role.OFFICER).exists() and not held.filter(unit=self.unit_id).exists()

    @property
    def ends(self) -> list[str]:
        """The codes of the unit whose version of today the adoption ends."""
        if self.purpose == self.Purpose.MERGE:
            return self.merges
        return [self.code] if self.purpose in {self.Purpose.ADJUST, self.Purpose.CUT} else []

    def as_item(self) -> PowerItem | None:
        """The version it would become, not stored; ``None`` for a cut."""
        if self.purpose == self.Purpose.CUT:
            return None
        change = {
            self.Purpose.LIST: PowerItem.Change.LISTED,
            self.Purpose.ADD: PowerItem.Change.ADDED,
            self.Purpose.ADJUST: PowerItem.Change.ADJUSTED,
            self.Purpose.MERGE: PowerItem.Change.MERGED,
        }[self.purpose]
        said = {name: self.said[name] for name in SAID}
        return PowerItem(unit=self.unit, code=self.code, change=change, authority=self.authority, valid_from=self.starts_on, **said)
