from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("commitments")

    def ready(self):
        """The law's loader of kinds and services; outcomes are filed from their commitment, and their records lead back to it;
        the list of powers offers the kinds of letters."""
        from archives import corrections, determined, law, post_actions, record_views, remedies
        from archives.models.document import SIGHTS
        from archives.powers import letters as kinds_of_letters
        from discipline import origins

        from . import checks, home, records  # noqa: F401
        from .accepted import letter_kinds
        from .answered import commitments_of
        from .handling import admin as handling_admin  # noqa: F401
        from .handling import home as handling_home  # noqa: F401
        from .law import load_wordings
        from .letters import checks as letters_checks  # noqa: F401
        from .letters import home as letters_home  # noqa: F401
        from .letters import records as letters
        from .samples import load_samples
        from .signings import papers

        law.FURTHER.append(load_wordings)
        post_actions.ANSWERS.append(commitments_of)
        law.FURTHER.append(load_samples)
        kinds_of_letters.KINDS.append(letter_kinds)
        determined.ASKS.append(records.held_by_commitment)
        corrections.DECIDED.append(records.verified_values)
        record_views.OFFERS.append(records.commitment_of)
        origins.ORIGINS.append(records.commitment_of_case)
        determined.ASKS.append(letters.held_by_letter)
        corrections.DECIDED.append(letters.verified_values)
        record_views.OFFERS.append(letters.letter_of)
        remedies.ASKS.append(letters.made_good)
        SIGHTS[papers.LABEL] = papers.sight
