"""docs/workflows.md says what the flows say, of every kind of entry there is."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from integrity.management.commands import workflows
from integrity.models import Entry


def test_the_page_is_what_the_flows_say():
    call_command("workflows", "--check")


def test_every_entry_and_every_step_is_on_it():
    page = workflows.PLACE.read_text(encoding="utf-8")
    kinds = [model for model in apps.get_models() if issubclass(model, Entry)]
    assert len(kinds) >= 3
    for model in kinds:
        assert f"`{model._meta.label}`" in page
        for step in model().flow:
            assert f"`{step.name}`" in page


def test_a_page_that_says_something_else_is_refused(tmp_path, monkeypatch):
    other = tmp_path / "workflows.md"
    other.write_text(workflows.page().replace("Discard", "Forget"), encoding="utf-8")
    monkeypatch.setattr(workflows, "PLACE", other)
    with pytest.raises(CommandError, match="not what the flows say"):
        call_command("workflows", "--check")
