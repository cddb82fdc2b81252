"""The public views of commitments as the portal reads them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.functional import cached_property

from commitments.states import State

from ..models import View, _in_english

VERIFIED = (State.KEPT, State.DISPUTED, State.BROKEN, State.RECTIFYING, State.RECTIFIED, State.CASE)
BROKEN = (State.BROKEN, State.RECTIFYING, State.RECTIFIED, State.CASE)
RUNNING = (State.DISPLAYED, State.PERFORMING, State.SOON, State.OVERDUE)


class _Yardstick(View):
    """The words of a version, and by what its keeping is measured."""

    title = models.TextField()
    text = models.TextField()
    yardstick = models.TextField()
    due_on = models.DateField()
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    tolerance = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    at_most = models.BooleanField()
    measure = models.TextField()
    baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    source = models.TextField()
    days = models.PositiveSmallIntegerField(null=True)
    matter_name = models.TextField(null=True)

    class Meta(View.Meta):
        abstract = True


class PublicCommitment(_Yardstick):
    """A published commitment of a body with the version in force and its state of today."""

    id = models.BigIntegerField()
    number = models.TextField(primary_key=True)
    unit_code = models.TextField()
    unit_name = models.TextField()
    unit_kind = models.TextField()
    unit_key = models.TextField()
    kind_code = models.TextField()
    kind_name = models.TextField()
    kind_name_en = models.TextField()
    kind_document = models.TextField()
    kind_article = models.TextField()
    service_code = models.TextField(null=True)
    service_name = models.TextField(null=True)
    service_name_en = models.TextField(null=True)
    service_position = models.PositiveSmallIntegerField(null=True)
    duty_name = models.TextField(null=True)
    duty_document = models.TextField(null=True)
    duty_article = models.TextField(null=True)
    basis = models.TextField()
    project_no = models.TextField()
    elsewhere = models.TextField()
    published_on = models.DateField()
    reported_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    plan = models.TextField()
    planned_on = models.DateField(null=True)
    plan_due_on = models.DateField(null=True)
    version_no = models.PositiveSmallIntegerField()
    owner_post = models.TextField(null=True)
    owner_since = models.DateField(null=True)
    workdays_left = models.IntegerField()  # negative once the day has passed
    displayed_until = models.DateField(null=True)
    last_words = models.TextField(null=True)
    last_on = models.DateField(null=True)
    last_percent = models.PositiveSmallIntegerField(null=True)
    last_value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    disputed_since = models.DateField(null=True)
    record_number = models.TextField(null=True)
    end_reason = models.TextField()  # of a lawful end, or why it was found rectified
    decided_reason = models.TextField()  # why it was found kept or broken
    state = models.TextField()

    class Meta(View.Meta):
        db_table = "commitment"
        ordering = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str:
        return self.kind_name_en if _in_english() and self.kind_name_en else self.kind_name

    @property
    def service_label(self) -> str:
        return (self.service_name_en if _in_english() and self.service_name_en else self.service_name) or ""

    @property
    def runs(self) -> bool:
        """Whether a countdown says something: nobody reported it as kept, and nothing was verified."""
        return self.state in RUNNING

    @property
    def may_be_disputed(self) -> bool:
        return self.state in (State.KEPT, State.DISPUTED)

    @cached_property
    def progress(self) -> int | None:
        """The length of the bar in per cent, of the target where there is one, else how far the unit says it is.

        ``None`` where nothing was reported, and of what was broken: a value that was refuted is no progress.
        """
        if self.state in BROKEN:
            return None
        if self.is_level:
            share = 100 * self.last_value / self.target if self.target else None
        elif self.state in (State.KEPT, State.DISPUTED):
            share = 100
        elif self.last_percent is not None:
            share = self.last_percent
        elif self.last_value is None or not self.target or self.at_most or self.yardstick == "time":
            share = None
        else:
            share = 100 * self.last_value / self.target
        return None if share is None else int(min(max(Decimal(share), Decimal(0)), Decimal(100)))

    @property
    def is_level(self) -> bool:
        """Whether what was measured is a level of service, which is no share of anything done."""
        return self.yardstick == "level" and self.last_value is not None and not self.at_most


class PublicVersion(_Yardstick):
    """A version that is or was in force, half-open, with the reason and the authority of the change."""

    id = models.BigIntegerField(primary_key=True)
    commitment_number = models.TextField()
    no = models.PositiveSmallIntegerField()
    reason = models.TextField()
    authority = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta(View.Meta):
        db_table = "commitment_version"
        ordering = ["-no"]

    def __str__(self) -> str:
        return f"{self.commitment_number} {self.no}"


class PublicReport(View):
    """What the unit reported, and the names and kinds of the files that prove it."""

    id = models.BigIntegerField(primary_key=True)
    commitment_number = models.TextField()
    kind = models.TextField()
    words = models.TextField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    on = models.DateField()
    proofs = models.JSONField()

    class Meta(View.Meta):
        db_table = "commitment_report"
        ordering = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.commitment_number} {self.on}"


class PublicDispute(View):
    """A dispute of a kept mark: its days and its result, nothing of who disputes."""

    id = models.BigIntegerField(primary_key=True)
    commitment_number = models.TextField()
    status = models.TextField()
    received_on = models.DateField()
    decided_on = models.DateField(null=True)
    result = models.TextField()
    due_on = models.DateField(null=True)

    class Meta(View.Meta):
        db_table = "commitment_dispute"
        ordering = ["-received_on", "-id"]

    def __str__(self) -> str:
        return f"{self.commitment_number} {self.received_on}"


class PublicOwner(View):
    """The post that answers for a commitment from a day on."""

    id = models.BigIntegerField(primary_key=True)
    commitment_number = models.TextField()
    post = models.TextField()
    from_on = models.DateField()

    class Meta(View.Meta):
        db_table = "commitment_owner"
        ordering = ["-from_on", "-id"]

    def __str__(self) -> str:
        return f"{self.commitment_number} {self.post}"


class PublicRate(View):
    """How many commitments of a unit that were verified in a year stand as kept, and how many as broken."""

    pk = models.CompositePrimaryKey("unit_code", "year")
    unit_code = models.TextField()
    unit_name = models.TextField()
    unit_kind = models.TextField()
    unit_key = models.TextField()
    year = models.IntegerField()
    kept = models.BigIntegerField()
    broken = models.BigIntegerField()
    disputed = models.BigIntegerField()

    class Meta(View.Meta):
        db_table = "commitment_rate"
        ordering = ["unit_key", "unit_code", "year"]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.year}"


class PublicSample(View):
    """From how many verified commitments on a share is told today; no row where no number is in force, and then no share is told."""

    n = models.PositiveSmallIntegerField(primary_key=True)
    document = models.TextField()
    article = models.TextField()
    verified = models.BooleanField()

    class Meta(View.Meta):
        db_table = "commitment_sample"

    def __str__(self) -> str:
        return str(self.n)


class PublicService(View):
    """One of the services that every township owes today."""

    code = models.TextField(primary_key=True)
    position = models.PositiveSmallIntegerField()
    name = models.TextField()
    name_en = models.TextField()
    document = models.TextField()
    article = models.TextField()

    class Meta(View.Meta):
        db_table = "township_service"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        return self.name_en if _in_english() and self.name_en else self.name
