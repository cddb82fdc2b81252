"""Drafts of the local supplement 地方补充目录: one version of one item, written by one officer and put in force by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from integrity.models import Entry

from .catalogue import CatalogueItem, ItemField
from .membership import Membership, Role

# What of an item is kept in ``rules``; the rest has a column, because PostgreSQL asks about it.
IN_RULES = ("name_en", "category", "subject_kinds", "scope", "period_kind", "tiered", "panel", "sign_off", "routing", "masks_names")


class SupplementDraft(Entry):
    """One version of one local item as drafted: its content is fixed; what is wrong is discarded and drafted anew.

    ``rules`` holds the item's other attributes (:data:`IN_RULES`), ``fields`` its fields in order (the attributes of
    :class:`ItemField`). ``item`` is what it became. 《全国公共信用信息基础目录》: a place adds to the national catalogue
    only by a law or a regulation of its own, so document and article are never empty.
    """

    class Status(models.TextChoices):
        ENTERED = "entered", _("awaiting adoption")
        IN_FORCE = "in_force", _("adopted")
        DISCARDED = "discarded", _("discarded")

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(
        _("in force until"), null=True, blank=True, help_text=_("The first day on which it is no longer in force.")
    )
    rules = models.JSONField(_("rules"))
    fields = models.JSONField(_("fields"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("adopted by"))
    adopted_at = models.DateTimeField(_("adopted at"), null=True)
    item = models.OneToOneField(CatalogueItem, models.PROTECT, null=True, related_name="draft", verbose_name=_("item"))

    class Meta:
        verbose_name = _("draft of the local supplement")
        verbose_name_plural = _("drafts of the local supplement")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="supplement_has_its_basis", condition=Q(document__gt="", article__gt="")),
            models.CheckConstraint(name="supplement_half_open", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
            models.CheckConstraint(name="supplement_four_eyes", condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("made_by"))),
            models.CheckConstraint(
                name="supplement_adoption_is_whole",
                condition=Q(status="in_force", adopted_by__isnull=False, adopted_at__isnull=False, item__isnull=False)
                | Q(status__in=["entered", "discarded"], adopted_by__isnull=True, adopted_at__isnull=True, item__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def flow(self):
        from archives.supplement_flow import SUPPLEMENT

        return SUPPLEMENT

    def may(self, by, step, today) -> bool:
        """Officers of the credit office; who is the second one is a rule of the step."""
        return Membership.holds(by, Role.OFFICER, today)

    def as_item(self) -> CatalogueItem:
        """The item it would become, not stored."""
        rules = {name: self.rules[name] for name in IN_RULES}
        return CatalogueItem(code=self.code, name=self.name, document=self.document, article=self.article, verified=True, **rules)

    def as_fields(self) -> list[ItemField]:
        """Its fields, not stored, in order."""
        return [ItemField(position=n, **given) for n, given in enumerate(self.fields, 1)]
