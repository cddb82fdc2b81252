from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "commitments"
    verbose_name = _("commitments")

    def ready(self):
        """The law's loader of the wordings."""
        from archives import law

        from .law import load_wordings

        law.FURTHER.append(load_wordings)
