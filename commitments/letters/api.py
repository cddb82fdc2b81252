"""Letters of enterprises by API: what their pages show, with the same steps; and the counter's question."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import exceptions, serializers, viewsets
from rest_framework.response import Response

from archives.api import REFUSALS, AtWork, Scoped, steps_of
from archives.models import PowerItem, Subject
from integrity.api import refuse_unknown
from integrity.posted import whole

from ..models import SignedLetter
from . import counter


class LetterAnswer(serializers.ModelSerializer):
    """One letter as the list shows it."""

    number = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code")
    subject = serializers.CharField(source="subject.code")
    kind = serializers.CharField(source="wording.code")
    matter = serializers.CharField(source="matter.code", allow_null=True, default=None)

    class Meta:
        model = SignedLetter
        fields = (
            *(
                "id",
                "number",
                "revision",
                "unit",
                "subject",
                "kind",
                "matter",
                "replaces",
                "project_no",
                "signed_on",
                "valid_until",
                "status",
            ),
            *("accepted_on", "alleged_on", "decided_on", "repaired_on"),
        )


class LetterInFull(LetterAnswer):
    """One letter as its page shows it."""

    class Meta(LetterAnswer.Meta):
        fields = (*LetterAnswer.Meta.fields, "standard", "text", "signer")


class LetterFilter(filters.FilterSet):
    kind = filters.CharFilter(field_name="wording__code", max_length=30)

    class Meta:
        model = SignedLetter
        fields = ("status", "kind")


@extend_schema_view(
    list=extend_schema(responses={200: LetterAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: LetterInFull, **REFUSALS}),
)
class Letters(Scoped, viewsets.ReadOnlyModelViewSet):
    """Letters of enterprises: the credit office all, units what they received."""

    queryset = SignedLetter.objects.select_related("unit", "subject", "wording", "matter")
    serializer_class = LetterAnswer
    filterset_class = LetterFilter
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(LetterInFull)

    def get_serializer_class(self):
        return LetterAnswer if self.action == "list" else LetterInFull


class KindAnswer(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField()
    document = serializers.CharField()
    article = serializers.CharField()
    template = serializers.CharField(help_text="As the applicant would sign it today; without one, with its name left open.")


class CounterAnswer(serializers.Serializer):
    matter = serializers.CharField()
    kinds = KindAnswer(many=True)
    applicant = serializers.CharField(allow_blank=True)
    may_use = serializers.BooleanField(allow_null=True, help_text="Null where no applicant was named.")
    why_not = serializers.CharField(allow_blank=True)
    article = serializers.CharField(allow_blank=True)


class Counter(viewsets.ViewSet):
    """Which letters apply to a matter, and may this applicant use one."""

    permission_classes = (AtWork,)

    @extend_schema(
        operation_id="letter_counter",
        parameters=[
            OpenApiParameter("matter", OpenApiTypes.INT, required=True, description="Id of an approval matter in force."),
            OpenApiParameter("code", OpenApiTypes.STR, description="Credit code of the applicant."),
        ],
        responses={200: CounterAnswer, **REFUSALS},
    )
    def list(self, request):
        refuse_unknown(request.query_params, ("matter", "code"))
        today, pk = timezone.localdate(), whole(request.query_params.get("matter", ""))
        matter = PowerItem.objects.in_force(today).filter(is_matter=True, pk=pk).first() if pk else None
        if not request.query_params.get("matter"):
            raise exceptions.ValidationError({"matter": [_("Name the approval matter; the answer is about a matter and an applicant.")]})
        if matter is None:
            raise exceptions.NotFound
        code = request.query_params.get("code", "").strip().upper()[:18].replace("\0", "")
        subject = Subject.objects.filter(code=code, address__isnull=True).first() if code else None
        if code and subject is None:
            raise exceptions.NotFound
        why_not = counter.why_not(subject) if subject else ""
        return Response(
            {
                "matter": matter.code,
                "kinds": [
                    {
                        "kind": kind.code,
                        "name": kind.label,
                        "document": kind.document,
                        "article": kind.article,
                        "template": counter.template_of(kind, subject.name if subject else "＿＿＿＿", today),
                    }
                    for kind in counter.for_matter(matter, today)
                ],
                "applicant": code,
                "may_use": None if subject is None else not why_not,
                "why_not": why_not,
                "article": counter.AGAIN if why_not else "",
            }
        )
