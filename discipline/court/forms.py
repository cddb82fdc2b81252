"""The form by which the credit office enters what a court tells ahead."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import DAY, found_body
from .entries import LONGEST
from .models import CourtNotice
from .sheets import CourtNoField

S = CourtNotice.Status


class NoticeForm(forms.Form):
    """One matter of a court about one public body."""

    body = forms.CharField(
        label=_("Body"),
        max_length=200,
        help_text=_("Its whole official name, or its unified social credit code. It sees the notice and what it has to do."),
    )
    stage = forms.ChoiceField(label=_("What the court tells of"), choices=[(s.value, s.label) for s in CourtNotice.STAGES])
    court = forms.CharField(label=_("Court"), max_length=100)
    court_no = CourtNoField(label=_("Case number of the court"), max_length=100)
    matter = forms.CharField(label=_("What the court says"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    received_on = forms.DateField(label=_("Received on"), **DAY)
    due_on = forms.DateField(
        label=_("To be performed by"),
        required=False,
        help_text=_(
            "The day that the judgment names, or on which the listing is planned. Empty for a suit; for a listing then counted by the law."
        ),
        **DAY,
    )

    def clean_body(self):
        return found_body(self.cleaned_data["body"])
