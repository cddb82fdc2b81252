"""Official documents 文书: their templates, the numbers they are given, their files, and to whom they were handed over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from integrity.models import Entry

from .membership import Membership, Role
from .subject import Subject

STATEMENT = models.Func(function="statement_timestamp", output_field=models.DateTimeField())
# Who of a unit reads what the unit issued or was served.
AT_WORK = (Role.CLERK, Role.HEAD, Role.OFFICER, Role.PERSONNEL)
# Who sees documents about an entry of an app above: that app says it (``app.model`` → question of user and day), and what it
# says narrows what is seen here, never widens it.
SIGHTS: dict = {}
# Of entries that have a receipt of their own: their documents await no second one on the home page.
RECEIPTS: set = set()


class DocumentKind(models.TextChoices):
    """The closed list of official documents; which placeholders each knows stands in ``archives/documents/kinds.py``."""

    ACCEPTANCE = "acceptance", _("notice of acceptance")
    TRANSFER = "transfer", _("letter of transfer")
    RECTIFICATION = "rectification", _("order to rectify by a day")
    NOTICE = "notice", _("notice of dishonesty")
    DETERMINATION = "determination", _("determination of dishonesty")
    CRITICISM = "criticism", _("circulated criticism")
    JOINT_ACTION = "joint_action", _("letter of joint measures")
    OBJECTION_DECISION = "objection", _("decision on an objection")
    CORRECTION = "correction", _("public correction")
    REPAIR_NOTICE = "repair_notice", _("notice of credit repair")
    REPAIR_DECISION = "repair", _("decision on credit repair")
    CERTIFICATE = "certificate", _("certificate of credit repair")
    REPUTATION = "reputation", _("letter restoring reputation")
    LIFTING = "lifting", _("letter of lifting")
    SIGNING = "signing", _("certificate of a collective signing")


class TemplateQuerySet(models.QuerySet):
    def in_force(self, kind: str, today):
        """The version by which documents of ``kind`` are issued on ``today``: the latest that has begun; ``None`` without one."""
        begun = self.filter(kind=kind, status=DocumentTemplate.Status.IN_FORCE, valid_from__lte=today)
        return begun.order_by("-valid_from", "-pk").first()


class DocumentTemplate(Entry):
    """One version of the text of a kind of document, in force from a day until the next version begins.

    Its content is fixed: what is wrong is discarded and drafted anew. Versions of the law's file (``loaded``) come with
    ``load_law``; every other is drafted by one person of the credit office and approved by another.
    """

    class Status(models.TextChoices):
        ENTERED = "entered", _("awaiting approval")
        IN_FORCE = "in_force", _("approved")
        DISCARDED = "discarded", _("discarded")

    kind = models.CharField(_("kind"), max_length=14, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=100)
    word = models.CharField(_("word of the series"), max_length=4)
    body = models.TextField(_("text"))
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    loaded = models.BooleanField(_("from the file of the law"), default=False, editable=False)
    verified = models.BooleanField(_("verified against the official text"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ENTERED)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering = ["kind", "-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(name="template_kind", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="template_says_what_and_why",
                condition=Q(title__gt="", word__gt="", body__gt="", document__gt="", article__gt=""),
            ),
            models.CheckConstraint(name="template_four_eyes", condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by"))),
            models.CheckConstraint(
                name="template_approval_is_whole",
                condition=Q(status="in_force", loaded=False, approved_by__isnull=False, approved_at__isnull=False)
                | Q(status="in_force", loaded=True, approved_by__isnull=True, approved_at__isnull=True)
                | Q(status__in=["entered", "discarded"], loaded=False, approved_by__isnull=True, approved_at__isnull=True),
            ),
            models.UniqueConstraint(name="template_one_a_day", fields=["kind", "valid_from"], condition=Q(status="in_force")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from}"

    @property
    def flow(self):
        from archives.documents.flow import TEMPLATE

        return TEMPLATE

    def may(self, by, step, today) -> bool:
        """Officers of the credit office; who is the second one is a rule of the step."""
        return Membership.holds(by, Role.OFFICER, today)


class IssuerMark(models.Model):
    """The short word of an issuing body 发文代字 with which its document numbers begin, such as 示信用."""

    body = models.OneToOneField(Subject, models.PROTECT, related_name="mark", verbose_name=_("issuing body"))
    mark = models.CharField(
        _("mark of the issuer"), max_length=10, unique=True, help_text=_("The word with which its document numbers begin, such as 示信用.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mark of an issuer")
        verbose_name_plural = _("marks of issuers")
        ordering = ["mark"]
        constraints = [
            models.CheckConstraint(
                name="mark_is_a_word",
                condition=Q(mark__regex=r"^[\u3400-\u9fff]{1,10}$"),
                violation_error_message=_("A mark is one to ten Chinese characters, nothing else."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.body}"


class DocumentSeries(models.Model):
    """The numbers of one body, one word and one year; ``last`` is the number given last and rises with its document only.

    Whoever draws a number holds the lock of this row until the document is stored, so there is neither gap nor double.
    """

    body = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("issuing body"))
    prefix = models.CharField(_("mark and word"), max_length=14)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("series of documents")
        verbose_name_plural = _("series of documents")
        constraints = [models.UniqueConstraint(name="series_once", fields=["body", "prefix", "year"])]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user, today=None):
        """The issuing body its own, who was served from the day of service on, the auditor all.

        Never here: what is about a natural person, which only :func:`archives.people.reveal` opens; and of documents about
        an entry of an app above no more than that app lets see.
        """
        today = today or timezone.localdate()
        roles = Role.of(user, today)
        found = self.filter(person__isnull=True)
        if Role.AUDITOR not in roles:
            units = Membership.objects.held(today).filter(user=user, role__in=AT_WORK, user__is_active=True).values("unit")
            served = Service.objects.filter(document=models.OuterRef("pk"), unit__in=units, served_on__lte=today)
            found = found.filter(Q(body__in=units) | models.Exists(served))
        for label, sees in SIGHTS.items():
            found = found.filter(~Q(about_kind=label) | sees(user, today))
        return found if roles - {Role.SECURITY} else self.none()


class Document(models.Model):
    """One official document as it was issued: never changed, never removed.

    ``addressee`` is a subject, or ``addressee_name`` says who it is for (a complainant, who is kept here and in the file
    and nowhere else). ``person`` is the natural person it is about, if any.
    """

    series = models.ForeignKey(DocumentSeries, models.PROTECT, related_name="documents")
    serial = models.PositiveIntegerField(_("number in the series"))
    number = models.CharField(_("document number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=DocumentKind)
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, related_name="+", verbose_name=_("version of the template"))
    title = models.CharField(_("title"), max_length=400)
    body = models.ForeignKey(Subject, models.PROTECT, related_name="+", verbose_name=_("issuing body"))
    addressee = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("addressee"))
    addressee_name = models.CharField(_("addressee by name"), max_length=200, blank=True)
    person = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("natural person concerned"))
    values = models.JSONField(_("values"))
    missing = models.CharField(_("signs without a glyph"), max_length=200, blank=True)
    about_kind = models.CharField(_("kind of entry"), max_length=60, blank=True)
    about_id = models.BigIntegerField(_("entry number"), null=True)
    issued_on = models.DateField(_("issued on"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    made_at = models.DateTimeField(_("made at"), db_default=STATEMENT, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("official document")
        verbose_name_plural = _("official documents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="document_serial_once", fields=["series", "serial"]),
            models.CheckConstraint(name="document_kind", condition=Q(kind__in=DocumentKind.values)),
            models.CheckConstraint(
                name="document_is_for_somebody",
                condition=Q(addressee__isnull=False, addressee_name="") | Q(addressee__isnull=True, addressee_name__gt=""),
            ),
            models.CheckConstraint(
                name="document_is_about_an_entry",
                condition=Q(about_kind="", about_id__isnull=True) | Q(about_kind__gt="", about_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["about_kind", "about_id"], name="documents_about"),
            models.Index(fields=["body", "issued_on"], name="documents_of_body"),
        ]

    def __str__(self) -> str:
        return self.number


class DocumentFile(models.Model):
    """The PDF of a document with its SHA-256; the database computes it anew at every insert and refuses another."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="file")
    content = models.BinaryField()
    sha256 = models.CharField("SHA-256", max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"))

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")

    def __str__(self) -> str:
        return self.sha256


class Service(models.Model):
    """A document handed over 送达: to a unit of the register, or to the addressee it names; acknowledged once by the unit."""

    class Way(models.TextChoices):
        SITE = "site", _("on the staff site")
        HAND = "hand", _("by hand")
        POST = "post", _("by post")
        RECEIPT = "receipt", _("by the receipt of the portal")
        PUBLIC = "public", _("by public notice")

    document = models.ForeignKey(Document, models.PROTECT, related_name="services", verbose_name=_("document"))
    # Nothing for the addressee that only the document names.
    unit = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+", verbose_name=_("served to"))
    way = models.CharField(_("way"), max_length=10, choices=Way)
    served_on = models.DateField(_("served on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("at"), db_default=STATEMENT, editable=False)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acknowledged by")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)

    class Meta:
        verbose_name = _("service of a document")
        verbose_name_plural = _("services of documents")
        ordering = ["served_on", "id"]
        constraints = [
            models.CheckConstraint(name="service_way", condition=Q(way__in=["site", "hand", "post", "receipt", "public"])),
            models.CheckConstraint(
                name="service_acknowledged_is_whole",
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False, unit__isnull=False),
            ),
            models.UniqueConstraint(name="service_once", fields=["document", "unit"], condition=Q(unit__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.served_on}"
