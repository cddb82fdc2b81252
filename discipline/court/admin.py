"""Lists of what courts tell; a notice is read and acted on on its own page, an entry leads to its case."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.admin.by_role import EVERYBODY_AT_WORK, ByRole
from archives.admin.entries import Awaiting, FoundByNumber
from archives.models import Role

from ..models import BreachKind
from .home import QUESTIONS
from .models import CourtEntry, CourtListRule, CourtNotice


class Waiting(Awaiting):
    questions = QUESTIONS


@admin.register(CourtNotice)
class CourtNoticeAdmin(FoundByNumber):
    address = "staff_court_notice"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.AUDITOR})
    list_display = ["page", "body", "court", "court_no", "status", "due_on", "received_on"]
    list_filter = [Waiting, "status"]
    list_select_related = ["body"]
    search_fields = ["court_no", "body__name"]

    @admin.display(description=_("notice of a court"), ordering="id")
    def page(self, notice):
        return self.link(notice, notice)


@admin.register(CourtEntry)
class CourtEntryAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["court_no", "kind", "body", "court", "listed_on", "last_day", "removed_on", "case_page"]
    list_filter = ["kind"]
    list_select_related = ["body", "case"]
    search_fields = ["court_no", "body__name"]

    @admin.display(description=_("listed to (included)"), ordering="until_on")
    def last_day(self, entry):
        return entry.until_on - timedelta(days=1)

    @admin.display(description=_("case"), ordering="case")
    def case_page(self, entry):
        return format_html('<a href="{}">{}</a>', reverse("staff_case", args=[entry.case_id]), entry.case.number)


@admin.register(CourtListRule)
class CourtListRuleAdmin(ByRole):
    seen_by = EVERYBODY_AT_WORK
    list_display = ["label", "opens_as", "months", "document", "article", "valid_from", "valid_until", "verified"]

    @admin.display(description=_("kind of breach"), ordering="breach_kind")
    def opens_as(self, rule):
        kind = BreachKind.objects.filter(code=rule.breach_kind).order_by("-valid_from").first()
        return kind.label if kind else "—"

    @admin.display(description=pgettext_lazy("of a court", "list"), ordering="code")
    def label(self, rule):
        return rule.label
