"""Kinds of commitments and of letters, as dated data with their templates; and the services that every township owes."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from discipline.models.law import Listed, listed


class Wording(Listed):
    """A kind of commitment 承诺类型 with its template 承诺书样式, in force between two dates.

    ``body`` is the template; its placeholders are those of ``commitments.wording``. ``heads``: the headings that a text of this
    kind must contain, such as the five of a purchaser's letter. ``yardsticks``: by what its keeping may be measured.
    """

    class Family(models.TextChoices):
        PUBLIC = "public", _("of the government")
        LETTER = "letter", _("of an enterprise")

    family = models.CharField(_("whose"), max_length=10, choices=Family, default=Family.LETTER)
    body = models.TextField(_("template"))
    heads = ArrayField(models.CharField(max_length=60), verbose_name=_("required heads"), default=list, blank=True)
    yardsticks = ArrayField(models.CharField(max_length=10), verbose_name=_("yardsticks"), default=list, blank=True)
    # Of a letter: whether everybody reads it while it is in force. A letter of a natural person never is.
    public = models.BooleanField(_("published"), default=False)

    class Meta:
        verbose_name = _("kind of commitment")
        verbose_name_plural = _("kinds of commitments")
        ordering = ["code", "valid_from"]
        constraints = listed("wording")


class TownshipService(Listed):
    """One of the fourteen services of a township 乡镇服务事项 (S3a 11), in the order in which they are named there."""

    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        verbose_name = _("service of townships")
        verbose_name_plural = _("services of townships")
        ordering = ["position", "valid_from"]
        constraints = listed("township_service")
