"""Collective signings and letters of enterprises on the portal: what was signed, by how many of which unit; no names."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integrity.portal_errors import bad_request

from .models import View, _in_english
from .views import page

PAGE = 50


class PublicSigning(View):
    """One event that was confirmed."""

    number = models.TextField(primary_key=True)
    title = models.TextField()
    text = models.TextField()
    held_on = models.DateField()
    place = models.TextField()
    confirmed_on = models.DateField()
    unit_code = models.TextField()
    unit_name = models.TextField()
    document_no = models.TextField()
    signatories = models.IntegerField()

    class Meta(View.Meta):
        db_table = "signing"
        ordering = ["-held_on", "-number"]

    def __str__(self) -> str:
        return self.title


class PublicSigningUnit(View):
    """How many of one unit signed."""

    pk = models.CompositePrimaryKey("number", "subject_code")
    number = models.TextField()
    subject_code = models.TextField()
    subject_name = models.TextField()
    sort_key = models.TextField()
    signatories = models.IntegerField()

    class Meta(View.Meta):
        db_table = "signing_unit"
        ordering = ["sort_key", "subject_code"]

    def __str__(self) -> str:
        return self.subject_name


class PublicSignedLetter(View):
    """A letter of an organisation of a kind that is published, while it is in force."""

    address = models.UUIDField(primary_key=True)
    subject_code = models.TextField()
    subject_name = models.TextField()
    unit_code = models.TextField()
    unit_name = models.TextField()
    kind = models.TextField()
    wording_name = models.TextField()
    wording_name_en = models.TextField()
    wording_document = models.TextField()
    matter = models.TextField(null=True)
    project_no = models.TextField()
    text = models.TextField()
    signed_on = models.DateField()
    valid_until = models.DateField()
    has_archive = models.BooleanField()

    class Meta(View.Meta):
        db_table = "signed_letter"
        ordering = ["-signed_on", "address"]

    def __str__(self) -> str:
        return self.wording_name

    @property
    def label(self) -> str:
        return self.wording_name_en if _in_english() else self.wording_name


def paged(request: HttpRequest, rows) -> tuple[list, int, int | None] | None:
    """The rows of the page asked for, its number, and the next; ``None`` for an address that is none of ours."""
    asked = request.GET.get("page", "1")
    if set(request.GET) - {"page"} or not (asked.isascii() and asked.isdecimal() and len(asked) <= 4) or int(asked) < 1:
        return None
    at = int(asked)
    found = list(rows[(at - 1) * PAGE : at * PAGE + 1])
    return found[:PAGE], at, at + 1 if len(found) > PAGE else None


@require_safe
def signings(request: HttpRequest) -> HttpResponse:
    """All collective signings, the latest first."""
    if (found := paged(request, PublicSigning.objects.all())) is None:
        return bad_request(request, detail=_("Such a page does not exist; follow one of the links."))
    rows, at, after = found
    return page(request, "publicity/signings.html", {"signings": rows, "at": at, "after": after})


@require_safe
def signing(request: HttpRequest, number: str) -> HttpResponse:
    """One collective signing: what was signed, and how many of each unit signed it."""
    found = get_object_or_404(PublicSigning, number=number[:20].replace("\0", ""))
    units = list(PublicSigningUnit.objects.filter(number=found.number))
    return page(request, "publicity/signing.html", {"signing": found, "units": units})


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters of enterprises that are published and in force, the latest first."""
    if (found := paged(request, PublicSignedLetter.objects.all())) is None:
        return bad_request(request, detail=_("Such a page does not exist; follow one of the links."))
    rows, at, after = found
    return page(request, "publicity/signed_letters.html", {"letters": rows, "at": at, "after": after})


def signed_letter(address: UUID) -> PublicSignedLetter | None:
    return PublicSignedLetter.objects.filter(address=address).first()
