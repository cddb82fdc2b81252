"""A public body on a list of a court: entered once, and the case opened with it (1103号: the lists are a source of their own)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from archives.models import Membership, Role, Subject
from archives.periods import add_months
from integrity.calendar import EARLIEST
from integrity.errors import Refused
from integrity.identity import refuse_identities
from integrity.said import in_words

from .. import actions as cases
from .. import duties
from ..models import BreachKind, Case
from ..rules import NO_EXCUSE
from .models import CourtEntry, CourtListRule

LONGEST = 1500  # signs of what the court says: with court and number it fits into the case


def must_be_officer(by: User, today: date) -> None:
    if not Membership.holds(by, Role.OFFICER, today):
        raise PermissionDenied(_("Only officers of the credit office enter what courts tell."))


def _there(said: dict) -> CourtEntry | None:
    return CourtEntry.objects.filter(kind=said["kind"], body=said["body"], court_no=said["court_no"]).first()


def known(said: dict) -> bool:
    """Whether the entry is there already and this says nothing new of it; the day on which it was taken off is new once."""
    return _there(said) is not None and not adds(said)


def adds(said: dict) -> bool:
    """Whether the entry is there and this says, for the first time, on which day it was taken off; no case is opened on that."""
    found = _there(said)
    return found is not None and bool(said.get("removed_on")) and found.removed_on is None


def office_of(body: Subject, by: User, today: date) -> Subject:
    """The office of ``by`` that handles a case about ``body``; refused where it is the office itself."""
    held = Membership.objects.held(today).filter(user=by, user__is_active=True, role=Role.OFFICER)
    for unit in Subject.objects.filter(memberships__in=held).distinct().order_by("pk"):
        if duties.may_handle(unit, body, today):
            return unit
    raise Refused(
        _("%(body)s is the credit office itself; its superior opens the case, on the form of a single case.") % {"body": body},
        article=NO_EXCUSE,
    )


def officers_free(body: Subject, today: date):
    """The officers who hold no role in ``body``."""
    held = Membership.objects.held(today).filter(user__is_active=True)
    inside = held.filter(unit=body).values("user")
    return User.objects.filter(pk__in=held.filter(role=Role.OFFICER).values("user")).exclude(pk__in=inside).order_by("username")


def _must_not_be_concerned(body: Subject, listed_on: date, by: User, today: date) -> None:
    """Who works in the body enters nothing about it; where every officer does, its superior opens the case by itself.

    The entry is not made in the superior's name here: who makes it opens a case about the own body and would know of it before
    the notice, which 1103号 keeps from everybody there.
    """
    if not duties.stands_aside(Case(accused=body, breached_on=listed_on), by, today):
        return
    others = officers_free(body, today).exclude(pk=by.pk)
    if others.exists():
        names = "、".join(map(str, others))
        raise PermissionDenied(_("You work in the accused body, or headed it then, so a colleague enters it: %(names)s.") % {"names": names})
    above = duties.standing_superior(body)
    if above is None:
        raise Refused(_("All officers work in %(body)s, and it has no superior here; enter its superior first.") % {"body": body})
    clerks = Membership.objects.held(today).filter(unit=above, role=Role.CLERK, user__is_active=True).select_related("user")
    names = "、".join(str(one.user) for one in clerks) or _("a clerk whom the security administrator enters first")
    raise Refused(
        _(
            "All officers work in %(body)s, and nobody opens a case about the own body. Its superior %(unit)s does: %(names)s opens it with "
            "“Open a case” as opened on a list of the courts; leave the row out here."
        )
        % {"body": body, "unit": above, "names": names},
        article=NO_EXCUSE,
    )


def listable(*, kind: str, body: Subject, court: str, court_no: str, matter: str, listed_on: date, by: User, today: date, **days) -> dict:
    """What is said as :func:`list_body` keeps it; raises what that raises, and keeps nothing."""
    must_be_officer(by, today)
    if not body.is_body:
        raise Refused(_("%(name)s is no public body; cases here are about public bodies only.") % {"name": body}, article=NO_EXCUSE)
    rule = CourtListRule.objects.in_force(today).filter(code=kind).first()
    if rule is None or not BreachKind.objects.in_force(today).filter(code=rule.breach_kind).exists():
        raise Refused(_("No rule in force today says what this list means; have it loaded with the law first."))
    words = {"court": court.strip(), "court_no": court_no.strip(), "matter": matter.strip()}
    for text in words.values():
        refuse_identities(text)
    if not all(words.values()):
        raise Refused(_("Court, its case number and what it says are all needed; fill them in."))
    if not EARLIEST <= listed_on <= today:
        raise Refused(_("The day of the listing lies after today or before %(day)s; correct it.") % {"day": in_words(EARLIEST)})
    until_on, removed_on = days.get("until_on") or add_months(listed_on, rule.months), days.get("removed_on")
    if until_on <= listed_on or (removed_on and not listed_on <= removed_on <= today):
        raise Refused(_("A listing ends after it begins, and is taken off between its day and today; correct the days."))
    found = CourtEntry.objects.filter(kind=kind, body=body, court_no=words["court_no"]).exists()
    if not found and min(until_on, removed_on or until_on) <= today:
        raise Refused(_("This listing ended before it was entered here, so nothing is opened on it; leave the row out."))
    _must_not_be_concerned(body, listed_on, by, today)
    office = office_of(body, by, today)
    return {**words, "listed_on": listed_on, "until_on": until_on, "removed_on": removed_on, "rule": rule, "office": office}


@transaction.atomic
def list_body(*, kind: str, body: Subject, by: User, today: date, **said) -> CourtEntry:
    """Enter that ``body`` is on the list ``kind`` and open the case on it; what is there already opens nothing twice.

    ``said``: court, court_no, matter, listed_on, and where known until_on and removed_on. Raises ``PermissionDenied`` and
    :class:`Refused`, each with the way out.
    """
    said = listable(kind=kind, body=body, by=by, today=today, **said)
    key = {"kind": kind, "body": body, "court_no": said["court_no"]}
    rule, office = said.pop("rule"), said.pop("office")
    found = CourtEntry.objects.select_for_update(of=("self",)).filter(**key).first()
    if found is None:
        try:
            with transaction.atomic():
                case = cases.open_case(
                    accused=body,
                    handler=office,
                    source=Case.Source.COURT,
                    kind=rule.breach_kind,
                    matter=f"{said['court']} {said['court_no']}：{said['matter']}",
                    breached_on=said["listed_on"],
                    by=by,
                    today=today,
                )
                told = {k: v for k, v in said.items() if k != "court_no"} | {"removed_by": by if said["removed_on"] else None}
                return CourtEntry.objects.create(**key, case=case, made_by=by, **told)
        except IntegrityError as error:
            if "court_entry_once" not in str(error):
                raise
            found = CourtEntry.objects.select_for_update(of=("self",)).get(**key)  # somebody else was faster
    if said["removed_on"] and found.removed_on is None:
        found.removed_on, found.removed_by = said["removed_on"], by
        found.save(update_fields=["removed_on", "removed_by"])
    return found


def of_case(case, user, today) -> list[dict]:
    """What the page of a case says of the list it was opened on; with a way to the court's notice before it."""
    found = CourtEntry.objects.filter(case=case).select_related("notice").first()
    if found is None:
        return []
    notice = getattr(found, "notice", None)
    return [{"title": str(found), "url": reverse("staff_court_notice", args=[notice.pk]) if notice else ""}]
