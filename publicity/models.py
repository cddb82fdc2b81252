"""The public views as the portal reads them. Nothing here is a table of this app: the portal owns no truth.

The names of the views are unqualified because the search path of the login ``portal`` is ``pub`` alone. A view shows
exactly what the public may see at the instant of the statement, so no predicate about visibility stands here.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Count, Max, Min, Q
from django.utils.translation import get_language

BODIES = ("organ", "institution", "township", "village", "village_org")


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


class View(models.Model):
    """A row the portal may read and nobody writes."""

    class Meta:
        abstract = True
        managed = False
        default_permissions = ()


class SubjectQuerySet(models.QuerySet):
    def of_kind(self, kind: str):
        return self.filter(kind=kind).order_by("sort_key", "code")


class PublicSubject(View):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    kind = models.TextField()
    sort_key = models.TextField()
    initials = models.TextField()
    superior_code = models.TextField(null=True)
    superior_name = models.TextField(null=True)

    objects = SubjectQuerySet.as_manager()

    class Meta(View.Meta):
        db_table = "subject"

    def __str__(self) -> str:
        return self.name

    @property
    def is_body(self) -> bool:
        return self.kind in BODIES


class PublicSubjectName(View):
    """A name that a body or organisation bore before, half-open."""

    subject_code = models.TextField()
    name = models.TextField(primary_key=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField()

    class Meta(View.Meta):
        db_table = "subject_name"
        ordering = ["-until_on"]

    def __str__(self) -> str:
        return self.name


class PublicSubjectChange(View):
    """A body merged into, split into, or dissolved in favour of another."""

    subject_code = models.TextField()
    subject_name = models.TextField()
    kind = models.TextField()
    on = models.DateField()
    document_no = models.TextField()
    successor_code = models.TextField(null=True)
    successor_name = models.TextField(null=True)

    class Meta(View.Meta):
        db_table = "subject_change"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.kind}"


class RecordQuerySet(models.QuerySet):
    def of(self, subject: PublicSubject):
        return self.filter(subject_code=subject.code)

    def newest_decided(self):
        return self.order_by("-decided_on", "-number")

    def after(self, decided_on, number: str):
        return self.filter(Q(decided_on__lt=decided_on) | Q(decided_on=decided_on, number__lt=number))

    def newest_published(self):
        return self.order_by("-published_at", "-number")

    def months(self) -> list[str]:
        """The months from the first decision shown to the last, as ``2026-05``."""
        ends = self.order_by().aggregate(first=Min("decided_on"), last=Max("decided_on"))
        if ends["first"] is None:
            return []
        span = range(ends["first"].year * 12 + ends["first"].month - 1, ends["last"].year * 12 + ends["last"].month)
        return [f"{n // 12}-{n % 12 + 1:02d}" for n in span]

    def in_month(self, month: str):
        """Decided in ``month``, which is one of :meth:`months`."""
        first = date.fromisoformat(f"{month}-01")
        return self.filter(decided_on__gte=first, decided_on__lt=first.replace(day=28) + timedelta(days=4), decided_on__month=first.month)

    def by_tier(self) -> dict[int, int]:
        return dict(self.order_by().values_list("tier").annotate(n=Count("*")))

    def by_body(self) -> dict[str, int]:
        return dict(self.filter(subject_kind__in=BODIES).order_by().values_list("subject_code").annotate(n=Count("*")))


class _Shown(View):
    """What the public sees of any record, whomever it is about."""

    number = models.TextField(primary_key=True)
    item_id = models.BigIntegerField()
    item_code = models.TextField()
    item_name = models.TextField()
    item_name_en = models.TextField()
    category = models.TextField()
    item_document = models.TextField()
    item_article = models.TextField()
    edition_code = models.TextField()
    edition_name = models.TextField()
    issuer_code = models.TextField()
    issuer_name = models.TextField()
    doc_no = models.TextField()
    doc_key = models.TextField()
    decided_on = models.DateField()
    tier = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    basis = models.TextField()
    facts = models.JSONField()
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    minimum_until = models.DateField()
    ends_on = models.DateField()
    rule_document = models.TextField()
    rule_article = models.TextField()
    min_months = models.PositiveSmallIntegerField()
    max_months = models.PositiveSmallIntegerField()
    rule_verified = models.BooleanField()
    published_at = models.DateTimeField()
    objected_from = models.DateTimeField(null=True)  # under objection since then, while one is open

    class Meta(View.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def item_label(self) -> str:
        return self.item_name_en if _in_english() and self.item_name_en else self.item_name


class PublicRecord(_Shown):
    subject_code = models.TextField()
    subject_name = models.TextField()
    subject_kind = models.TextField()
    name_in_document = models.TextField()

    objects = RecordQuerySet.as_manager()

    class Meta(View.Meta):
        db_table = "record"

    @property
    def is_about_body(self) -> bool:
        return self.subject_kind in BODIES


class PublicPerson(View):
    """A natural person with a public record: a random address and a name, masked where the rule says so."""

    address = models.TextField(primary_key=True)
    name = models.TextField()

    class Meta(View.Meta):
        db_table = "person"

    def __str__(self) -> str:
        return self.name


class PublicPersonRecord(_Shown):
    """A public record about a natural person; it has no code, and no name but the one of :class:`PublicPerson`."""

    address = models.TextField()
    name = models.TextField()

    class Meta(View.Meta):
        db_table = "person_record"
        ordering = ["-decided_on", "-number"]

    subject_code = ""

    @property
    def subject_name(self) -> str:
        return self.name

    @property
    def name_in_document(self) -> str:
        return self.name


class PublicCorrection(View):
    """What was shown and was wrong, about bodies and organisations: corrected or revoked, shown as long as the wrong value was."""

    number = models.TextField()
    subject_code = models.TextField()
    subject_name = models.TextField()
    kind = models.TextField()
    changes = models.JSONField()
    item_name = models.TextField()
    item_name_en = models.TextField()
    doc_no = models.TextField()
    decided_on = models.DateField()
    issuer_name = models.TextField()
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    has_archive = models.BooleanField()
    has_record = models.BooleanField()

    class Meta(View.Meta):
        db_table = "correction"
        ordering = ["-shown_from", "-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def item_label(self) -> str:
        return self.item_name_en if _in_english() and self.item_name_en else self.item_name

    @property
    def told(self) -> list[dict]:
        """The corrected values with the label in the language of the page."""
        return [{**one, "label": one["label_en"] if _in_english() and one.get("label_en") else one["label"]} for one in self.changes]


class PublicCorrected(View):
    """That a record on display was corrected upon an objection, and when last."""

    number = models.TextField(primary_key=True)
    corrected_on = models.DateField()

    class Meta(View.Meta):
        db_table = "corrected"

    def __str__(self) -> str:
        return self.number


class PublicItem(View):
    """An item of the catalogue under which something may be public."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    name_en = models.TextField()
    category = models.TextField()

    class Meta(View.Meta):
        db_table = "item"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return self.name_en if _in_english() and self.name_en else self.name

    @classmethod
    def labels(cls) -> dict[str, str]:
        return {item.code: item.label for item in cls.objects.all()}


