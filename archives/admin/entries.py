"""Lists of entries that are read and acted on on pages of their own: filings, cases, tickets, objections, documents."""

from __future__ import annotations

import re

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .by_role import ByRole

# The number of an entry as it is printed: the year in which it was made, in the time of the city, and its own.
NUMBER = re.compile(r"([12][0-9]{3})-0*([1-9][0-9]{0,9})")


class Awaiting(admin.SimpleListFilter):
    """What awaits whoever looks, as the home page counts it: ``questions`` by word, as (label, roles, what to ask)."""

    title, parameter_name = _("awaiting"), "mine"
    questions: dict[str, tuple] = {}

    def lookups(self, request, model_admin):
        roles = model_admin._roles(request)
        return [(word, label) for word, (label, whose, _ask) in self.questions.items() if roles & whose]

    def has_output(self):
        """A question that is not the person's own finds nothing, instead of everything."""
        return super().has_output() or self.value() in self.questions

    def queryset(self, request, queryset):
        if self.value() not in self.questions:
            return queryset
        ask = self.questions[self.value()][2]
        return queryset.filter(pk__in=ask(request.user, timezone.localdate()).order_by().values("pk"))


class OnItsOwnPage(ByRole):
    """A list that leads to the page ``address`` of each entry; the steps told there are its history."""

    address = ""
    list_display_links = None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect(self.address, pk=object_id)

    def history_view(self, request, object_id, extra_context=None):
        return self.change_view(request, object_id)

    def link(self, entry, words):
        """``words`` as the link to the page of ``entry``."""
        return format_html('<a href="{}">{}</a>', reverse(self.address, args=[entry.pk]), words)


class FoundByNumber(OnItsOwnPage):
    """An entry is found by its number as it is printed, too."""

    def get_search_results(self, request, queryset, search_term):
        found, twice = super().get_search_results(request, queryset, search_term)
        if (asked := NUMBER.fullmatch(search_term.strip())) and int(asked[2]) < 2**31:
            found = found | queryset.filter(pk=int(asked[2]), made_at__year=int(asked[1]))
        return found, twice
