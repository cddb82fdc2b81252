"""The staff site: the plain Django admin, its door and its home page ours."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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

    def index(self, request, extra_context=None):
        """What awaits the person: red before yellow before the rest; counts and lists come from the same rows."""
        from . import calendar  # this module is read before the apps are ready
        from .models import CalendarDay

        panels: dict[str, list] = {"duties": [], "sent": [], "tools": [], "attention": []}
        with calendar.kept():
            for panel in HOME_PANELS:
                for key, rows in panel(request).items():
                    panels[key] += rows
        order = {"red": 0, "yellow": 1}
        panels["duties"].sort(key=lambda duty: (order.get(duty["tone"], 2), duty["due"] is None, duty["due"] or 0))
        tones = [duty["tone"] for duty in panels["duties"]]
        today = timezone.localdate()
        counts = {
            "red": tones.count("red"),
            "yellow": tones.count("yellow"),
            "urgent": tones.count("red") + tones.count("yellow"),
            "other": sum(tone not in order for tone in tones),
            "sent": len(panels["sent"]),
        }
        day = CalendarDay.objects.filter(pk=today).first()
        context = {
            **panels,
            "counts": counts,
            "name": request.user.get_short_name(),
            "today": today,
            "working_today": day.is_workday if day else today.weekday() < 5,
            "day_note": "",
        }
        return super().index(request, {**context, **(extra_context or {})})


def home_panel(function):
    """Register ``function(request) -> {"duties": […], "sent": […]}`` for the home page."""
    HOME_PANELS.append(function)
    return function
