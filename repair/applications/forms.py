"""The forms of an application for repair, and of a shield."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from complaints.forms import DAY
from integrity.file_field import FilesField

from ..forms import FILES

DEEDS = [
    ("rectified", _("rectified, duties performed, penalty paid")),
    ("training", _("training attended")),
    ("report", _("credit report handed in")),
    ("service", _("public service or charity")),
]


def mark_required(form: forms.Form, required: set[str]) -> None:
    """Say at each method which the tier of the record requires."""
    form.fields["methods"].choices = [
        (code, format_lazy("{}{}", label, _(" (required of this tier)")) if code in required else label) for code, label in DEEDS
    ]


class OwnForm(forms.Form):
    """What was done, and the commitment."""

    done = forms.CharField(label=_("How was the breach put right?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    methods = forms.MultipleChoiceField(label=_("What was done for the repair"), choices=DEEDS, widget=forms.CheckboxSelectMultiple)
    hours = forms.IntegerField(
        label=_("Hours of public service"),
        min_value=0,
        max_value=9999,
        required=False,
        help_text=_("Only where public service was done; with proof among the files."),
    )
    signer = forms.CharField(
        label=_("Who signs the public commitment"),
        max_length=200,
        help_text=_(
            "By submitting the application this person signs the commitment below, which is published once the application is accepted."
        ),
    )
    contact = forms.CharField(label=_("Contact"), max_length=200, help_text=_("Telephone or address; no resident id."))
    files = FilesField(label=_("Proof"), required=False, help_text=FILES)

    def clean_hours(self):
        return self.cleaned_data["hours"] or 0


class WindowForm(OwnForm):
    """The same, by a clerk for somebody at the window."""

    numbers = forms.CharField(
        label=_("Numbers of the records"), max_length=500, help_text=_("Of one subject, found by one unit; several with blanks between.")
    )
    applicant = forms.CharField(label=_("Applicant"), max_length=200)
    identity_seen = forms.CharField(
        label=_("Proof of identity seen"),
        max_length=200,
        help_text=_("What was shown, such as identity card, business licence, power of attorney; without the number of any document."),
    )
    field_order = ("numbers", "applicant", "identity_seen", "contact", "done", "methods", "hours", "signer", "files")


class ShieldForm(forms.Form):
    """A court's ruling."""

    numbers = forms.CharField(
        label=_("Numbers of the records"), max_length=500, help_text=_("Of one body or organisation; several with blanks between.")
    )
    court = forms.CharField(label=_("Court"), max_length=200)
    ruling_no = forms.CharField(label=_("Number of the ruling"), max_length=100)
    ruled_on = forms.DateField(label=_("Ruled on"), **DAY)
    until_on = forms.DateField(
        label=_("Shielded until"), help_text=_("On this day the records are shown and used again, by themselves."), **DAY
    )


class FalseForm(forms.Form):
    """The tier of a record about false material."""

    tier = forms.ChoiceField(label=_("Tier"), choices=[("", "—"), ("1", _("Minor")), ("2", _("Moderate")), ("3", _("Severe"))])
