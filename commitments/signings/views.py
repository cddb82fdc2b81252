"""Pages of collective signings: drafting one, its list of who signed, its confirmation."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from archives.documents.actions import works_in
from archives.forms import without_identities
from archives.models import Document
from archives.people import managed_by
from discipline.forms import found_body
from integrity.errors import Refused
from integrity.lists import open_list
from integrity.once import once
from integrity.posted import open_and_shut, take_posted, whole

from ..forms import DAY, LONG, SHORT
from ..models import Signatory, Signing
from ..views import page
from ..writing_views import posted
from . import actions, papers

TAGS = {"drafted": "draft", "confirmed": "public", "discarded": "withdrawn"}


class SigningForm(forms.Form):
    unit = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Organising unit"), empty_label=None)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    held_on = forms.DateField(label=pgettext_lazy("signing", "Held on"), **DAY)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=actions.WORDS,
        help_text=gettext_lazy("What is signed, word for word; everybody reads it."),
        **LONG,
    )

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = actions.organised_by(user, today)


class NamesForm(forms.Form):
    """Names of the staff of one unit, one a line; nothing else of them is kept."""

    body = forms.CharField(
        label=gettext_lazy("Unit"), max_length=200, help_text=gettext_lazy("Its whole official name, or its unified social credit code.")
    )
    names = forms.CharField(
        label=gettext_lazy("Names, one a line"),
        max_length=20000,
        help_text=gettext_lazy("Names only, without numbers. Staff alone read them."),
        **SHORT,
    )

    def clean_body(self):
        return found_body(self.cleaned_data["body"])


class PersonForm(forms.Form):
    person = forms.ModelChoiceField(queryset=None, label=gettext_lazy("Civil servant of the register"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


@require_http_methods(["GET", "POST"])
@once
def draft(request: HttpRequest) -> HttpResponse:
    """Draft an event; its list of who signed is written on its page."""
    user, today = request.user, timezone.localdate()
    if not actions.organised_by(user, today).exists():
        raise PermissionDenied(_("Only who works in a unit drafts its events."))
    form = SigningForm(request.POST or None, initial={"held_on": today}, user=user, today=today)

    def leads(made):
        messages.success(request, _("Drafted. Write the list of who signed; a colleague confirms it."))
        return redirect("staff_signing", pk=made.pk)

    return posted(
        request,
        form,
        lambda form: actions.draft(by=user, **form.cleaned_data),
        leads,
        title=_("Draft a collective signing"),
        lead=_(
            "Once a colleague has confirmed it, everybody reads title, text, day, and how many of each unit signed. Names are for staff."
        ),
        button=_("Draft it"),
        list_url=open_list("commitments_signing", user),
        list_title=_("Collective signings"),
    )


def _opened(user, pk: int) -> Signing:
    return get_object_or_404(Signing.objects.visible_to(user).select_related("unit", "made_by", "confirmed_by", "document"), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """One event. POST takes a step, adds names, adds a person, or strikes a name."""
    found, refusal, names, person = _opened(request.user, pk), None, None, None
    if request.method == "POST":
        what = request.POST.get("what", "")
        if what == "names":
            names = NamesForm(request.POST)
            refusal = _names(request, found, names)
        elif what == "person":
            person = PersonForm(request.POST, people=managed_by(request.user, timezone.localdate()))
            refusal = _person(request, found, person)
        else:
            refusal = take_posted(request, found)
        if refusal is None:
            return redirect("staff_signing", pk=pk)
        found = _opened(request.user, pk)
    status = 200 if refusal is None else 400 if refusal == "" else 409
    return page(request, "signing", status, **_shown(request.user, found, str(refusal or ""), names, person))


def _names(request, found, form):
    if not form.is_valid():
        without_identities(form)
        return ""
    try:
        made = actions.add_names(
            signing=found, unit=form.cleaned_data["body"], names=form.cleaned_data["names"].splitlines(), by=request.user
        )
    except Refused as refusal:
        without_identities(form)
        return refusal
    messages.success(request, _("Names added: %(n)d.") % {"n": len(made)})
    return None


def _person(request, found, form):
    if not form.is_valid():
        return ""
    try:
        actions.add_person(signing=found, person=form.cleaned_data["person"], by=request.user)
    except Refused as refusal:
        return refusal
    messages.success(request, _("Written down."))
    return None


def _shown(user, found: Signing, refusal: str, names, person) -> dict:
    today = timezone.localdate()
    can, cannot = open_and_shut(found, user, today)
    is_open = found.status == Signing.Status.DRAFTED
    writes = is_open and works_in(user, found.unit, today)
    people = managed_by(user, today) if is_open else None
    signed = {}
    for row in found.signatories.filter(struck=False).order_by("unit", "pk"):
        signed.setdefault(row.unit_id, []).append(row)
    document = found.document_id and Document.objects.visible_to(user, today).filter(pk=found.document_id).first()
    return {
        "title": str(found),
        "signing": found,
        "entry": found,
        "tag_code": TAGS[found.status],
        "list_url": open_list("commitments_signing", user),
        "refusal": refusal,
        "units": [{"unit": unit, "rows": signed[unit.pk]} for unit in papers.units_of(found)],
        "names": names or (NamesForm(initial={"body": found.unit.name}) if writes else None),
        "person": person or (PersonForm(people=people) if people is not None and people.exists() else None),
        "writes": writes,
        "document": document,
        "can": [
            {"name": s.name, "label": s.label, "explains": s.explains, "needs_reason": s.needs_reason, "stop": s.name == "discard"}
            for s in can
        ],
        "cannot": cannot,
        "taken": [{"row": row, "label": found.flow[row.step].label} for row in found.taken.select_related("by")],
    }


@require_POST
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a name off the list."""
    found = _opened(request.user, pk)
    row = get_object_or_404(Signatory, signing=found, struck=False, pk=whole(request.POST.get("signatory", ""), 18) or 0)
    try:
        actions.strike(signatory=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Struck off the list."))
    return redirect("staff_signing", pk=pk)
