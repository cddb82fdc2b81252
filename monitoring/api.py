"""Warnings by API: read, acknowledge, record the outcome, by the rules of the staff site."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from archives.api import REFUSALS, TEXT, Scoped
from archives.identifiers import uscc_fault
from integrity.findings import CHECKS

from . import actions
from .models import Level, Warning, WarningEvent


class EventOfWarning(serializers.ModelSerializer):
    by = serializers.CharField(source="by.name", default="", help_text="Empty: the register itself.")

    class Meta:
        model = WarningEvent
        fields = ("what", "on", "at", "by", "note")


class WarningAnswer(serializers.ModelSerializer):
    """One warning: what was found, with the facts behind it, who is asked to act, and what came of it."""

    unit = serializers.CharField(source="unit.code", allow_null=True, default=None)
    addressed_to = serializers.CharField(
        source="acts_in.code", allow_null=True, default=None, help_text="Unit in which the role is held; null: any."
    )
    sentence = serializers.CharField(read_only=True)
    basis = serializers.CharField(read_only=True)
    facts = serializers.JSONField(read_only=True)

    class Meta:
        model = Warning
        fields = (
            *("id", "number", "kind", "level", "sentence", "facts", "basis", "unit", "role", "addressed_to", "raised_on", "seen_on"),
            *("acknowledged_at", "acknowledged_note", "outcome", "outcome_at", "outcome_note", "closed_on"),
        )


class WarningInFull(WarningAnswer):
    events = EventOfWarning(many=True, read_only=True)

    class Meta(WarningAnswer.Meta):
        fields = (*WarningAnswer.Meta.fields, "events")


def known_code(code: str) -> None:
    """Refuse what is no unified social credit code."""
    if fault := uscc_fault(code):
        raise ValidationError(fault)


class WarningFilter(filters.FilterSet):
    """What narrows the list; a value that no warning can have is refused, it would only look like an empty answer."""

    open = filters.ChoiceFilter(choices=(("true", "true"), ("false", "false")), method="standing")
    level = filters.ChoiceFilter(choices=Level.choices)
    kind = filters.ChoiceFilter(choices=lambda: [(name, name) for name in CHECKS])
    unit = filters.CharFilter("unit__code", validators=[known_code])

    class Meta:
        model = Warning
        fields = ("open", "level", "kind", "unit")

    def standing(self, queryset, name, value):
        return queryset.filter(closed_on__isnull=value == "true")


class Note(serializers.Serializer):
    note = serializers.CharField(**TEXT)


class OutcomeAsked(Note):
    outcome = serializers.ChoiceField(choices=Warning.Outcome.choices)


@extend_schema_view(
    list=extend_schema(responses={200: WarningAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: WarningInFull, **REFUSALS}),
)
class Warnings(Scoped, viewsets.ReadOnlyModelViewSet):
    """Warnings: raised and closed by the register itself, answered for by their addressee."""

    queryset = Warning.objects.select_related("unit", "acts_in")
    serializer_class = WarningAnswer
    filterset_class = WarningFilter
    lookup_value_regex = "[0-9]{1,18}"

    def get_serializer_class(self):
        return WarningAnswer if self.action == "list" else WarningInFull

    def get_queryset(self):
        queryset = super().get_queryset()
        return queryset if self.action == "list" else queryset.prefetch_related("events__by")

    @extend_schema(request=Note, responses={200: WarningInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def acknowledgement(self, request, pk):
        """Take note of a warning that is addressed to the account, and say what will be done."""
        warning, body = self.get_object(), self._valid(Note)
        actions.acknowledge(warning=warning, by=request.user, note=body["note"])
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=OutcomeAsked, responses={200: WarningInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def outcome(self, request, pk):
        """Record what came of an acknowledged warning."""
        warning, body = self.get_object(), self._valid(OutcomeAsked)
        actions.record_outcome(warning=warning, by=request.user, outcome=body["outcome"], note=body["note"])
        return Response(self.get_serializer(self.get_object()).data)

    def _valid(self, serializer) -> dict:
        asked = serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        return asked.validated_data
