"""Score the city: as of today with what is known now, or as of any day with what was known at any instant.

Without options the run joins the chain of the timetable. With ``--again RUN`` an earlier run is computed anew and compared.
"""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from integrity.errors import Refused
from scoring import actions
from scoring.models import Run


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar="DATE", help="the day, for example 2026-06-30 (today)")
        parser.add_argument("--known-at", metavar="TIME", help="the instant, for example 2026-06-30T12:00+08:00 (now)")
        parser.add_argument("--again", metavar="RUN", type=int, help="ask the question of an earlier run and compare the answers")

    def handle(self, *args, as_of, known_at, again, **options):
        try:
            run = self._again(again) if again else self._rescore(as_of, known_at)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Run {run.pk}: as of {run.as_of}, known at {timezone.localtime(run.known_at).isoformat()}, standard {run.standard.code}; "
            f"{run.subjects} subjects with lines, {(run.finished_at - run.started_at).total_seconds():.2f} s, digest {run.digest_hex}"
        )
        if again:
            self._compare(Run.objects.get(pk=again), run)

    def _rescore(self, as_of, known_at) -> Run:
        day = _parsed(parse_date, as_of, "--as-of", "2026-06-30") or timezone.localdate()
        instant = _parsed(parse_datetime, known_at, "--known-at", "2026-06-30T12:00+08:00")
        if instant and timezone.is_naive(instant):
            instant = timezone.make_aware(instant)
        return actions.rescore(as_of=day, known_at=instant, live=not (as_of or known_at))

    def _again(self, number) -> Run:
        before = Run.objects.finished().select_related("standard").filter(pk=number).first()
        if before is None:
            raise CommandError(f"There is no finished run {number}.")
        return actions.rescore(as_of=before.as_of, known_at=before.known_at, standard=before.standard)

    def _compare(self, before, run):
        if (before.digest, before.subjects) != (run.digest, run.subjects):
            raise CommandError(f"Run {before.pk} had {before.subjects} subjects and digest {before.digest_hex}: they differ.")
        self.stdout.write(f"Equal to run {before.pk}, digest and all.")


def _parsed(parse, text, name, example):
    if not text:
        return None
    try:
        value = parse(text)
    except ValueError:
        value = None
    if value is None:
        raise CommandError(f"{name} {text} is not understood; write it like {example}.")
    return value
