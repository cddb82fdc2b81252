"""The lists of powers and responsibilities 权责清单 of the bodies, and the approval matters 审批事项 of all of them with their history."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archives.models import PowerItem
from integrity.portal_errors import bad_request

from . import paging
from .files import begun, csv_file
from .models import PublicSubject, View
from .paging import PAGE
from .views import page

LONGEST = 100  # signs of a question
CHANGES = 30  # on the page of matters; the file has all
MATTERS = {"q", "unit", "handling", "letter", "after"}


class Power(View):
    """One version of one item of the list of a body."""

    id = models.BigIntegerField(primary_key=True)
    unit_code = models.TextField()
    unit_name = models.TextField()
    unit_sort_key = models.TextField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField(choices=PowerItem.Kind)
    duty = models.TextField()
    document = models.TextField()
    article = models.TextField()
    change = models.TextField(choices=PowerItem.Change)
    authority = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    merged_into = models.TextField()
    end_authority = models.TextField()
    is_matter = models.BooleanField()
    statutory_days = models.SmallIntegerField(null=True)
    promised_days = models.SmallIntegerField(null=True)
    handling = models.TextField(choices=PowerItem.Handling)
    handled_with = models.TextField()
    materials = ArrayField(models.TextField())
    accepts = ArrayField(models.TextField())
    in_force = models.BooleanField()

    class Meta(View.Meta):
        abstract = True
        ordering = ["unit_sort_key", "unit_code", "code", "valid_from"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def place(self) -> str:
        """Where it stands in the order of units and codes."""
        return f"{self.unit_code} {self.code}"

    @property
    def url(self) -> str:
        return reverse("power", args=[self.unit_code, self.code])

    @property
    def letters(self) -> list[str]:
        """The kinds of letters that replace a document, in the language of the page."""
        known = PublicLetterKind.names()
        return [known.get(code, code) for code in self.accepts]


class PublicPower(Power):
    """One version of one item of the list of a body that has begun."""

    class Meta(Power.Meta):
        abstract = False
        db_table = "power"


class ComingPower(Power):
    """One that was adopted and begins on a later day."""

    class Meta(Power.Meta):
        abstract = False
        db_table = "power_coming"


class PublicLetterKind(View):
    """What a kind of letter of commitment is called."""

    code = models.TextField(primary_key=True)
    name = models.TextField()
    name_en = models.TextField()

    class Meta(View.Meta):
        db_table = "letter_kind"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def names(cls) -> dict[str, str]:
        column = "name_en" if (get_language() or "").startswith("en") else "name"
        return dict(cls.objects.values_list("code", column))


def dressed(items: list[Power]) -> list[dict]:
    """Items with the names of the letters that they accept, which are asked for once."""
    known = PublicLetterKind.names() if any(item.accepts for item in items) else {}
    return [{"item": item, "letters": [known.get(code, code) for code in item.accepts]} for item in items]


# ── the list of one body ─────────────────────────────────────────────────────


def _body(code: str) -> PublicSubject:
    found = PublicSubject.objects.filter(code=code).first()
    if found is None or not found.is_body:
        raise Http404
    return found


def has_list(code: str) -> bool:
    """Whether a list of powers of the body is kept here."""
    return PublicPower.objects.filter(unit_code=code).exists()


@require_safe
def powers(request: HttpRequest, code: str) -> HttpResponse:
    """What a body may and must do today, by kind, each with its legal basis; and what was ended."""
    body = _body(code)
    found = list(PublicPower.objects.filter(unit_code=code).order_by("code", "valid_from"))
    now = [item for item in found if item.in_force]
    groups = [{"label": label, "items": held} for kind, label in PowerItem.Kind.choices if (held := [item for item in now if item.kind == kind])]
    context = {"subject": body, "groups": groups, "count": len(now), "gone": changes_of(found, of=("cut", "merged_away"))}
    return page(request, "publicity/powers.html", context)


@require_safe
def power(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """One item in all its versions, the latest first."""
    body, versions = _body(code), list(PublicPower.objects.filter(unit_code=code, code=item).order_by("-valid_from"))
    coming = list(ComingPower.objects.filter(unit_code=code, code=item).order_by("valid_from"))
    if not versions:
        raise Http404
    came = PublicPower.objects.filter(unit_code=code, merged_into=item).order_by("code")
    first = versions[0]
    context = {"subject": body, "item": first, "versions": dressed(versions), "came": came, "letters": first.letters, "coming": dressed(coming)}
    return page(request, "publicity/power.html", context)


# ── what changed ─────────────────────────────────────────────────────────────


def changes_of(items: list[PublicPower], of: tuple[str, ...] = ("added", "adjusted", "merged", "cut", "merged_away")) -> list[dict]:
    """What was added, adjusted, merged and cut, and when, the latest first: ``kind``, ``label``, ``on``, ``authority``, ``item``."""
    labels = {
        "added": pgettext("item of a list", "added"),
        "adjusted": pgettext("item of a list", "adjusted"),
        "merged": pgettext("item of a list", "merged from others"),
        "cut": pgettext("item of a list", "cut"),
        "merged_away": pgettext("item of a list", "merged into another"),
    }
    begins = {(item.unit_code, item.code, item.valid_from) for item in items}
    told = [(item.change, item.valid_from, item.authority, item) for item in items if item.change != PowerItem.Change.LISTED]
    for item in items:
        if item.valid_until and not item.in_force and (item.unit_code, item.code, item.valid_until) not in begins:
            told.append(("merged_away" if item.merged_into else "cut", item.valid_until, item.end_authority, item))
    rows = [{"kind": kind, "label": labels[kind], "on": on, "authority": said, "item": item} for kind, on, said, item in told if kind in of]
    return sorted(rows, key=lambda row: (row["on"], row["item"].place), reverse=True)


# ── approval matters ─────────────────────────────────────────────────────────


def asked(given) -> dict:
    """What is asked of the matters: words, the code of a unit, how handled, whether a letter replaces a document."""
    words = "".join(sign for sign in given.get("q", "") if sign.isprintable()).strip()
    return {"q": words, **{name: given.get(name, "").strip() for name in ("unit", "handling", "letter")}}


def fault(question: dict) -> tuple[str, str] | None:
    """The parameter that cannot be meant, and why."""
    if len(question["q"]) > LONGEST:
        return "q", _("Write at most %(n)d characters: a part of the name of a matter or of a unit.") % {"n": LONGEST}
    for name, known in (("handling", PowerItem.Handling.values), ("letter", ["yes"])):
        if question[name] and question[name] not in known:
            return name, _("“%(value)s” is none of these: %(known)s.") % {"value": question[name][:40], "known": ", ".join(known)}
    if question["unit"] and not (len(question["unit"]) == 18 and question["unit"].isascii() and question["unit"].isalnum()):
        return "unit", _("“%(value)s” is no credit code; it has 18 characters, figures and capital letters.") % {"value": question["unit"][:40]}
    return None


def matters_of(question: dict):
    """The approval matters of today that the question means, by unit and code."""
    found = PublicPower.objects.filter(is_matter=True, in_force=True)
    for word in question["q"].split():
        found = found.filter(Q(name__icontains=word) | Q(unit_name__icontains=word) | Q(code__iexact=word))
    if question["unit"]:
        found = found.filter(unit_code=question["unit"])
    if question["handling"]:
        found = found.filter(handling=question["handling"])
    if question["letter"]:
        found = found.filter(accepts__len__gt=0)
    return found


def behind(found, parts: list):
    """Those behind the place ``parts``, as :func:`place_of` writes it."""
    if not paging.of_subjects(parts):
        return found
    _rank, sort_key, place = parts
    unit, _space, code = place.partition(" ")
    later = Q(unit_sort_key__gt=sort_key) | Q(unit_sort_key=sort_key, unit_code__gt=unit) | Q(unit_sort_key=sort_key, unit_code=unit, code__gt=code)
    return found.filter(later)


def place_of(item: PublicPower) -> tuple:
    return 1, item.unit_sort_key, item.place


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The approval matters of all units, searched by words and filters, and what was added, adjusted, merged and cut."""
    question = asked(request.GET)
    if unknown := sorted(set(request.GET) - MATTERS):
        words = _("The page knows no parameter “%(name)s”; it knows %(known)s.") % {"name": unknown[0][:80], "known": ", ".join(sorted(MATTERS))}
        return bad_request(request, detail=words)
    wrong = fault(question)
    parts = paging.read(request.GET.get("after", ""))
    found = matters_of(question) if wrong is None else PublicPower.objects.none()
    count, rows = found.count(), list(behind(found, parts)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    kept = {name: value for name, value in question.items() if value}
    every = PublicPower.objects.filter(is_matter=True)
    history = changes_of(list(every.filter(unit_code=question["unit"]) if question["unit"] else every)) if not parts else []
    context = {
        "question": question,
        "wrong": {"field": wrong[0], "detail": wrong[1]} if wrong else None,
        "rows": dressed(rows),
        "count": count,
        "units": list(every.filter(in_force=True).order_by("unit_sort_key", "unit_code").values_list("unit_code", "unit_name").distinct()),
        "handlings": PowerItem.Handling.choices,
        "history": history[:CHANGES],
        "history_more": len(history) > CHANGES,
        "file_query": urlencode({name: kept[name] for name in ("q", "unit", "handling", "letter") if name in kept}),
        "next_url": f"{reverse('matters')}?{urlencode({**kept, 'after': paging.write(*place_of(rows[-1]))})}" if more else "",
        "first_url": f"{reverse('matters')}?{urlencode(kept)}" if paging.of_subjects(parts) else "",
        "is_asked": bool(kept),
    }
    return page(request, "publicity/matters.html", context)


# ── files ────────────────────────────────────────────────────────────────────


def _columns() -> list[str]:
    return [
        _("Unit"), _("Credit code"), pgettext("item of a list", "Code"), pgettext("item of a list", "Name"), _("Kind"), _("What it must do"),
        _("Legal basis"), _("Article"), _("Approval matter"), _("Promised term, working days"), _("Statutory term, working days"),
        pgettext("approval matter", "Handled"), _("Together with"), _("Material to hand in"), _("Letters of commitment that replace a document"),
        _("Change"), _("Decided by the document"), _("In force from"), _("In force until (that day excluded)"), _("Merged into"), _("Ended by the document"), _("Address"),
    ]  # fmt: skip


def _cells(found, request: HttpRequest) -> Iterator[list]:
    known = PublicLetterKind.names()
    for item in found.iterator():
        letters = "；".join(known.get(code, code) for code in item.accepts)
        yield [
            item.unit_name, item.unit_code, item.code, item.name, item.get_kind_display(), item.duty, item.document, item.article,
            _("yes") if item.is_matter else _("no"), item.promised_days, item.statutory_days, item.get_handling_display(), item.handled_with,
            "；".join(item.materials), letters, item.get_change_display(), item.authority, item.valid_from, item.valid_until, item.merged_into,
            item.end_authority, request.build_absolute_uri(item.url),
        ]  # fmt: skip


@require_safe
def matters_csv(request: HttpRequest) -> HttpResponse:
    """The matters that the question means, in all their versions: the history is in the file."""
    question = asked(request.GET)
    if unknown := sorted(set(request.GET) - (MATTERS - {"after"})):
        words = _("The file knows no parameter “%(name)s”; it knows %(known)s.") % {
            "name": unknown[0][:80],
            "known": ", ".join(sorted(MATTERS - {"after"})),
        }
        return bad_request(request, detail=words)
    if wrong := fault(question):
        return bad_request(request, detail=wrong[1])
    asks = any(question.values())
    found = matters_of(question) if asks else PublicPower.objects.filter(is_matter=True)
    if asks:
        codes = {(item.unit_code, item.code) for item in found.only("unit_code", "code")}
        same = Q()
        for unit, code in codes:
            same |= Q(unit_code=unit, code=code)
        found = PublicPower.objects.filter(same) if codes else found
    return csv_file("matters", _columns(), begun(_cells(found, request)))


@require_safe
def powers_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The whole list of a body, in all versions."""
    if request.GET:
        return bad_request(request, detail=_("This file takes no parameters; it holds the whole list."))
    return csv_file("powers", _columns(), begun(_cells(PublicPower.objects.filter(unit_code=_body(code).code), request)))
