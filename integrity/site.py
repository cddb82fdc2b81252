"""The staff site: the plain Django admin, its door and its home page ours."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
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
        context = {"duties": [], "sent": [], "links": []}
        for panel in HOME_PANELS:
            for key, rows in panel(request).items():
                context[key] = [*context.get(key, []), *rows]
        context["duties"].sort(key=lambda duty: (duty["due"] is None, duty["due"] or 0))
        return super().index(request, {**context, **(extra_context or {})})


def home_panel(function):
    """Register ``function(request) -> {"duties": […], "sent": […]}`` for the home page."""
    HOME_PANELS.append(function)
    return function
