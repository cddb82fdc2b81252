"""Lists of what the kernel keeps: steps taken, jobs, the calendar."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archives.models import Filing, Role
from integrity import jobs
from integrity.models import CalendarDay, Entry, Job, StepTaken

from .by_role import ByRole


@admin.register(CalendarDay)
class CalendarDayAdmin(ByRole):
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday"]
    date_hierarchy = "day"


class EntryKind(admin.SimpleListFilter):
    """Steps of one kind of entry, by its name."""

    title, parameter_name = _("kind of entry"), "kind"

    def lookups(self, request, model_admin):
        return [(step.entry_kind, step.kind_label) for step in StepTaken.objects.order_by("entry_kind").distinct("entry_kind")]

    def queryset(self, request, queryset):
        return queryset.filter(entry_kind=self.value()) if self.value() else queryset


class JobKind(admin.SimpleListFilter):
    """Jobs of one kind, by its words."""

    title, parameter_name = _("kind"), "work"

    def lookups(self, request, model_admin):
        return [(kind, str(label)) for kind, label in sorted(jobs.LABELS.items())]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(StepTaken)
class StepTakenAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["at", "kind_label", "entry_id", "step_label", "before", "after", "by", "reason"]
    fields = [*list_display, "revision"]
    list_filter = [EntryKind]
    list_select_related = ["by"]
    date_hierarchy = "at"

    @admin.display(description=_("kind of entry"), ordering="entry_kind")
    def kind_label(self, step):
        return step.kind_label

    @admin.display(description=_("step"), ordering="step")
    def step_label(self, step):
        return step.step_label

    @admin.display(description=_("status before"), ordering="source")
    def before(self, step):
        return step.status_label(step.source)

    @admin.display(description=_("status after"), ordering="target")
    def after(self, step):
        return step.status_label(step.target)

    def get_queryset(self, request):
        """The office does not learn of what stayed in a unit; the auditor reads everything."""
        # The reasons of steps about a person are read on the filing, where the read log notes it.
        personal = Filing.objects.filter(person__isnull=False).values("pk")
        taken = super().get_queryset(request).exclude(entry_kind="archives.filing", entry_id__in=personal)
        for model in apps.get_models():  # those of apps above, which keep some of their entries from some who read this list
            if issubclass(model, Entry) and model.private_steps:
                taken = taken.exclude(entry_kind=model._meta.label_lower)
            elif issubclass(model, Entry) and model is not Filing and hasattr(model._default_manager.all(), "visible_to"):
                seen = model._default_manager.visible_to(request.user).values("pk")
                taken = taken.exclude(Q(entry_kind=model._meta.label_lower) & ~Q(entry_id__in=seen))
        if Role.AUDITOR in self._roles(request):
            return taken
        inside = Filing.objects.filter(left_at__isnull=True).values("pk")
        return taken.exclude(entry_kind="archives.filing", entry_id__in=inside)


@admin.register(Job)
class JobAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["kind_label", "state", "done", "total", "attempts", "asked_at", "finished_at", "error"]
    fields = ["kind_label", "state", "done", "total", "message", "error", "attempts", "by", "asked_at", "started_at", "finished_at"]
    list_filter = [JobKind, "state"]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_label(self, job):
        return str(jobs.LABELS.get(job.kind, job.kind))

    def get_queryset(self, request):
        """A job is seen by who sees what it concerns: the office does not learn of a filing that stays in its unit."""
        mine = super().get_queryset(request)
        if Role.AUDITOR in self._roles(request):
            return mine
        seen = Filing.objects.visible_to(request.user).filter(person__isnull=True).values("pk")
        return mine.exclude(Q(about_kind="archives.filing") & ~Q(about_id__in=seen))
