"""Pages about civil servants: the list of those one has to do with, one archive, the own archive, registering, entering.

Nothing about a person is read for a page before :func:`archives.people.reveal` has committed who looks and why.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from integrity.errors import Refused
from integrity.exports import streamed
from integrity.identity import mask_identities, refuse_identities
from integrity.lists import staff_list

from . import exports, people, people_actions
from .entry_page import entry_page
from .forms import item_form, without_identities
from .imports.persons import masked_name
from .models import Authority, CatalogueItem, PersonCard, ReadLog, Record, Role, Subject

READINGS_SHOWN = 10
PERSONS_ON_A_PAGE = 100
READINGS_ON_A_PAGE = 20


def _context(request, **extra) -> dict:
    return {**admin.site.each_context(request), **extra}


def _person(address: str) -> Subject:
    """The person at a random address; 404 for one that never existed."""
    found = Subject.objects.filter(address=address).first()
    if found is None:
        raise Http404
    return found


class PurposeForm(forms.Form):
    """Why somebody opens an archive: a purpose of the role, and words that the person will read."""

    purpose = forms.ChoiceField(label=_("Purpose"))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person reads it in the own archive, with your name and the time."))

    def __init__(self, *args, acting: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(p.value, p.label) for p in people.PURPOSES[acting]]


class NeverShown(forms.TextInput):
    """What was typed is not sent back."""

    def get_context(self, name, value, attrs):
        return super().get_context(name, None, attrs)


class RegisterForm(forms.Form):
    organ = forms.ModelChoiceField(queryset=None, label=_("Personnel organ"), empty_label=None)
    name = forms.CharField(label=_("Name"), max_length=60)
    resident_id = forms.CharField(
        label=_("Resident id"),
        max_length=40,
        widget=NeverShown(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Not kept: it is turned into a keyed hash and a mask, and is never shown again."),
    )
    serves_in = forms.ModelChoiceField(queryset=None, label=_("Serves in"))
    username = forms.CharField(label=_("User name of the person's account"), max_length=150, required=False, help_text=_("With it the person opens “my archive”."))

    def __init__(self, *args, organs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = organs
        self.fields["serves_in"].queryset = Subject.objects.bodies()

    def clean_username(self):
        username = self.cleaned_data["username"].strip()
        if not username:
            return None
        account = User.objects.filter(username=username, is_active=True).first()
        if account is None:
            raise forms.ValidationError(_now("There is no account with this user name."))
        return account


def _organs(user):
    return Subject.objects.filter(memberships__in=people.Membership.objects.held().filter(user=user, role=Role.PERSONNEL)).distinct()


def _must_have_to_do_with_people(user) -> set:
    roles = Role.of(user)
    if not roles & {Role.PERSONNEL, Role.OFFICER, Role.AUDITOR}:
        raise PermissionDenied(_now("Only personnel organs, the credit office and the auditor have to do with personal archives."))
    return roles


def _listed(user, today, asked: str):
    """The persons whose archives ``user`` may open, by name or pinyin initials."""
    found = people.roster(user, today).order_by("sort_key", "pk")
    return found.filter(Q(name__contains=asked) | Q(initials__startswith=asked.lower())) if asked else found


def _asked(request) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:50]


# What apps above add to "my archive": each a function (person, today) -> {"template", "rows"} or nothing.
OWN_PARTS: list = []

staff_list("staff_people", lambda user: bool(Role.of(user) & {Role.PERSONNEL, Role.OFFICER, Role.AUDITOR}))


@require_GET
def people_csv(request: HttpRequest) -> HttpResponse:
    """The same list as CSV, for the auditor: row by row, with the names masked, which the redaction log says."""
    if Role.AUDITOR not in Role.of(request.user):
        raise PermissionDenied(_now("Only the auditor takes along the list of civil servants; others open the archives they have to do with."))
    today, asked = timezone.localdate(), _asked(request)
    refuse_identities(asked)
    found = _listed(request.user, today, asked)
    exports.note_people(by=request.user, rows=found.count())
    return streamed("civil-servants.csv", *exports.people_rows(found, today))


@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    """The persons whose archives one may open today, by name and unit, page by page; ``q`` finds a name or its pinyin
    initials. Opening one is asked for and noted."""
    roles = _must_have_to_do_with_people(request.user)
    today, asked = timezone.localdate(), _asked(request)
    if mask_identities(asked)[1]:  # the page would repeat the address in its links
        return redirect("staff_people")
    page = Paginator(_listed(request.user, today, asked), PERSONS_ON_A_PAGE).get_page(request.GET.get("page"))
    held = {a.person_id: a for a in Authority.objects.held(today).filter(person__in=[p.pk for p in page]).select_related("organ", "serves_in")}
    auditor = Role.AUDITOR in roles  # who reads this list as it leaves: the names masked
    rows = [{"person": p, "name": masked_name(p.name) if auditor else p.name, "authority": held.get(p.pk)} for p in page]
    context = _context(request, title=_now("Civil servants"), rows=rows, page=page, asked=asked, may_register=Role.PERSONNEL in roles)
    if auditor:
        context["csv_url"] = reverse("staff_people_csv") + (f"?{urlencode({'q': asked})}" if asked else "")
    return render(request, "staff/people.html", context)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, address: str) -> HttpResponse:
    """One archive. GET asks for the purpose (the person itself needs none); POST notes it and shows the page."""
    found, today = _person(address), timezone.localdate()
    acting = people.acting_as(request.user, found, today)
    if acting == ReadLog.As.NONE:
        people.refuse(by=request.user, person=found, what=ReadLog.What.ARCHIVE)
    if acting == ReadLog.As.SELF:
        return redirect("staff_my_archive")
    form = PurposeForm(request.POST or None, acting=acting)
    if request.method == "POST" and form.is_valid():
        try:
            people.reveal(by=request.user, person=found, what=ReadLog.What.ARCHIVE, today=today, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            return _archive(request, found, acting)
    without_identities(form)
    status = 400 if request.method == "POST" else 200
    return render(request, "staff/person_ask.html", _context(request, title=_now("Open a personal archive"), form=form, person=found), status=status)


@require_GET
def my_archive(request: HttpRequest) -> HttpResponse:
    """The own archive, with everybody who opened it or tried to."""
    today = timezone.localdate()
    found = people.own_person(request.user, today)
    if found is None:
        raise PermissionDenied(_now("No archive here is yours; your personnel organ links your account to it."))
    people.reveal(by=request.user, person=found, what=ReadLog.What.ARCHIVE, today=today, purpose=ReadLog.Purpose.OWN)
    return _archive(request, found, ReadLog.As.SELF)


@require_GET
def my_readings(request: HttpRequest) -> HttpResponse:
    """Everybody who opened the own archive or tried to, page by page; nothing that is filed stands here, so nothing is noted."""
    found = people.own_person(request.user, timezone.localdate())
    if found is None:
        raise PermissionDenied(_now("No archive here is yours; your personnel organ links your account to it."))
    pages = Paginator(ReadLog.objects.filter(person=found).select_related("by"), READINGS_ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return TemplateResponse(request, "staff/my_readings.html", _context(request, title=_now("Who opened my archive"), page=page, readings=page.object_list))


def _archive(request, found: Subject, acting: str) -> HttpResponse:
    today = timezone.localdate()
    items = people.items_in_hand(request.user, found, today) if acting == ReadLog.As.OFFICER else None
    told = people.archive_of(found, today, items)
    for part in ("honours", "findings", "declarations", "conduct"):
        told[part] = [{"record": record, "facts": _facts(record)} for record in told[part]]
    for entry in told["sanctions"]:
        entry["facts"] = [fact for fact in _facts(entry["record"]) if fact["key"] != "sanction"]
    own = acting == ReadLog.As.SELF
    authorities = Authority.objects.filter(person=found).select_related("organ", "serves_in").order_by("-from_on")
    readings = ReadLog.objects.filter(person=found).select_related("by") if own or acting == ReadLog.As.AUDITOR else None
    context = _context(
        request,
        title=found.name,
        person=found,
        card=PersonCard.objects.filter(person=found).first(),
        authorities=authorities,
        managed=acting == ReadLog.As.PERSONNEL,
        own_parts=[part for of in OWN_PARTS if (part := of(found, today))] if own else [],
        acting=ReadLog.As(acting).label,
        own=own,
        in_hand=_labels(items) if items is not None else [],
        today=today,
        sanctions_hold=any(entry["holds"] for entry in told["sanctions"]),
        readings=readings[:READINGS_SHOWN] if readings is not None else None,
        readings_count=readings.count() if readings is not None else 0,
        **told,
    )
    return TemplateResponse(request, "staff/person.html", context)


def _labels(items) -> list[str]:
    """The names of these items, as they are called now."""
    return sorted({item.code: item.label for item in CatalogueItem.objects.filter(code__in=items).order_by("edition__valid_from")}.values())


def _facts(record: Record) -> list[dict]:
    values, english = people.values_of(record), get_language() == "en"
    return [
        {"key": f.key, "label": f.label_en if english else f.label, "value": values[f.key], "scope": f.get_scope_display()}
        for f in record.item.fields.all()
        if values.get(f.key)
    ]


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register a civil servant under the authority of one's own personnel organ."""
    organs = _organs(request.user)
    if not organs.exists():
        raise PermissionDenied(_now("Only personnel organs register civil servants."))
    form = RegisterForm(request.POST or None, organs=organs)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            made = people_actions.register(by=request.user, today=timezone.localdate(), account=given.pop("username"), **given)
        except ValidationError as error:
            for key, words in error.message_dict.items():
                form.add_error("username" if key == "account" else key, words)
        except Refused as refusal:
            if known := people_actions.known_person(given["resident_id"]):
                people.log(by=request.user, person=known, what=ReadLog.What.REGISTER, acting=ReadLog.As.NONE, purpose=ReadLog.Purpose.UNSTATED)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _now("%(name)s is registered.") % {"name": made.name})
            return redirect("staff_people")
    without_identities(form)  # an id in the wrong field is not sent back either
    status = 400 if request.method == "POST" else 200
    return render(request, "staff/person_register.html", _context(request, title=_now("Register a civil servant"), form=form), status=status)


