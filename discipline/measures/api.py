"""Measures in the staff API: joint actions and what each unit does of them, with their steps; the rules are the pages' own."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, Scoped, steps_of

from ..models import Execution, JointAction
from . import actions
from .terms import deadlines


class JointActionAnswer(serializers.ModelSerializer):
    initiator = serializers.SlugRelatedField("code", read_only=True)
    subject = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = JointAction
        fields = ("id", "number", "initiator", "record_no", "subject", "sort", "ground", "status", "revision", "drafted_on", "decided_on")


class ExecutionAnswer(serializers.ModelSerializer):
    """One measure at one unit; ``due_on`` is the day by which it is answered or fed back, ``in_force`` whether it holds today."""

    action = serializers.CharField(source="action.number")
    record_no = serializers.CharField(source="action.record_no")
    subject = serializers.CharField(source="action.subject.code")
    measure = serializers.CharField(source="item.code")
    basis = serializers.CharField(source="item.basis")
    unit = serializers.SlugRelatedField("code", read_only=True)
    link = serializers.PrimaryKeyRelatedField(read_only=True, help_text="number of the linked person it concerns; empty: the subject itself")
    due_on = serializers.SerializerMethodField()
    in_force = serializers.SerializerMethodField()

    class Meta:
        model = Execution
        fields = (
            *("id", "action", "record_no", "subject", "link", "measure", "basis", "unit", "months", "status", "revision", "asked_on", "until_on"),
            *("due_on", "in_force", "answer", "answered_on", "feedback", "fed_back_on"),
        )

    def get_due_on(self, row) -> str | None:
        found = deadlines([row]).get(row.pk)
        return found.due_on.isoformat() if found else None

    def get_in_force(self, row) -> bool:
        return Execution.objects.in_force(timezone.localdate()).filter(pk=row.pk).exists()


def _takes(execution, *, revision, **asked):
    """``reason`` is the answer, or what was done with its proof."""
    return actions.take(execution=execution, seen=revision, **asked)


@extend_schema_view(
    list=extend_schema(responses={200: JointActionAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: JointActionAnswer, **REFUSALS}),
)
class JointActions(Scoped, viewsets.ReadOnlyModelViewSet):
    """Joint actions: the initiating unit's own, all for the credit office and the auditor."""

    queryset = JointAction.objects.select_related("initiator", "subject")
    serializer_class = JointActionAnswer
    filterset_fields = ("status", "sort", "record_no")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(JointActionAnswer)


@extend_schema_view(
    list=extend_schema(responses={200: ExecutionAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: ExecutionAnswer, **REFUSALS}),
)
class Measures(Scoped, viewsets.ReadOnlyModelViewSet):
    """Measures at units: a unit reads its own, answers them and feeds back."""

    queryset = Execution.objects.select_related("action__subject", "item", "unit")
    serializer_class = ExecutionAnswer
    filterset_fields = ("status",)
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(ExecutionAnswer, takes=_takes)

    def get_queryset(self):
        return super().get_queryset().answers_to(self.request.user)
