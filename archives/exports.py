"""What leaves the archive as a file, and the redaction log that says what was left out or masked, by which rule.

The row of the log is committed before the first byte of the file (威环行政执法字〔2020〕5号 四 "保护公职人员个人隐私").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import deliveries
from .imports import returned
from .imports.layouts import LAYOUTS
from .imports.persons import masked_name
from .models import Authority, CatalogueItem, Delivery, Filing, ItemField, Membership, ReadLog, Record, RedactedExport, Role, Subject, Tier
from .remedies import made_good
from .scopes import ALL, EVERYBODY

What, How, Rule = RedactedExport.What, RedactedExport.How, RedactedExport.Rule
CHUNK = 1000


def batched(rows: Iterator, n: int) -> Iterator[list]:
    """``rows`` in lists of at most ``n``."""
    while some := list(islice(rows, n)):
        yield some


def note(*, by, what: str, about: str, rows: int, fields: list[tuple[str, str, str, str, int]]) -> RedactedExport | None:
    """Write down what an export is without: (field, label, how, rule, rows concerned); nothing missing, nothing written."""
    missing = [{"field": f, "label": label, "how": str(how), "rule": str(rule), "rows": n} for f, label, how, rule, n in fields if n]
    if not missing:
        return None
    with transaction.atomic(durable=True):
        return RedactedExport.objects.create(by=by, what=what, about=about[:200], rows=rows, fields=missing)


def note_sheet(filing: Filing, *, by, everything: bool) -> None:
    """The sheet of a filing holds masks, and no code of a natural person."""
    rows = filing.rows if everything else filing.bad
    missing = returned.redacted(LAYOUTS[filing.layout])
    note(by=by, what=What.SHEET, about=str(filing), rows=rows, fields=[(header, header, how, rule, rows) for header, how, rule in missing])


def note_errors(filing: Filing, *, by) -> None:
    """The list of errors quotes cells; a resident id in one is masked."""
    layout = LAYOUTS.get(filing.layout)
    masked = [header for header, how, rule in (returned.redacted(layout) if layout else []) if rule == Rule.RESIDENT_ID]
    note(
        by=by,
        what=What.ERRORS,
        about=str(filing),
        rows=filing.bad,
        fields=[(h, h, How.MASKED, Rule.RESIDENT_ID, filing.bad) for h in masked],
    )


# ── records ──────────────────────────────────────────────────────────────────


def fields_of(item_code: str) -> list[ItemField]:
    """The fields of an item, of all its versions, the latest reading of each."""
    found: dict[str, ItemField] = {}
    for field in ItemField.objects.filter(item__code=item_code).order_by("-item__edition__valid_from", "position"):
        found.setdefault(field.key, field)
    return list(found.values())


def _own_units(user) -> set[int] | None:
    """The units of whose records ``user`` sees every field; ``None``: of all (as :func:`archives.scopes.scopes_for`)."""
    if Role.of(user) & {Role.OFFICER, Role.AUDITOR}:
        return None
    return set(Membership.objects.held().filter(user=user, role=Role.CLERK).values_list("unit_id", flat=True))


class RecordsExport:
    """The records of one item that ``by`` may see, decided from ``since`` on and before ``until``, each with the fields of its scopes."""

    def __init__(self, *, by, item_code: str, since: date | None = None, until: date | None = None):
        self.by, self.item_code, self.own = by, item_code, _own_units(by)
        records = Record.objects.current().visible_to(by).left_over(by).filter(item__code=item_code)
        records = records.filter(decided_on__gte=since) if since else records
        self.records = records.filter(decided_on__lt=until) if until else records
        self.fields = fields_of(item_code)
        self.about = " ".join(filter(None, (item_code, since and f"≥{since}", until and f"<{until}")))

    def note(self) -> RedactedExport | None:
        """Write down who receives which versions, which fields are missing, and in how many rows."""
        deliveries.note(by=self.by, how=Delivery.How.EXPORT, records=self.records, about=self.about)
        rows = self.records.count()
        strange = 0 if self.own is None else self.records.exclude(Q(filing__unit__in=self.own) | Q(issuer__in=self.own)).count()
        missing = [(f.key, f.label, How.LEFT_OUT, f.scope, strange) for f in self.fields if f.scope not in EVERYBODY]
        missing += [
            (f.key, f.label, How.MASKED, Rule.RESIDENT_ID, rows - strange) for f in self.fields if f.type == ItemField.Type.IDENTITY
        ]
        return note(by=self.by, what=What.RECORDS, about=self.about, rows=rows, fields=missing)

    def header(self) -> list[str]:
        english = get_language() == "en"
        common = [
            _("Number"),
            _("Code"),
            _("Subject"),
            _("Decided by"),
            _("Document number"),
            _("Decided on"),
            _("Tier"),
            _("Amount, yuan"),
            _("Basis"),
            _("Last day shown"),
            _("Withdrawn at"),
            _("Under objection since"),
            _("Made good, verified on"),
        ]
        return common + [f.label_en if english else f.label for f in self.fields]

    def rows(self) -> Iterator[list]:
        found = self.records.with_objections().select_related("subject", "issuer", "content", "filing").order_by("pk")
        for some in batched(found.iterator(CHUNK), CHUNK):
            good = made_good(record.number for record in some)
            for record in some:
                yield self._row(record, good.get(record.number))

    def _row(self, record: Record, made_good_on: date | None) -> list:
        own = self.own is None or record.filing.unit_id in self.own or record.issuer_id in self.own
        seen = {
            key: value
            for scope, said in record.content.facts.items()
            if scope in (ALL if own else EVERYBODY)
            for key, value in said.items()
        }
        last = record.shown and timezone.localdate(record.shown.upper) - timedelta(1)
        return [
            *(
                record.number,
                record.subject.code,
                record.content.subject_name,
                record.content.issuer_name,
                record.content.doc_no,
                record.decided_on,
            ),
            *(
                Tier(record.tier).label if record.tier else "",
                record.amount,
                record.content.basis,
                last,
                record.withdrawn_at and timezone.localtime(record.withdrawn_at),
                record.objected_from and timezone.localtime(record.objected_from),
                made_good_on,
            ),
            *(self._value(field, seen.get(field.key, "")) for field in self.fields),
        ]

    @staticmethod
    def _value(field: ItemField, value: str) -> str:
        return value.partition(" ")[0] if field.type == ItemField.Type.IDENTITY else value  # the mask without its hash


def exportable(user) -> list[CatalogueItem]:
    """The items of which ``user`` sees any record, the latest version of each."""
    codes = Record.objects.current().visible_to(user).values("item__code")
    found: dict[str, CatalogueItem] = {}
    for item in CatalogueItem.objects.filter(code__in=codes).order_by("code", "-edition__valid_from"):
        found.setdefault(item.code, item)
    return list(found.values())


# ── the logs ─────────────────────────────────────────────────────────────────


def _between(queryset, since: date | None, until: date | None):
    queryset = queryset.filter(at__date__gte=since) if since else queryset
    return queryset.filter(at__date__lt=until) if until else queryset


def reader(row: ReadLog) -> tuple[str, str]:
    """Name and user name of who read; of persons who read their own archive neither, for the name of the person is masked."""
    return (_("the person"), "") if row.acting_as == ReadLog.As.SELF else (row.by.name, row.by.username)


def note_readings(*, by, about: str, rows: int) -> None:
    """The read log leaves with the names of the persons masked."""
    label = str(ReadLog._meta.get_field("person").verbose_name)
    note(by=by, what=What.READINGS, about=about, rows=rows, fields=[("person", label, How.MASKED, Rule.PERSON_NAME, rows)])


def readings(*, by, since: date | None = None, until: date | None = None) -> tuple[list[str], Iterable[list]]:
    """The read log, oldest first: header and rows. Names of the persons are masked, and that is written down."""
    found = _between(ReadLog.objects.select_related("by", "person").order_by("at", "pk"), since, until)
    note_readings(by=by, about=f"{since or ''}–{until or ''}", rows=found.count())
    header = [
        _("Number"),
        _("When"),
        _("Who"),
        _("User name"),
        _("As"),
        _("Person"),
        _("Address of the archive"),
        _("What"),
        _("Number of the filing or record"),
        _("Purpose"),
        _("Reason"),
        _("Granted"),
    ]
    told = (
        [r.pk, timezone.localtime(r.at), *reader(r), r.get_acting_as_display(), masked_name(r.person.name) if r.person else "", r.person.address if r.person else "",
         r.get_what_display(), r.about, r.get_purpose_display(), r.reason, _("yes") if r.granted else _("no")]
        for r in found.iterator(CHUNK)
    )  # fmt: skip
    return header, told


def redactions(*, since: date | None = None, until: date | None = None) -> tuple[list[str], Iterable[list]]:
    """The redaction log, oldest first: a line for each field of each export."""
    found = _between(RedactedExport.objects.select_related("by").order_by("at", "pk"), since, until)
    header = [
        _("Number"),
        _("When"),
        _("Exported by"),
        _("User name"),
        _("What"),
        _("Which"),
        _("Rows"),
        _("Field"),
        _("Label"),
        _("How"),
        _("Rule"),
        _("Rows concerned"),
    ]
    told = (
        [
            e.pk,
            timezone.localtime(e.at),
            e.by.name,
            e.by.username,
            e.get_what_display(),
            e.about,
            e.rows,
            f["field"],
            f["label"],
            How(f["how"]).label,
            Rule(f["rule"]).label,
            f["rows"],
        ]
        for e in found.iterator(CHUNK)
        for f in e.fields
    )
    return header, told


def note_people(*, by, rows: int) -> None:
    """The list of civil servants leaves with the names masked."""
    note(by=by, what=What.PEOPLE, about="", rows=rows, fields=[("name", _("Name"), How.MASKED, Rule.PERSON_NAME, rows)])


def people_rows(found, today: date) -> tuple[list[str], Iterator[list]]:
    """Civil servants as the page lists them, each by masked name and the address of the archive."""
    header = [_("Name"), _("Address of the archive"), _("Serves in"), _("Managed by")]
    return header, _people(found, today)


def _people(found, today: date) -> Iterator[list]:
    numbers = list(found.values_list("pk", flat=True))
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        held = {a.person_id: a for a in Authority.objects.held(today).filter(person__in=part).select_related("organ", "serves_in")}
        persons = Subject.objects.in_bulk(part)
        for number in part:
            person, authority = persons[number], held.get(number)
            yield [
                masked_name(person.name),
                person.address,
                authority.serves_in if authority and authority.serves_in_id else "",
                authority.organ if authority else "",
            ]
