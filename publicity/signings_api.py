"""Collective signings and letters of enterprises in the public API."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from .api import Public, WrongQuestionSerializer
from .signings import PublicSignedLetter, PublicSigning, PublicSigningUnit, paged

PAGE_NO = OpenApiParameter("page", {"type": "integer", "minimum": 1, "maximum": 9999, "default": 1})


class SigningUnitSerializer(serializers.ModelSerializer):
    class Meta:
        model = PublicSigningUnit
        fields = ("subject_code", "subject_name", "signatories")


class SigningSerializer(serializers.ModelSerializer):
    """One collective signing; units with numbers, no names."""

    units = serializers.SerializerMethodField()

    class Meta:
        model = PublicSigning
        fields = (
            "number",
            "title",
            "text",
            "held_on",
            "place",
            "confirmed_on",
            "unit_code",
            "unit_name",
            "document_no",
            "signatories",
            "units",
        )

    @extend_schema_field(SigningUnitSerializer(many=True))
    def get_units(self, signing):
        return SigningUnitSerializer(PublicSigningUnit.objects.filter(number=signing.number), many=True).data


class SignedLetterSerializer(serializers.ModelSerializer):
    """One letter of an organisation that is published and in force."""

    class Meta:
        model = PublicSignedLetter
        fields = (
            *("address", "subject_code", "subject_name", "unit_code", "unit_name", "kind", "wording_name", "matter", "project_no", "text"),
            *("signed_on", "valid_until"),
        )


def _rows(request: Request, rows, serializer) -> Response:
    if (found := paged(request, rows)) is None:
        raise exceptions.ValidationError({"page": [_("Give a number from 1 to %(most)d.") % {"most": 9999}]})
    page, _at, after = found
    return Response({"next_page": after, "results": serializer(page, many=True).data})


def _page_of(child):
    name = child.__name__.replace("Serializer", "")
    fields = {
        "__doc__": "A page of a list.",
        "next_page": serializers.IntegerField(allow_null=True, help_text="The number of the page that follows, if one does."),
        "results": child(many=True),
    }
    return type(f"{name}Pages", (serializers.Serializer,), fields)


class Signings(Public):
    """Collective signings, the latest first."""

    parameters = [PAGE_NO]

    @extend_schema(
        operation_id="signings_list", parameters=[PAGE_NO], responses={200: _page_of(SigningSerializer), 400: WrongQuestionSerializer}
    )
    def get(self, request: Request) -> Response:
        return _rows(request, PublicSigning.objects.all(), SigningSerializer)


class OneSigning(Public):
    @extend_schema(operation_id="signings_read", responses=SigningSerializer)
    def get(self, request: Request, number: str) -> Response:
        found = PublicSigning.objects.filter(number=number[:20].replace("\0", "")).first()
        if found is None:
            raise exceptions.NotFound
        return Response(SigningSerializer(found).data)


class SignedLetters(Public):
    """Letters of enterprises that are published and in force, the latest first."""

    parameters = [PAGE_NO]

    @extend_schema(
        operation_id="letters_list", parameters=[PAGE_NO], responses={200: _page_of(SignedLetterSerializer), 400: WrongQuestionSerializer}
    )
    def get(self, request: Request) -> Response:
        return _rows(request, PublicSignedLetter.objects.all(), SignedLetterSerializer)
