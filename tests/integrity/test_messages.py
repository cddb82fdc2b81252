"""Chinese is complete: a missing, fuzzy or forgotten message fails."""

import re

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from integrity.management.commands.messages import CATALOGUE, collect

ROOT = settings.BASE_DIR


def test_every_message_is_in_chinese_and_compiled():
    call_command("messages", "--check")


@pytest.fixture
def copy(tmp_path, settings):
    """A small project with one message and a complete catalogue."""
    (tmp_path / "app.py").write_text('from django.utils.translation import gettext as _\n\n\ndef f():\n    return _("Approve")\n')
    po = tmp_path / CATALOGUE
    po.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Approve", msgstr="通过"))

    def save():
        catalogue.save(str(po))
        catalogue.save_as_mofile(str(po.with_suffix(".mo")))

    save()
    settings.BASE_DIR = tmp_path
    return tmp_path, catalogue, save


def test_a_complete_catalogue_passes(copy):
    call_command("messages", "--check")


def test_a_missing_message_fails(copy):
    root, _, _ = copy
    (root / "more.py").write_text('from django.utils.translation import gettext as _\nTEXT = _("Return to the unit")\n')
    with pytest.raises(CommandError, match=r"missing: 'Return to the unit' in more\.py"):
        call_command("messages", "--check")


def test_a_missing_message_of_a_template_fails(copy):
    root, _, _ = copy
    (root / "templates").mkdir()
    (root / "templates" / "page.html").write_text('{% load i18n %}{% translate "Search" %}')
    with pytest.raises(CommandError, match="missing: 'Search'"):
        call_command("messages", "--check")


def test_a_fuzzy_message_fails(copy):
    _, catalogue, save = copy
    catalogue[0].flags.append("fuzzy")
    save()
    with pytest.raises(CommandError, match="fuzzy: 'Approve'"):
        call_command("messages", "--check")


def test_a_message_without_chinese_fails(copy):
    _, catalogue, save = copy
    catalogue[0].msgstr = ""
    save()
    with pytest.raises(CommandError, match="without Chinese: 'Approve'"):
        call_command("messages", "--check")


@pytest.mark.parametrize("words", ["%(share)s%的办件", "%(shares)s的办件", "%(share)的办件"])
def test_a_message_that_cannot_be_filled_in_fails(copy, words):
    root, catalogue, save = copy
    (root / "app.py").write_text("from django.utils.translation import gettext as _\nTEXT = _('%(share)s%% of the cases')\nSTEP = _('Approve')\n")
    catalogue.append(polib.POEntry(msgid="%(share)s%% of the cases", msgstr="%(share)s%%的办件"))
    save()
    call_command("messages", "--check")  # the control
    catalogue[1].msgstr = words
    save()
    with pytest.raises(CommandError, match="broken in Chinese"):
        call_command("messages", "--check")


def test_a_message_nobody_uses_fails(copy):
    root, _, _ = copy
    (root / "app.py").write_text("")
    with pytest.raises(CommandError, match="no longer used: 'Approve'"):
        call_command("messages", "--check")


def test_a_stale_compiled_catalogue_fails(copy):
    root, catalogue, _ = copy
    catalogue[0].msgstr = "批准"
    catalogue.save(str(root / CATALOGUE))
    with pytest.raises(CommandError, match="out of date"):
        call_command("messages", "--check")


def test_placeholders_are_the_same_in_both_languages():
    """A name that the Chinese sentence misspells would fail only when it is shown."""
    found = collect(ROOT)
    wrong = []
    for entry in polib.pofile(str(ROOT / CATALOGUE)):
        if entry.obsolete or (entry.msgctxt, entry.msgid) not in found:
            continue
        holes = set(re.findall(r"%\(\w+\)[sd]", entry.msgid + (entry.msgid_plural or "")))
        chinese = entry.msgstr or "".join(entry.msgstr_plural.values())
        if not set(re.findall(r"%\(\w+\)[sd]", chinese)) <= holes:
            wrong.append(entry.msgid)
    assert wrong == []
