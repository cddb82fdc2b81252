"""The public API, version 1: what the pages show, for programs. No account, no key, no cookie.

Everything is read through the public views, by the same questions as the search page. Lists are paged by the place of
their last row and counted by nobody; every answer carries an ETag, and the same question with it is answered by 304.
Natural persons are in no list here, nor under any address of this API.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularAPIView
from drf_standardized_errors.handler import exception_handler
from drf_standardized_errors.openapi import AutoSchema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from archives.models import Subject, Tier
from integrity.api import refuse_unknown
from integrity.middleware import is_away

from . import paging, questions
from .files import entry_of
from .grade import grade_of
from .models import BODIES, PublicItem, PublicRecord, PublicScore, PublicSubject, PublicSubjectName
from .printed import dress
from .questions import Question

MOST, USUAL = 100, 20
KIND_CHOICES = [(kind, kind) for kind in questions.KINDS]
ASK_AGAIN = "max-age=0, must-revalidate"


class RecordSerializer(serializers.Serializer):
    """One record that is on display."""

    number = serializers.CharField(help_text=_("Number of the record; its address is permanent."))
    url = serializers.URLField()
    title = serializers.CharField()
    subject_code = serializers.CharField()
    subject_name = serializers.CharField()
    subject_kind = serializers.ChoiceField(choices=KIND_CHOICES)
    name_in_document = serializers.CharField()
    item_code = serializers.CharField()
    item_name = serializers.CharField()
    tier = serializers.ChoiceField(choices=[(value, value) for value in Tier.values])
    tier_name = serializers.CharField(allow_blank=True)
    document_number = serializers.CharField(allow_blank=True)
    decided_on = serializers.DateField()
    issuer_code = serializers.CharField()
    issuer_name = serializers.CharField()
    amount_yuan = serializers.CharField(allow_null=True, help_text=_("Decimal, in yuan, as text so that nothing is rounded."))
    basis = serializers.CharField(allow_blank=True)
    facts = serializers.DictField(child=serializers.CharField())
    shown_from = serializers.DateTimeField()
    shown_until = serializers.DateTimeField(help_text=_("From this instant on it is shown nowhere any more, here neither."))
    shown_through = serializers.DateField(help_text=_("The last day on which it is shown, to its end."))
    period_rule = serializers.CharField()
    under_objection_since = serializers.DateTimeField(allow_null=True, help_text=_("Since when an accepted objection to it is open; null where none is."))


class SubjectSerializer(serializers.Serializer):
    """One body or organisation."""

    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=KIND_CHOICES)
    url = serializers.URLField()
    superior_code = serializers.CharField(allow_null=True)
    superior_name = serializers.CharField(allow_null=True)
    grade = serializers.CharField(allow_null=True, help_text=_("Letter of the grade of today; of public bodies only."))


class LineSerializer(serializers.Serializer):
    record_number = serializers.CharField()
    item_code = serializers.CharField()
    tier = serializers.IntegerField()
    points = serializers.IntegerField(help_text=_("Points; negative where it takes."))
    decided_on = serializers.DateField()
    counts_until = serializers.DateField(help_text=_("The first day on which it counts no more."))
    counts_through = serializers.SerializerMethodField(help_text=_("The last day on which it counts, to its end."))
    document = serializers.CharField()
    article = serializers.CharField()

    def get_counts_through(self, line) -> date:
        return line.counts_until - timedelta(days=1)


class ArchiveSerializer(SubjectSerializer):
    """One body or organisation with its earlier names and, for a body, what its score is the sum of."""

    earlier_names = serializers.ListField(child=serializers.CharField())
    score = serializers.IntegerField(allow_null=True, help_text=_("Points, as of today, public records only."))
    base = serializers.IntegerField(allow_null=True)
    standard = serializers.CharField(allow_null=True)
    lines = LineSerializer(many=True)


class ItemSerializer(serializers.Serializer):
    """One item of the catalogue under which something may be public."""

    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    category = serializers.CharField()


class FaultSerializer(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True, help_text=_("The parameter that is wrong."))


class WrongQuestionSerializer(serializers.Serializer):
    """What is wrong with the question, and how to mend it."""

    type = serializers.ChoiceField(choices=[("validation_error", "validation_error")])
    errors = FaultSerializer(many=True)


def _page_of(child: type[serializers.Serializer]) -> type[serializers.Serializer]:
    name = child.__name__.replace("Serializer", "")
    return type(
        f"{name}Page",
        (serializers.Serializer,),
        {
            "__doc__": "A page of a list.",
            "next": serializers.URLField(allow_null=True, help_text=_("The address of the page that follows, if one does.")),
            "results": child(many=True),
        },
    )


AFTER = OpenApiParameter("after", OpenApiTypes.STR, description=str(_("The place of the last row seen, as `next` gives it.")))
SIZE = OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL})
ASKED = [
    OpenApiParameter("q", {"type": "string", "maxLength": questions.LONGEST}, description=str(_("Words that must all occur."))),
    OpenApiParameter("kind", OpenApiTypes.STR, enum=list(questions.KINDS)),
    OpenApiParameter("unit", {"type": "string", "pattern": "^[0-9A-Z]{18}$"}, description=str(_("Credit code of who decided."))),
    OpenApiParameter("item", OpenApiTypes.STR, description=str(_("Code of an item of the catalogue."))),
    OpenApiParameter("tier", OpenApiTypes.STR, enum=[str(value) for value in Tier.values]),
    OpenApiParameter("since", OpenApiTypes.DATE, description=str(_("First day of the decision."))),
    OpenApiParameter("until", OpenApiTypes.DATE, description=str(_("Last day of the decision."))),
]
OF_RECORDS, OF_SUBJECTS = [*ASKED, AFTER, SIZE], [*ASKED[:2], AFTER, SIZE]


class Courtesy(AnonRateThrottle):
    """So many requests a minute from one address and process: a courtesy among readers, not a defence."""

    scope = "public_api"

    def get_rate(self) -> str:
        return settings.PUBLIC_API_RATE


@method_decorator(conditional_page, name="dispatch")
class Public(APIView):
    """Open to everybody; reads only."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = [Courtesy]
    http_method_names = ["get", "head", "options"]
    schema = AutoSchema()
    parameters: list[OpenApiParameter] = []  # what may be asked at this address

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, {parameter.name for parameter in self.parameters})

    def get_exception_handler(self):
        return exception_handler

    def handle_exception(self, exc):
        """What cannot be asked just now is answered as the pages answer it, by the middleware: 503 and when to come back."""
        if is_away(exc):
            raise exc
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = ASK_AGAIN if response.status_code == 200 else "no-store"
        return response


