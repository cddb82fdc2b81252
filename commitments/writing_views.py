"""Pages on which commitments are written: a draft, its words anew, a change, a handover, and the fourteen services of a township at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from archives.forms import without_identities
from archives.models import Subject
from integrity.errors import Refused
from integrity.once import once
from integrity.posted import whole

from . import actions, duties, wording
from .forms import ABOUT, NUMBERS, ChangeForm, ChooseForm, DraftForm, HandoverForm, ServicesForm
from .models import Commitment, Version
from .views import opened, page


def _listed() -> dict:
    return {"list_url": reverse("admin:commitments_commitment_changelist"), "list_title": _("Commitments")}


def posted(request, form, act, leads, template: str = "plain_form", **words) -> HttpResponse:
    """A form: shown, with its faults (400), with a refusal (409), or done and on to what ``leads(made)`` answers."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = act(form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return leads(made)
        without_identities(form)
    return page(request, template, status, form=form, **words)


@require_http_methods(["GET", "POST"])
@once
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a commitment: first whose and of which kind, then its words in the template of that kind."""
    today = timezone.localdate()
    if not duties.drafts_for(request.user, today).exists():
        raise PermissionDenied(_("Only clerks and heads of units draft commitments."))
    chosen = ChooseForm(request.GET or None, user=request.user, today=today)
    if not chosen.is_bound or not chosen.is_valid():
        return page(request, "commitment_choose", 400 if chosen.is_bound else 200, form=chosen, title=_("Draft a commitment"), **_listed())
    unit, kind = chosen.cleaned_data["unit"], wording.on(today, chosen.cleaned_data["kind"])
    form = DraftForm(request.POST or None, unit=unit, kind=kind, today=today)

    def act(form):
        return actions.draft(unit=unit, kind=kind.code, by=request.user, said=form.said(), **form.about())

    def leads(made):
        messages.success(request, _("Drafted. Read it once more and submit it for publication."))
        return redirect("staff_commitment", pk=made.pk)

    return posted(
        request,
        form,
        act,
        leads,
        title=_("%(kind)s of %(unit)s") % {"kind": kind.label, "unit": unit},
        lead=_("The credit office reads the draft before it is public. A later change is a new version, and the old one stays visible."),
        button=_("Draft the commitment"),
        **_listed(),
    )


def _initial(version: Version) -> dict:
    return {name: getattr(version, name) for name in ("title", "text", "yardstick", "due_on", *NUMBERS)}


def _of_unit(request, pk: int) -> Commitment:
    found = opened(request.user, pk)
    if not duties.works_for(found.unit_id, request.user, timezone.localdate()):
        raise PermissionDenied(_("Only clerks and the head of %(unit)s write its commitments.") % {"unit": found.unit})
    return found


@require_http_methods(["GET", "POST"])
@once
def redraft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    found, today = _of_unit(request, pk), timezone.localdate()
    first = found.versions.get(no=1)
    beside = {name: getattr(found, name) for name in ABOUT if name != "owner"} | {"owner": found.ownerships.last().appointment_id}
    form = DraftForm(request.POST or None, unit=found.unit, kind=found.wording, today=today, initial=_initial(first) | beside)
    return posted(
        request,
        form,
        lambda form: actions.redraft(
            commitment=found, by=request.user, said=form.said(), about=form.about(), seen=whole(request.POST.get("revision", ""))
        ),
        lambda made: redirect("staff_commitment", pk=pk),
        title=_("Draft %(number)s anew") % {"number": found.number},
        lead=_("Nothing of a draft is public."),
        button=_("Keep the draft"),
        revision=first.revision,
        **_listed(),
    )


@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a change as a new version."""
    found, today = _of_unit(request, pk), timezone.localdate()
    form = ChangeForm(request.POST or None, unit=found.unit, kind=found.wording, today=today, initial=_initial(found.version))

    def leads(made):
        messages.success(request, _("Proposed. The credit office adopts or refuses it; until then nothing changes."))
        return redirect("staff_commitment_version", pk=pk, no=made.no)

    return posted(
        request,
        form,
        lambda form: actions.propose(commitment=found, by=request.user, said=form.said()),
        leads,
        title=_("Change %(number)s") % {"number": found.number},
        lead=_(
            "A public commitment changes only for a stated reason and by a decision of the competent authority. The old text and date stay visible beside the new ones."
        ),
        button=_("Propose the change"),
        **_listed(),
    )


@require_http_methods(["GET", "POST"])
@once
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the commitment over to a successor."""
    found, today = _of_unit(request, pk), timezone.localdate()
    form = HandoverForm(request.POST or None, unit=found.unit, today=today, initial={"on": today})

    def leads(made):
        messages.success(request, _("Handed over. What was committed stays as it is."))
        return redirect("staff_commitment", pk=pk)

    return posted(
        request,
        form,
        lambda form: actions.hand_over(commitment=found, by=request.user, **form.cleaned_data),
        leads,
        title=_("Hand %(number)s over") % {"number": found.number},
        lead=_("A change of personnel ends no commitment (1103号): it goes on with the successor, word for word."),
        button=_("Hand over"),
        **_listed(),
    )


@require_http_methods(["GET", "POST"])
@once
def services(request: HttpRequest) -> HttpResponse:
    """The fourteen services of a township on one form; each that is filled in becomes a draft."""
    today = timezone.localdate()
    townships = duties.drafts_for(request.user, today).filter(kind=Subject.Kind.TOWNSHIP)
    if not townships.exists():
        raise PermissionDenied(_("Only clerks and heads of townships and subdistricts enter the fourteen services."))
    asked = whole(request.GET.get("unit", ""))
    unit = townships.filter(pk=asked).first() or townships.order_by("sort_key").first()
    form = ServicesForm(request.POST or None, unit=unit, today=today)

    def leads(made: list):
        words = ngettext(
            "%(n)d commitment drafted. Submit it for publication.",
            "%(n)d commitments drafted. Submit each of them for publication.",
            len(made),
        )
        messages.success(request, words % {"n": len(made)})
        return redirect(f"{reverse('admin:commitments_commitment_changelist')}?mine=drafts")

    return posted(
        request,
        form,
        lambda form: actions.draft_services(
            unit=unit, by=request.user, rows=_rows(form), **{n: form.cleaned_data[n] for n in ("owner", "basis", "due_on")}
        ),
        leads,
        template="commitment_services",
        title=_("The fourteen services of %(unit)s") % {"unit": unit},
        townships=townships.order_by("sort_key"),
        unit=unit,
        **_listed(),
    )


def _rows(form: ServicesForm) -> list[dict]:
    said = form.cleaned_data
    return [
        {
            "service": s,
            "title": said[f"s{s.position}_title"],
            "target": said[f"s{s.position}_target"],
            "measure": said[f"s{s.position}_measure"],
        }
        for s in form.services
        if said.get(f"s{s.position}_title")
    ]
