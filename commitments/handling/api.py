"""Handling times by API: what runs and what was finished, what they say together, and the steps of the approval timer."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from archives.api import REFUSALS, Scoped, steps_of, valid
from archives.models import PowerItem
from integrity.api import refuse_unknown

from ..models import Handling, MaterialAsked
from . import actions
from .measured import by_matter
from .rights import units_of

STEPS = (
    SimpleNamespace(name="ask_again", label=gettext_lazy("Ask for material again"), needs_reason=False),
    SimpleNamespace(name="finish", label=gettext_lazy("Finish it"), needs_reason=False),
)


class HandlingAnswer(serializers.ModelSerializer):
    """One application by its number; who applied is kept nowhere."""

    unit = serializers.CharField(source="unit.code")
    matter = serializers.CharField(source="matter.code")
    matter_id = serializers.IntegerField(read_only=True)

    class Meta:
        model = Handling
        fields = ("id", "unit", "matter", "matter_id", "number", "accepted_on", "finished_on", "asked_again")


class AskedAnswer(serializers.ModelSerializer):
    class Meta:
        model = MaterialAsked
        fields = ("on", "materials")


class HandlingInFull(HandlingAnswer):
    """One application with its sum: working days promised and used, the day by which it is finished, and each further request."""

    promised_days = serializers.IntegerField(source="matter.promised_days")
    used_days = serializers.SerializerMethodField()
    due_on = serializers.DateField(source="deadline.due_on")
    requests = AskedAnswer(many=True)

    class Meta(HandlingAnswer.Meta):
        fields = (*HandlingAnswer.Meta.fields, "promised_days", "used_days", "due_on", "requests")

    def get_used_days(self, handling) -> int:
        return handling.used(timezone.localdate())


class HandlingFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)
    matter = filters.CharFilter("matter__code", max_length=40)
    running = filters.BooleanFilter("finished_on", "isnull")
    accepted_from = filters.DateFilter("accepted_on", "gte")
    accepted_until = filters.DateFilter("accepted_on", "lt")

    class Meta:
        model = Handling
        fields = ("unit", "matter", "running", "accepted_from", "accepted_until")


class TakenIn(serializers.Serializer):
    matter = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, help_text="Id of the approval matter as it read on the day of acceptance."
    )
    number = serializers.CharField(max_length=60, help_text="Of the application; nothing that tells who applies.")
    accepted_on = serializers.DateField()


class HandlingStepAsked(serializers.Serializer):
    step = serializers.ChoiceField([step.name for step in STEPS])
    materials = serializers.ListField(
        child=serializers.CharField(max_length=200),
        required=False,
        default=list,
        max_length=200,
        help_text="For `ask_again`: what is asked for, by its name on the list.",
    )


class MeasuredAsked(serializers.Serializer):
    unit = serializers.CharField(required=False, default="", max_length=18)
    since = serializers.DateField(required=False, allow_null=True, default=None)
    until = serializers.DateField(required=False, allow_null=True, default=None)


class MeasuredAnswer(serializers.Serializer):
    unit = serializers.CharField()
    matter = serializers.CharField()
    cases = serializers.IntegerField(help_text="Finished from `since` to `until`.")
    median = serializers.DecimalField(6, 1, allow_null=True)
    ninetieth = serializers.DecimalField(6, 1, allow_null=True, help_text="The fewest working days within which nine of ten were finished.")
    within_percent = serializers.DecimalField(
        5, 1, allow_null=True, help_text="The share that took no longer than promised when it was accepted."
    )
    asked_again = serializers.IntegerField(help_text="Finished ones in which material was asked for after the one-time notification.")
    late_open = serializers.IntegerField(help_text="Accepted and not finished by `until`, over the promised time.")


def _opens(handling, user, today):
    if handling.finished_on or not units_of(user, today).filter(pk=handling.unit_id).exists():
        return []
    return [step for step in STEPS if step.name == "finish" or handling.matter.materials]


def _takes(handling, *, by, step, materials):
    if step == "finish":
        return actions.finish(handling=handling, by=by)
    return actions.ask_again(handling=handling, materials=materials, by=by)


@extend_schema_view(
    list=extend_schema(responses={200: HandlingAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: HandlingInFull, **REFUSALS}),
)
class Handlings(Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Handling times 办件: a unit its own, the credit office and the auditor all."""

    queryset = Handling.objects.select_related("unit", "matter").prefetch_related("requests")
    serializer_class = HandlingAnswer
    filterset_class = HandlingFilter
    lookup_value_regex = "[0-9]{1,18}"
    parameters = {"measured": ("unit", "since", "until")}
    steps = steps_of(HandlingInFull, HandlingStepAsked, _opens, _takes)

    def get_serializer_class(self):
        return HandlingAnswer if self.action == "list" else HandlingInFull

    @extend_schema(request=TakenIn, responses={201: HandlingInFull, **REFUSALS})
    def create(self, request):
        """Start the timer of one application of one's own unit."""
        asked = valid(TakenIn, request)
        matter = PowerItem.objects.filter(pk=asked.pop("matter"), is_matter=True).select_related("unit").first()
        if matter is None:
            raise exceptions.ValidationError({"matter": [_("There is no approval matter with this id.")]})
        made = actions.take_in(matter=matter, by=request.user, **asked)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        responses={200: MeasuredAnswer(many=True), **REFUSALS},
        parameters=[
            OpenApiParameter("unit", OpenApiTypes.STR, description="Credit code of one unit; without it all that the account may see."),
            OpenApiParameter("since", OpenApiTypes.DATE, description="First day; without it the first of January."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="Last day; without it today."),
        ],
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def measured(self, request):
        """What the handling times of each matter say together: how many, median, ninetieth percentile, share within the promised time."""
        refuse_unknown(request.query_params, self.parameters["measured"])
        asked = MeasuredAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said, today = asked.validated_data, timezone.localdate()
        until = min(said["until"] or today, today)
        seen = Handling.objects.visible_to(request.user, today)
        if said["unit"]:
            seen = seen.filter(unit__code=said["unit"].upper())
        units = list(seen.order_by().values_list("unit", flat=True).distinct())
        return Response(MeasuredAnswer(by_matter(units, said["since"] or until.replace(month=1, day=1), until), many=True).data)
