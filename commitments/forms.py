"""Forms of commitments: the draft with its yardstick, a change, a report with its proof, a plan, a handover."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import PowerItem, Scope, Subject
from integrity.file_field import FilesField
from integrity.said import in_words

from . import duties, states, wording
from .actions import TOWNSHIP
from .models import Commitment, TownshipService, Version, Wording

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
LONG = {"widget": forms.Textarea(attrs={"rows": 10})}
SHORT = {"widget": forms.Textarea(attrs={"rows": 4})}
FILES = _("PDF, JPEG or PNG, five at most, 10 MB each. Everybody reads the names of the files, not what is in them: let no name of a file tell of a person.")
BY_YARDSTICK = ("target", "measure", "matter", "days", "value")  # asked for or not by the yardstick that is chosen
S = Commitment.Status
GOING = (S.DRAFTED, S.REVIEWING, S.PUBLISHED, S.REPORTED)  # of which a second for the same service is seldom meant
ABOUT = ("owner", "basis", "duty", "project_no", "service", "scope", "elsewhere")
NUMBERS = ("target", "tolerance", "measure", "at_most", "baseline", "source", "matter", "days")


class ChooseForm(forms.Form):
    """Whose commitment, and of which kind: the template depends on both."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"))

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = duties.drafts_for(user, today)
        kinds = Wording.objects.in_force(today).filter(family=Wording.Family.PUBLIC)
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]


def _mark(form: forms.Form) -> None:
    """Say of the numbers that the yardstick decides whether they are written, instead of that they may be left out."""
    for name in BY_YARDSTICK:
        if name in form.fields:
            form.fields[name].by_yardstick = True


class VersionForm(forms.Form):
    """The words of a version and the yardstick by which its keeping is measured."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("In one line, what is committed to; lists show it."))
    text = forms.CharField(label=_("Text"), max_length=4000, help_text=_("The template of the kind; fill in what is left open."), **LONG)
    yardstick = forms.ChoiceField(label=_("Yardstick"), help_text=_("What counts as kept. It is checked, so it needs its numbers."))
    due_on = forms.DateField(label=_("Due on"), help_text=_("The last day on which it is kept in time."), **DAY)
    target = forms.DecimalField(
        label=_("Target"),
        required=False,
        max_digits=14,
        decimal_places=2,
        help_text=_("Level, quantity, or per cent of the cases in time."),
    )
    measure = forms.CharField(label=_("Measured in"), required=False, max_length=40, help_text=_("Such as %, households, µg/m³."))
    tolerance = forms.DecimalField(
        label=_("Tolerance"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=_("By how much the target may be missed and still counts as kept."),
    )
    at_most = forms.BooleanField(label=_("The target is not to be exceeded"), required=False)
    baseline = forms.DecimalField(label=_("Baseline"), required=False, max_digits=14, decimal_places=2)
    source = forms.CharField(label=_("Source of the figures"), required=False, max_length=200)
    matter = forms.ModelChoiceField(
        label=pgettext_lazy("approval", "Matter"), queryset=PowerItem.objects.none(), required=False, help_text=_("For a handling time.")
    )
    days = forms.IntegerField(
        label=_("Within, working days"), required=False, min_value=1, max_value=999, help_text=_("For a handling time.")
    )

    def __init__(self, *args, unit: Subject, kind: Wording, today, **kwargs):
        super().__init__(*args, **kwargs)
        known = kind.yardsticks or list(Version.Yardstick.values)
        self.fields["yardstick"].choices = [(name, Version.Yardstick(name).label) for name in known]
        self.fields["matter"].queryset = PowerItem.objects.in_force(today).filter(unit=unit, is_matter=True)
        _mark(self)
        if "time" not in known:
            del self.fields["matter"], self.fields["days"]
        if known == ["time"]:
            for name in ("measure", "tolerance", "at_most", "baseline"):
                del self.fields[name]

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def said(self) -> dict:
        """The columns of a version."""
        found = {name: self.cleaned_data[name] for name in ("title", "text", "yardstick", "due_on")}
        numbers = {name: self.cleaned_data.get(name) for name in NUMBERS}
        return (
            found | numbers | {"measure": numbers["measure"] or "", "source": numbers["source"] or "", "at_most": bool(numbers["at_most"])}
        )


class DraftForm(VersionForm):
    """A commitment with its first version."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, help_text=_("Who answers for it: in office in the unit today."))
    basis = forms.CharField(label=_("Legal or contractual basis"), max_length=400)
    duty = forms.ModelChoiceField(label=_("Duty that it serves"), queryset=None, required=False)
    project_no = forms.CharField(label=_("Number of the project or contract"), max_length=100, required=False)
    service = forms.ModelChoiceField(label=_("Service"), queryset=None)
    scope = forms.TypedChoiceField(
        label=_("Disclosure"),
        coerce=int,
        choices=[(s.value, s.label) for s in (Scope.PUBLIC, Scope.SHARED, Scope.INTERNAL)],
        initial=Scope.PUBLIC.value,
        help_text=_("What a unit commits itself to is public unless a law says otherwise."),
    )
    elsewhere = forms.URLField(label=_("Also published at"), required=False, max_length=300, assume_scheme="https")

    def __init__(self, *args, unit: Subject, kind: Wording, today, **kwargs):
        super().__init__(*args, unit=unit, kind=kind, today=today, **kwargs)
        self.fields["owner"].queryset = duties.owners_of(unit, today)
        self.fields["duty"].queryset = PowerItem.objects.in_force(today).filter(unit=unit)
        self.fields["service"].queryset = TownshipService.objects.in_force(today)
        if kind.code != TOWNSHIP:
            del self.fields["service"]
        if not self.is_bound:
            self.initial.setdefault("text", wording.text_of(kind, unit, today))

    def about(self) -> dict:
        """What stands beside the words."""
        return {name: self.cleaned_data.get(name) for name in ABOUT}


