"""The flow of a draft of a template: one officer drafts a new version of the text of a kind, another adopts it, from a later day."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from archives.models import Membership, Role
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.once import one_at_a_time
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .models import Wording, WordingDraft
from .wording import must_be_a_template

S = WordingDraft.Status
COPIED = ("name", "name_en", "family", "heads", "yardsticks", "public")


def versions_of(code: str) -> list[Wording]:
    """All versions of a kind, oldest first."""
    return list(Wording.objects.filter(code=code).order_by("valid_from"))


@transaction.atomic
def draft_template(
    *, code: str, body: str, document: str, article: str, valid_from: date, by: User, today: date | None = None
) -> WordingDraft:
    """Draft a new version of the text of a kind for a colleague to adopt; nothing is in force by it.

    Raises ``PermissionDenied``, or :class:`Refused`: for a placeholder that does not exist with its place, for a missing head with its article.
    """
    today = today or timezone.localdate()
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office drafts the templates of commitments."))
    body = body.replace("\r\n", "\n").strip() + "\n"
    draft = WordingDraft(code=code, body=body, document=document.strip(), article=article.strip(), valid_from=valid_from, made_by=by)
    must_be_adoptable(draft, today)
    awaits = Refused(_("A draft of this template awaits adoption already; adopt or discard that one first."))
    if WordingDraft.objects.filter(code=code, status=S.ENTERED).exists():
        raise awaits
    one_at_a_time(draft.save, awaits)
    draft.refresh_from_db()
    return draft


def as_wording(draft: WordingDraft) -> Wording:
    """The version that ``draft`` would be: heads, yardsticks and publication of the kind stay as the law has them."""
    before = versions_of(draft.code)
    if not before:
        raise Refused(_("There is no such kind of commitment."))
    made = Wording(code=draft.code, body=draft.body, document=draft.document, article=draft.article, valid_from=draft.valid_from)
    for name in COPIED:
        setattr(made, name, getattr(before[-1], name))
    return made


def must_be_adoptable(draft: WordingDraft, today: date) -> None:
    """:class:`Refused` for what no version of the kind may be as of ``today``."""
    made = as_wording(draft)
    last = versions_of(draft.code)[-1]
    for words in (draft.body, draft.document, draft.article):
        refuse_identities(words)
    if not draft.document or not draft.article:
        raise Refused(_("A template rests on a document; name it and its article."))
    if draft.valid_from <= today:
        raise Refused(_("A new version comes into force on a later day than today: what was signed before keeps its text."))
    if draft.valid_from <= last.valid_from:
        raise Refused(_("A version from %(day)s is there already; choose a later day.") % {"day": in_words(last.valid_from)})
    if last.valid_until is not None:
        raise Refused(_("This kind ends on %(day)s by law; no new version follows it.") % {"day": in_words(last.valid_until)})
    # The article of the kind in force asks for the heads, whatever the draft cites.
    made.document, made.article = last.document, last.article
    must_be_a_template(made)


def another_officer(draft, by, today):
    if by.pk == draft.made_by_id:
        raise Refused(_("You drafted %(item)s, so a colleague must adopt it.") % {"item": draft})


def still_adoptable(draft, by, today):
    """its text, its heads and its day, as of today"""
    must_be_adoptable(draft, today)


def adopt(draft, *, by, reason, today):
    """The version before ends on the day on which this one begins, and stays."""
    made = as_wording(draft)
    last = versions_of(draft.code)[-1]
    last.valid_until = draft.valid_from
    last.save(update_fields=["valid_until"])
    made.save()
    draft.wording, draft.adopted_by = made, by


TEMPLATE_DRAFT = Flow(
    name="template of a commitment",
    initial=S.ENTERED,
    steps=(
        Step(
            "adopt",
            (S.ENTERED,),
            S.IN_FORCE,
            gettext_lazy("Adopt the template"),
            gettext_lazy(
                "From its day on, commitments and letters of this kind are written by it; what was written before keeps its text."
            ),
            decides=True,
            rules=(another_officer, still_adoptable),
            effect=adopt,
        ),
        Step(
            "discard",
            (S.ENTERED,),
            S.DISCARDED,
            gettext_lazy("Discard the draft"),
            gettext_lazy("The draft is not used; what it said and your reason stay in the trail."),
            needs_reason=True,
        ),
    ),
)
