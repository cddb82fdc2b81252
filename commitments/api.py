"""Commitments, their changes and disputes by API on the staff site: what the pages show, with the same steps."""

from __future__ import annotations

from types import SimpleNamespace

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from archives.api import REFUSALS, TEXT, Scoped, StepAsked, steps_of, valid
from integrity.api import Files, WithFiles
from integrity.uploads import taken_in

from . import actions, duties, sheets, states, views
from .forms import ChangeForm
from .models import Commitment, Dispute, Proof, Report, Version


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


class ProofAnswer(serializers.ModelSerializer):
    """A file of proof by its name and what its content is; it is opened on the page."""

    class Meta:
        model = Proof
        fields = ("id", "name", "kind")


class ReportAnswer(serializers.ModelSerializer):
    proofs = ProofAnswer(many=True)

    class Meta:
        model = Report
        fields = ("kind", "words", "value", "percent", "on", "proofs")


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


PROVED = frozenset({"report", "mend", "progress"})


class CommitmentStepAsked(StepAsked):
    words = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="For `report`, `mend`, `plan` and `progress`.",
        **TEXT | {"max_length": 4000},
    )
    on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="As of which day, for `report`, `mend` and `progress`."
    )
    due_on = serializers.DateField(required=False, allow_null=True, default=None, help_text="By when, for `plan`.")
    value = serializers.DecimalField(
        14, 2, min_value=0, required=False, allow_null=True, default=None, help_text="What was measured, for `report` and `progress`."
    )
    percent = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=100, help_text="How far it is, for `progress`."
    )
    files = Files(required=False, default=list, help_text="For `report`, `mend` and `progress`: what proves it; as `multipart/form-data`.")

    def validate(self, asked):
        if asked["files"] and asked["step"] not in PROVED:
            raise serializers.ValidationError({"files": [_now("No files belong to this step; leave them out.")]})
        return asked


class DraftAsked(serializers.Serializer):
    """A draft as a row of the sheet holds it: a unit by name or code, an owner by the post, matters and duties by their code."""

    unit = serializers.CharField(max_length=200)
    kind = serializers.CharField(max_length=30)
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000)
    yardstick = serializers.ChoiceField(Version.Yardstick.choices)
    due_on = serializers.DateField()
    target = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    measure = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    tolerance = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    at_most = serializers.ChoiceField(sheets.BOUNDS, required=False, allow_blank=True, default="", help_text="Whether the target is a least or a most.")
    baseline = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    source = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    matter = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=999)
    owner = serializers.CharField(max_length=60, help_text="Name of the post whose holder answers for it.")
    basis = serializers.CharField(max_length=400)
    duty = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    service = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    project_no = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    scope = serializers.ChoiceField(sheets.SCOPES, required=False, allow_blank=True, default="", help_text="Who may read it; without it everybody.")
    elsewhere = serializers.CharField(required=False, allow_blank=True, default="", max_length=300, help_text="Address at which it is published too.")


class RedraftAsked(DraftAsked):
    """A draft written anew: all of it, on the revision of its first version that was read. Its unit and its kind stay."""

    unit = None
    kind = None
    revision = serializers.IntegerField(min_value=1, help_text="Of the first of `versions`, as it was read.")


class OwnerAsked(serializers.Serializer):
    """A handover to the holder of a post of the unit."""

    owner = serializers.CharField(max_length=60, help_text="Name of the post whose holder answers from now on.")
    on = serializers.DateField(help_text="From which day; one that has come.")
    note = serializers.CharField(**TEXT | {"max_length": 400}, help_text="What is handed over and how far it is.")


class CommitmentFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)
    kind = filters.CharFilter("wording__code", max_length=30)

    class Meta:
        model = Commitment
        fields = ("status", "unit", "kind")


# Told while a commitment is in performance; no arrow of the flow.
PROGRESS = SimpleNamespace(name="progress", label=gettext_lazy("Tell progress"), needs_reason=False)


def _opens(commitment, user, today):
    found = views.steps_for(commitment, user, today)[0]
    tells = commitment.status == Commitment.Status.PUBLISHED and duties.works_for(commitment.unit_id, user, today)
    return [*found, PROGRESS] if tells else found


def _takes(commitment, *, by, step, reason, revision, words, on, due_on, value, percent, files):
    """As the page: a report is written with its step and its files, a plan too."""
    told = {"commitment": commitment, "words": words, "by": by, "on": on or timezone.localdate()}
    if step in PROVED:
        told["files"] = taken_in(files)
    if step == "progress":
        return actions.tell(kind=Report.Kind.PROGRESS, value=value, percent=percent, **told)
    if step == "report":
        return actions.report_kept(value=value, seen=revision, **told)
    if step == "mend":
        return actions.report_mended(seen=revision, **told)
    if step == "plan":
        return actions.plan(commitment=commitment, words=words, due_on=due_on or timezone.localdate(), by=by, seen=revision)
    return actions.take(commitment=commitment, step=step, by=by, reason=reason, seen=revision)


