"""Records 信用信息, append-only in two times, and the narrow tally that scoring reads."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .objection import ObjectionMark
from .relief import MomentsField

# "Not yet": a real instant, because Python has no infinite one.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


class Tier(models.IntegerChoices):
    """The three tiers of the Order 36 of 2025; 0 for items that have none."""

    NONE = 0, _("none")
    MINOR = 1, _("Minor")
    MODERATE = 2, _("Moderate")
    SEVERE = 3, _("Severe")


class Scope(models.IntegerChoices):
    """Disclosure of a whole record; the numbers are those of the field SYFW of the 2016 layout."""

    PUBLIC = 0, _("public")
    SHARED = 1, _("shared within government")
    AUTHORISED = 2, _("by authorisation")
    INTERNAL = 3, _("internal")


class RecordQuerySet(models.QuerySet):
    def current(self):
        return self.filter(known_until=FOREVER)

    def public(self):
        """What the portal shows now; the same predicate as ``pub.record``."""
        now = timezone.now()
        return self.current().standing(now).filter(known_from__lte=now, scope=Scope.PUBLIC, shown__contains=now)

    def standing(self, now=None):
        """Neither withdrawn, nor repaired, nor shielded at ``now``: the part of the predicate that is no matter of scope or period."""
        return self.filter(withdrawn_at__isnull=True).exclude(hidden__at=now or timezone.now())

    def left_over(self, user):
        """Without what is repaired or shielded, in what leaves the archive for others; the auditor takes everything."""
        from .membership import Role

        return self if Role.AUDITOR in Role.of(user) else self.exclude(hidden__at=timezone.now())

    def shared(self, now=None):
        """What may be shared with others and used for decisions at ``now``: standing, and within its longest period."""
        now = now or timezone.now()
        return self.current().standing(now).filter(known_from__lte=now, ends_on__gt=timezone.localdate(now)).exclude(scope=Scope.INTERNAL)

    def under_objection(self):
        """What an open objection stands against, whichever version."""
        return self.filter(number__in=ObjectionMark.objects.filter(until_at__isnull=True).values("number"))

    def with_objections(self):
        """Each with ``objected_from``: since when it is under objection, or nothing."""
        open_marks = ObjectionMark.objects.filter(number=models.OuterRef("number"), until_at__isnull=True).order_by("from_at")
        return self.annotate(objected_from=models.Subquery(open_marks.values("from_at")[:1]))

    def visible_to(self, user):
        """The auditor all, the office all that left its unit; clerk and head what their unit decided, filed or is the
        subject of, and what is public.

        Never records about natural persons, for nobody: those are opened one by one through ``people.reveal``, which logs it.
        """
        from .membership import Membership, Role

        roles = Role.of(user)
        self = self.filter(subject__address__isnull=True)
        if Role.AUDITOR in roles:
            return self
        if not roles & {Role.CLERK, Role.HEAD, Role.OFFICER}:
            return self.none()
        left = Q(filing__left_at__isnull=False)
        if Role.OFFICER in roles:
            return self.filter(left)
        own = Membership.objects.held().filter(user=user, role__in=[Role.CLERK, Role.HEAD]).values("unit")
        public = Record.objects.public().values("pk")
        return self.filter(Q(filing__unit__in=own) | left & (Q(issuer__in=own) | Q(subject__in=own)) | Q(pk__in=public))

    def ended(self, now):
        """Shown once and no longer, by the clock alone."""
        return self.current().filter(withdrawn_at__isnull=True, shown__endswith__lte=now)


class Record(models.Model):
    """One version of one piece of credit information about one subject.

    ``number`` and ``key`` stay the same across versions. ``known_from``/``known_until`` say when this version was
    what we knew (half-open; :data:`FOREVER` while it is). ``shown`` is the time in which the public may see it, by
    the period rule kept with it. Its text (names, document number, basis, the item's own fields grouped by scope) is
    ``content``: the row as filed, written once and never again.

    References are checked by triggers (``archives_record_catalogued``, ``archives_record_by_somebody``) instead of a
    foreign-key trigger per row: a file of a million rows names a handful of parents, and no login may delete a parent.
    """

    number = models.CharField(_("number"), max_length=20)
    key = models.UUIDField(editable=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    subject = models.ForeignKey("archives.Subject", models.PROTECT, db_constraint=False, db_index=False, related_name="records", verbose_name=_("subject"))
    item = models.ForeignKey("archives.CatalogueItem", models.PROTECT, db_constraint=False, db_index=False, related_name="+", verbose_name=_("item"))
    issuer = models.ForeignKey("archives.Subject", models.PROTECT, db_constraint=False, db_index=False, related_name="+", verbose_name=_("decided by"))
    decided_on = models.DateField(_("decided on"))
    tier = models.PositiveSmallIntegerField(_("tier"), choices=Tier, default=Tier.NONE)
    amount = models.DecimalField(_("amount, yuan"), max_digits=18, decimal_places=2, null=True, blank=True)
    scope = models.PositiveSmallIntegerField(_("disclosure"), choices=Scope)
    period_rule = models.ForeignKey("archives.PeriodRule", models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    minimum_until = models.DateField(_("may be repaired from"))
    ends_on = models.DateField(_("period ends on"), help_text=_("First day on which it is no longer shown."))
    shown = DateTimeRangeField(_("shown"), null=True)
    report_due_on = models.DateField(_("to be reported by"), null=True)
    filing = models.ForeignKey("archives.Filing", models.PROTECT, db_constraint=False, db_index=False, related_name="records", verbose_name=_("filing"))
    row_no = models.PositiveIntegerField(_("row"))
    content = models.ForeignObject(
        "archives.FiledRow", models.PROTECT, from_fields=["filing", "row_no"], to_fields=["filing", "row_no"], related_name="versions"
    )
    row_hash = models.UUIDField(editable=False)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+")
    withdrawn_reason = models.TextField(_("reason for withdrawal"), null=True)
    withdrawal_confirmed_at = models.DateTimeField(null=True)
    withdrawal_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    # When it is neither shown, shared nor used: repaired or shielded. Derived from archives_relief by a trigger, for all versions.
    hidden = MomentsField(null=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("record")
        verbose_name_plural = _("records")
        constraints = [
            models.CheckConstraint(name="record_tier", condition=Q(tier__in=[0, 1, 2, 3])),
            models.CheckConstraint(name="record_scope", condition=Q(scope__in=[0, 1, 2, 3])),
            models.CheckConstraint(name="record_known_half_open", condition=Q(known_from__lt=F("known_until"))),
            models.CheckConstraint(name="record_ends_after_decision", condition=Q(ends_on__gt=F("decided_on"), minimum_until__lte=F("ends_on"))),
            models.CheckConstraint(
                name="record_withdrawal_is_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_reason__gt=""),
            ),
            models.CheckConstraint(
                name="record_confirmation_is_whole",
                condition=Q(withdrawal_confirmed_at__isnull=True, withdrawal_confirmed_by__isnull=True)
                | Q(withdrawal_confirmed_at__isnull=False, withdrawal_confirmed_by__isnull=False, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="record_withdrawal_four_eyes",
                condition=Q(withdrawal_confirmed_by__isnull=True) | ~Q(withdrawal_confirmed_by=F("withdrawn_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "decided_on"], name="records_of_subject"),
            models.Index(fields=["number"], name="records_by_number"),
            # What units owe and the board of data quality ask by the day of the decision.
            models.Index(fields=["decided_on"], name="records_by_decision"),
            # Records lie in the order in which filings were approved.
            BrinIndex(fields=["filing"], name="records_of_filing", pages_per_range=16),
        ]

    def __str__(self) -> str:
        return str(_("Record %(number)s") % {"number": self.number})

    def is_hidden(self, now=None) -> bool:
        """Whether it is repaired or shielded at ``now``."""
        now = now or timezone.now()
        return any(now in span for span in self.hidden or ())

    def is_standing(self, now=None) -> bool:
        """As :meth:`RecordQuerySet.standing`, of this version, and within its longest period."""
        now = now or timezone.now()
        return self.is_current and self.withdrawn_at is None and not self.is_hidden(now) and self.ends_on > timezone.localdate(now)

    @property
    def is_current(self) -> bool:
        return self.known_until == FOREVER


class Tally(models.Model):
    """What scoring reads of a record version about a body: narrow and without text.

    Written by the statement trigger ``archives_record_tally`` in the same statement as the record, so the two
    cannot differ. ``withdrawn_at`` is :data:`FOREVER` while the record stands.
    """

    id = models.BigIntegerField(primary_key=True)  # the record version
    subject_id = models.BigIntegerField()
    item_code = models.CharField(max_length=20)
    tier = models.PositiveSmallIntegerField()
    decided_on = models.DateField()
    ends_on = models.DateField()
    public = models.BooleanField()
    known_from = models.DateTimeField()
    known_until = models.DateTimeField()
    withdrawn_at = models.DateTimeField()
    relieved = models.BooleanField(db_default=False)  # repaired or shielded at some time: archives_relief is asked

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"tally of {self.pk}"


class Ending(models.Model):
    """The log of publications that ended by the clock: noted afterwards, never the cause (国办发〔2025〕22号)."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="ending")
    ended_at = models.DateTimeField(_("ended at"))
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("ending of publication")
        verbose_name_plural = _("endings of publication")

    def __str__(self) -> str:
        return f"{self.record_id} {self.ended_at:%Y-%m-%d}"
