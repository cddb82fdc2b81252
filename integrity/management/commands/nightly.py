"""Send the tasks of the night to the workers, in the order of the timetable; ``--wait`` waits until each has run."""

from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

from integrity.models import Job, TaskRun


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--wait", action="store_true", help="one after another, each until it has run")
        parser.add_argument("--timeout", type=int, default=120, metavar="SECONDS", help="how long to wait for all of it (120)")

    def handle(self, *args, wait, timeout, **options):
        night = import_string("integrity.celery.night")
        start, end = timezone.now(), time.monotonic() + timeout
        for task in night():
            self._send(task)
            if wait:
                self._wait(task, start, end)
        failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=start).first() if wait else None
        if failed:
            raise CommandError(f"The job “{failed.kind}” failed: {failed.error}")
        self.stdout.write("The night's work is done." if wait else "The night's tasks are sent; workers do them in turn.")

    def _send(self, task: str) -> None:
        from kombu.exceptions import OperationalError

        from integrity.broker import app

        try:
            app.send_task(task, retry=False)
        except (OperationalError, OSError) as error:
            raise CommandError(f"The broker cannot be reached ({error}); start it, or see BROKER_URL.") from None

    def _wait(self, task: str, start, end: float) -> None:
        """A task notes its run under its own short name (``integrity.tasks.noted``)."""
        name, dots = task.rpartition(".")[2], 0
        while not (run := TaskRun.objects.filter(name=name, ran_at__gte=start).first()):
            if time.monotonic() > end:
                self._show("\n")
                raise CommandError(
                    f"No worker did {task} in time. Is one running? `./run` starts one, "
                    "and so does `celery -A integrity worker`; the task waits for it."
                )
            time.sleep(0.25)
            dots += 1
            if dots % 4 == 0:
                self._show(".")
        self._show(f"{task}: {run.count}\n")

    def _show(self, words: str) -> None:
        self.stderr.write(words, style_func=str, ending="")
        self.stderr.flush()
