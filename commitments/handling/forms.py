"""The form that takes an application in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import PowerItem
from archives.subject_forms import day


class MatterField(forms.ModelChoiceField):
    def label_from_instance(self, matter: PowerItem) -> str:
        return f"{matter.unit.name}　{matter}"


class TakeInForm(forms.Form):
    """Which matter, under which number, since which day; nothing of who applies."""

    matter = MatterField(queryset=None, label=pgettext_lazy("approval", "Matter"))
    number = forms.CharField(
        label=_("Number of the application"), max_length=60, help_text=_("The number of the receipt; nothing that tells who applies.")
    )
    accepted_on = day(_("Accepted on"))

    def __init__(self, *args, matters, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = matters
