"""Write docs/workflows.md from the flows, so that the page cannot say anything else than the tables do."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from integrity.models import Entry
from integrity.workflow import nothing

PLACE = Path(settings.BASE_DIR) / "docs" / "workflows.md"
HEAD = """# Workflows

Written by `./run manage workflows` from the flows in the code; a test compares the two. A status changes by one of these
steps and by nothing else: the same table draws the buttons, answers the API, and is enforced again by PostgreSQL, which
refuses a status that changes without its step taken in the same transaction. A decision names the revision it was made on,
so the second of two officers is told; who entered or last edited may not decide.
"""


def first_line(thing) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0].rstrip(".")


def said_by(rule) -> str:
    """What a rule checks: its docstring, else its name as words."""
    return first_line(rule) or rule.__name__.replace("_", " ")


def page() -> str:
    """The whole page, in English: every kind of entry with its diagram and its table."""
    with translation.override("en"):
        kinds = [model for model in apps.get_models() if issubclass(model, Entry) and not model._meta.abstract]
        return "\n".join([HEAD, *(section(model) for model in sorted(kinds, key=lambda model: model._meta.label))])


def section(model) -> str:
    flow, names = model().flow, dict(model.Status.choices)
    return "\n".join(
        [
            f"## {str(model._meta.verbose_name).capitalize()} (`{model._meta.label}`)\n",
            f"{first_line(model)}.\n",
            f"Who may take a step: {first_line(model.may)}.\n",
            diagram(flow, names),
            "| Step | From | To | Reason | Holds only if | What it does |\n|---|---|---|---|---|---|",
            *(row(step, names) for step in flow),
            "",
        ]
    )


def diagram(flow, names: dict) -> str:
    lines = ["```mermaid", "stateDiagram-v2", *(f'  state "{label}" as {name}' for name, label in names.items()), f"  [*] --> {flow.initial}"]
    for step in flow:
        if step.stays:
            continue
        targets = [step.target] if step.leads is None else [name for name in names if name in further(step, names)]
        lines += [f"  {source} --> {target}: {step.label}" for source in step.sources for target in targets if source != target]
    ends = [name for name in names if not flow.from_status(name)]
    return "\n".join([*lines, *(f"  {name} --> [*]" for name in ends), "```", ""])


def further(step, names: dict) -> set[str]:
    """Where a step may lead whose way depends on the entry: to any stage after those it starts from, by the order of the statuses."""
    order = list(names)
    stages = {name for name in order if order.index(name) > min(map(order.index, step.sources))}
    return (stages | {step.target}) - {"returned", "discarded", "received", "checked"}


def row(step, names: dict) -> str:
    sources = ", ".join(str(names[name]) for name in step.sources)
    target = "stays there" if step.stays else str(names[step.target]) if step.leads is None else f"the next stage that the item asks for, at the last *{names.get(step.target, step.target)}*"
    conditions = "; ".join(said_by(rule) for rule in step.rules) or "—"
    effect = str(step.explains) or ("—" if step.effect is nothing else first_line(step.effect) or "—")
    who = " (by the timetable)" if step.by_system else ""
    return f"| **{step.label}**{who}<br>`{step.name}` | {sources} | {target} | {'yes' if step.needs_reason else '—'} | {conditions} | {effect} |"


class Command(BaseCommand):
    help = "Write docs/workflows.md from the flows; --check only compares."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, check, **options):
        now = page()
        if not check:
            PLACE.write_text(now, encoding="utf-8")
            self.stdout.write(f"Wrote {PLACE.name}.")
        elif not PLACE.is_file() or PLACE.read_text(encoding="utf-8") != now:
            raise CommandError("docs/workflows.md is not what the flows say; run `./run manage workflows`.")
