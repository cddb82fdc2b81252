"""What the handling times say of a public commitment to a time limit; the page of the commitment includes ``publicity/_measured.html``."""

from __future__ import annotations

from django.db import models

from .models import View


class PublicMeasure(View):
    """Of one commitment: how many cases, their median and ninth decile in working days, and the share within the promised time.

    Below the minimum sample ``least`` every figure is ``None``, the number of cases too.
    """

    number = models.TextField(primary_key=True)
    cases = models.IntegerField(null=True)
    median = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    ninetieth = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    within = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    asked_again = models.IntegerField(null=True)
    late_open = models.IntegerField(null=True)
    days = models.SmallIntegerField()
    since = models.DateField()
    least = models.SmallIntegerField()

    class Meta(View.Meta):
        db_table = "commitment_measure"

    def __str__(self) -> str:
        return self.number


def measure_of(number: str) -> PublicMeasure | None:
    """The figures of the commitment with that number; ``None`` where it promises no handling time or is not public."""
    return PublicMeasure.objects.filter(number=number).first()
