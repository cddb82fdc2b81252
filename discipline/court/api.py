"""Early notices of courts in the staff API, with their steps; the rules are the pages' own."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from archives.api import REFUSALS, Scoped, StepAsked, steps_of

from . import notices
from .models import CourtNotice


class CourtNoticeAnswer(serializers.ModelSerializer):
    """``stage`` is how far the court is, ``due_on`` the day by which that asks for performance; the case of a listing is asked for as a case."""

    body = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = CourtNotice
        fields = (
            *("id", "number", "body", "court", "court_no", "matter", "stage", "status", "revision", "received_on", "due_on"),
            *("performed_on", "proof", "closed_on", "listed_on"),
        )


class CourtNoticeStepAsked(StepAsked):
    day = serializers.DateField(
        required=False,
        allow_null=True,
        default=None,
        help_text="By when to perform (lose, announce), or when it was listed (list).",
    )


def _takes(notice, *, revision, **asked):
    """``reason`` of a performance is what was done, with its proof."""
    return notices.take(notice=notice, seen=revision, **asked)


@extend_schema_view(
    list=extend_schema(responses={200: CourtNoticeAnswer(many=True), **REFUSALS}),
    retrieve=extend_schema(responses={200: CourtNoticeAnswer, **REFUSALS}),
)
class CourtNotices(Scoped, viewsets.ReadOnlyModelViewSet):
    """What courts told of suits, judgments and listings ahead: all for the credit office and the auditor, its own for a unit."""

    queryset = CourtNotice.objects.select_related("body")
    serializer_class = CourtNoticeAnswer
    filterset_fields = ("status", "stage")
    lookup_value_regex = "[0-9]{1,18}"
    steps = steps_of(CourtNoticeAnswer, CourtNoticeStepAsked, takes=_takes)
