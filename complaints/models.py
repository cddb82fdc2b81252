"""Tickets 投诉件: a complaint about a body, from the portal, the hotline, the mailbox or a petition, until it is closed."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from archives.models import Membership, Role
from discipline.models.law import Listed, listed
from integrity.models import Entry, Numbered, StoredFile

from . import duties

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
WITHIN = ["received", "refused", "accepted"]  # not yet with a handling unit


class ListedGround(Listed):
    """A listed reason, with its source, in force between two dates."""

    name = models.CharField(_("ground"), max_length=200)

    class Meta(Listed.Meta):
        abstract = True
        ordering = ["code", "valid_from"]


class RefusalGround(ListedGround):
    """A listed reason for which a complaint is not accepted 不予受理情形; loaded with the law."""

    class Meta(ListedGround.Meta):
        verbose_name = _("ground of refusal")
        verbose_name_plural = _("grounds of refusal")
        constraints = listed("ground")


class TicketQuerySet(models.QuerySet):
    def visible_to(self, user, today: date | None = None):
        """Officers and auditors all, officers of a district those about its bodies, the handling unit what was transferred to it, who
        entered one the own ones.

        The accused unit never: to whoever holds a role there, whatever else that person is, the ticket does not exist
        (1103号: the complaint goes to the superior, not to the unit).
        """
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        if not roles - {Role.SECURITY}:
            return self.none()
        held = Membership.objects.held(today).filter(user=user)
        area = duties.district_of(user, today) if Role.OFFICER in roles else None
        if roles & {Role.OFFICER, Role.AUDITOR} and (area is None or Role.AUDITOR in roles):
            seen = Q()
        else:
            seen = Q(handler__in=held.filter(role__in=[Role.CLERK, Role.HEAD, Role.OFFICER]).values("unit")) | Q(made_by=user)
            seen |= Q(accused__in=area or ())
        superior_of = duties.office_of_which_head(user, today)
        if superior_of is not None and not roles & {Role.OFFICER, Role.AUDITOR}:
            seen |= Q(accused=superior_of)
        return self.filter(seen).exclude(accused__in=held.values("unit"))

    def open(self):
        """Neither refused nor closed."""
        return self.exclude(status__in=[Ticket.Status.REFUSED, Ticket.Status.CLOSED])


class Ticket(Numbered, Entry):
    """One complaint about one public body; its words never change, its complainant is seen by no one but those who handle it."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("portal")
        HOTLINE = "hotline", _("12345 hotline")
        MAILBOX = "mailbox", _("mayor’s mailbox")
        PETITION = "petition", _("petition")

    class Kind(models.TextChoices):
        BREACH = "breach", _("agreement or commitment broken")
        ARREARS = "arrears", _("payment owed")
        BARRIER = "barrier", _("market closed to outsiders")
        SHIELDING = "shielding", _("wrongdoing covered up")
        OTHER = "other", _("another breach of faith")

    class Complainant(models.TextChoices):
        ENTERPRISE = "enterprise", _("enterprise or organisation")
        PERSON = "person", _("natural person")

    class Status(models.TextChoices):
        RECEIVED = "received", _("awaiting acceptance")
        REFUSED = "refused", _("not accepted")
        ACCEPTED = "accepted", _("accepted, to be transferred")
        TRANSFERRED = "transferred", _("being handled")
        HANDLED = "handled", _("handled, awaiting signature")
        ANSWERED = "answered", _("answered, to be revisited")
        REVISITED = "revisited", _("revisited, to be closed")
        CLOSED = "closed", _("concluded")

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("founded: a case was opened")
        UNFOUNDED = "unfounded", _("unfounded")

    # Made by whoever files it; the portal knows a complaint by it and by nothing else.
    address = models.UUIDField(_("random address"), default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    source_no = models.CharField(_("number at the channel"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    accused = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("body complained of"))
    contract_no = models.CharField(_("contract number"), max_length=100, blank=True)
    facts = models.TextField(_("what is complained of"))
    wanted = models.TextField(_("what is wanted"))
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    received_on = models.DateField(_("received on"))
    complainant_kind = models.CharField(_("complainant"), max_length=10, choices=Complainant)
    complainant_name = models.CharField(_("name of the complainant"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200)
    # The receipt of a complaint by portal: its code, and the SHA-256 of what the portal makes of code and passphrase.
    receipt_code = models.CharField(_("code of the receipt"), max_length=20, null=True, unique=True, editable=False)
    verifier_hash = models.BinaryField(null=True, editable=False)

    # What the complainant added with the receipt, counted, so that a decision made without it is refused.
    supplements = models.PositiveSmallIntegerField(_("additions"), default=0, editable=False)

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    ground = models.ForeignKey(RefusalGround, models.PROTECT, null=True, related_name="+", verbose_name=_("ground of refusal"))
    accepted_on = models.DateField(_("accepted on"), null=True)
    handler = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="+", verbose_name=_("handling unit"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    case_no = models.CharField(_("case number"), max_length=60, blank=True)
    # Several tickets may have led to one case; the case knows none of them.
    case = models.ForeignKey(
        "discipline.Case", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("case")
    )
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handled by"))
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_on = models.DateField(_("answered on"), null=True)
    redone_on = models.DateField(_("to be done again from"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="ticket_channel", condition=Q(channel__in=["portal", "hotline", "mailbox", "petition"])),
            models.CheckConstraint(
                name="ticket_says_something", condition=Q(facts__gt="", wanted__gt="", complainant_name__gt="", contact__gt="")
            ),
            models.CheckConstraint(
                name="ticket_receipt_is_of_the_portal",
                condition=Q(channel="portal", receipt_code__isnull=False, verifier_hash__isnull=False)
                | ~Q(channel="portal") & Q(receipt_code__isnull=True, verifier_hash__isnull=True),
            ),
            models.CheckConstraint(name="ticket_four_eyes", condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by"))),
            models.CheckConstraint(
                name="ticket_answer_four_eyes",
                condition=Q(answered_by__isnull=True) | Q(handled_by__isnull=False) & ~Q(answered_by=F("handled_by")),
            ),
            models.CheckConstraint(name="ticket_decision_is_known", condition=Q(status="received") | Q(decided_by__isnull=False)),
            models.CheckConstraint(name="ticket_refused_by_a_ground", condition=~Q(status="refused") | Q(ground__isnull=False)),
            models.CheckConstraint(
                name="ticket_accepted_is_dated", condition=Q(status__in=["received", "refused"]) | Q(accepted_on__isnull=False)
            ),
            models.CheckConstraint(name="ticket_never_to_the_accused", condition=Q(handler__isnull=True) | ~Q(handler=F("accused"))),
            models.CheckConstraint(name="ticket_is_with_somebody", condition=Q(status__in=WITHIN) | Q(handler__isnull=False)),
            models.CheckConstraint(
                name="ticket_outcome_is_whole",
                condition=Q(outcome="", case_no="", status__in=[*WITHIN, "transferred"])
                | Q(outcome="unfounded", case_no="", handled_by__isnull=False)
                | Q(outcome="founded", case_no__gt="", handled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_answer_is_whole",
                condition=Q(status__in=["answered", "revisited", "closed"], answered_by__isnull=False, answered_on__isnull=False)
                | ~Q(status__in=["answered", "revisited", "closed"]) & Q(answered_by__isnull=True, answered_on__isnull=True),
            ),
            models.CheckConstraint(
                name="ticket_closed_is_dated",
                condition=Q(status="closed", closed_on__isnull=False) | ~Q(status="closed") & Q(closed_on__isnull=True),
            ),
            models.UniqueConstraint(name="ticket_once_at_its_channel", fields=["channel", "source_no"], condition=Q(source_no__gt="")),
        ]
        indexes = [
            models.Index(fields=["status", "received_on"], name="tickets_open"),
            models.Index(fields=["handler", "status"], name="tickets_of_handler"),
        ]

    def __str__(self) -> str:
        return str(_("Ticket %(number)s") % {"number": self.number})

    @property
    def flow(self):
        from .flow import TICKET

        return TICKET

    def may(self, by, step, today) -> bool:
        """Officers of the credit office take in, transfer, revisit and close; clerk and head of the handling unit handle and answer; nobody of the accused unit"""
        if duties.stands_aside(self, by, today):
            return False
        if step.name == "handle":
            return duties.handles(self, by, today, Role.CLERK, Role.HEAD)
        if step.name in {"return", "feedback"}:
            return duties.handles(self, by, today, Role.HEAD)
        return duties.is_intake(self, by, today)


class Attachment(StoredFile):
    """A file that came with a ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="attachments", verbose_name=_("ticket"))

    class Meta(StoredFile.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")


class Note(models.Model):
    """What complainant and office wrote to each other about a ticket; only ever added. ``by`` is empty for the complainant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="notes", verbose_name=_("ticket"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("written by"))
    words = models.TextField(_("words"))
    at = models.DateTimeField(_("at"), db_default=STATEMENT)

    class Meta:
        verbose_name = _("note to a ticket")
        verbose_name_plural = _("notes to tickets")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="note_says_something", condition=Q(words__gt=""))]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at}"


class Attempt(models.Model):
    """Wrong passphrases within an hour, by a number made of the code tried: no code is stored, and the table stays small."""

    bucket = models.PositiveIntegerField(primary_key=True)
    since = models.DateTimeField()
    n = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("attempts at a receipt")
        verbose_name_plural = _("attempts at receipts")

    def __str__(self) -> str:
        return f"{self.bucket}: {self.n}"


class MinimumSample(models.Model):
    """How many tickets a count published about one body and quarter must hold at least; loaded with the law, dated."""

    n = models.PositiveSmallIntegerField(_("at least"))
    valid_from = models.DateField(_("in force from"), unique=True)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    class Meta:
        verbose_name = _("minimum sample")
        verbose_name_plural = _("minimum samples")
        ordering = ["valid_from"]
        constraints = [models.CheckConstraint(name="sample_hides_one", condition=Q(n__gte=2))]

    def __str__(self) -> str:
        return f"{self.n} ({self.valid_from})"


# Django finds the models of an app here.
from .campaigns.models import Campaign, HotspotRule, Talk  # noqa: E402, F401
