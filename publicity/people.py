"""Natural persons on the portal: a page under a random address while one public record is there, and in no list.

A reader comes here by the exact number of a document, or by the page of a record. Everything carries ``noindex`` and is
stored nowhere; when the last record ends, the address answers as one that never existed.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from . import views
from .models import PublicPerson, PublicPersonRecord
from .paging import PAGE
from .printed import dress

# No canonical address: the frame then says noindex by itself and links no other language of the page to search engines.
UNLISTED = {"canonical": ""}


def unlisted(response: HttpResponse) -> HttpResponse:
    """Asked of every search engine: not in your index, and no copy."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


@require_safe
def person(request: HttpRequest, address: str) -> HttpResponse:
    found = PublicPerson.objects.filter(address=address).first()
    if found is None:
        raise Http404
    records = dress(PublicPersonRecord.objects.filter(address=found.address))
    context = {"person": found, "records": records, **UNLISTED}
    return unlisted(views.page(request, "publicity/person.html", context, views.KEEP_NOTHING))


def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a record about a natural person; 404 for any other number."""
    found = PublicPersonRecord.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return unlisted(views.record_page(request, found, reverse("person", args=[found.address]), **UNLISTED))


def by_document(key: str) -> list[dict]:
    """Records about natural persons whose document number is exactly ``key``, as hits of the search."""
    return [{"record": found, "kind_label": found.item_label, "name": found.name, "title": found.title} for found in dress(PublicPersonRecord.objects.filter(doc_key=key)[:PAGE])]
