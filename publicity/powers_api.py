"""The lists of powers and the approval matters in the public API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from archives.models import PowerItem

from . import paging
from .api import AFTER, SIZE, Public, WrongQuestionSerializer, _answer, _page_of, _place, _size
from .powers import LONGEST, PublicPower, asked, behind, dressed, fault, matters_of, place_of

UNIT = OpenApiParameter("unit", {"type": "string", "pattern": "^[0-9A-Z]{18}$"}, description=str(_("Credit code of the unit.")))
OF_POWERS = [UNIT, AFTER, SIZE]
OF_MATTERS = [
    OpenApiParameter("q", {"type": "string", "maxLength": LONGEST}, description=str(_("Words that must all occur in the name or the unit."))),
    UNIT,
    OpenApiParameter("handling", OpenApiTypes.STR, enum=PowerItem.Handling.values),
    OpenApiParameter("letter", OpenApiTypes.STR, enum=["yes"], description=str(_("Only those for which a letter of commitment replaces a document."))),
    AFTER,
    SIZE,
]


class PowerSerializer(serializers.Serializer):
    """One version of one item of the list of powers of a body."""

    unit_code = serializers.CharField()
    unit_name = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in PowerItem.Kind.values])
    duty = serializers.CharField()
    document = serializers.CharField()
    article = serializers.CharField()
    change = serializers.ChoiceField(choices=[(change, change) for change in PowerItem.Change.values])
    authority = serializers.CharField(help_text=_("The document that decided it."))
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True, help_text=_("The first day on which it is no longer in force."))
    merged_into = serializers.CharField(allow_blank=True, help_text=_("The code of the item that took its place."))
    end_authority = serializers.CharField(allow_blank=True)
    is_matter = serializers.BooleanField(help_text=_("Whether it is an approval matter; then what follows is said too."))
    statutory_days = serializers.IntegerField(allow_null=True, help_text=_("Working days by law."))
    promised_days = serializers.IntegerField(allow_null=True, help_text=_("Working days promised."))
    handling = serializers.ChoiceField(choices=[(way, way) for way in PowerItem.Handling.values], allow_blank=True)
    handled_with = serializers.CharField(allow_blank=True)
    materials = serializers.ListField(child=serializers.CharField())
    accepts = serializers.ListField(child=serializers.CharField(), help_text=_("Codes of the kinds of letters of commitment that replace a document."))
    letters = serializers.ListField(child=serializers.CharField(), help_text=_("The same in words."))
    url = serializers.URLField()


class PowerInFullSerializer(PowerSerializer):
    """One item in its latest version, with those before it."""

    earlier = PowerSerializer(many=True)


def _told(items: list[PublicPower], request: Request) -> list[dict]:
    names = [name for name in PowerSerializer().fields if name not in {"letters", "url"}]
    return [
        {name: getattr(row["item"], name) for name in names} | {"letters": row["letters"], "url": request.build_absolute_uri(row["item"].url)}
        for row in dressed(items)
    ]


class Listed(Public):
    def page_of(self, request: Request, found) -> Response:
        size, place = _size(request), _place(request, paging.of_subjects)
        rows = list(behind(found, place)[: size + 1])
        return _answer(request, rows, size, place_of, lambda items: PowerSerializer(_told(items, request), many=True).data)


def _question(request: Request) -> dict:
    question = asked(request.query_params)
    if wrong := fault(question):
        raise exceptions.ValidationError({wrong[0]: [wrong[1]]})
    return question


class Powers(Listed):
    """The items of the lists of powers in force today, by unit and code."""

    parameters = OF_POWERS

    @extend_schema(operation_id="powers_list", parameters=OF_POWERS, responses={200: _page_of(PowerSerializer), 400: WrongQuestionSerializer})
    def get(self, request: Request) -> Response:
        unit = _question(request)["unit"]
        found = PublicPower.objects.filter(in_force=True)
        return self.page_of(request, found.filter(unit_code=unit) if unit else found)


class Matters(Listed):
    """The approval matters of today, by unit and code."""

    parameters = OF_MATTERS

    @extend_schema(operation_id="matters_list", parameters=OF_MATTERS, responses={200: _page_of(PowerSerializer), 400: WrongQuestionSerializer})
    def get(self, request: Request) -> Response:
        return self.page_of(request, matters_of(_question(request)))


class OnePower(Public):
    @extend_schema(operation_id="powers_read", responses=PowerInFullSerializer)
    def get(self, request: Request, unit: str, code: str) -> Response:
        versions = list(PublicPower.objects.filter(unit_code=unit, code=code).order_by("-valid_from"))
        if not versions:
            raise exceptions.NotFound
        latest, *earlier = _told(versions, request)
        return Response(PowerInFullSerializer(latest | {"earlier": earlier}).data)
