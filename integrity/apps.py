from django.apps import AppConfig


class IntegrityConfig(AppConfig):
    """The kernel: workflow and steps taken, calendar, jobs, the wall. It imports no other app."""

    name = "integrity"
    verbose_name = "Kernel"
