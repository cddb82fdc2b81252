"""A letter of a joint action to the subject itself says what it has to do, in its own person; to another unit, what is asked of it."""

from __future__ import annotations

import pytest

from archives.models import Document
from tests import world
from tests.archives.documented import marked, words_of

from .measured import asked, decided, drafted

pytestmark = pytest.mark.usefixtures("city")


def test_each_is_addressed_as_who_it_is():
    marked(world.MARKET, "示市监")
    action = decided(drafted(asked("explanation", days=3), asked(months=12)))
    letters = {d.addressee: words_of(d) for d in Document.objects.filter(about_kind="discipline.jointaction", kind="joint_action")}
    own = letters.pop(action.subject)
    assert "你单位" in own
    assert "书面说明" in own
    for said in ("回复是否采取", "不需答复", "现商请"):
        assert said not in own, said
    assert action.version.content.doc_no in own
    (other,) = letters.values()
    assert "回复是否采取" in other
    assert action.subject.name in other
    assert action.version.content.doc_no in other
