"""What was served on the accused body, what it replied, how the panel voted, and the files of the case: only ever added."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from integrity.models import StoredFile


class Paper(models.Model):
    """One document of a case as it was served: its words, on whom, when, and who acknowledged it."""

    class Kind(models.TextChoices):
        ORDER = "order", _("order to rectify")
        NOTICE = "notice", _("notice of dishonesty")
        DETERMINATION = "determination", _("determination")
        REPAIR = "repair", _("notice of repair")

    # What the accused body reads on its page; the order as well, once it was handed over on paper.
    TOLD = (Kind.NOTICE, Kind.DETERMINATION, Kind.REPAIR)

    case = models.ForeignKey("discipline.Case", models.PROTECT, related_name="papers", verbose_name=_("case"))
    kind = models.CharField(_("document"), max_length=14, choices=Kind)
    to = models.ForeignKey("archives.Subject", models.PROTECT, related_name="+", verbose_name=_("served on"))
    facts = models.TextField(_("facts"))
    basis = models.TextField(_("basis"))
    evidence = models.TextField(_("evidence"), blank=True)
    ruling = models.TextField(_("what is said"))
    # As a numbered document, where the handling unit has a mark for its numbers; its receipt is then that of the document.
    document = models.OneToOneField(
        "archives.Document", models.PROTECT, null=True, related_name="+", verbose_name=_("numbered document"), editable=False
    )
    served_on = models.DateField(_("served on the day"))
    served_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("served by"))
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acknowledged by")
    )
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True)
    # The order goes by hand: who took it, on which day, and who wrote that down.
    handed_to = models.CharField(_("handed to"), max_length=100, null=True, editable=False)
    handed_on = models.DateField(_("handed over on"), null=True, editable=False)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("handing over recorded by"), editable=False
    )

    class Meta:
        verbose_name = _("document served")
        verbose_name_plural = _("documents served")
        ordering = ["served_on", "id"]
        constraints = [
            models.UniqueConstraint(name="paper_once", fields=["case", "kind"]),
            models.CheckConstraint(name="paper_says_something", condition=Q(facts__gt="", basis__gt="", ruling__gt="")),
            models.CheckConstraint(
                name="paper_acknowledgement_is_whole",
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_handed_over_is_whole",
                condition=Q(handed_to__isnull=True, handed_on__isnull=True, handed_by__isnull=True)
                | Q(kind="order", handed_to__gt="", handed_on__gte=F("served_on"), handed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.case}"

    @property
    def receipt(self):
        """What says who acknowledged it and when (``acknowledged_by``, ``acknowledged_at``): the service of its document, else this row."""
        found = self.document_id and self.document.services.select_related("acknowledged_by").filter(unit=self.to).first()
        return found or self  # an order that nobody handed over yet was served to nobody


class Reply(models.Model):
    """What the accused body replied to the notice: its view, a claim of tolerance, or a claim of self-correction."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("statement")
        TOLERANCE = "tolerance", _("claim of tolerance")
        CORRECTION = "correction", _("claim of self-correction")

    case = models.ForeignKey("discipline.Case", models.PROTECT, related_name="replies", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.TextField(_("words"))
    conditions = ArrayField(models.CharField(max_length=30), default=list, verbose_name=_("conditions of tolerance"))
    recovered = models.DecimalField(_("loss recovered, yuan"), max_digits=18, decimal_places=2, null=True)
    proof = models.TextField(_("proof"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="reply_once", fields=["case", "kind"]),
            models.CheckConstraint(
                name="reply_is_whole",
                condition=Q(words__gt="")
                & (
                    Q(kind="statement", conditions=[], recovered__isnull=True)
                    | Q(kind="tolerance", recovered__isnull=True) & ~Q(conditions=[])
                    | Q(kind="correction", conditions=[], recovered__gt=0, proof__gt="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.case}"


class CaseVote(models.Model):
    """One panel member's vote on one question of a case, with reasons; given once and never changed."""

    class Question(models.TextChoices):
        TOLERANCE = "tolerance", _("whether it is tolerated")
        BREACH = "breach", _("whether faith was broken")

    class Choice(models.TextChoices):
        FOR = "for", _("in favour")
        AGAINST = "against", _("against")
        RECUSED = "recused", _("recused")

    case = models.ForeignKey("discipline.Case", models.PROTECT, related_name="votes", verbose_name=_("case"))
    question = models.CharField(_("question"), max_length=10, choices=Question)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    choice = models.CharField(_("vote"), max_length=8, choices=Choice)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("vote on a case")
        verbose_name_plural = _("votes on cases")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="case_vote_once", fields=["case", "question", "member"]),
            models.CheckConstraint(
                name="case_vote_choice", condition=Q(question__in=["tolerance", "breach"], choice__in=["for", "against", "recused"])
            ),
            models.CheckConstraint(name="case_vote_reasoned", condition=Q(reason__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_choice_display()}"


class Exhibit(StoredFile):
    """A file of a case 案卷材料: evidence, proof of the rectification or of the payment, or what came with a reply."""

    class Of(models.TextChoices):
        EXAMINATION = "examination", _("evidence of the examination")
        RECTIFICATION = "rectification", _("proof of the rectification")
        REPLY = "reply", _("with a reply of the accused body")

    case = models.ForeignKey("discipline.Case", models.PROTECT, related_name="exhibits", verbose_name=_("case"))
    of = models.CharField(_("belongs to"), max_length=13, choices=Of)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))

    class Meta(StoredFile.Meta):
        verbose_name = _("file of a case")
        verbose_name_plural = _("files of cases")
        constraints = [models.CheckConstraint(name="exhibit_of", condition=Q(of__in=["examination", "rectification", "reply"]))]
