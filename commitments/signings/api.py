"""Collective signings by API: units and numbers, no names; those stand on the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from archives.api import REFUSALS, Scoped, steps_of, valid
from archives.powers.api import unit_named

from ..models import Signing
from . import actions, papers


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


class DraftAsked(serializers.Serializer):
    unit = serializers.CharField(max_length=18, help_text="Credit code of the unit that organises it.")
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=actions.WORDS)
    held_on = serializers.DateField()
    place = serializers.CharField(max_length=120)


class NamesAsked(serializers.Serializer):
    unit = serializers.CharField(max_length=18, help_text="Credit code of the unit whose staff signed.")
    names = serializers.ListField(child=serializers.CharField(max_length=200), max_length=actions.MOST)


class StruckAsked(serializers.Serializer):
    unit = serializers.CharField(max_length=18)
    name = serializers.CharField(max_length=60)


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

    @extend_schema(request=DraftAsked, responses={201: SigningInFull, **REFUSALS})
    def create(self, request):
        """Draft an event of one's own unit; a colleague confirms it."""
        asked = valid(DraftAsked, request)
        made = actions.draft(unit=unit_named(asked.pop("unit")), by=request.user, **asked)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=NamesAsked, responses={200: SigningInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def names(self, request, pk):
        """Add staff of a unit by name; the answer counts them, the names stand on the page."""
        signing, asked = self.get_object(), valid(NamesAsked, request)
        actions.add_names(signing=signing, unit=unit_named(asked["unit"]), names=asked["names"], by=request.user)
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=StruckAsked, responses={200: SigningInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def struck(self, request, pk):
        """Take a name off the list that was put there by a unit's list; only who writes the list learns whether it stands there."""
        signing, asked = self.get_object(), valid(StruckAsked, request)
        actions.must_write(signing=signing, by=request.user)
        row = signing.signatories.filter(struck=False, unit=unit_named(asked["unit"]), name=asked["name"], person__isnull=True).first()
        if row is None:
            raise exceptions.ValidationError({"name": [_("Nobody of this unit stands on the list under this name.")]})
        actions.strike(signatory=row, by=request.user)
        return Response(self.get_serializer(self.get_object()).data)
