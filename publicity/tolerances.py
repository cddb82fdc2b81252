"""What the public view tells of breaches that were tolerated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from .models import View, quarter_label


class PublicToleranceQuarter(View):
    """How many breaches by one body were tolerated in one quarter that has ended, and on which conditions; none smaller than ``least``."""

    subject_code = models.TextField(primary_key=True)
    subject_name = models.TextField()
    sort_key = models.TextField()
    quarter = models.DateField()
    tolerated = models.BigIntegerField()
    least = models.SmallIntegerField()
    grounds = models.JSONField()

    class Meta(View.Meta):
        db_table = "tolerance_quarter"
        ordering = ["-quarter", "sort_key", "subject_code"]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.quarter:%Y-%m}"

    @property
    def label(self) -> str:
        return quarter_label(self.quarter)

    @property
    def told(self) -> list[tuple[str, int]]:
        """The conditions that reach the minimum sample, in the language of the page, with their counts."""
        return [(ground["name_en"] if (get_language() or "").startswith("en") else ground["name"], ground["n"]) for ground in self.grounds]
