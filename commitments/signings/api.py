"""Collective signings by API: units and numbers, no names; those stand on the page."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, Scoped, steps_of

from ..models import Signing
from . import papers


class UnitAnswer(serializers.Serializer):
    unit = serializers.CharField(source="code")
    name = serializers.CharField()
    signatories = serializers.IntegerField(source="n")


class SigningAnswer(serializers.ModelSerializer):
    """One event as the list shows it."""

    number = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = Signing
        fields = ("id", "number", "revision", "unit", "title", "text", "held_on", "place", "status", "confirmed_on")


class SigningInFull(SigningAnswer):
    """One event with the units whose staff signed."""

    units = serializers.SerializerMethodField()

    class Meta(SigningAnswer.Meta):
        fields = (*SigningAnswer.Meta.fields, "units")

    @extend_schema_field(UnitAnswer(many=True))
    def get_units(self, signing):
        return UnitAnswer(papers.units_of(signing), many=True).data


@extend_schema_view(
    list=extend_schema(responses={200: SigningAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: SigningInFull, **REFUSALS}),
)
class Signings(Scoped, viewsets.ReadOnlyModelViewSet):
    """Collective signings: confirmed ones for everybody at work, drafts for their unit and the credit office."""

    queryset = Signing.objects.select_related("unit")
    serializer_class = SigningAnswer
    filterset_fields = ("status",)
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(SigningInFull)

    def get_serializer_class(self):
        return SigningAnswer if self.action == "list" else SigningInFull
