"""Opening one document by its number, and looking whether the stored files are still what was issued."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from archives import people
from archives.models import Document, DocumentFile, ReadLog

WANTED = ("body", "addressee", "person", "template", "issued_by", "series")


def opened(user, pk: int, today: date) -> Document:
    """The document, if ``user`` may open it; what is about a natural person stands in the read log first.

    Raises ``Http404`` where the number is no number to ``user``, a refused attempt at a person's document too.
    """
    personal = Document.objects.filter(pk=pk, person__isnull=False).select_related(*WANTED).first()
    if personal is None:
        return get_object_or_404(Document.objects.visible_to(user, today).select_related(*WANTED), pk=pk)
    try:
        people.reveal(by=user, person=personal.person, what=ReadLog.What.DOCUMENT, today=today, about=personal.number[:20])
    except PermissionDenied:
        raise Http404 from None
    return personal


def faults() -> Iterator[tuple[str, str]]:
    """The documents whose file is missing or is not the one that was stored: number and what is wrong."""
    for document in Document.objects.order_by("pk").only("number").iterator(200):
        file = DocumentFile.objects.filter(pk=document.pk).first()
        if file is None:
            yield document.number, "the file is missing"
        elif (found := sha256(bytes(file.content)).hexdigest()) != file.sha256:
            yield document.number, f"the file has the hash {found}, stored is {file.sha256}"
