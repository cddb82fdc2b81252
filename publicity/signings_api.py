"""Collective signings and letters of enterprises in the public API."""

from __future__ import annotations

import re

from django.db.models import Q
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from . import paging
from .api import AFTER, SIZE, Public, WrongQuestionSerializer, _answer, _page_of, _place, _size
from .signings import PublicSignedLetter, PublicSigning, PublicSigningUnit

LETTER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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


def _is_place(parts: list) -> bool:
    return paging.of_records(parts) and len(parts[1]) <= 40


def _is_letter(parts: list) -> bool:
    return _is_place(parts) and LETTER.fullmatch(parts[1]) is not None


class Signings(Public):
    """Collective signings, the latest first."""

    parameters = [AFTER, SIZE]

    @extend_schema(
        operation_id="signings_list", parameters=[AFTER, SIZE], responses={200: _page_of(SigningSerializer), 400: WrongQuestionSerializer}
    )
    def get(self, request: Request) -> Response:
        found, size, place = PublicSigning.objects.all(), _size(request), _place(request, _is_place)
        if place:
            found = found.filter(Q(held_on__lt=place[0]) | Q(held_on=place[0], number__lt=place[1]))
        place_of = lambda row: (row.held_on.isoformat(), row.number)  # noqa: E731
        return _answer(request, list(found[: size + 1]), size, place_of, lambda rows: SigningSerializer(rows, many=True).data)


class OneSigning(Public):
    @extend_schema(operation_id="signings_read", responses=SigningSerializer)
    def get(self, request: Request, number: str) -> Response:
        found = PublicSigning.objects.filter(number=number[:20].replace("\0", "")).first()
        if found is None:
            raise exceptions.NotFound
        return Response(SigningSerializer(found).data)


class SignedLetters(Public):
    """Letters of enterprises that are published and in force, the latest first."""

    parameters = [AFTER, SIZE]

    @extend_schema(
        operation_id="letters_list", parameters=[AFTER, SIZE], responses={200: _page_of(SignedLetterSerializer), 400: WrongQuestionSerializer}
    )
    def get(self, request: Request) -> Response:
        found, size, place = PublicSignedLetter.objects.all(), _size(request), _place(request, _is_letter)
        if place:
            found = found.filter(Q(signed_on__lt=place[0]) | Q(signed_on=place[0], address__gt=place[1]))
        place_of = lambda row: (row.signed_on.isoformat(), str(row.address))  # noqa: E731
        return _answer(request, list(found[: size + 1]), size, place_of, lambda rows: SignedLetterSerializer(rows, many=True).data)
