"""Divisions 行政区划: the codes of GB/T 2260 with their past. The list knows years, not days."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Division(models.Model):
    """One unit that bore one code from one year until another (GB/T 2260). A code may be borne by several, one after the other.

    ``successors`` are the codes that took the unit over when it ended; ``ceded`` are parts that left it before, as
    ``130404[2014]`` (code and year).
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture")
        COUNTY = "county", _("county")

    code = models.CharField(_("division code"), max_length=6)
    name = models.CharField(_("name"), max_length=60)
    prefecture = models.CharField(_("prefecture"), max_length=60, blank=True)
    province = models.CharField(_("province"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    valid_from = models.PositiveSmallIntegerField(_("from year"))
    valid_until = models.PositiveSmallIntegerField(_("until year"), null=True, blank=True, help_text=_("The year in which it ended."))
    successors = ArrayField(models.CharField(max_length=6), verbose_name=_("taken over by"), default=list, blank=True)
    ceded = ArrayField(models.CharField(max_length=12), verbose_name=_("parts ceded before"), default=list, blank=True)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(name="division_once", fields=["code", "valid_from"]),
            models.CheckConstraint(name="division_code_form", condition=Q(code__regex=r"^[1-9][0-9]{5}$")),
            models.CheckConstraint(name="division_years", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.full_name}"

    @property
    def full_name(self) -> str:
        """Province, prefecture and name, each once; 直辖 stands for "directly under" and is left out."""
        parts = [self.province, "" if self.prefecture == "直辖" else self.prefecture, self.name]
        return "".join(dict.fromkeys(part for part in parts if part))

    @classmethod
    def on(cls, code: str, day) -> Division | None:
        """The unit that bore ``code`` on ``day``; ``None`` if there was none.

        The list gives years only: in the year of a change the newer unit is meant where the code goes on, else the one
        that ended in that year.
        """
        return cls.in_year(code, day.year)

    @classmethod
    def in_year(cls, code: str, year: int) -> Division | None:
        bearers = cls.objects.filter(code=code, valid_from__lte=year)
        return bearers.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=year)).order_by("-valid_from").first()

    @classmethod
    def today(cls, code: str, day=None) -> list[Division]:
        """What the unit that bore ``code`` (on ``day``, or last of all) has become: itself, one unit, several, or none."""
        unit = cls.on(code, day) if day else cls.objects.filter(code=code).order_by("-valid_from").first()
        return unit.now() if unit else []

    def now(self) -> list[Division]:
        """The units of today that came of this one, by code."""
        found, seen, waiting = {}, set(), [self]
        while waiting:
            unit = waiting.pop()
            if unit.pk in seen:
                continue
            seen.add(unit.pk)
            if unit.valid_until is None:
                found[unit.code] = unit
                continue
            # Without a successor named, the code itself went on under another name, or the unit was dissolved.
            for code in unit.successors or [unit.code]:
                waiting += filter(None, [Division.in_year(code, unit.valid_until)])
        return [found[code] for code in sorted(found)]
