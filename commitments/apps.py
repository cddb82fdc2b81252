from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("commitments")

    def ready(self):
        """The law's loader of kinds and services; outcomes are filed from their commitment, and their records lead back to it."""
        from archives import corrections, determined, law, record_views

        from . import checks, home, records  # noqa: F401
        from .law import load_wordings

        law.FURTHER.append(load_wordings)
        determined.ASKS.append(records.held_by_commitment)
        corrections.DECIDED.append(records.verified_values)
        record_views.OFFERS.append(records.commitment_of)