def authority(request: HttpRequest, address: str) -> HttpResponse:
    """End the authority of one's own organ over a person: from today on nobody of the organ opens the archive."""
    found, today = _person(address), timezone.localdate()
    if not people.managed_by(request.user, today).filter(pk=found.pk).exists():
        people.refuse(by=request.user, person=found, what=ReadLog.What.ENTRY)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    people_actions.end_authority(by=request.user, person=found, until_on=today, today=today)
    messages.success(request, _now("The authority of your organ over %(name)s ended; another organ may register the person now.") % {"name": found.name})
    return redirect("staff_people")


def enter(request: HttpRequest, item: CatalogueItem) -> HttpResponse:
    """Enter one record about a civil servant whom one's organ manages; part of :func:`archives.entry_views.enter_record`."""
    today = timezone.localdate()
    if Role.PERSONNEL not in Role.of(request.user, today):
        raise PermissionDenied(_now("Records about civil servants are entered by the personnel organ that manages them."))
    managed = people.managed_by(request.user, today).filter(kind__in=item.subject_kinds)
    if request.method == "POST":
        asked = Subject.objects.filter(address=request.POST.get("person", "")[:32]).first()
        if asked is not None and not managed.filter(pk=asked.pk).exists():
            people.refuse(by=request.user, person=asked, what=ReadLog.What.ENTRY)
    initial = {"person": request.GET.get("person", "")[:32]}
    form = item_form(item, managed.order_by("sort_key"))(request.POST or None, initial=initial)
    return entry_page(
        request,
        item=item,
        form=form,
        file=lambda data: people_actions.file_about(person=data.pop("person"), by=request.user, item_code=item.code, data=data, today=today),
    )
