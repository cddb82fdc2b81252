"""Commitments, their changes and disputes by API on the staff site: what the pages show, with the same steps."""

from __future__ import annotations

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, TEXT, Scoped, StepAsked, steps_of

from . import actions, duties, states, views
from .models import Commitment, Dispute, Report, Version


class VersionAnswer(serializers.ModelSerializer):
    """The words of a version and its yardstick."""

    matter = serializers.CharField(source="matter.code", allow_null=True, default=None)

    class Meta:
        model = Version
        fields = (
            *(
                "id",
                "no",
                "status",
                "revision",
                "title",
                "text",
                "yardstick",
                "due_on",
                "target",
                "tolerance",
                "at_most",
                "measure",
                "baseline",
            ),
            *("source", "matter", "days", "reason", "authority", "valid_from", "valid_until"),
        )


class ReportAnswer(serializers.ModelSerializer):
    class Meta:
        model = Report
        fields = ("kind", "words", "value", "percent", "on")


class CommitmentAnswer(serializers.ModelSerializer):
    """One commitment as the list shows it."""

    unit = serializers.CharField(source="unit.code")
    kind = serializers.CharField(source="wording.code")
    service = serializers.CharField(source="service.code", allow_null=True, default=None)
    title = serializers.CharField(source="version.title")
    due_on = serializers.DateField(source="version.due_on")

    class Meta:
        model = Commitment
        fields = (
            *("id", "number", "revision", "unit", "kind", "service", "title", "due_on", "status", "scope", "basis", "project_no"),
            *("published_on", "reported_on", "decided_on", "plan_due_on"),
        )


class CommitmentInFull(CommitmentAnswer):
    """One commitment with its versions, its plan and what was reported."""

    versions = VersionAnswer(many=True)
    reports = ReportAnswer(many=True)
    duty = serializers.CharField(source="duty.code", allow_null=True, default=None)

    class Meta(CommitmentAnswer.Meta):
        fields = (*CommitmentAnswer.Meta.fields, "elsewhere", "duty", "plan", "versions", "reports")


class CommitmentStepAsked(StepAsked):
    words = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="For `report`, `mend` and `plan`.", **TEXT | {"max_length": 4000}
    )
    on = serializers.DateField(required=False, allow_null=True, default=None, help_text="As of which day, for `report` and `mend`.")
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="By when, for `plan`.")
    value = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None, help_text="What was measured, for `report`.")


class CommitmentFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)
    kind = filters.CharFilter("wording__code", max_length=30)

    class Meta:
        model = Commitment
        fields = ("status", "unit", "kind")


def _opens(commitment, user, today):
    return views.steps_for(commitment, user, today)[0]


def _takes(commitment, *, by, step, reason, revision, words, on, due_on, value):
    """As the page: a report is written with its step, a plan too. Files come by the page alone."""
    if step == "report":
        return actions.report_kept(commitment=commitment, words=words, by=by, on=on or timezone.localdate(), value=value, seen=revision)
    if step == "mend":
        return actions.report_mended(commitment=commitment, words=words, by=by, on=on or timezone.localdate(), seen=revision)
    if step == "plan":
        return actions.plan(commitment=commitment, words=words, due_on=due_on or timezone.localdate(), by=by, seen=revision)
    return actions.take(commitment=commitment, step=step, by=by, reason=reason, seen=revision)


@extend_schema_view(
    list=extend_schema(responses={200: CommitmentAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: CommitmentInFull, **REFUSALS}),
)
class Commitments(Scoped, viewsets.ReadOnlyModelViewSet):
    """Commitments of public bodies: drafts for their unit and the credit office, the published for everybody at work."""

    queryset = (
        states.dated(Commitment.objects.all())
        .select_related("unit", "wording", "service", "duty")
        .prefetch_related("versions__matter", "reports")
    )
    serializer_class = CommitmentAnswer
    filterset_class = CommitmentFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(CommitmentInFull, CommitmentStepAsked, _opens, _takes)

    def get_serializer_class(self):
        return CommitmentAnswer if self.action == "list" else CommitmentInFull


class ChangeAnswer(VersionAnswer):
    """A proposed change, with the commitment it is of."""

    commitment = serializers.IntegerField(source="commitment_id")

    class Meta(VersionAnswer.Meta):
        fields = (*VersionAnswer.Meta.fields, "commitment")


@extend_schema_view(
    list=extend_schema(responses={200: ChangeAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: ChangeAnswer, **REFUSALS}),
)
class Changes(Scoped, viewsets.ReadOnlyModelViewSet):
    """Changes of commitments: adopted, refused or withdrawn by their steps."""

    queryset = Version.objects.filter(no__gt=1).select_related("matter", "commitment")
    serializer_class = ChangeAnswer
    filterset_fields = ("status", "commitment")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(ChangeAnswer)


class DisputeAnswer(serializers.ModelSerializer):
    """One dispute; its contact for those who may decide, and empty for everybody else."""

    contact = serializers.SerializerMethodField()

    def get_contact(self, dispute) -> str:
        return dispute.contact if duties.reads_contact(dispute.commitment, self.context["request"].user, timezone.localdate()) else ""

    class Meta:
        model = Dispute
        fields = ("id", "number", "revision", "commitment", "reason", "contact", "received_on", "status", "decided_on", "result")


@extend_schema_view(
    list=extend_schema(responses={200: DisputeAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: DisputeAnswer, **REFUSALS}),
)
class Disputes(Scoped, viewsets.ReadOnlyModelViewSet):
    """Disputes of kept marks, for the credit office."""

    queryset = Dispute.objects.select_related("commitment")
    serializer_class = DisputeAnswer
    filterset_fields = ("status", "commitment")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(DisputeAnswer)
