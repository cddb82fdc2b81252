"""Letters of commitment 信用承诺书: what an enterprise or a body signed, word for word, by a dated template.

So far the one that a repair asks for (信用修复型).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .kind import Wording


class Letter(models.Model):
    """One letter as it was signed: published from then on, while a record that it is for is, until it ends; never rewritten."""

    # The page of the portal is known by it: a letter tells nothing of the record for whose sake it was signed.
    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("by"))
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+", verbose_name=_("kind"))
    text = models.TextField(_("text"))
    signer = models.CharField(_("signed by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    records = ArrayField(models.CharField(max_length=20), verbose_name=_("for the repair of records"))
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("accepted by"))
    published_at = models.DateTimeField(
        _("published at"), db_default=models.Func(function="statement_timestamp", output_field=models.DateTimeField())
    )
    # What it was signed for came to nothing: withdrawn, refused, or ended for false material.
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)

    class Meta:
        verbose_name = _("letter of commitment")
        verbose_name_plural = _("letters of commitment")
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="letter_is_signed", condition=Q(text__gt="", signer__gt=""))]

    def __str__(self) -> str:
        return str(_("Letter of commitment of %(subject)s of %(day)s") % {"subject": self.subject, "day": self.signed_on})
