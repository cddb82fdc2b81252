"""Natural persons: who manages a civil servant 干部管理权限, what sanctions are in effect, and who read which archive."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .catalogue import InForce, ends_after_it_begins, one_rule_at_a_time


class AuthorityQuerySet(models.QuerySet):
    def held(self, today=None):
        """In force on ``today`` (half-open: the last day is the day before ``until_on``)."""
        today = today or timezone.localdate()
        return self.filter(from_on__lte=today).filter(Q(until_on__isnull=True) | Q(until_on__gt=today))


class Authority(models.Model):
    """Management authority 干部管理权限: the personnel organ that manages a civil servant from a day until another.

    One organ at a time manages a person, and one person at a time stands behind an account: exclusion constraints of the migration 0006.
    ``serves_in`` is the unit the person works in, ``account`` the staff account that is the person, by which "my archive"
    is opened. Source: 《中华人民共和国公务员法》第四条 (党管干部), S1 一(1) "按照干部管理权限".
    """

    person = models.ForeignKey("archives.Subject", models.PROTECT, related_name="authorities", verbose_name=_("person"))
    organ = models.ForeignKey("archives.Subject", models.PROTECT, related_name="manages", verbose_name=_("personnel organ"))
    serves_in = models.ForeignKey("archives.Subject", models.PROTECT, related_name="serving", verbose_name=_("serves in"))
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="authorities", verbose_name=_("the person's account"))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day on which the authority is no longer held."))

    history = HistoricalRecords()
    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("management authority")
        verbose_name_plural = _("management authorities")
        ordering = ["person", "from_on"]
        constraints = [
            models.CheckConstraint(name="authority_half_open", condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on"))),
        ]

    def __str__(self) -> str:
        return f"{self.organ} · {self.from_on}"


class PersonCard(models.Model):
    """What is kept of the certificate of a registered person: its mask, and nothing a number could be put into."""

    person = models.OneToOneField("archives.Subject", models.PROTECT, primary_key=True, related_name="card")
    mask = models.CharField(_("resident id, masked"), max_length=18)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("registered by"))
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("person card")
        verbose_name_plural = _("person cards")
        constraints = [models.CheckConstraint(name="card_holds_a_mask", condition=Q(mask__regex=r"^\*{11,14}[0-9]{3}[0-9Xx]$"))]

    def __str__(self) -> str:
        return self.mask


class EffectRule(models.Model):
    """For how many months a sanction is in effect, counted from the day of the decision, by its kind: dated law.

    《中华人民共和国公职人员政务处分法》第七条、第八条; 《中国共产党纪律处分条例》.
    """

    item_code = models.CharField(_("item"), max_length=20)
    word = models.CharField(_("sanction"), max_length=20)
    months = models.PositiveSmallIntegerField(_("in effect for, months"))
    valid_from = models.DateField(_("for decisions from"))
    valid_until = models.DateField(_("for decisions until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("effect of a sanction")
        verbose_name_plural = _("effects of sanctions")
        ordering = ["item_code", "months", "valid_from"]

    def __str__(self) -> str:
        return f"{self.item_code} {self.word}"

    def clean(self):
        ends_after_it_begins(self)
        one_rule_at_a_time(self, EffectRule.objects.filter(item_code=self.item_code, word=self.word))


class ReadLog(models.Model):
    """One attempt to open what is filed about a person, granted or refused: append-only, committed before anything is shown.

    Without a ``person``: the names of natural persons in the filing ``about``, of whom some need not be registered here.
    Each one who is has a row of the own beside it.
    """

    class What(models.TextChoices):
        ARCHIVE = "archive", _("the archive")
        RECORD = "record", _("one record")
        FILING = "filing", _("a filing")
        NAMES = "names", _("names in a filing")
        ENTRY = "entry", _("entering a record")
        REGISTER = "register", _("registering the person")
        DOCUMENT = "document", _("an official document")
        LINK = "link", _("a link to an enterprise")
        ELIGIBLE = "eligible", _("a check of eligibility")

    class As(models.TextChoices):
        SELF = "self", _("the person")
        PERSONNEL = "personnel", _("personnel organ")
        OFFICER = "officer", _("officer concerned")
        AUDITOR = "auditor", _("auditor")
        UNIT = "unit", _("the unit that filed it")
        NONE = "none", _("nobody entitled")

    class Purpose(models.TextChoices):
        OWN = "own", _("reading the own archive")
        MANAGEMENT = "management", _("personnel management")
        APPOINTMENT = "appointment", _("appointment or award")
        HANDLING = "handling", _("dealing with a filing or record")
        SUPERVISION = "supervision", _("audit and supervision")
        UNSTATED = "unstated", _("none stated")

    id = models.BigAutoField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_default=Func(function="statement_timestamp", output_field=models.DateTimeField()))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by"))
    acting_as = models.CharField(_("as"), max_length=10, choices=As)
    person = models.ForeignKey("archives.Subject", models.PROTECT, null=True, related_name="readings", verbose_name=_("person"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    about = models.CharField(_("number of the filing or record"), max_length=20, blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    reason = models.TextField(_("reason"), blank=True)
    granted = models.BooleanField(_("granted"))

    class Meta:
        verbose_name = _("reading of a personal archive")
        verbose_name_plural = _("read log")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "at"], name="readings_of_person")]
        constraints = [
            models.CheckConstraint(name="reading_is_about_somebody", condition=Q(person__isnull=False) | Q(what="names", about__gt="")),
            models.CheckConstraint(name="reading_refused_is_nobodys", condition=Q(granted=True) | Q(acting_as="none")),
            models.CheckConstraint(name="reading_granted_has_a_purpose", condition=Q(granted=False) | ~Q(acting_as="none") & ~Q(purpose="unstated")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
