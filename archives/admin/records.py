"""Lists of filings and records, and the read log."""

from __future__ import annotations

from django.contrib import admin
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from archives import deliveries, exports
from archives.awaiting import QUESTIONS
from archives.identifiers import document_key
from archives.imports.persons import masked_name
from archives.models import Delivery, Filing, ReadLog, Record, RedactedExport, Role

from .by_role import EVERYBODY_AT_WORK, ByRole
from .entries import Awaiting, FoundByNumber


class Waiting(Awaiting):
    questions = QUESTIONS


@admin.register(Filing)
class FilingAdmin(FoundByNumber):
    address = "staff_filing"
    seen_by = EVERYBODY_AT_WORK | {Role.PERSONNEL}
    list_display = ["page", "unit", "item_code", "status", "rows", "new", "changed", "unchanged", "bad", "made_at"]
    list_filter = [Waiting, "status", "source"]
    list_select_related = ["unit"]
    search_fields = ["filename", "unit__name", "file_sha256"]

    @admin.display(description=_("filing"), ordering="id")
    def page(self, filing):
        return self.link(filing, filing)


@admin.register(Record)
class RecordAdmin(ByRole):
    list_display = ["page", "subject", "item", "doc_no", "decided_on", "tier", "ends_on", "is_withdrawn", "is_objected"]
    list_display_links = None
    list_filter = ["tier", "item__category"]
    list_select_related = ["subject", "item", "content"]
    search_fields = ["=number", "=subject__code", "subject__name"]

    def get_search_results(self, request, queryset, search_term):
        """A record is found by its document number in whatever brackets it is written, too."""
        found, twice = super().get_search_results(request, queryset, search_term)
        if key := document_key(search_term):
            found = found | queryset.filter(content__doc_key=key)
        return found, twice
    ordering = ["-id"]

    def get_queryset(self, request):
        return super().get_queryset(request).current().with_objections()

    def note_export(self, request, found) -> None:
        deliveries.note(by=request.user, how=Delivery.How.LIST, records=found.queryset, about=found.get_query_string() if found.params else "")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        return redirect("staff_record", number=record.number)

    def history_view(self, request, object_id, extra_context=None):
        """The life of a record stands on its page."""
        return self.change_view(request, object_id)

    @admin.display(description=_("record"), ordering="number")
    def page(self, record):
        return format_html('<a href="{}">{}</a>', reverse("staff_record", args=[record.number]), record.number)

    @admin.display(description=_("document number"))
    def doc_no(self, record):
        return record.content.doc_no

    @admin.display(description=_("withdrawn at"), ordering="withdrawn_at", empty_value="")
    def is_withdrawn(self, record):
        return record.withdrawn_at

    @admin.display(description=_("under objection since"), empty_value="")
    def is_objected(self, record):
        return record.objected_from


@admin.register(RedactedExport)
class RedactedExportAdmin(ByRole):
    """The redaction log: which export left out or masked what, and why."""

    seen_by = frozenset({Role.AUDITOR})
    list_display = ["at", "by", "what", "which", "rows", "missing"]
    list_filter = ["what"]
    list_select_related = ["by"]
    date_hierarchy = "at"
    fields = ["at", "by", "what", "which", "rows", "missing"]

    @admin.display(description=_("which"), ordering="about")
    def which(self, entry):
        # A list without filters was exported whole.
        return (entry.about.strip("?–") and entry.about) or _now("all")

    @admin.display(description=_("fields left out or masked"))
    def missing(self, entry):
        return format_html_join("", "<div>{}</div>", ((line,) for line in entry.told))


@admin.register(ReadLog)
class ReadLogAdmin(ByRole):
    """Who read which personal archive and why: for the auditor; each person sees the own part in "my archive"."""

    seen_by = frozenset({Role.AUDITOR})
    list_display = ["at", "reader", "acting_as", "whom", "what", "about", "purpose", "reason", "granted"]
    list_filter = ["granted", "acting_as", "purpose"]
    list_select_related = ["by", "person"]
    date_hierarchy = "at"

    @admin.display(description=_("read by"), ordering="by")
    def reader(self, row):
        return exports.reader(row)[0]

    @admin.display(description=_("person"), ordering="person")
    def whom(self, row):
        """Masked, in the list as in its file; the row itself names the person."""
        return masked_name(row.person.name) if row.person else ""

    def note_export(self, request, found) -> None:
        exports.note_readings(by=request.user, about=found.get_query_string() if found.params else "", rows=found.result_count)
