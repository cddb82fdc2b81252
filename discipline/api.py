"""Cases by API: what their pages show, to whom these show it, with the same steps. What was served on a body is read on the staff site."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, Scoped, StepAsked, steps_of

from . import actions, case_page
from .models import Case


class CaseAnswer(serializers.ModelSerializer):
    """One case as the list shows it."""

    accused = serializers.CharField(source="accused.code")
    handler = serializers.CharField(source="handler.code")
    kind = serializers.CharField(source="kind.code")

    class Meta:
        model = Case
        fields = ("id", "number", "revision", "accused", "handler", "source", "kind", "status", "opened_on", "closed_on", "tier")


class CaseInFull(CaseAnswer):
    """One case as its page shows it; who was in charge stands on the page of the organ that manages the person, and nowhere here."""

    class Meta(CaseAnswer.Meta):
        fields = (
            *CaseAnswer.Meta.fields,
            *("contract_no", "matter", "breached_on", "found", "evidence", "loss", "impact", "examined_on", "plea"),
            *("ordered_on", "rectify_days", "owed", "owed_ground", "reported_on", "proof", "paid", "paid_on", "paid_proof"),
            *("noticed_on", "reply_due_on", "convened_on", "proposed_tier", "determined_on", "doc_no"),
        )


class CaseStepAsked(StepAsked):
    given = serializers.DictField(
        child=serializers.CharField(max_length=2000, allow_blank=True),
        required=False,
        default=dict,
        help_text="What the form of the step asks for: plea (unfounded); days, owed, owed_ground (order); proof, paid, paid_on, paid_proof (report); tier (determine); named, where who complained is named on purpose as a party of the contract. Amounts in 10,000 yuan.",
    )


class CaseFilter(filters.FilterSet):
    class Meta:
        model = Case
        fields = ("status", "source")


def _opens(case, user, today):
    return case_page.steps_for(case, user, today)[0]


def _takes(case, *, revision, **asked):
    return actions.take(case=case, seen=revision, **asked)


@extend_schema_view(
    list=extend_schema(responses={200: CaseAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: CaseInFull, **REFUSALS}),
)
class Cases(Scoped, viewsets.ReadOnlyModelViewSet):
    """Cases: the office all, the handling unit its own, its panel what is before it, the accused body none."""

    queryset = Case.objects.select_related("accused", "handler", "kind")
    serializer_class = CaseAnswer
    filterset_class = CaseFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(CaseInFull, CaseStepAsked, _opens, _takes)

    def get_serializer_class(self):
        return CaseAnswer if self.action == "list" else CaseInFull
