"""What the repair of a record asks, as the portal reads it: the methods in force today, by tier."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from repair.applications.conditions import words_of

from .models import View, _in_english


class PublicRepairMethod(View):
    """One method of repair as a tier asks for it; ``items`` empty for all."""

    id = models.BigIntegerField(primary_key=True)
    code = models.TextField()
    tier = models.SmallIntegerField()
    need = models.TextField()
    items = ArrayField(models.TextField())
    min_hours = models.SmallIntegerField()
    cap_hours = models.SmallIntegerField()
    name = models.TextField()
    name_en = models.TextField()
    document = models.TextField()
    article = models.TextField()

    class Meta(View.Meta):
        db_table = "repair_method"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.name_en if _in_english() else self.name


def asked_of(record) -> list[dict]:
    """What the repair of a public record asks: words, code, whether it is required, source; the required first."""
    tier = record.tier or 0
    found = [row for row in PublicRepairMethod.objects.filter(tier=tier) if not row.items or record.item_code in row.items] if tier else []
    rows = sorted(found, key=lambda row: row.need != "required")
    return [{"code": row.code, "words": words_of(row), "required": row.need == "required", "source": row.document} for row in rows]
