"""The life of one record: everything that happened to it, with who, when and why. Upper apps add what they know."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from .flow import words_for
from .models import Ending, Filing, ObjectionMark, ReadLog, Record, Relief, Vote
from .people import As, acting_as

# A lower app never knows an upper one: each registers a function (versions, viewer) -> events.
CHAPTERS: list[Callable[[list[Record], object], Iterable[Event]]] = []


@dataclass(frozen=True)
class Event:
    """One thing that happened: ``at`` an instant, ``by`` whoever did it (empty: the clock), ``label`` a few words."""

    at: datetime
    label: str
    by: str = ""
    reason: str = ""
    shape: str = "check"
    tone: str = "ok"


def chapter(function):
    """Register ``function(versions, viewer) -> events`` for the life of a record, known by all its versions."""
    CHAPTERS.append(function)
    return function


def life_of(number: str, viewer, *, opened: bool = False) -> list[Event]:
    """All that ``viewer`` may know of the record ``number``, oldest first.

    ``opened``: a record about a person that ``people.reveal`` has let this viewer open.
    """
    seen = Record.objects if opened else Record.objects.visible_to(viewer)
    versions = list(seen.filter(number=number).select_related("subject", "item", "filing", "withdrawn_by", "withdrawal_confirmed_by").order_by("version"))
    events = [event for tell in CHAPTERS for event in tell(versions, viewer)] if versions else []
    return sorted(events, key=lambda event: event.at)


MARKS = {"approve": ("check", "ok"), "return": ("turn", "warn"), "reject": ("turn", "warn"), "discard": ("minus", "done"), "check": ("ring", "info")}


@chapter
def filed(versions: list[Record], viewer) -> Iterable[Event]:
    """Collected, checked, voted, signed, approved: the filings of all versions, for whoever may open them."""
    for filing in Filing.objects.visible_to(viewer).filter(pk__in={v.filing_id for v in versions}).select_related("made_by", "unit"):
        yield Event(filing.made_at, _("Collected as %(filing)s") % {"filing": filing}, f"{filing.made_by} · {filing.unit}", shape="ring", tone="info")
        for vote in filing.votes.select_related("member"):
            against = vote.choice != Vote.Choice.FOR
            label = _("Voted: %(choice)s") % {"choice": vote.get_choice_display()}
            yield Event(vote.at, label, str(vote.member), vote.reason, "turn" if against else "check", "warn" if against else "ok")
        shown = any(v.shown is not None for v in versions if v.filing_id == filing.pk)
        for step in filing.taken.select_related("by"):
            shape, tone = MARKS.get(step.step, ("check", "ok"))
            yield Event(step.at, words_for(filing.flow[step.step], shown=shown), str(step.by), step.reason, shape, tone)


@chapter
def kept(versions: list[Record], viewer) -> Iterable[Event]:
    """Shown, corrected, withdrawn, ended: the versions themselves."""
    now = timezone.now()
    for version in versions:
        if version.version > 1:
            yield Event(version.known_from, _("Corrected: version %(n)d") % {"n": version.version}, shape="turn", tone="info")
        if version.shown is not None and version.known_from < version.shown.upper:
            yield Event(max(version.known_from, version.shown.lower), _("Shown to the public"), shape="dot", tone="info")
        if version.withdrawn_at:
            yield Event(version.withdrawn_at, _("Withdrawn"), str(version.withdrawn_by), version.withdrawn_reason, "minus", "stop")
        if version.withdrawal_confirmed_at:
            yield Event(version.withdrawal_confirmed_at, _("Withdrawal confirmed"), str(version.withdrawal_confirmed_by))
        if version.is_current and version.shown is not None and not version.withdrawn_at and version.shown.upper <= now:
            yield Event(version.shown.upper, _("Publication ended by itself: the longest period is over"), shape="minus", tone="done")
    for ending in Ending.objects.filter(record__in=[v.pk for v in versions]):
        yield Event(ending.noted_at, _("The end of publication was noted in the log"), shape="check", tone="done")


@chapter
def objected(versions: list[Record], viewer) -> Iterable[Event]:
    """Under objection, and no longer: who objected and why is the objection's to tell."""
    for mark in ObjectionMark.objects.filter(number=versions[0].number).select_related("by", "ended_by"):
        yield Event(mark.from_at, _("Under objection"), str(mark.by), shape="half", tone="odd")
        if mark.until_at:
            yield Event(mark.until_at, _("The objection was concluded"), str(mark.ended_by), shape="half", tone="done")


@chapter
def relieved(versions: list[Record], viewer) -> Iterable[Event]:
    """Repaired, or shielded for a time; a shield that ended by date did so without anybody."""
    now = timezone.now()
    for relief in Relief.objects.filter(number=versions[0].number).select_related("by", "ended_by"):
        words = _("Repaired by %(document)s") if relief.kind == Relief.Kind.REPAIRED else _("Temporarily shielded by %(document)s")
        yield Event(relief.from_at, words % {"document": relief.document_no}, str(relief.by), relief.ground, "minus", "done")
        if relief.ended_at:
            yield Event(relief.ended_at, _("The shield was ended early"), str(relief.ended_by), shape="turn", tone="info")
        elif relief.until_on and (back := timezone.make_aware(datetime.combine(relief.until_on, time()))) <= now:
            yield Event(back, _("The shield ended by itself"), shape="turn", tone="info")


@chapter
def read(versions: list[Record], viewer) -> Iterable[Event]:
    """Who opened it or was refused, where that is logged: records about a person."""
    if not versions[0].subject.is_person:
        return
    about = [versions[0].number, *{version.filing.number for version in versions}]
    rows = ReadLog.objects.filter(person=versions[0].subject_id, about__in=about).exclude(what=ReadLog.What.FILING).select_related("by")
    if not versions[0].item.is_personal and acting_as(viewer, versions[0].subject, timezone.localdate()) not in {As.SELF, As.PERSONNEL, As.AUDITOR}:
        rows = rows.exclude(acting_as__in=[As.SELF, As.PERSONNEL])  # that an organ manages the person is not told to the unit that penalised somebody
    for row in rows:
        label = _("Read as %(role)s: %(purpose)s") % {"role": row.get_acting_as_display(), "purpose": row.get_purpose_display()} if row.granted else _("Refused to open it")
        yield Event(row.at, label, str(row.by), row.reason, "ring" if row.granted else "minus", "info" if row.granted else "warn")
