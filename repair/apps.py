from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepairConfig(AppConfig):
    name = "repair"
    verbose_name = _("objections and repair")

    def ready(self):
        """The home page and the page of a record learn of objections and applications; the law's loader of grounds and methods;
        documents of who sees an application."""
        from archives import law
        from archives.models.document import SIGHTS

        from . import home, offers, papers  # noqa: F401
        from .applications import granting
        from .applications import home as of_applications  # noqa: F401
        from .applications.law import load_methods
        from .law import load_grounds

        law.FURTHER.extend([load_grounds, load_methods])
        SIGHTS[papers.LABEL] = papers.sight
        SIGHTS[granting.LABEL] = granting.sight
