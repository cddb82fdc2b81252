"""The flow of a change of a list of powers: drafted → adopted, refused or discarded. The unit drafts, the credit office adopts."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.once import one_at_a_time
from integrity.said import in_words
from integrity.workflow import Flow, Step

from ..models import Membership, PowerDraft, PowerItem, Role, Subject
from ..models.power_draft import SAID
from .letters import kinds

S, Purpose = PowerDraft.Status, PowerDraft.Purpose
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{1,38}[0-9A-Za-z]", re.ASCII)


def units_of(by: User, today: date):
    """The bodies on whose list ``by`` may draft a change."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True, role__in=[Role.CLERK, Role.HEAD])
    return Subject.objects.bodies().filter(memberships__in=held, ceased_on__isnull=True).distinct()


@transaction.atomic
def draft_change(
    *,
    unit: Subject,
    purpose: str,
    code: str,
    authority: str,
    starts_on: date,
    by: User,
    said: dict | None = None,
    merges: list[str] | tuple[str, ...] = (),
    today: date | None = None,
) -> PowerDraft:
    """Draft one change of the list of ``unit`` for an officer to adopt; nothing is in force by it.

    ``said``: :data:`archives.models.power_draft.SAID`, nothing for a cut; ``merges``: the codes that become one. Raises
    ``PermissionDenied``, :class:`Refused` for what the list as it stands forbids, ``ValidationError`` beside the field for the rest.
    """
    today = today or timezone.localdate()
    if not units_of(by, today).filter(pk=unit.pk).exists():
        raise PermissionDenied(_("Only clerk and head of %(unit)s draft changes of its list.") % {"unit": unit})
    draft = PowerDraft(
        unit=unit,
        purpose=purpose,
        code=code.strip(),
        merges=sorted(set(merges)),
        authority=authority.strip(),
        starts_on=starts_on,
        said={} if purpose == Purpose.CUT else _words(said or {}),
        made_by=by,
    )
    for word in [draft.code, draft.authority, *_strings(draft.said)]:
        refuse_identities(word)
    must_be_lawful(draft, today)
    awaits = Refused(_("A draft of %(code)s already awaits adoption; that one is decided or discarded first.") % {"code": draft.code})
    if PowerDraft.objects.filter(unit=unit, code=draft.code, status=S.ENTERED).exists():
        raise awaits
    one_at_a_time(draft.save, awaits)
    draft.refresh_from_db()
    return draft


def _words(said: dict) -> dict:
    given = {name: said.get(name) for name in SAID}
    given = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    lists = {name: [word.strip() for word in given[name] or [] if word.strip()] for name in ("materials", "accepts")}
    texts = {name: given[name] or "" for name in ("name", "kind", "duty", "document", "article", "handling", "handled_with")}
    return given | lists | texts | {"is_matter": bool(given["is_matter"])}


def _strings(said: dict):
    for value in said.values():
        if isinstance(value, list):
            yield from value
        elif isinstance(value, str):
            yield value


def must_be_lawful(draft: PowerDraft, today: date) -> None:
    """``ValidationError`` naming each field of the form that says what no list may say; :class:`Refused` for what the list forbids."""
    faults: dict[str, list] = {}
    if not draft.authority:
        faults["authority"] = [_("A list changes by a decision; name the document.")]
    if not CODE.fullmatch(draft.code):
        faults["code"] = [_("A code is three to forty letters and digits, with points or hyphens between them.")]
    if draft.purpose == Purpose.LIST:
        if draft.starts_on > today:
            faults["starts_on"] = [_("The list holds it already, so its day lies not in the future; for a new item choose “add an item”.")]
    elif draft.starts_on < today:
        faults["starts_on"] = [_("A change begins today or later: what was decided before keeps the list of its day.")]
    if draft.purpose == Purpose.MERGE and len(draft.merges) < 2:
        faults["merges"] = [_("A merger makes one item of several; choose at least two.")]
    if draft.purpose != Purpose.CUT:
        _check_words(draft, today, faults)
    if faults:
        raise ValidationError(faults)
    _must_follow(draft)


