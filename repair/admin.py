"""Lists of objections, of grounds of refusal and of correction notices; an objection is read and acted on on its own page."""

from __future__ import annotations

import re

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.models import Role

from .awaiting import QUESTIONS
from .models import Objection, RefusalGround

NUMBER = re.compile(r"([12][0-9]{3})-0*([1-9][0-9]{0,9})")


class Awaiting(admin.SimpleListFilter):
    """What awaits whoever looks, as the home page counts it."""

    title, parameter_name = _("awaiting"), "mine"

    def lookups(self, request, model_admin):
        roles = model_admin._roles(request)
        return [(word, label) for word, (label, whose, _ask) in QUESTIONS.items() if roles & whose]

    def has_output(self):
        return super().has_output() or self.value() in QUESTIONS

    def queryset(self, request, queryset):
        if self.value() not in QUESTIONS:
            return queryset
        return queryset.filter(pk__in=QUESTIONS[self.value()][2](request.user, timezone.localdate()).order_by().values("pk"))


@admin.register(Objection)
class ObjectionAdmin(ByRole):
    """Nothing of the objector and nothing of the record but its number stands in the list, nor in its file."""

    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "record_no", "channel", "status", "outcome", "filed_on", "accepted_on", "decided_on"]
    list_display_links = None
    list_filter = [Awaiting, "status", "channel", "outcome"]
    search_fields = ["=record_no"]

    def get_search_results(self, request, queryset, search_term):
        """An objection is found by its number as it is printed, too."""
        found, twice = super().get_search_results(request, queryset, search_term)
        if (asked := NUMBER.fullmatch(search_term.strip())) and int(asked[2]) < 2**31:
            found = found | queryset.filter(pk=int(asked[2]), made_at__year=int(asked[1]))
        return found, twice

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("staff_objection", pk=object_id)

    def history_view(self, request, object_id, extra_context=None):
        """The steps on the page of an objection are its history."""
        return self.change_view(request, object_id)

    @admin.display(description=_("objection"), ordering="id")
    def page(self, objection):
        return format_html('<a href="{}">{}</a>', reverse("staff_objection", args=[objection.pk]), objection)


@admin.register(RefusalGround)
class RefusalGroundAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("ground"), ordering="code")
    def label(self, ground):
        return ground.label