class PublicField(View):
    """One public field of a catalogue item, in the order of the item."""

    item_id = models.BigIntegerField()
    key = models.TextField()
    label = models.TextField()
    label_en = models.TextField()
    type = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta(View.Meta):
        db_table = "item_field"
        ordering = ["item_id", "position"]

    def __str__(self) -> str:
        return self.key

    @property
    def text(self) -> str:
        return self.label_en if _in_english() and self.label_en else self.label


# ── The public score: bodies only, public records only, as of this very moment only ─────────────


class PublicStandard(View):
    code = models.TextField(primary_key=True)
    name = models.TextField()
    name_en = models.TextField()
    base = models.IntegerField()
    document = models.TextField()
    article = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    in_force = models.BooleanField()

    class Meta(View.Meta):
        db_table = "standard"

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name_en if _in_english() and self.name_en else self.name


class PublicBand(View):
    """A grade and the lowest score that earns it; the lowest grade has none."""

    pk = models.CompositePrimaryKey("standard_code", "letter")
    standard_code = models.TextField()
    letter = models.TextField()
    low = models.IntegerField(null=True)
    word = models.TextField()
    word_en = models.TextField()

    class Meta(View.Meta):
        db_table = "band"

    def __str__(self) -> str:
        return self.letter

    @property
    def label(self) -> str:
        return self.word_en if _in_english() and self.word_en else self.word


class PublicScoreLine(View):
    """What one public record adds or takes today, by which rule, and until when (half-open)."""

    record_number = models.TextField(primary_key=True)
    subject_code = models.TextField()
    item_code = models.TextField()
    item_name = models.TextField()
    item_name_en = models.TextField()
    doc_no = models.TextField()
    tier = models.PositiveSmallIntegerField()
    points = models.IntegerField()
    decided_on = models.DateField()
    counts_until = models.DateField()
    document = models.TextField()
    article = models.TextField()
    standard_code = models.TextField()

    class Meta(View.Meta):
        db_table = "score_line"
        ordering = ["-decided_on", "-record_number"]

    def __str__(self) -> str:
        return self.record_number

    @property
    def item_label(self) -> str:
        return self.item_name_en if _in_english() and self.item_name_en else self.item_name


class PublicScore(View):
    subject_code = models.TextField(primary_key=True)
    score = models.IntegerField()
    lines = models.IntegerField()
    standard_code = models.TextField()
    letter = models.TextField()

    class Meta(View.Meta):
        db_table = "score"

    def __str__(self) -> str:
        return f"{self.subject_code} {self.score}"

    @classmethod
    def letters(cls, codes) -> dict[str, str]:
        """The grade of each of the bodies ``codes``; one statement."""
        codes = list(codes)
        return dict(cls.objects.filter(subject_code__in=codes).values_list("subject_code", "letter")) if codes else {}


class PublicPowerCount(View):
    """The list of powers as the page of its body counts it; ``publicity.powers`` shows it."""

    id = models.BigIntegerField(primary_key=True)
    unit_code = models.TextField()
    is_matter = models.BooleanField()
    in_force = models.BooleanField()

    class Meta(View.Meta):
        db_table = "power"

    def __str__(self) -> str:
        return f"{self.unit_code} {self.pk}"

    @classmethod
    def of(cls, code: str) -> dict | None:
        """``items`` and ``matters`` in force of the body; ``None`` where no list of it is kept here."""
        counted = cls.objects.filter(unit_code=code).aggregate(
            every=Count("id"), items=Count("id", filter=Q(in_force=True)), matters=Count("id", filter=Q(in_force=True, is_matter=True))
        )
        return counted if counted["every"] else None
