"""After the demo city is loaded and somebody has looked, warnings of several kinds stand open, each with its sentence."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation

from monitoring.actions import look
from monitoring.models import Warning
from tests.archives.test_demo import demo  # noqa: F401
from tests.conftest import role


@pytest.mark.usefixtures("demo", "city")
class TestLoaded:
    def test_several_kinds_stand_open_and_each_says_what_it_found(self):
        with role("worker"):
            look(today=timezone.localdate())
        standing = Warning.objects.open().select_related("unit")
        assert {warning.kind for warning in standing} >= {"late", "report", "vacant"}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                for warning in standing:
                    assert warning.sentence
                    assert "%(" not in warning.sentence
                    assert warning.basis
                    assert warning.evidence_url.startswith("/")
