"""The form that opens a case, and the one that holds what its examination found."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from archives.models import PowerItem, Subject
from integrity.file_field import FilesField

from .concealing import NamesComplainant
from .models import BreachKind, Case

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


def found_body(text: str) -> Subject:
    """The body that stands under a unified code or bears exactly that name; ``ValidationError`` otherwise."""
    text = text.strip()
    bodies = Subject.objects.bodies().filter(ceased_on__isnull=True)
    found = bodies.filter(code=text.upper()).first() or Subject.objects.bearing(text).first()
    if found is None:
        raise forms.ValidationError(
            _now("No public body stands under this code or bears this name; write the whole official name or the code.")
        )
    return found


class DutyField(forms.ModelChoiceField):
    """The duty of the accused body's list that was broken, as a finding cites it."""

    def __init__(self, **more):
        super().__init__(
            queryset=PowerItem.objects.none(),
            label=_("Duty broken"),
            required=False,
            empty_label="—",
            error_messages={
                "invalid_choice": _("That duty was not on the list of the accused body on the day of the breach; show its duties again.")
            },
            **more,
        )

    def label_from_instance(self, item: PowerItem) -> str:
        return f"{item.code} {item.cited}"


def duties_then(accused: str, day: str):
    """The items of the list of the body that ``accused`` names which were in force on ``day``; none while either is no answer yet."""
    try:
        return PowerItem.objects.in_force(forms.DateField().clean(day)).filter(unit=found_body(accused)).order_by("code")
    except forms.ValidationError:
        return PowerItem.objects.none()


class NamedField(forms.BooleanField):
    """The tick by which a party of the contract is named on purpose who also complained; asked only where a text names one."""

    def __init__(self):
        super().__init__(
            label=_("It is named on purpose, as a party of the contract; nothing says that it complained. This is kept in the trail."),
            required=False,
        )


def ask_whether_named(form: forms.Form, refusal=None) -> None:
    """Leave the tick in ``form`` only where ``refusal`` was about it, or it was ticked."""
    if not (isinstance(refusal, NamesComplainant) or (form.is_bound and form.data.get("named"))):
        form.fields.pop("named", None)


class OpenForm(forms.Form):
    """What a case is about."""

    handler = forms.ModelChoiceField(queryset=None, label=_("Handling unit"), empty_label=None)
    accused = forms.CharField(
        label=_("Accused body"),
        max_length=200,
        help_text=_("Its whole official name, or its unified social credit code. It sees nothing of the case before the notice."),
    )
    source = forms.ChoiceField(label=_("Opened on"), choices=Case.Source.choices)
    kind = forms.ChoiceField(label=_("Kind of breach"))
    contract_no = forms.CharField(label=_("Contract number"), max_length=100, required=False)
    breached_on = forms.DateField(
        label=_("Day of the breach"),
        help_text=_("The day on which it was to be kept and was not; who was in charge on it answers for it."),
        **DAY,
    )
    duty = DutyField(
        help_text=_("From its list of powers, as it stood on the day of the breach. Fill in body and day, then press “Show its duties”.")
    )
    matter = forms.CharField(label=_("What it is about"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args, units, today, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.data or self.initial
        self.fields["duty"].queryset = duties_then(str(given.get("accused", "")), str(given.get("breached_on", "")))
        self.fields["handler"].queryset = units
        self.fields["kind"].choices = [("", _now("Choose"))] + [
            (kind.code, f"{kind.label}（{kind.document}）") for kind in BreachKind.objects.in_force(today)
        ]

    def clean_accused(self):
        return found_body(self.cleaned_data["accused"])


class ExamineForm(forms.Form):
    """What the examination found."""

    breached_on = forms.DateField(label=_("Day of the breach"), **DAY)
    found = forms.CharField(
        label=_("Facts found"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The notice and the record name them word for word: no names of persons, no telephone numbers."),
    )
    evidence = forms.CharField(label=_("Evidence"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    loss = forms.CharField(
        label=_("Loss, 10,000 yuan"), max_length=20, required=False, help_text=_("Write 0.2 for 2,000 yuan; empty for none.")
    )
    impact = forms.TypedChoiceField(label=_("Impact"), choices=Case.Impact.choices, coerce=int)
    named = NamedField()
    files = FilesField(label=_("Files of the evidence"), required=False, help_text=_("PDF, JPEG or PNG, five at most, 10 MB each."))
