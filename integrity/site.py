"""The staff site: the plain Django admin, its door and its home page ours."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Titles of Django's own pages, collected here because Chinese writes them without the space of Django's translation.
TITLES = (
    gettext_noop("Add %s"),
    gettext_noop("Change %s"),
    gettext_noop("View %s"),
    gettext_noop("Add %(name)s"),
    gettext_noop("View history: %s"),
)

# A lower app never knows an upper one: each app registers what its part of the home page shows.
HOME_PANELS: list = []


class StaffAdminConfig(AdminConfig):
    default_site = "integrity.site.StaffSite"


class StaffSite(admin.AdminSite):
    """Home is what awaits me, until when, and why."""

    site_title = _("Government integrity archives")
    site_header = _("Government integrity archives")
    index_title = _("What awaits you")
    index_template = "staff/home.html"
    enable_nav_sidebar = False
    site_url = None

    def has_permission(self, request) -> bool:
        return request.user.is_active and request.user.is_staff

    def get_urls(self):
        return [path("lists/<slug:app>/<slug:model>.csv", self.admin_view(self.list_csv), name="list_csv"), *super().get_urls()]

    def list_csv(self, request, app: str, model: str):
        """A list of the admin as CSV: the rows that the page at the same query shows, all of them, in its order."""
        from . import exports, lists

        kept = next((a for m, a in self._registry.items() if m._meta.label_lower == f"{app}.{model}"), None)
        if kept is None:
            raise Http404
        if not kept.has_view_permission(request):
            raise PermissionDenied(_now("Your role today opens no such list, so there is nothing to download."))
        found = lists.changelist(kept, request)
        if note := getattr(kept, "note_export", None):
            note(request, found)
        return exports.streamed(f"{model}.csv", lists.header(found), lists.rows(found))

    def index(self, request, extra_context=None):
        """What awaits the person: red before yellow before the rest; counts and lists come from the same rows.

        A duty or a sent matter counts as ``n`` matters (1 unless it says so): one line may stand for many, and leads to their list.
        """
        from . import calendar  # this module is read before the apps are ready
        from .models import CalendarDay

        panels: dict[str, list] = {"duties": [], "sent": [], "tools": [], "attention": [], "news": [], "saved": []}
        today = timezone.localdate()
        with calendar.kept():
            for panel in HOME_PANELS:
                for key, rows in panel(request).items():
                    panels[key] += rows
            following = calendar.add_workdays(today, 1).due_on
        order = {"red": 0, "yellow": 1}
        panels["duties"].sort(key=lambda duty: (order.get(duty["tone"], 2), duty["due"] is None, duty["due"] or 0))
        panels["news"].sort(key=lambda news: news["at"], reverse=True)
        counts = {"red": 0, "yellow": 0, "other": 0}
        for duty in panels["duties"]:
            counts[duty["tone"] if duty["tone"] in order else "other"] += duty.get("n", 1)
        counts |= {"urgent": counts["red"] + counts["yellow"], "sent": sum(sent.get("n", 1) for sent in panels["sent"])}
        day = CalendarDay.objects.filter(pk=today).first()
        working = day.is_workday if day else today.weekday() < 5
        context = {
            **panels,
            "counts": counts,
            "name": request.user.get_short_name(),
            "today": today,
            "working_today": working,
            "next_working_day": None if working and (following - today).days == 1 else following,
        }
        return super().index(request, {**context, **(extra_context or {})})


def home_panel(function):
    """Register ``function(request) -> {"duties": […], "sent": […]}`` for the home page."""
    HOME_PANELS.append(function)
    return function