class ChangeForm(VersionForm):
    """A new version, with why and by whose decision."""

    reason = forms.CharField(
        label=_("Reason of the change"), max_length=1000, help_text=_("Everybody reads it beside the old text."), **SHORT
    )
    authority = forms.CharField(
        label=_("Authority of the change"),
        max_length=400,
        help_text=_("The law, or the decision of the competent authority with its number."),
    )

    def said(self) -> dict:
        return super().said() | {name: self.cleaned_data[name] for name in ("reason", "authority")}


class ReportForm(forms.Form):
    """What was done, as of a day, with what proves it."""

    words = forms.CharField(
        label=_("What was done"), max_length=4000, help_text=_("Everybody reads it once it is public; name no person."), **SHORT
    )
    on = forms.DateField(label=_("As of"), **DAY)
    value = forms.DecimalField(label=_("Measured value"), required=False, min_value=0, max_digits=14, decimal_places=2)
    percent = forms.IntegerField(label=_("Progress in per cent"), required=False, min_value=0, max_value=100)
    files = FilesField(label=_("Proof"), required=False, help_text=FILES)

    def __init__(self, *args, progress: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not progress:
            del self.fields["percent"]
            _mark(self)


class PlanForm(forms.Form):
    """How it is put right, and by when."""

    words = forms.CharField(label=_("Rectification plan"), max_length=4000, **SHORT)
    due_on = forms.DateField(label=_("To be rectified by"), **DAY)


    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = states.last_day_of_plan(timezone.localdate())
        self.fields["due_on"].help_text = _now("At the latest %(day)s.") % {"day": in_words(last)}


class HandoverForm(forms.Form):
    """Who takes the commitment over."""

    owner = forms.ModelChoiceField(label=_("New owner"), queryset=None)
    on = forms.DateField(label=_("Answers for it from"), **DAY)
    note = forms.CharField(label=_("Handover note"), max_length=400, **SHORT)

    def __init__(self, *args, unit: Subject, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = duties.owners_of(unit, today)


def _of(service: TownshipService, label: str) -> str:
    """A field of one of the fourteen services, which an error names with its service."""
    return f"{service.label} · {label}"


class ServicesForm(forms.Form):
    """The fourteen services of a township at once: a title, a text, a target and a day each; what is left empty is not drafted."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None)
    basis = forms.CharField(label=_("Legal or contractual basis"), max_length=400)
    due_on = forms.DateField(label=_("Due on"), help_text=_("For all services that are filled in below."), **DAY)

    def __init__(self, *args, unit: Subject, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = duties.owners_of(unit, today)
        self.services = list(TownshipService.objects.in_force(today))
        self.there: dict[int, list[Commitment]] = {}
        for one in Commitment.objects.filter(unit=unit, service__isnull=False, status__in=GOING).prefetch_related("versions").order_by("pk"):
            self.there.setdefault(one.service_id, []).append(one)
        for service in self.services:
            name = f"s{service.position}"
            self.fields[f"{name}_title"] = forms.CharField(
                label=_of(service, _now("What is committed to")),
                max_length=120,
                required=False,
                help_text=_("What is committed to, in one line."),
            )
            self.fields[f"{name}_target"] = forms.DecimalField(
                label=_of(service, _now("Target")), required=False, max_digits=14, decimal_places=2
            )
            self.fields[f"{name}_measure"] = forms.CharField(label=_of(service, _now("Measured in")), required=False, max_length=40)

    def rows(self):
        """The services in order, each with its fields and with what the township has of it already, for the page."""
        return [
            (service, [self[f"s{service.position}_{part}"] for part in ("title", "target", "measure")], self.there.get(service.pk, []))
            for service in self.services
        ]

    def clean(self):
        found = super().clean()
        filled = [s for s in self.services if found.get(f"s{s.position}_title")]
        if not filled and not self.errors:
            raise forms.ValidationError(_now("Nothing is filled in; write what is committed to for at least one service."))
        for service in self.services:
            name = f"s{service.position}"
            if found.get(f"{name}_title") and (found.get(f"{name}_target") is None) != (not found.get(f"{name}_measure")):
                self.add_error(f"{name}_target", _now("A target has what it is measured in; write both, or neither."))
            if not found.get(f"{name}_title") and (found.get(f"{name}_target") is not None or found.get(f"{name}_measure")):
                self.add_error(f"{name}_title", _now("Write what is committed to."))
        return found
