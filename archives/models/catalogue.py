"""The catalogue and the rules of periods and tiers: law as dated data. A new edition never rewrites an old one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from integrity.errors import Refused


class InForce(models.QuerySet):
    def in_force(self, day):
        return self.filter(valid_from__lte=day).filter(models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=day))


def ends_after_it_begins(rule) -> None:
    """``ValidationError`` beside the end of a dated rule that ends before it begins; PostgreSQL knows no such time."""
    if rule.valid_from and rule.valid_until and rule.valid_until <= rule.valid_from:
        raise ValidationError({"valid_until": _("The end lies before the beginning.")})


def one_rule_at_a_time(rule, same) -> None:
    """``ValidationError`` when one of ``same``, the rules about the same thing, applies on a day on which ``rule`` would."""
    if not rule.valid_from:
        return
    later = models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=rule.valid_from)
    other = same.filter(later).exclude(pk=rule.pk)
    if rule.valid_until:
        other = other.filter(valid_from__lt=rule.valid_until)
    if found := other.first():
        raise ValidationError({"valid_from": _("“%(rule)s” applies in that time already; end it before this one begins.") % {"rule": found}})


class CatalogueEdition(models.Model):
    """One edition of the national catalogue of public credit information, or of the local supplement to it."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("national")
        LOCAL = "local", _("local supplement")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True, help_text=_("The first day on which it is no longer in force."))
    basis = models.TextField(_("basis"))

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("catalogue edition")
        verbose_name_plural = _("catalogue editions")
        ordering = ["valid_from"]
        constraints = [
            models.CheckConstraint(
                name="edition_half_open",
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=models.F("valid_from")),
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CatalogueItem(models.Model):
    """One kind of information that may be recorded at all, with the article that allows it."""

    class Category(models.TextChoices):
        PENALTY = "penalty", _("administrative penalty")
        LICENCE = "licence", _("administrative licence")
        ACT = "act", _("other administrative act")
        JUDGMENT = "judgment", _("court judgment")
        SANCTION = "sanction", _("disciplinary sanction")
        ACCOUNTABILITY = "accountability", _("accountability decision")
        HONOUR = "honour", _("honour")
        MANAGEMENT = "management", _("integrity management")
        ASSESSMENT = "assessment", _("annual assessment")
        DECLARATION = "declaration", _("matters declared")
        CONDUCT = "conduct", _("conduct")

    class Routing(models.TextChoices):
        UNIT = "unit", _("stays in the unit")
        DISTRICT = "district", _("to the district")
        CITY = "city", _("to the city")

    edition = models.ForeignKey(CatalogueEdition, models.PROTECT, related_name="items", verbose_name=_("edition"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    category = models.CharField(_("category"), max_length=16, choices=Category)
    subject_kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("subjects"))
    document = models.CharField(_("legal basis"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    scope = models.PositiveSmallIntegerField(_("disclosure"), default=0)
    period_kind = models.CharField(_("period rule"), max_length=12)
    tiered = models.BooleanField(_("has tiers"), default=False)
    panel = models.BooleanField(_("the panel votes"), default=False)
    sign_off = models.BooleanField(_("the head of unit signs"), default=False)
    routing = models.CharField(_("routing"), max_length=8, choices=Routing, default=Routing.CITY)
    verified = models.BooleanField(_("verified against the official text"), default=True)
    masks_names = models.BooleanField(_("masks the names of natural persons on the portal"), default=True)
    replaced_on = models.DateField(
        _("replaced on"), null=True, blank=True, editable=False, help_text=_("The first day on which a later version of the local supplement holds instead.")
    )

    class Meta:
        verbose_name = _("catalogue item")
        verbose_name_plural = _("catalogue items")
        ordering = ["edition", "code"]
        constraints = [
            models.UniqueConstraint(name="item_once_in_edition", fields=["edition", "code"]),
            # What stays in the unit is internal, and its head answers for it.
            models.CheckConstraint(
                name="item_of_the_unit_is_internal",
                condition=~models.Q(routing="unit") | models.Q(scope=3, sign_off=True),
                violation_error_message=_("What stays in the unit is internal, and its head signs it; choose both, or another routing."),
            ),
            models.CheckConstraint(
                name="item_declared_matters_stay_inside",
                condition=~models.Q(category="declaration", scope=0),
                violation_error_message=_("Matters declared by officials are never public (中办发〔2017〕12号); choose another disclosure."),
            ),
            models.CheckConstraint(
                name="item_conduct_has_its_basis",
                condition=~models.Q(category="conduct") | models.Q(document__gt="", article__gt=""),
                violation_error_message=_("Conduct is recorded only where a law says so (全国公共信用信息基础目录); name the document and the article."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def label(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name

    @property
    def valid_until(self):
        """The first day on which this version is no longer in force; ``None`` while no end is known."""
        return min(filter(None, (self.edition.valid_until, self.replaced_on)), default=None)

    @property
    def is_personal(self) -> bool:
        """Whether it is recorded about civil servants, by the personnel organ that manages them."""
        return "civil_servant" in self.subject_kinds and not set(self.subject_kinds) - {"civil_servant", "expert", "practitioner", "person"}

    @classmethod
    def on(cls, code: str, day):
        """The item ``code`` as in force on ``day``, the local supplement last; ``None`` outside the catalogue."""
        editions = CatalogueEdition.objects.in_force(day)
        standing = models.Q(replaced_on__isnull=True) | models.Q(replaced_on__gt=day)
        return cls.objects.filter(standing, code=code, edition__in=editions).select_related("edition").order_by("-edition__valid_from").first()


class ItemField(models.Model):
    """One field of an item: its type, its official code, and who may see it."""

    class Type(models.TextChoices):
        TEXT = "text", _("text")
        DATE = "date", _("date")
        MONEY = "money", _("amount in 10,000 yuan")
        CODE = "code", _("code")
        IDENTITY = "identity", _("resident id, kept as hash and mask")

    item = models.ForeignKey(CatalogueItem, models.CASCADE, related_name="fields", verbose_name=_("item"))
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.SlugField(_("key"), max_length=40)
    label = models.CharField(_("label"), max_length=60)
    label_en = models.CharField(_("label in English"), max_length=60)
    official_code = models.CharField(_("official code"), max_length=20, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type, default=Type.TEXT)
    scope = models.CharField(
        _("disclosure"),
        max_length=10,
        choices=[("public", _("public")), ("shared", _("shared within government")), ("authorised", _("by authorisation")), ("internal", _("internal"))],
    )
    required = models.BooleanField(_("required"), default=False)
    max_length = models.PositiveIntegerField(_("longest"), default=2000)
    options = ArrayField(models.CharField(max_length=20), verbose_name=_("one of"), default=list, blank=True)

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["item", "position"]
        constraints = [models.UniqueConstraint(name="field_once_in_item", fields=["item", "key"])]

    def __str__(self) -> str:
        return self.label

    def clean(self):
        if self.item_id and self.item.category == CatalogueItem.Category.DECLARATION and self.scope == "public":
            raise ValidationError({"scope": _("Matters declared by officials are never public (中办发〔2017〕12号); choose another disclosure.")})


# What kinds of information have period rules of their own; another word stands as it was entered.
PERIOD_KINDS = {
    "penalty": _("administrative penalty"),
    "licence": _("administrative licence"),
    "act": _("other administrative act"),
    "dishonesty": _("dishonesty"),
    "honour": _("honour"),
    "internal": _("internal management"),
    "personal": _("personal archive"),
}


class PeriodRule(models.Model):
    """How long a record is shown, by kind and tier, for documents dated within the rule's own time."""

    code = models.CharField(_("code"), max_length=20)
    kind = models.CharField(_("kind"), max_length=12)
    tier = models.PositiveSmallIntegerField(_("tier"), default=0)
    min_months = models.PositiveSmallIntegerField(_("at least, months"))
    max_months = models.PositiveSmallIntegerField(_("at most, months"))
    published = models.BooleanField(_("published in principle"), default=True)
    valid_from = models.DateField(_("for decisions from"))
    valid_until = models.DateField(_("for decisions until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    article = models.CharField(_("article"), max_length=100, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("period rule")
        verbose_name_plural = _("period rules")
        ordering = ["kind", "tier", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="period_rule_min_max",
                condition=models.Q(min_months__lte=models.F("max_months"), max_months__gt=0),
                violation_error_message=_("The shortest period is not longer than the longest, and the longest is at least one month."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {PERIOD_KINDS.get(self.kind, self.kind)}{f' {self.tier}' if self.tier else ''}"

    def clean(self):
        ends_after_it_begins(self)
        one_rule_at_a_time(self, PeriodRule.objects.filter(kind=self.kind, tier=self.tier))


class TierRule(models.Model):
    """Which words of a decision put it in which tier; the highest tier that applies wins."""

    item_code = models.CharField(_("item"), max_length=20)
    word = models.CharField(_("word"), max_length=40)
    min_amount = models.DecimalField(_("from amount, yuan"), max_digits=18, decimal_places=2, default=0)
    tier = models.PositiveSmallIntegerField(_("tier"))
    valid_from = models.DateField(_("for decisions from"))
    valid_until = models.DateField(_("for decisions until"), null=True, blank=True)
    article = models.CharField(_("article"), max_length=200, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("tier rule")
        verbose_name_plural = _("tier rules")
        ordering = ["item_code", "tier", "word"]

    def __str__(self) -> str:
        return f"{self.word} → {self.tier}"

    def clean(self):
        ends_after_it_begins(self)


class Term(models.Model):
    """A statutory term in working days, with the document that sets it."""

    code = models.CharField(_("code"), max_length=30)
    days = models.PositiveSmallIntegerField(_("working days"))
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=200)
    extension_days = models.PositiveSmallIntegerField(
        _("may be extended by, working days"), default=0, help_text=_("0: the term cannot be extended.")
    )
    extension_article = models.CharField(_("article on extension"), max_length=200, blank=True)
    verified = models.BooleanField(_("verified against the official text"), default=False)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(name="term_once", fields=["code", "valid_from"])]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def days_of(cls, code: str, day) -> int:
        """The length of the term ``code`` in force on ``day``, in working days."""
        return cls.on(code, day).days

    @classmethod
    def on(cls, code: str, day) -> Term:
        """The term ``code`` in force on ``day``; a term without law is refused, not guessed."""
        term = cls.objects.filter(code=code).in_force(day).order_by("-valid_from").first()
        if term is None:
            raise Refused(_("No term “%(code)s” is in force on %(day)s; enter it with its document first.") % {"code": code, "day": day})
        return term