@extend_schema_view(
    list=extend_schema(responses={200: CommitmentAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: CommitmentInFull, **REFUSALS}),
)
class Commitments(WithFiles, Scoped, viewsets.ReadOnlyModelViewSet):
    """Commitments of public bodies: drafts for their unit and the credit office, the published for everybody at work."""

    with_files = frozenset({"steps"})

    queryset = (
        states.dated(Commitment.objects.all())
        .select_related("unit", "wording", "service", "duty")
        .prefetch_related("reports", Prefetch("reports__proofs", Proof.objects.defer("content")))
    )
    serializer_class = CommitmentAnswer
    filterset_class = CommitmentFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(CommitmentInFull, CommitmentStepAsked, _opens, _takes)

    def get_queryset(self):
        versions = Version.objects.visible_to(self.request.user).select_related("matter")
        return super().get_queryset().prefetch_related(Prefetch("versions", versions))

    def get_serializer_class(self):
        return CommitmentAnswer if self.action == "list" else CommitmentInFull

    @extend_schema(request=DraftAsked, responses={201: CommitmentInFull, **REFUSALS})
    def create(self, request):
        """Draft a commitment of one's own unit: the words of a row of the sheet (`/commitments/import/template.csv`), by the codes of its columns."""
        asked = valid(DraftAsked, request)
        form = sheets.RowForm(asked)
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors)
        made = sheets.drafted(form.cleaned_data, by=request.user)
        return self._told(made, status.HTTP_201_CREATED)

    def _told(self, one: Commitment, code: int = status.HTTP_200_OK) -> Response:
        return Response(CommitmentInFull(self.get_queryset().get(pk=one.pk), context=self.get_serializer_context()).data, status=code)

    @extend_schema(request=RedraftAsked, responses={200: CommitmentInFull, **REFUSALS})
    def update(self, request, pk: str):
        """Write a draft of one's own unit anew, before it is submitted: all of it, as a new draft is written."""
        found, asked = self.get_object(), valid(RedraftAsked, request)
        form = sheets.RowForm({**asked, "unit": found.unit.code, "kind": found.wording.code})
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors)
        sheets.redrafted(found, form.cleaned_data, by=request.user, seen=asked["revision"])
        return self._told(found)

    @extend_schema(request=OwnerAsked, responses={200: CommitmentInFull, **REFUSALS})
    @action(detail=True, methods=["post"])
    def owner(self, request, pk: str):
        """Hand a commitment over to a successor in office; what was committed stays."""
        found, asked = self.get_object(), valid(OwnerAsked, request)
        holder = duties.owners_of(found.unit, timezone.localdate()).filter(post__name=asked["owner"].strip()).first()
        if holder is None:
            words = _now("Nobody holds the post “%(post)s” at %(unit)s today; write a post that is held.")
            raise exceptions.ValidationError({"owner": [words % {"post": asked["owner"], "unit": found.unit}]})
        actions.hand_over(commitment=found, owner=holder, on=asked["on"], note=asked["note"], by=request.user)
        return self._told(found)


class ChangeAnswer(VersionAnswer):
    """A proposed change, with the commitment it is of."""

    commitment = serializers.IntegerField(source="commitment_id")

    class Meta(VersionAnswer.Meta):
        fields = (*VersionAnswer.Meta.fields, "commitment")


class ChangeAsked(serializers.Serializer):
    """A change as a whole: the words, the yardstick and the day that are to hold, with the reason and the authority."""

    commitment = serializers.IntegerField(min_value=1, max_value=10**18 - 1)
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=4000)
    yardstick = serializers.ChoiceField(Version.Yardstick.choices)
    due_on = serializers.DateField()
    target = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    measure = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)
    tolerance = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    at_most = serializers.BooleanField(required=False, default=False)
    baseline = serializers.DecimalField(14, 2, required=False, allow_null=True, default=None)
    source = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    matter = serializers.CharField(required=False, allow_blank=True, default="", max_length=40, help_text="Code of an approval matter in force.")
    days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=999)
    reason = serializers.CharField(max_length=1000)
    authority = serializers.CharField(max_length=400)


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

    @extend_schema(request=ChangeAsked, responses={201: ChangeAnswer, **REFUSALS})
    def create(self, request):
        """Propose a change of a commitment of one's own unit; the credit office adopts or refuses it."""
        asked = valid(ChangeAsked, request)
        found = get_object_or_404(Commitment.objects.visible_to(request.user).select_related("unit", "wording"), pk=asked["commitment"])
        today = timezone.localdate()
        form = ChangeForm(asked, unit=found.unit, kind=found.wording, today=today)
        if "matter" in form.fields:
            form.fields["matter"].to_field_name = "code"
        if not form.is_valid():
            raise exceptions.ValidationError(form.errors)
        made = actions.propose(commitment=found, by=request.user, said=form.said())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


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
