from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepairConfig(AppConfig):
    name = "repair"
    verbose_name = _("objections and corrections")

    def ready(self):
        """The home page and the page of a record learn of objections; the law's loader of the grounds of refusal."""
        from archives import law
        from archives.models.document import SIGHTS

        from . import home, offers, papers  # noqa: F401
        from .law import load_grounds

        law.FURTHER.append(load_grounds)
        SIGHTS[papers.LABEL] = papers.sight
