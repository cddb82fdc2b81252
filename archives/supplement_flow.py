"""The flow of a draft of the local supplement: drafted → in force, or discarded. One officer drafts, another adopts."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.workflow import Flow, Step

from .law_dates import make_room, room_for
from .models import CatalogueEdition, ItemField, Membership, PeriodRule, Role, Subject, SupplementDraft, Tier
from .models.supplement import IN_RULES

S = SupplementDraft.Status
CODE = re.compile(r"[A-Z]{2}[A-Z0-9-]{0,18}", re.ASCII)
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
# What every record has, whatever its item: a field of the item under such a name would hide it in the entry form.
COMMON = {
    "unit",
    "person",
    "subject_code",
    "subject_name",
    "issuer_code",
    "issuer_name",
    "doc_no",
    "decided_on",
    "basis",
    "amount",
    "tier",
    "stated_end",
}
EDITION = "BC-"


@transaction.atomic
def draft_item(
    *,
    code: str,
    name: str,
    document: str,
    article: str,
    valid_from: date,
    valid_until: date | None,
    rules: dict,
    fields: list[dict],
    by: User,
    today: date | None = None,
) -> SupplementDraft:
    """Draft one version of one item of the local supplement for a colleague to adopt; nothing is in force by it.

    ``rules``: :data:`archives.models.supplement.IN_RULES`; ``fields``: attributes of :class:`ItemField`, in order.
    Raises ``PermissionDenied``, :class:`Refused` for what the law forbids, ``ValidationError`` beside the field for the rest.
    """
    today = today or timezone.localdate()
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only the credit office drafts the local supplement."))
    words = [code, name, document, article, rules.get("name_en", ""), *(str(value) for field in fields for value in field.values())]
    for word in words:
        refuse_identities(word)
    draft = SupplementDraft(
        code=code.strip(),
        name=name.strip(),
        document=document.strip(),
        article=article.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        rules={key: rules[key] for key in IN_RULES},
        fields=fields,
        made_by=by,
    )
    must_be_lawful(draft, today)
    room_for(draft.code, valid_from, valid_until)
    if SupplementDraft.objects.filter(code=draft.code, status=S.ENTERED).exists():
        raise Refused(_("A draft of %(code)s already awaits adoption; adopt or discard that one first.") % {"code": draft.code})
    draft.save()
    draft.refresh_from_db()
    return draft


def must_be_lawful(draft: SupplementDraft, today: date) -> None:
    """``ValidationError`` naming each field of the form that says what no item may say."""
    faults: dict[str, list] = {}
    if not draft.document or not draft.article:
        missing = "document" if not draft.document else "article"
        faults[missing] = [_("Nothing is added to the catalogue without a law or regulation; name the document and the article.")]
    if not CODE.fullmatch(draft.code):
        faults["code"] = [_("A code is two or more capital letters, then letters, digits or hyphens, such as DF-RY.")]
    if draft.valid_from <= today:
        faults["valid_from"] = [_("It comes into force on a later day than today: what was decided before keeps the law of its day.")]
    if draft.valid_until and draft.valid_until <= draft.valid_from:
        faults["valid_until"] = [_("The end lies before the beginning.")]
    if not draft.rules["subject_kinds"]:
        faults["subject_kinds"] = [_("Name at least one kind of subject.")]
    if Subject.Kind.PERSON in draft.rules["subject_kinds"]:
        # What decisions about citizens are published, the national catalogue says; of its own a city keeps faith with them, not files.
        faults["subject_kinds"] = [_("The city keeps no archives of citizens; a supplement is about bodies, organisations and who serves in public office.")]
    if unruled := _without_period(draft):
        faults["period_kind"] = [
            _("No period rule “%(kind)s” is in force on that day for: %(tiers)s. Enter it first, with its document.")
            % {"kind": draft.rules["period_kind"], "tiers": "、".join(unruled)}
        ]
    _check_fields(draft, faults)
    item = draft.as_item()
    try:
        item.full_clean(exclude=["edition", "name_en", "subject_kinds", *faults], validate_unique=False)
    except ValidationError as error:
        said = {str(words) for told in faults.values() for words in told}  # of a field as of the item: one sentence, once
        for key, told in error.message_dict.items():
            if fresh := [words for words in told if str(words) not in said]:
                faults.setdefault(key, []).extend(fresh)
    if faults:
        raise ValidationError(faults)


def _without_period(draft: SupplementDraft) -> list[str]:
    """The tiers of the item for which no period rule is in force on its first day."""
    tiers = [Tier.MINOR, Tier.MODERATE, Tier.SEVERE] if draft.rules["tiered"] else [Tier.NONE]
    held = set(PeriodRule.objects.in_force(draft.valid_from).filter(kind=draft.rules["period_kind"]).values_list("tier", flat=True))
    return [str(tier.label) for tier in tiers if tier.value not in held]


def _check_fields(draft: SupplementDraft, faults: dict) -> None:
    told, seen = [], set()
    if not draft.fields:
        told.append(_("An item has at least one field of its own."))
    for field in draft.as_fields():
        if not KEY.fullmatch(field.key):
            told.append(_("“%(key)s”: a key is small letters, digits and underscores, and begins with a letter.") % {"key": field.key})
        elif field.key in COMMON:
            told.append(_("“%(key)s” is a field that every record has already; choose another key.") % {"key": field.key})
        elif field.key in seen:
            told.append(_("“%(key)s” stands there twice.") % {"key": field.key})
        seen.add(field.key)
        if not field.label.strip():
            told.append(_("“%(key)s” has no label.") % {"key": field.key})
        if field.type == ItemField.Type.IDENTITY and field.scope != "internal":
            told.append(_("“%(key)s”: a resident id is kept as hash and mask, and internally only.") % {"key": field.key})
        if field.scope == "public" and draft.rules["category"] == "declaration":
            told.append(_("Matters declared by officials are never public (中办发〔2017〕12号); choose another disclosure."))
        if field.scope == "public" and draft.rules["scope"] == 3:
            told.append(_("“%(key)s”: a field is not more open than its item, which is internal.") % {"key": field.key})
    if told:
        faults["fields"] = list(dict.fromkeys(told))


def another_officer(draft, by, today):
    if by.pk == draft.made_by_id:
        raise Refused(_("You drafted %(item)s, so a colleague must adopt it.") % {"item": draft})


def still_lawful(draft, by, today):
    try:
        must_be_lawful(draft, today)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    room_for(draft.code, draft.valid_from, draft.valid_until)


def adopt(draft, *, by, reason, today):
    """The version before ends, the item and its fields come into being in the edition of its document and days."""
    make_room(draft.code, draft.valid_from, draft.valid_until)
    edition = _edition(draft)
    item = draft.as_item()
    item.edition = edition
    item.save()
    for field in draft.as_fields():
        field.item = item
        field.save()
    draft.item, draft.adopted_by, draft.adopted_at = item, by, timezone.now()


def _edition(draft: SupplementDraft) -> CatalogueEdition:
    """Items with one document and the same days are one edition of the supplement."""
    same = {
        "level": CatalogueEdition.Level.LOCAL,
        "basis": draft.document,
        "valid_from": draft.valid_from,
        "valid_until": draft.valid_until,
    }
    there = CatalogueEdition.objects.filter(code__startswith=EDITION, **same).exclude(items__code=draft.code).first()
    if there is not None:
        return there
    name = f"地方补充目录（{draft.valid_from:%Y-%m-%d}起施行，{draft.document}）"[:120]
    return CatalogueEdition.objects.create(code=f"{EDITION}{draft.valid_from:%Y%m%d}-{draft.pk}"[:20], name=name, **same)


SUPPLEMENT = Flow(
    name="local supplement",
    initial=S.ENTERED,
    steps=(
        Step(
            "adopt",
            (S.ENTERED,),
            S.IN_FORCE,
            gettext_lazy("Adopt into the local supplement"),
            gettext_lazy(
                "From its first day on, decisions are recorded by this version; the version before ends on that day and keeps what was decided under it."
            ),
            decides=True,
            rules=(another_officer, still_lawful),
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
