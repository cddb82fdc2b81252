"""Lists of powers and responsibilities by API on the staff site: read by everybody at work, drafted and decided with the steps of the pages."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, mixins, serializers, status, viewsets
from rest_framework.response import Response

from integrity.api import refuse_unknown

from ..api import REFUSALS, AtWork, Scoped, steps_of, valid
from ..models import PowerDraft, PowerItem, Subject
from .flow import draft_change

P = PowerDraft.Purpose
OF_A_MATTER = ("statutory_days", "promised_days", "handling", "handled_with", "materials", "accepts")


class PowerAnswer(serializers.ModelSerializer):
    """One version of one item of the list of a unit; what is left empty is that of an approval matter."""

    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = PowerItem
        fields = (
            *("id", "unit", "code", "name", "kind", "duty", "document", "article", "change", "authority", "valid_from", "valid_until"),
            *("merged_into", "end_authority", "is_matter", *OF_A_MATTER),
        )


class PowerFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)
    code = filters.CharFilter("code", max_length=40)
    kind = filters.ChoiceFilter(choices=PowerItem.Kind.choices)
    is_matter = filters.BooleanFilter()
    on = filters.DateFilter(method="in_force", help_text="The versions in force on that day; without it all of them.")

    class Meta:
        model = PowerItem
        fields = ("unit", "code", "kind", "is_matter", "on")

    def in_force(self, queryset, name, value):
        return queryset.in_force(value)


class ReadAtWork(viewsets.ReadOnlyModelViewSet):
    """What everybody at work reads whole."""

    permission_classes = (AtWork,)
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if self.action and self.action != "list":
            refuse_unknown(request.query_params, ())


@extend_schema_view(
    list=extend_schema(responses={200: PowerAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: PowerAnswer, **REFUSALS}),
)
class Powers(ReadAtWork):
    """Lists of powers and responsibilities 权责清单, version by version."""

    queryset = PowerItem.objects.select_related("unit")
    serializer_class = PowerAnswer
    filterset_class = PowerFilter


class MatterFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)
    code = filters.CharFilter("code", max_length=40)
    handling = filters.ChoiceFilter(choices=PowerItem.Handling.choices)
    letter = filters.CharFilter(method="accepting", max_length=30, help_text="Code of a kind of letter that the matter accepts.")

    class Meta:
        model = PowerItem
        fields = ("unit", "code", "handling", "letter")

    def accepting(self, queryset, name, value):
        return queryset.filter(accepts__contains=[value])


@extend_schema_view(
    list=extend_schema(responses={200: PowerAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: PowerAnswer, **REFUSALS}),
)
class Matters(ReadAtWork):
    """Approval matters 审批事项 in force today; their ``id`` is what a letter and a handling time name."""

    queryset = PowerItem.objects.filter(is_matter=True).select_related("unit")
    serializer_class = PowerAnswer
    filterset_class = MatterFilter

    def get_queryset(self):
        return super().get_queryset().in_force(timezone.localdate())


class DraftAnswer(serializers.ModelSerializer):
    """One change of a list as drafted; ``said`` is what the item would say, empty for a cut."""

    unit = serializers.CharField(source="unit.code")

    class Meta:
        model = PowerDraft
        fields = (
            *("id", "revision", "unit", "purpose", "code", "merges", "authority", "starts_on", "said", "status", "decided_at", "item"),
        )


class Said(serializers.Serializer):
    """What the item says from its day on; the second half belongs to an approval matter alone."""

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(PowerItem.Kind.choices)
    duty = serializers.CharField(max_length=2000)
    document = serializers.CharField(max_length=200)
    article = serializers.CharField(max_length=100)
    is_matter = serializers.BooleanField(required=False, default=False)
    statutory_days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=999)
    promised_days = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=999)
    handling = serializers.ChoiceField(PowerItem.Handling.choices, required=False, allow_blank=True, default="")
    handled_with = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)
    materials = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list, max_length=200)
    accepts = serializers.ListField(child=serializers.CharField(max_length=30), required=False, default=list, max_length=20)


class DraftAsked(serializers.Serializer):
    unit = serializers.CharField(max_length=18, help_text="Credit code of the unit whose list changes.")
    purpose = serializers.ChoiceField(P.choices)
    code = serializers.CharField(max_length=40)
    merges = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        default=list,
        max_length=200,
        help_text="For `merge`: the codes that become one.",
    )
    authority = serializers.CharField(max_length=200, help_text="The document by which the list changes.")
    starts_on = serializers.DateField()
    said = Said(required=False, allow_null=True, default=None, help_text="Nothing for `cut`.")

    def validate(self, asked):
        if asked["purpose"] != P.CUT and not asked["said"]:
            raise serializers.ValidationError({"said": [_("This must be filled in.")]})
        if asked["purpose"] != P.MERGE and asked["merges"]:
            raise serializers.ValidationError({"merges": [_("Only a merger ends other items; leave this out.")]})
        return asked


def unit_named(code: str) -> Subject:
    """The body with that credit code; 400 beside ``unit`` where there is none."""
    found = Subject.objects.bodies().filter(code=code.strip().upper()).first()
    if found is None:
        raise exceptions.ValidationError({"unit": [_("No unit with this code is registered here.")]})
    return found


class PowerDraftFilter(filters.FilterSet):
    unit = filters.CharFilter("unit__code", max_length=32)

    class Meta:
        model = PowerDraft
        fields = ("status", "unit", "purpose")


@extend_schema_view(
    list=extend_schema(responses={200: DraftAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: DraftAnswer, **REFUSALS}),
)
class PowerDrafts(Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Drafts of changes: a unit its own, the credit office and the auditor all."""

    queryset = PowerDraft.objects.select_related("unit")
    serializer_class = DraftAnswer
    filterset_class = PowerDraftFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(DraftAnswer)

    @extend_schema(request=DraftAsked, responses={201: DraftAnswer, **REFUSALS})
    def create(self, request):
        """Draft a change of the list of one's own unit; the credit office decides on it."""
        asked = valid(DraftAsked, request)
        made = draft_change(unit=unit_named(asked.pop("unit")), by=request.user, **asked)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
