"""Lists of documents, of their texts and of the marks of issuers; a document is read on its own page."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from archives.documents.home import to_acknowledge
from archives.models import Document, IssuerMark, Role, Subject

from .by_role import ByRole
from .entries import OnItsOwnPage


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
class DocumentAdmin(OnItsOwnPage):
    """Whoever is addressed by words alone stands in no list and in none of its files."""

    address = "staff_document"
    seen_by = frozenset({Role.CLERK, Role.HEAD, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR})
    list_display = ["page", "kind", "name", "body", "to", "issued_on"]
    list_filter = [Acknowledged, "kind", "issued_on"]
    list_select_related = ["body", "addressee"]
    search_fields = ["number", "title", "body__name"]

    @admin.display(description=_("document number"), ordering="id")
    def page(self, document):
        return self.link(document, document.number)

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
