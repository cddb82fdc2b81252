"""Commitments in the public API: the list, one, what units kept, and the services of a township."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..api import AFTER, SIZE, Public, WrongQuestionSerializer, _answer, _page_of, _place, _size
from ..models import PublicSubject
from . import pages, questions, townships
from .files import entry_of
from .kept import kept_by_unit
from .models import PublicOwner, PublicSample
from .questions import Question

STATES = [(state, state) for state in questions.STATES]


class CommitmentSerializer(serializers.Serializer):
    """One published commitment with the version in force."""

    number = serializers.CharField(help_text=_("Number of the commitment; its address is permanent."))
    url = serializers.URLField()
    title = serializers.CharField()
    text = serializers.CharField()
    unit_code = serializers.CharField()
    unit_name = serializers.CharField()
    kind_code = serializers.CharField()
    kind_name = serializers.CharField()
    service_code = serializers.CharField(allow_null=True)
    service_name = serializers.CharField(allow_null=True)
    state = serializers.ChoiceField(choices=STATES, help_text=_("As of today; derived from days and disputes."))
    state_name = serializers.CharField()
    published_on = serializers.DateField()
    due_on = serializers.DateField()
    workdays_left = serializers.IntegerField(
        allow_null=True, help_text=_("Working days to go, negative once the day has passed; null where nothing runs.")
    )
    yardstick = serializers.ChoiceField(choices=[(name, name) for name in ("date", "level", "quantity", "time")])
    yardstick_words = serializers.CharField()
    target = serializers.CharField(allow_null=True, help_text=_("Decimal, as text so that nothing is rounded."))
    measured_in = serializers.CharField(allow_blank=True)
    progress_percent = serializers.IntegerField(allow_null=True)
    owner_post = serializers.CharField(allow_null=True, help_text=_("The post that answers for it today; persons are named nowhere."))
    basis = serializers.CharField()
    duty = serializers.CharField(allow_null=True)
    verified_on = serializers.DateField(allow_null=True)
    rectification_due_on = serializers.DateField(allow_null=True)
    disputed_since = serializers.DateField(allow_null=True)
    record_number = serializers.CharField(allow_null=True, help_text=_("The record in which its outcome is on display."))
    version = serializers.IntegerField()


class VersionSerializer(serializers.Serializer):
    no = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField()
    yardstick_words = serializers.CharField()
    due_on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)
    authority = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True, help_text=_("The first day on which it was no longer in force."))


class ProofSerializer(serializers.Serializer):
    name = serializers.CharField()
    kind = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    kind = serializers.CharField()
    words = serializers.CharField()
    value = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    percent = serializers.IntegerField(allow_null=True)
    on = serializers.DateField()
    proofs = ProofSerializer(many=True, help_text=_("Names and kinds of the files; what is in them is not published."))


class DisputeSerializer(serializers.Serializer):
    status = serializers.CharField()
    received_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    result = serializers.CharField(allow_blank=True)


class OwnerSerializer(serializers.Serializer):
    post = serializers.CharField()
    from_on = serializers.DateField()


class MeasuredSerializer(serializers.Serializer):
    """What the handling times say of a time limit; below the minimum sample every figure is null, as on the page."""

    cases = serializers.IntegerField(allow_null=True, help_text=_("Applications finished since it is in force."))
    median = serializers.DecimalField(9, 1, allow_null=True, help_text=_("Working days."))
    ninetieth = serializers.DecimalField(9, 1, allow_null=True, help_text=_("The fewest working days within which nine of ten were finished."))
    within_percent = serializers.DecimalField(4, 1, allow_null=True, source="within", help_text=_("The share within the promised working days."))
    asked_again = serializers.IntegerField(allow_null=True, help_text=_("Those in which material was asked for a second time."))
    late_open = serializers.IntegerField(allow_null=True, help_text=_("Not finished though the promised time has passed."))
    days = serializers.IntegerField(help_text=_("The working days promised."))
    since = serializers.DateField()
    minimum_sample = serializers.IntegerField(source="least")


class WholeCommitmentSerializer(CommitmentSerializer):
    """One commitment with its versions, reports, disputes and the posts that answered for it."""

    plan = serializers.CharField(allow_blank=True)
    end_reason = serializers.CharField(allow_blank=True, help_text=_("Of a lawful end, or why it was found rectified."))
    decided_reason = serializers.CharField(allow_blank=True, help_text=_("Why it was found kept or broken, as the credit office wrote it."))
    versions = VersionSerializer(many=True)
    reports = ReportSerializer(many=True)
    disputes = DisputeSerializer(many=True)
    owners = OwnerSerializer(many=True)
    measured = MeasuredSerializer(allow_null=True, help_text=_("null where it promises no handling time."))


class RateSerializer(serializers.Serializer):
    """What one unit kept; the share is null below the minimum sample."""

    unit_code = serializers.CharField()
    unit_name = serializers.CharField()
    verified = serializers.IntegerField()
    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    disputed = serializers.IntegerField(help_text=_("Of those kept."))
    share_percent = serializers.CharField(allow_null=True)
    running = serializers.IntegerField()
    overdue = serializers.IntegerField()


class RatesSerializer(serializers.Serializer):
    """In the order of the directory: units are not ranked."""

    minimum_sample = serializers.IntegerField(allow_null=True)
    units = RateSerializer(many=True)


class ServiceSerializer(serializers.Serializer):
    service_code = serializers.CharField()
    service_name = serializers.CharField()
    commitment = CommitmentSerializer(allow_null=True, help_text=_("null where the township promises nothing of this service."))
    last_year = CommitmentSerializer(allow_null=True, help_text=_("What was for last year and is over; null where there is none."))


class TownshipSerializer(serializers.Serializer):
    """Every service that a township owes, promised or not."""

    code = serializers.CharField()
    name = serializers.CharField()
    services = ServiceSerializer(many=True)


CODE = {"type": "string", "pattern": "^[0-9A-Z]{18}$"}
OF_COMMITMENTS = [
    OpenApiParameter("q", {"type": "string", "maxLength": 100}, description=str(_("Words that must all occur."))),
    OpenApiParameter("unit", CODE, description=str(_("Credit code of the unit."))),
    OpenApiParameter("township", CODE, description=str(_("Credit code of a township."))),
    OpenApiParameter("kind", OpenApiTypes.STR, description=str(_("Code of a kind of commitment."))),
    OpenApiParameter("service", OpenApiTypes.STR, description=str(_("Code of a service of townships."))),
    OpenApiParameter("state", OpenApiTypes.STR, enum=list(questions.STATES)),
    OpenApiParameter("since", OpenApiTypes.DATE, description=str(_("First day on which it is due."))),
    OpenApiParameter("until", OpenApiTypes.DATE, description=str(_("Last day on which it is due."))),
    AFTER,
    SIZE,
]


class Commitments(Public):
    """Published commitments, those published last first."""

    parameters = OF_COMMITMENTS

    @extend_schema(
        operation_id="commitments_list",
        parameters=OF_COMMITMENTS,
        responses={200: _page_of(CommitmentSerializer), 400: WrongQuestionSerializer},
    )
    def get(self, request: Request) -> Response:
        question, size = Question.read(request.query_params), _size(request)
        if wrong := questions.fault(question):
            raise exceptions.ValidationError({wrong[0]: [wrong[1]]})
        rows = list(questions.after(questions.asked(question), _place(request, questions.is_place))[: size + 1])
        return _answer(request, rows, size, questions.place_of, lambda page: [entry_of(row, request) for row in page])


class OneCommitment(Public):
    @extend_schema(operation_id="commitments_read", responses=WholeCommitmentSerializer)
    def get(self, request: Request, number: str) -> Response:
        try:
            one = pages.found(number)
        except Http404:
            raise exceptions.NotFound from None
        told = pages.told(one)
        measured = told["measured"]
        return Response(
            {
                **entry_of(one, request),
                "plan": one.plan,
                "end_reason": one.end_reason,
                "decided_reason": one.decided_reason,
                "versions": VersionSerializer(told["versions"], many=True).data,
                "reports": ReportSerializer(told["reports"], many=True).data,
                "disputes": DisputeSerializer(told["disputes"], many=True).data,
                "owners": OwnerSerializer(PublicOwner.objects.filter(commitment_number=one.number), many=True).data,
                "measured": measured and MeasuredSerializer(measured).data,
            }
        )


class Rates(Public):
    """How many of the commitments verified each unit kept."""

    @extend_schema(operation_id="commitments_units", responses=RatesSerializer)
    def get(self, request: Request) -> Response:
        sample = PublicSample.objects.first()
        told = [
            {
                "unit_code": row.code, "unit_name": row.name, "verified": row.verified, "kept": row.kept, "broken": row.broken, "disputed": row.disputed,
                "share_percent": row.share.rstrip("%") or None, "running": row.running, "overdue": row.overdue,
            }
            for row in kept_by_unit()
        ]  # fmt: skip
        return Response({"minimum_sample": sample and sample.n, "units": told})


class OneTownship(Public):
    @extend_schema(operation_id="townships_read", responses=TownshipSerializer)
    def get(self, request: Request, code: str) -> Response:
        body = PublicSubject.objects.filter(code=code, kind="township").first() if code.isprintable() else None
        if body is None:
            raise exceptions.NotFound
        services = [
            {
                "service_code": row.service.code,
                "service_name": row.service.label,
                "commitment": entry_of(row.one, request) if row.one else None,
                "last_year": entry_of(row.last, request) if row.last else None,
            }
            for row in townships.services_of(body)
        ]
        return Response({"code": body.code, "name": body.name, "services": services})
