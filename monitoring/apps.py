from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("monitoring")

    def ready(self):
        """Every app says in its ``checks.py`` what it asks; the home page learns of warnings."""
        autodiscover_modules("checks")
        from . import home  # noqa: F401
