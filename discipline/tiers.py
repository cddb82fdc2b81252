"""Which tier is proposed, by the loss and the impact that were found."""

from __future__ import annotations

from datetime import date

from .models import Case, TierThreshold


def applying(case: Case, today: date) -> TierThreshold | None:
    """The threshold that loss and impact of ``case`` reach, the highest tier first; ``None`` if they reach none."""
    rows = TierThreshold.objects.in_force(today).filter(min_loss__lte=case.loss, min_impact__lte=case.impact)
    return rows.order_by("-tier", "-min_loss", "-min_impact").first()


def proposed(case: Case, today: date) -> int:
    """The tier that the law's table proposes (1 where no threshold is reached), one lower where self-correction was accepted."""
    found = applying(case, today)
    tier = found.tier if found else 1
    return max(1, tier - 1) if case.lightened_by_id else tier
