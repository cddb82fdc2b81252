"""Official documents of a ticket: the notice of acceptance for the complainant and the letter of transfer to the handling unit.

Each is issued with its step where the office has a mark for its numbers (else later, by a button of the ticket's page). The
notice names the complainant and goes nowhere but to the receipt; the letter names nobody and never goes to the accused unit.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from archives.documents import actions as documents
from archives.models import Document, DocumentKind, IssuerMark, Membership, Role, Service, Subject
from integrity.errors import Refused

from . import duties
from .models import Ticket
from .terms import deadline

LABEL = "complaints.ticket"
S = Ticket.Status
OF_STEP = {"accept": DocumentKind.ACCEPTANCE, "transfer": DocumentKind.TRANSFER}


def sight(user, today: date) -> Q:
    """Of documents about tickets somebody sees those whose ticket is seen: the accused unit none."""
    return Q(about_id__in=Ticket.objects.visible_to(user, today).values("pk"))


def of(ticket: Ticket):
    """The documents of a ticket, in the order of their issue."""
    return Document.objects.filter(about_kind=LABEL, about_id=ticket.pk).order_by("pk")


def _sentence(words: str) -> str:
    """The words of a complainant with a full stop, as they stand in a letter."""
    words = words.strip()
    return words if not words or words[-1] in "。！？…!?." else words + "。"


def lacking(ticket: Ticket) -> list[str]:
    """The kinds of documents that its steps call for and that were not issued yet."""
    wanted = []
    if ticket.accepted_on and ticket.channel == Ticket.Channel.PORTAL:  # whoever has a receipt; others are called by their channel
        wanted.append(DocumentKind.ACCEPTANCE)
    if ticket.handler_id and ticket.status not in {S.CLOSED, S.REVISITED}:
        wanted.append(DocumentKind.TRANSFER)
    there = set(of(ticket).values_list("kind", flat=True))
    return [kind for kind in wanted if kind not in there]


def office_of(by: User, ticket: Ticket, today: date) -> Subject | None:
    """The unit in whose name ``by`` takes tickets in: the credit office, or the superior that stands in for it."""
    held = Membership.objects.held(today).filter(user=by, role__in=[Role.OFFICER, Role.HEAD]).exclude(unit=ticket.accused_id)
    first = held.order_by("-role", "pk").select_related("unit").first()  # an officer before a head
    return first and first.unit


def with_step(ticket: Ticket, step: str, *, by: User, today: date) -> Document | None:
    """The document of the step just taken; ``None`` where it has none or the office has no mark yet."""
    kind = OF_STEP.get(step)
    body = office_of(by, ticket, today) if kind in lacking(ticket) else None
    if (
        body is None
        or (body.pk == ticket.handler_id and kind == DocumentKind.TRANSFER)
        or not IssuerMark.objects.filter(body=body).exists()
    ):
        return None
    return issue(ticket=ticket, kind=kind, by=by, today=today)


@transaction.atomic
def issue(*, ticket: Ticket, kind: str, by: User, today: date | None = None) -> Document:
    """Issue and serve the notice of acceptance or the letter of transfer of a ticket, each once."""
    today = today or timezone.localdate()
    ticket = Ticket.objects.select_for_update(of=("self",)).select_related("accused", "handler").get(pk=ticket.pk)
    if duties.stands_aside(ticket, by, today) or not duties.is_intake(ticket, by, today):
        raise PermissionDenied(_("Only the credit office issues the documents of a complaint."))
    if kind not in lacking(ticket):
        raise Refused(_("%(ticket)s has no such document to be issued now; look at it again.") % {"ticket": ticket})
    body = office_of(by, ticket, today)
    if kind == DocumentKind.TRANSFER and body.pk == ticket.handler_id:
        raise Refused(_("Your office handles %(ticket)s itself, so it writes itself no letter.") % {"ticket": ticket})
    run = deadline(ticket)
    if run is None:
        raise Refused(_("%(ticket)s was answered already, so this document comes too late.") % {"ticket": ticket})
    values = {"投诉编号": ticket.number, "收到日期": ticket.received_on, "被投诉单位": ticket.accused.name, "办理期限": run.due_on}
    if kind == DocumentKind.ACCEPTANCE:
        values |= {"受理日期": ticket.accepted_on}
        addressee, unit, way = ticket.complainant_name, None, Service.Way.RECEIPT
    else:
        values |= {"反映事项": _sentence(ticket.facts), "诉求": _sentence(ticket.wanted)}
        addressee, unit, way = ticket.handler, ticket.handler, Service.Way.SITE
    document = documents.issue(kind=kind, body=body, addressee=addressee, values=values, about=(LABEL, ticket.pk), by=by, today=today)
    documents.serve(document=document, way=way, by=by, unit=unit, today=today)
    return document
