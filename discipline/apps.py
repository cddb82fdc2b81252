from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisciplineConfig(AppConfig):
    name = "discipline"
    verbose_name = _("cases of dishonesty")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of kinds, conditions and thresholds; documents of who sees a case."""
        from archives import law
        from archives.models.document import SIGHTS

        from . import home, numbered  # noqa: F401
        from .law import load_lists

        law.FURTHER.append(load_lists)
        court_lists()
        SIGHTS[numbered.LABEL] = numbered.sight


def court_lists():
    """What courts tell: what awaits whom, what is warned of, and on the page of a case the list it was opened on."""
    from . import origins
    from .court import checks, entries, home  # noqa: F401

    origins.ORIGINS.append(entries.of_case)
