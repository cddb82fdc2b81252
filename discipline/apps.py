from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisciplineConfig(AppConfig):
    name = "discipline"
    verbose_name = _("cases of dishonesty")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of kinds, conditions and thresholds; documents of who sees a case."""
        from archives import corrections, law
        from archives.models.document import SIGHTS

        from . import home, numbered, records  # noqa: F401
        from .law import load_lists

        corrections.DECIDED.append(records.determined_values)
        law.FURTHER.append(load_lists)
        SIGHTS[numbered.LABEL] = numbered.sight
