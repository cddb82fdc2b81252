"""Lists of what the kernel keeps: steps taken, jobs, the calendar."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from archives.models import Filing, Role
from integrity.models import CalendarDay, Job, StepTaken

from .by_role import ByRole


@admin.register(CalendarDay)
class CalendarDayAdmin(ByRole):
    list_display = ["day", "is_workday", "name"]
    list_filter = ["is_workday"]
    date_hierarchy = "day"


@admin.register(StepTaken)
class StepTakenAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["at", "entry_kind", "entry_id", "step", "source", "target", "by", "reason"]
    list_filter = ["entry_kind", "step"]
    list_select_related = ["by"]
    date_hierarchy = "at"

    def get_queryset(self, request):
        """The office does not learn of what stayed in a unit; the auditor reads everything."""
        # The reasons of steps about a person are read on the filing, where the read log notes it.
        personal = Filing.objects.filter(person__isnull=False).values("pk")
        taken = super().get_queryset(request).exclude(entry_kind="archives.filing", entry_id__in=personal)
        if Role.AUDITOR in self._roles(request):
            return taken
        inside = Filing.objects.filter(left_at__isnull=True).values("pk")
        return taken.exclude(entry_kind="archives.filing", entry_id__in=inside)


@admin.register(Job)
class JobAdmin(ByRole):
    seen_by = frozenset({Role.OFFICER, Role.AUDITOR})
    list_display = ["kind", "state", "done", "total", "attempts", "asked_at", "finished_at", "error"]
    list_filter = ["kind", "state"]

    def get_queryset(self, request):
        """A job is seen by who sees what it concerns: the office does not learn of a filing that stays in its unit."""
        jobs = super().get_queryset(request)
        if Role.AUDITOR in self._roles(request):
            return jobs
        seen = Filing.objects.visible_to(request.user).filter(person__isnull=True).values("pk")
        return jobs.exclude(Q(about_kind="archives.filing") & ~Q(about_id__in=seen))
