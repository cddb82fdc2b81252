from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = _("complaints")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of the grounds of refusal; a case of the ticket it came from;
        documents of who sees a ticket."""
        from archives import law
        from archives.models.document import SIGHTS
        from discipline import concealing, origins

        from . import home, papers  # noqa: F401
        from .campaigns import home as campaigns  # noqa: F401
        from .law import load_grounds, load_hotspots, load_samples
        from .of_case import concealed, tickets_of

        law.FURTHER.extend([load_grounds, load_samples, load_hotspots])
        origins.ORIGINS.append(tickets_of)
        concealing.CONCEALED.append(concealed)
        SIGHTS[papers.LABEL] = papers.sight
