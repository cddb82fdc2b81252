"""The flow of a version of a template: drafted → approved, or discarded. One person of the office drafts, another approves."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from archives.models import DocumentKind, DocumentTemplate, Membership, Role
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words
from integrity.workflow import Flow, Step

from .glyphs import seen
from .kinds import allowed
from .wording import parts

S = DocumentTemplate.Status
LONGEST = 20_000


def may_draft(by: User, today: date) -> bool:
    """Officers of the credit office, and the clerks of their unit."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True)
    if held.filter(role=Role.OFFICER).exists():
        return True
    offices = Membership.objects.held(today).filter(role=Role.OFFICER, user__is_active=True).values("unit")
    return held.filter(role=Role.CLERK, unit__in=offices).exists()


@transaction.atomic
def draft_template(
    *, kind: str, title: str, word: str, body: str, document: str, article: str, valid_from: date, by: User, today: date | None = None
) -> DocumentTemplate:
    """Draft the next version of the text of ``kind`` for a colleague to approve; nothing is issued by it before.

    Raises ``PermissionDenied``, :class:`Refused` for a resident id, ``ValidationError`` beside the field for the rest.
    """
    today = today or timezone.localdate()
    if not may_draft(by, today):
        raise PermissionDenied(_("Only the credit office drafts the texts of documents."))
    for words in (title, word, body, document, article):
        refuse_identities(words)
    draft = DocumentTemplate(
        kind=kind,
        title=seen(title).strip(),
        word=word.strip(),
        body=seen(body).strip(),
        document=document.strip(),
        article=article.strip(),
        valid_from=valid_from,
        made_by=by,
    )
    must_read_well(draft, today)
    draft.save()
    draft.refresh_from_db()
    return draft


def must_read_well(draft: DocumentTemplate, today: date) -> None:
    """``ValidationError`` naming each field of the form that says what no template may say."""
    if draft.kind not in DocumentKind.values:
        raise ValidationError({"kind": [_("There is no such kind of document; choose one of the list.")]})
    faults: dict[str, list] = {}
    for name in ("title", "body"):
        try:
            parts(getattr(draft, name), allowed(draft.kind))
        except Refused as refusal:
            faults[name] = [str(refusal)]
    if "\n" in draft.title:
        faults["title"] = [_("A title is one line.")]
    if not draft.word or not all("\u3400" <= sign <= "\u9fff" for sign in draft.word):
        faults["word"] = [_("The word of the series is one to four Chinese characters, such as 告.")]
    if len(draft.body) > LONGEST:
        faults["body"] = [_("A text has 20,000 signs at most; shorten it.")]
    for name in ("title", "body", "document", "article"):
        if not getattr(draft, name):
            faults[name] = [_("This cannot be empty.")]
    if draft.valid_from < today:
        faults["valid_from"] = [_("It begins today or later: what was issued keeps the text of its day.")]
    if faults:
        raise ValidationError(faults)


def another_person(draft, by, today):
    if by.pk == draft.made_by_id:
        raise Refused(_("You drafted %(template)s, so a colleague must approve it.") % {"template": draft})


def still_good(draft, by, today):
    try:
        must_read_well(draft, today)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


def one_a_day(draft, by, today):
    if DocumentTemplate.objects.filter(kind=draft.kind, valid_from=draft.valid_from, status=S.IN_FORCE).exists():
        raise Refused(
            _("Another version of this document begins on %(day)s already; discard this one and draft it for another day.")
            % {"day": in_words(draft.valid_from)}
        )


def approve(draft, *, by, reason, today):
    draft.approved_by, draft.approved_at = by, timezone.now()


TEMPLATE = Flow(
    name="document template",
    initial=S.ENTERED,
    steps=(
        Step(
            "approve",
            (S.ENTERED,),
            S.IN_FORCE,
            gettext_lazy("Approve the text"),
            gettext_lazy("From its first day on, documents of this kind are issued by this text; what was issued before keeps its own."),
            decides=True,
            rules=(another_person, still_good, one_a_day),
            effect=approve,
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
