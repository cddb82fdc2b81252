from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisciplineConfig(AppConfig):
    name = "discipline"
    verbose_name = _("cases of dishonesty")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of kinds, conditions and thresholds."""
        from archives import law

        from . import home  # noqa: F401
        from .law import load_lists

        law.FURTHER.append(load_lists)
