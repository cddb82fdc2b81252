"""What the public views count by body and quarter: complaints that were closed, breaches that were tolerated."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import get_language

from .models import View


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def quarter_label(first: date) -> str:
    """The quarter that begins on ``first`` in words: 2026 Q3; 2026年第三季度."""
    n = (first.month + 2) // 3
    return f"{first.year} Q{n}" if _in_english() else f"{first.year}年第{'一二三四'[n - 1]}季度"


class OfQuarter(View):
    """Counts about one body of one quarter that has ended; none that is smaller than the minimum sample ``least``."""

    subject_code = models.TextField(primary_key=True)
    subject_name = models.TextField()
    sort_key = models.TextField()
    quarter = models.DateField()
    least = models.SmallIntegerField()

    class Meta(View.Meta):
        abstract = True
        ordering = ["-quarter", "sort_key", "subject_code"]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.quarter:%Y-%m}"

    @property
    def label(self) -> str:
        return quarter_label(self.quarter)


class PublicComplaintQuarter(OfQuarter):
    """What became of the complaints about one body that were closed."""

    closed = models.BigIntegerField()
    founded = models.BigIntegerField(null=True)  # not told where it, or what is left of all, is below the sample
    in_time = models.BigIntegerField(null=True)

    class Meta(OfQuarter.Meta):
        abstract = False
        db_table = "complaint_quarter"


class PublicToleranceQuarter(OfQuarter):
    """How many breaches by one body were tolerated, and on which conditions."""

    tolerated = models.BigIntegerField()
    grounds = models.JSONField()

    class Meta(OfQuarter.Meta):
        abstract = False
        db_table = "tolerance_quarter"

    @property
    def told(self) -> list[tuple[str, int]]:
        """The conditions that reach the minimum sample, in the language of the page, with their counts."""
        return [(ground["name_en"] if _in_english() else ground["name"], ground["n"]) for ground in self.grounds]
