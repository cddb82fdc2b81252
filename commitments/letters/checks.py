"""Letters of enterprises whose last day nears or has passed, and that nobody looked at: what stands instead of a document was never checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archives.models import Role, Term
from archives.term_checks import NEAR
from integrity import findings
from integrity.calendar import Deadline
from integrity.findings import Addressee, Check, Finding, level_of, told

from ..models import LetterCheck, SignedLetter
from .counter import RECORDED


def unchecked(today: date) -> Iterator[Finding]:
    """Letters in force without any check: yellow just before their last day, red once it has passed, until a check is written down.

    The receiving unit is asked, its clerk first; where nobody there holds a role, the credit office. Nothing of who signed is told.
    """
    near = Term.days_of(NEAR, today)
    checks = LetterCheck.objects.filter(letter=OuterRef("pk"))
    found = SignedLetter.objects.filter(~Exists(checks), status=SignedLetter.Status.IN_FORCE).order_by("pk")
    for letter in found.only("pk", "unit_id", "made_at", "accepted_on", "valid_until").select_related(None):
        ends = Deadline(letter.accepted_on, 0, letter.valid_until)
        if (level := level_of(ends, today, near)) is None:
            continue
        yield Finding(
            thing=f"letter:{letter.pk}",
            level=level,
            addressees=(Addressee(Role.CLERK, letter.unit_id), Addressee(Role.HEAD, letter.unit_id), Addressee(Role.OFFICER)),
            unit=letter.unit_id,
            facts={"letter": letter.pk, "number": letter.number, "basis": RECORDED, **told(ends)},
        )


def _says(facts: dict, unit: str) -> str:
    words = _("Letter %(number)s is valid until %(due)s and was not checked yet; write down a check.")
    return words % {"number": facts["number"], "due": date_format(date.fromisoformat(facts["due"]), "Y-m-d")}


findings.register(
    Check(
        name="letter-unchecked",
        label=gettext_lazy("Letter without a check"),
        asks=unchecked,
        says=_says,
        shows=lambda facts: reverse("staff_letter", args=[facts["letter"]]),
    )
)
