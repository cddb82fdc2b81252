from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("complaints")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of the grounds of refusal; documents of who sees a ticket."""
        from archives import law
        from archives.models.document import SIGHTS

        from . import (
            home,  # noqa: F401
            papers,
        )
        from .law import load_grounds

        law.FURTHER.append(load_grounds)
        SIGHTS[papers.LABEL] = papers.sight
