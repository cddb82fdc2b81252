"""Lists of documents, of their texts and of the marks of issuers; a document is read on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from archives.documents.home import to_acknowledge
from archives.models import Document, IssuerMark, Role, Subject

from .by_role import ByRole


class Acknowledged(admin.SimpleListFilter):
    """What the home page asks to acknowledge."""

    title, parameter_name = _("awaiting"), "mine"

    def lookups(self, request, model_admin):
        return [("acknowledge", _("to be acknowledged by my unit"))]

    def queryset(self, request, queryset):
        if self.value() != "acknowledge":
            return queryset
        return queryset.filter(pk__in=to_acknowledge(request.user, timezone.localdate()).order_by().values("document"))


@admin.register(Document)
class DocumentAdmin(ByRole):
    """Whoever is addressed by words alone stands in no list and in none of its files."""

    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR})
    list_display = ["page", "kind", "name", "body", "to", "issued_on"]
    list_display_links = None
    list_filter = [Acknowledged, "kind", "issued_on"]
    list_select_related = ["body", "addressee"]
    search_fields = ["number", "title", "body__name"]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("staff_document", pk=object_id)

    def history_view(self, request, object_id, extra_context=None):
        """A document has no history: it never changes."""
        return self.change_view(request, object_id)

    @admin.display(description=_("document number"), ordering="id")
    def page(self, document):
        return format_html('<a href="{}">{}</a>', reverse("staff_document", args=[document.pk]), document.number)

    @admin.display(description=_("title"), ordering="title")
    def name(self, document):
        return document.title

    @admin.display(description=_("addressee"))
    def to(self, document):
        return document.addressee or _("named in the document")


@admin.register(IssuerMark)
class IssuerMarkAdmin(ByRole, SimpleHistoryAdmin):
    """Entered and changed by the office; numbers given already keep theirs."""

    added_by = changed_by = frozenset({Role.OFFICER})
    list_display = ["mark", "body"]
    list_select_related = ["body"]
    search_fields = ["mark", "body__name"]
    autocomplete_fields = ["body"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only public bodies issue documents."""
        return super().formfield_for_foreignkey(db_field, request, queryset=Subject.objects.bodies(), **kwargs)
