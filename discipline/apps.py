from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DisciplineConfig(AppConfig):
    name = "discipline"
    verbose_name = _("cases of dishonesty")

    def ready(self):
        """The home page learns of what awaits whom; the law's loader of the lists of the law; documents of who sees a case or a joint action; a record of its measures."""
        from archives import corrections, determined, law, people_views, record_views, subject_views
        from archives.models.document import RECEIPTS, SIGHTS
        from archives.models.panel import SITTING

        from . import concealing, duties, home, numbered, records, refiling  # noqa: F401
        from .law import load_lists, load_measures
        from .linked import own
        from .measures import home as measures_home  # noqa: F401
        from .measures import letters, lifting_letters, offers, pages

        corrections.DECIDED.append(records.determined_values)
        corrections.READ.append(lambda number, values: concealing.refuse_about([number], values))
        determined.ASKS.append(refiling.held_by_case)
        law.FURTHER.extend([load_lists, load_measures])
        SITTING.append(duties.before_panel_of)
        court_lists()
        SIGHTS[numbered.LABEL] = numbered.sight
        SIGHTS[letters.LABEL] = letters.sight
        SIGHTS[lifting_letters.LABEL] = lifting_letters.sight
        RECEIPTS.add(lifting_letters.LABEL)
        subject_views.OFFERS.append(own.of_enterprise)
        people_views.OWN_PARTS.append(own.of_person)
        record_views.OFFERS.extend([offers.initiating, records.case_of])
        record_views.PARTS.append(pages.part_of_record)


def court_lists():
    """What courts tell: what awaits whom, what is warned of, and on the page of a case the list it was opened on."""
    from . import origins
    from .court import checks, entries, home  # noqa: F401

    origins.ORIGINS.append(entries.of_case)
