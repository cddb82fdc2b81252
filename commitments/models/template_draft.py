"""Drafts of a new version of the template of a kind; one officer drafts, another adopts, from a later day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from integrity.models import Entry
from integrity.said import in_words

from .commitment import by
from .kind import Wording


class WordingDraft(Entry):
    """The text of a kind as it is to read from a day on. Adopted, it is a :class:`Wording`; the one before ends on that day and stays."""

    class Status(models.TextChoices):
        ENTERED = "entered", _("awaiting adoption")
        IN_FORCE = "in_force", _("adopted")
        DISCARDED = "discarded", _("discarded")

    code = models.CharField(_("kind"), max_length=30)
    body = models.TextField(_("template"))
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    adopted_by = by(_("adopted by"))
    wording = models.OneToOneField(Wording, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("version"))

    class Meta:
        verbose_name = _("draft of a template")
        verbose_name_plural = _("drafts of templates")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="wording_draft_says_what_and_why", condition=Q(code__gt="", body__gt="", document__gt="", article__gt="")
            ),
            models.UniqueConstraint(name="wording_draft_one_open", fields=["code"], condition=Q(status="entered")),
            models.CheckConstraint(
                name="wording_draft_adoption_is_whole",
                condition=Q(status="in_force", adopted_by__isnull=False, wording__isnull=False)
                | ~Q(status="in_force") & Q(adopted_by__isnull=True, wording__isnull=True),
            ),
            models.CheckConstraint(name="wording_draft_four_eyes", condition=Q(adopted_by__isnull=True) | ~Q(adopted_by=F("made_by"))),
        ]

    def __str__(self) -> str:
        kind = Wording.objects.filter(code=self.code).order_by("-valid_from").first()
        return f"{kind.label if kind else self.code} {self.valid_from}"

    @property
    def state_word(self) -> str:
        """Its status, and from when an adopted one is in force while that day lies ahead."""
        if self.status == self.Status.IN_FORCE and self.valid_from > timezone.localdate():
            return _now("adopted, in force from %(day)s") % {"day": in_words(self.valid_from)}
        return self.get_status_display()

    @property
    def flow(self):
        from ..templates_flow import TEMPLATE_DRAFT

        return TEMPLATE_DRAFT

    def may(self, by, step, today) -> bool:
        """Officers of the credit office; who is the second one is a rule of the step"""
        return Membership.holds(by, Role.OFFICER, today)
