"""The form by which the office enters what came by hotline, mailbox or petition."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from archives.models import PowerItem
from discipline.forms import DutyField, NamedField, found_body
from discipline.models import BreachKind
from integrity.file_field import FilesField

from .models import Ticket

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
CHANNELS = [choice for choice in Ticket.Channel.choices if choice[0] != Ticket.Channel.PORTAL]


class EntryForm(forms.Form):
    """One complaint as it came."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    source_no = forms.CharField(
        label=_("Number at the channel"),
        max_length=60,
        required=False,
        help_text=_("The number of the hotline’s or the petition office’s own sheet."),
    )
    received_on = forms.DateField(label=_("Received on"), help_text=_("The term of acceptance runs from this day."), **DAY)
    accused = forms.CharField(
        label=_("Body complained of"), max_length=200, help_text=_("Its whole official name, or its unified social credit code.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Ticket.Kind.choices)
    contract_no = forms.CharField(label=_("Contract number"), max_length=100, required=False)
    happened_on = forms.DateField(
        label=_("Happened on"), required=False, help_text=_("The day on which it was to be kept and was not."), **DAY
    )
    facts = forms.CharField(label=_("What is complained of"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))
    wanted = forms.CharField(label=_("What is wanted"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    complainant_kind = forms.ChoiceField(label=_("Complainant"), choices=Ticket.Complainant.choices)
    complainant_name = forms.CharField(label=_("Name of the complainant"), max_length=200)
    contact = forms.CharField(label=_("Contact"), max_length=200, help_text=_("Telephone or address; no resident id."))
    files = FilesField(label=_("Files"), required=False, help_text=_("PDF, JPEG or PNG, five at most, 10 MB each."))

    def clean_accused(self):
        return found_body(self.cleaned_data["accused"])


class CaseForm(forms.Form):
    """The case that a founded complaint leads to; the words of the complainant do not go into it."""

    kind = forms.ChoiceField(label=_("Kind of breach"))
    contract_no = forms.CharField(label=_("Contract number"), max_length=100, required=False)
    breached_on = forms.DateField(
        label=_("Day of the breach"),
        help_text=_("The day on which it was to be kept and was not; who was in charge on it answers for it."),
        **DAY,
    )
    matter = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In your own words, without anything that tells who complained: the accused body may read it later."),
    )
    named = NamedField()

    duty = DutyField(help_text=_("From the list of powers of the body complained of, as it stood on the day of the breach."))

    def __init__(self, *args, today, accused, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["duty"].queryset = PowerItem.objects.filter(unit=accused).order_by("code", "valid_from").distinct()
        self.fields["kind"].choices = [("", _now("Choose"))] + [
            (kind.code, f"{kind.label}（{kind.document}）") for kind in BreachKind.objects.in_force(today)
        ]