def _check_words(draft: PowerDraft, today: date, faults: dict) -> None:
    item = draft.as_item()
    unknown = set(item.accepts) - {code for code, _label in kinds(max(draft.starts_on, today))}
    if unknown:
        faults["accepts"] = [_("No kind of letter in force is called %(code)s.") % {"code": "、".join(sorted(unknown))}]
    if item.is_matter:
        if not item.promised_days:
            faults["promised_days"] = [_("An approval matter says within how many working days it is decided.")]
        elif item.statutory_days and item.promised_days > item.statutory_days:
            faults["promised_days"] = [
                _("The promised term is not longer than the %(n)d working days of the law (行政许可法第四十二条、第四十三条).")
                % {"n": item.statutory_days}
            ]
        if not item.handling:
            faults["handling"] = [_("An approval matter says how it is handled, in sequence or in parallel.")]
        if not item.materials:
            faults["materials"] = [_("Write down all material that is to be handed in: what is not on the list is not asked for (行政许可法第三十条).")]
    elif any((item.statutory_days, item.promised_days, item.handling, item.handled_with, item.materials, item.accepts)):
        faults["is_matter"] = [_("Terms, handling, material and letters are those of an approval matter; mark it as one or leave them empty.")]
    try:
        item.full_clean(exclude=["unit", *faults], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        for key, told in error.message_dict.items():
            faults.setdefault(key, []).extend(told)


def _open(unit, codes):
    return PowerItem.objects.filter(unit=unit, code__in=codes, valid_until__isnull=True)


def _must_follow(draft: PowerDraft) -> None:
    """:class:`Refused` where the change does not fit behind what the list holds."""
    ends = {item.code: item for item in _open(draft.unit, draft.ends)}
    if missing := sorted(set(draft.ends) - ends.keys()):
        raise Refused(_("%(code)s is not on the list of %(unit)s, or was ended already.") % {"code": "、".join(missing), "unit": draft.unit})
    for item in ends.values():
        if item.valid_from >= draft.starts_on:
            raise Refused(
                _("%(item)s is in force from %(day)s only; its next version begins on a later day.")
                % {"item": item, "day": in_words(item.valid_from)}
            )
    if draft.purpose == Purpose.CUT or draft.code in ends:
        return
    earlier = PowerItem.objects.filter(unit=draft.unit, code=draft.code).order_by("-valid_from").first()
    if earlier and (earlier.valid_until is None or earlier.valid_until > draft.starts_on):
        raise Refused(_("%(code)s is on the list of %(unit)s already; adjust that item.") % {"code": draft.code, "unit": draft.unit})


def another_person(draft, by, today):
    if by.pk == draft.made_by_id:
        raise Refused(_("You drafted %(draft)s, so a colleague decides on it.") % {"draft": draft})


def still_lawful(draft, by, today):
    try:
        must_be_lawful(draft, today)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None


def adopt(draft, *, by, reason, today):
    """What the draft ends gets its last day and its document; the new version begins on that day."""
    for old in _open(draft.unit, draft.ends).select_for_update():
        old.valid_until, old.end_authority = draft.starts_on, draft.authority
        if draft.purpose == Purpose.MERGE and old.code != draft.code:
            old.merged_into = draft.code
        old.save(update_fields=["valid_until", "end_authority", "merged_into"])
    draft.item = draft.as_item()
    if draft.item is not None:
        try:
            with transaction.atomic():
                draft.item.save(force_insert=True)
        except IntegrityError:
            raise Refused(_("The list of %(unit)s changed meanwhile; look at it again.") % {"unit": draft.unit}) from None
    draft.decided_by, draft.decided_at = by, timezone.now()


def refuse(draft, *, by, reason, today):
    draft.decided_by, draft.decided_at = by, timezone.now()


POWER = Flow(
    name="list of powers",
    initial=S.ENTERED,
    steps=(
        Step(
            "adopt",
            (S.ENTERED,),
            S.ADOPTED,
            gettext_lazy("Adopt into the list"),
            gettext_lazy("From its day on the list reads so, on the portal too; the version before ends on that day and stays readable."),
            decides=True,
            rules=(another_person, still_lawful),
            effect=adopt,
        ),
        Step(
            "refuse",
            (S.ENTERED,),
            S.REFUSED,
            gettext_lazy("Refuse the change"),
            gettext_lazy("The list stays as it is; the unit reads your reason."),
            needs_reason=True,
            decides=True,
            rules=(another_person,),
            effect=refuse,
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
