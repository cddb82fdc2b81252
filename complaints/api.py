"""Tickets by API: what their pages show, to whom these show it, with the same steps; where an account may see no ticket, there is none."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, TEXT, Scoped, StepAsked, steps_of

from . import actions, views
from .models import Ticket


class TicketAnswer(serializers.ModelSerializer):
    """One ticket as the list shows it: nothing of the complainant."""

    accused = serializers.CharField(source="accused.code")
    handler = serializers.CharField(source="handler.code", allow_null=True, default=None)

    class Meta:
        model = Ticket
        fields = (
            *("id", "number", "revision", "channel", "source_no", "kind", "accused", "status", "handler", "received_on", "accepted_on"),
            *("answered_on", "redone_on", "closed_on", "outcome", "case_no"),
        )


class TicketInFull(TicketAnswer):
    """One ticket as its page shows it to those who handle it."""

    ground = serializers.CharField(source="ground.code", allow_null=True, default=None)

    class Meta(TicketAnswer.Meta):
        fields = (
            *TicketAnswer.Meta.fields,
            *("facts", "wanted", "contract_no", "happened_on", "complainant_kind", "complainant_name", "contact", "ground"),
        )


class TicketStepAsked(StepAsked):
    reason = serializers.CharField(required=False, allow_blank=True, default="", **TEXT | {"max_length": 4000})
    ground = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=30, help_text="Code of the ground, for `refuse`."
    )
    outcome = serializers.ChoiceField(Ticket.Outcome.choices, required=False, allow_blank=True, default="", help_text="For `handle`.")


class TicketFilter(filters.FilterSet):
    class Meta:
        model = Ticket
        fields = ("status", "channel", "kind")


def _opens(ticket, user, today):
    return views.steps_for(ticket, user, today)[0]


def _takes(ticket, *, revision, **asked):
    return actions.take(ticket=ticket, seen=revision, **asked)


@extend_schema_view(
    list=extend_schema(responses={200: TicketAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: TicketInFull, **REFUSALS}),
)
class Tickets(Scoped, viewsets.ReadOnlyModelViewSet):
    """Complaints: the office all, the handling unit what was transferred to it, the body complained of none."""

    queryset = Ticket.objects.select_related("accused", "handler", "ground")
    serializer_class = TicketAnswer
    filterset_class = TicketFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(TicketInFull, TicketStepAsked, _opens, _takes)

    def get_serializer_class(self):
        return TicketAnswer if self.action == "list" else TicketInFull
