from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityConfig(AppConfig):
    """The kernel: workflow and steps taken, calendar, jobs, the wall. It imports no other app."""

    name = "integrity"
    verbose_name = _("running of the system")
