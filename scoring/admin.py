"""Standards and runs, to read. Nothing of scoring is changed by hand."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from archives.models import Role
from integrity.addresses import ReadableAddresses

from . import views
from .models import Band, Run, Standard, StandardRule


class ReadOnly:
    """To be looked at by everyone who works with records; changed by nobody."""

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return bool(Role.of(request.user) - {Role.SECURITY})

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class RuleInline(ReadOnly, admin.TabularInline):
    model = StandardRule
    fields = ["item_code", "tier", "points", "counts_for_days", "document", "article"]


class BandInline(ReadOnly, admin.TabularInline):
    model = Band
    fields = ["letter", "low", "word", "word_en"]


@admin.register(Standard)
class StandardAdmin(ReadOnly, ReadableAddresses, admin.ModelAdmin):
    list_display = ["code", "called", "base", "valid_from", "valid_until"]
    fields = ["code", "name", "name_en", "base", "valid_from", "valid_until", "document", "article", "sha256", "loaded_at"]
    inlines = [BandInline, RuleInline]
    search_fields = []

    @admin.display(description=_("name"), ordering="name")
    def called(self, standard) -> str:
        return standard.label

    def get_urls(self):
        own = [path("why/<str:code>/", self.admin_site.admin_view(views.why), name="scoring_why")]
        return own + super().get_urls()


@admin.register(Run)
class RunAdmin(ReadOnly, ReadableAddresses, admin.ModelAdmin):
    list_display = ["id", "as_of", "known_at", "standard", "live", "on_top_of", "rescored", "subjects", "hex", "finished_at"]
    list_filter = ["live", "standard"]
    fields = ["id", "as_of", "known_at", "standard", "live", "base", "rescored", "subjects", "hex", "engine", "started_at", "finished_at"]
    list_select_related = ["standard"]
    show_full_result_count = False
    explained_at_most = 50

    def change_view(self, request, object_id, form_url="", extra_context=None):
        run = self.get_object(request, object_id)
        explained = views.explained_of(request.user, run)[: self.explained_at_most] if run else []
        more = {"explained": explained, "at_most": self.explained_at_most}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    @admin.display(description=_("on top of run"), ordering="base")
    def on_top_of(self, run) -> int | None:
        return run.base_id

    @admin.display(description=_("digest"))
    def hex(self, run) -> str:
        return run.digest_hex
