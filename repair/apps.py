from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepairConfig(AppConfig):
    name = "repair"
    verbose_name = _("objections and repair")

    def ready(self):
        """The home page and the page of a record learn of objections and applications; the law's loader of grounds and methods;
        documents of who sees an application."""
        from archives import law, record_views
        from archives.models.document import SIGHTS
        from discipline import numbered
        from integrity import workflow

        from . import home, offers, papers  # noqa: F401
        from .applications import conditions, granting
        from .applications import home as of_applications  # noqa: F401
        from .applications.law import load_methods
        from .law import load_grounds

        law.FURTHER.extend([load_grounds, load_methods])
        workflow.READ.append(papers.must_conceal)
        numbered.CONDITIONS.append(conditions.sentence)
        record_views.PARTS.append(conditions.part_of_record)
        SIGHTS[papers.LABEL] = papers.sight
        SIGHTS[granting.LABEL] = granting.sight