def _question(request: Request) -> Question:
    question = Question.read(request.query_params)
    if wrong := questions.fault(question):
        raise exceptions.ValidationError({wrong[0]: [wrong[1]]})
    return question


def _size(request: Request) -> int:
    text = request.query_params.get("page_size", str(USUAL))
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST):
        raise exceptions.ValidationError({"page_size": [_("Give a number from 1 to %(most)d.") % {"most": MOST}]})
    return int(text)


def _place(request: Request, fits) -> list:
    text = request.query_params.get("after", "")
    place = paging.read(text)
    if text and not fits(place):
        raise exceptions.ValidationError({"after": [_("This is no place in the list; take it from `next`.")]})
    return place


def _answer(request: Request, rows: list, size: int, place, shown) -> Response:
    following = None
    if len(rows) > size:
        rows = rows[:size]
        given = request.query_params.copy()
        given["after"] = paging.write(*place(rows[-1]))
        following = request.build_absolute_uri(f"{request.path}?{given.urlencode()}")
    return Response({"next": following, "results": shown(rows)})


class Records(Public):
    """Records on display about bodies, enterprises and organisations, the newest decision first."""

    parameters = OF_RECORDS

    @extend_schema(operation_id="records_list", parameters=OF_RECORDS, responses={200: _page_of(RecordSerializer), 400: WrongQuestionSerializer})
    def get(self, request: Request) -> Response:
        question, size = _question(request), _size(request)
        rows = questions.records(question, _place(request, paging.of_records), size + 1)
        return _answer(request, rows, size, lambda row: (row.decided_on.isoformat(), row.number), lambda page: [entry_of(row, request) for row in dress(page)])


class OneRecord(Public):
    @extend_schema(operation_id="records_read", responses=RecordSerializer)
    def get(self, request: Request, number: str) -> Response:
        found = PublicRecord.objects.filter(number=number).first()
        if found is None:
            raise exceptions.NotFound
        return Response(entry_of(dress([found])[0], request))


class Subjects(Public):
    """Bodies, and organisations while a record about them is on display: bodies first, by pinyin."""

    parameters = OF_SUBJECTS

    @extend_schema(operation_id="subjects_list", parameters=OF_SUBJECTS, responses={200: _page_of(SubjectSerializer), 400: WrongQuestionSerializer})
    def get(self, request: Request) -> Response:
        question, size = _question(request), _size(request)
        rows = questions.subjects(question, _place(request, paging.of_subjects), size + 1)
        return _answer(request, rows, size, lambda row: (row.rank, row.sort_key, row.code), lambda page: _told(page, request))


class OneSubject(Public):
    @extend_schema(operation_id="subjects_read", responses=ArchiveSerializer)
    def get(self, request: Request, code: str) -> Response:
        found = PublicSubject.objects.filter(code=code).first()
        if found is None:
            raise exceptions.NotFound
        grade = grade_of(found)
        return Response(
            {
                **_told([found], request)[0],
                "earlier_names": list(PublicSubjectName.objects.filter(subject_code=code).values_list("name", flat=True)),
                "score": grade.total if grade else None,
                "base": grade.base if grade else None,
                "standard": grade.standard.code if grade else None,
                "lines": LineSerializer(grade.lines, many=True).data if grade else [],
            }
        )


class Items(Public):
    """The items of the catalogue under which something may be public."""

    @extend_schema(operation_id="items_list", responses=ItemSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(ItemSerializer(PublicItem.objects.all(), many=True).data)


class Schema(SpectacularAPIView):
    """The description of this API; its faults have the form of the others."""

    authentication_classes = []
    permission_classes = []

    def get_exception_handler(self):
        return exception_handler


def _told(subjects: list[PublicSubject], request: Request) -> list[dict]:
    letters = PublicScore.letters(one.code for one in subjects if one.kind in BODIES)
    return [
        {
            "code": one.code,
            "name": one.name,
            "kind": Subject.Kind(one.kind).value,
            "url": request.build_absolute_uri(reverse("subject", args=[one.code])),
            "superior_code": one.superior_code,
            "superior_name": one.superior_name,
            "grade": letters.get(one.code),
        }
        for one in subjects
    ]
