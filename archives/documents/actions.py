"""Issuing a document, handing it over, and acknowledging that it came."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Document, DocumentFile, DocumentSeries, DocumentTemplate, IssuerMark, Membership, Service, Subject
from archives.models.document import AT_WORK
from archives.people import own_person
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .glyphs import seen
from .kinds import KINDS
from .paper import Printed, Sheet, printed
from .wording import NOTHING, filled, said

MOST = 60_000  # signs of a text with its values: some hundred pages
Value = str | int | date


def works_in(by: User, unit: Subject, today: date) -> bool:
    """Whether ``by`` reads and writes documents in the name of ``unit``."""
    return by.is_active and Membership.objects.held(today).filter(user=by, unit=unit, role__in=AT_WORK).exists()


def may_issue(by: User, body: Subject, today: date) -> bool:
    """People at work in the issuing body; the timetable for what falls due by its day."""
    return works_in(by, body, today) or by == User.objects.system()


@transaction.atomic
def issue(
    *,
    kind: str,
    body: Subject,
    addressee: Subject | str,
    values: dict[str, Value],
    by: User,
    about: tuple[str, int] | None = None,
    concerns: Subject | None = None,
    today: date | None = None,
) -> Document:
    """Issue a document of ``kind`` in the name of ``body`` by the text in force, with the next number of its series.

    ``addressee``: a subject, or words for somebody who is none (kept in the document and nowhere else). ``values``: one for
    every placeholder of the kind (:data:`KINDS`), days as ``date``; one that is optional may be empty. ``about``: the entry
    it comes from, as (``app.model``, key). ``concerns``: the natural person it is about, where that is not the addressee;
    such a document is opened by :func:`archives.people.reveal` only.

    The lock of the series is held until the caller's transaction ends: number, file and whatever the caller does stand or
    fall together, so the series has no gap. Serve it with :func:`serve`. Raises ``PermissionDenied``, or :class:`Refused`.
    """
    today = today or timezone.localdate()
    if not may_issue(by, body, today):
        raise PermissionDenied(_("Only who works in %(body)s issues documents in its name.") % {"body": body})
    template = DocumentTemplate.objects.in_force(kind, today)
    if template is None:
        raise Refused(_("No text of this kind of document is in force on %(day)s; have one approved first.") % {"day": in_words(today)})
    mark = IssuerMark.objects.filter(body=body).first()
    if mark is None:
        raise Refused(
            _("%(body)s has no mark for its document numbers; the credit office enters one under “marks of issuers”.") % {"body": body}
        )
    named = isinstance(addressee, Subject)
    to = addressee.name if named else seen(addressee).strip()
    given = _given(kind, values)
    series = drawn(body, mark.mark + template.word, today.year)
    if series.documents.filter(issued_on__gt=today).exists():
        raise Refused(
            _("The number before this one bears a later day than %(day)s; a document is dated on or after it.") % {"day": in_words(today)}
        )
    number = f"{series.prefix}〔{series.year}〕{series.last}号"
    words = given | {"文号": number, "制发单位": body.name, "制发日期": said(today), "主送单位": to}
    sheet = Sheet(body.name, number, filled(template.title, words), to, filled(template.body, words), today)
    _must_be_clean(sheet)
    return _stored(
        printed(sheet),
        series=series,
        serial=series.last,
        number=number,
        kind=kind,
        template=template,
        title=sheet.title,
        body=body,
        addressee=addressee if named else None,
        addressee_name="" if named else to,
        person=concerns or (addressee if named and addressee.is_person else None),
        values=given,
        about_kind=about[0] if about else "",
        about_id=about[1] if about else None,
        issued_on=today,
        issued_by=by,
    )


def drawn(body: Subject, prefix: str, year: int) -> DocumentSeries:
    """The series with its next number, under its row lock until the transaction ends."""
    DocumentSeries.objects.get_or_create(body=body, prefix=prefix, year=year)
    series = DocumentSeries.objects.select_for_update().get(body=body, prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series


def _given(kind: str, values: dict[str, Value]) -> dict[str, str]:
    """A text for every placeholder of the kind; refused where one is missing or is none of the kind."""
    if kind not in KINDS:
        raise Refused(_("There is no such kind of document; choose one of the list."))
    known = {p.name: p for p in KINDS[kind]}
    if unknown := [name for name in values if name not in known]:
        raise Refused(_("This kind of document has no placeholder %(names)s.") % {"names": "、".join(unknown)})
    given = {name: seen(said(values.get(name, ""))).strip() for name in known}
    if empty := [name for name, value in given.items() if not value and not known[name].optional]:
        raise Refused(_("The document cannot be issued: %(names)s is missing; enter it first.") % {"names": "、".join(empty)})
    return {name: value or NOTHING for name, value in given.items()}


def _must_be_clean(sheet: Sheet) -> None:
    """Somebody is addressed, no resident id stands anywhere, and the text has an end."""
    if not sheet.addressee:
        raise Refused(_("A document is addressed to somebody; name the addressee."))
    if len(sheet.addressee) > 200:
        raise Refused(_("The name of an addressee has 200 signs at most; shorten it."))
    if len(sheet.title) > 400 or len(sheet.text) > MOST:
        raise Refused(_("The document becomes too long; give the facts in short and attach the rest."))
    for text in (sheet.addressee, sheet.title, sheet.text):
        refuse_identities(text)


def _stored(paper: Printed, **columns) -> Document:
    try:
        with transaction.atomic():
            document = Document.objects.create(missing="".join(paper.missing)[:200], **columns)
    except IntegrityError as error:
        if "document_number" not in str(error) and "number_key" not in str(error):
            raise
        raise Refused(
            _("The number %(number)s is taken by a document of another body: two marks read alike; change one of them.")
            % {"number": columns["number"]}
        ) from None
    DocumentFile.objects.create(document=document, content=paper.content, sha256=sha256(paper.content).hexdigest(), pages=paper.pages)
    document.refresh_from_db()
    return document


@transaction.atomic
def serve(
    *, document: Document, way: str, by: User, unit: Subject | None = None, on: date | None = None, today: date | None = None
) -> Service:
    """Note that ``document`` was handed over on ``on`` (today): to ``unit``, or to the addressee it names where that is nobody of the register."""
    today = today or timezone.localdate()
    on = on or today
    if not may_issue(by, document.body, today):
        raise PermissionDenied(_("Only who works in %(body)s serves its documents.") % {"body": document.body})
    if way not in Service.Way.values:
        raise Refused(_("Choose one of the ways in which a document is served."))
    if unit is None and document.addressee_id is not None:
        unit = document.addressee
    if not document.issued_on <= on <= today:
        raise Refused(_("%(number)s is served between its issue and today; correct the day.") % {"number": document.number})
    if unit is not None and Service.objects.filter(document=document, unit=unit).exists():
        raise Refused(_("%(number)s was served to %(unit)s already.") % {"number": document.number, "unit": unit})
    return Service.objects.create(document=document, unit=unit, way=way, served_on=on, by=by)


def may_acknowledge(by: User, service: Service, today: date) -> bool:
    """People at work in the unit served; of a natural person, that person."""
    if service.unit is None or not by.is_active:
        return False
    return own_person(by, today) == service.unit if service.unit.is_person else works_in(by, service.unit, today)


@transaction.atomic
def acknowledge(*, service: Service, by: User, today: date | None = None) -> Service:
    """Say once, for the unit served, that the document came."""
    today = today or timezone.localdate()
    service = Service.objects.select_for_update(of=("self",)).select_related("unit", "document").get(pk=service.pk)
    if not may_acknowledge(by, service, today):
        raise PermissionDenied(_("Only who was served acknowledges a document."))
    if service.acknowledged_at is not None:
        raise Refused(
            _("%(number)s was acknowledged by a colleague already; nothing is left to do.") % {"number": service.document.number}
        )
    service.acknowledged_by, service.acknowledged_at = by, timezone.now()
    service.save(update_fields=["acknowledged_by", "acknowledged_at"])
    return service
