"""Forms of letters of enterprises: entering one, a check with its proof, the counter's two questions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import PowerItem, Subject
from integrity.file_field import FilesField

from ..forms import DAY, FILES, SHORT
from ..models import LetterCheck
from . import counter, rights


class MatterChoice(forms.ModelChoiceField):
    def label_from_instance(self, item) -> str:
        return f"{item.unit}　{item}"


def organisation(text: str) -> Subject:
    """Who stands under this unified code, and is no body and no natural person; ``ValidationError`` otherwise."""
    found = Subject.objects.filter(code=text.strip().upper(), address__isnull=True).first()
    if found is None:
        raise forms.ValidationError(
            _now("No enterprise or organisation stands under this code in the register; compare it with the licence.")
        )
    return found


class EnterForm(forms.Form):
    """A letter as it is entered; which fields belong to which kind, the refusal says with the article."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Receiving unit"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"))
    code = forms.CharField(label=_("Credit code of who signs"), max_length=18, help_text=_("18 characters, as on the licence."))
    matter = MatterChoice(queryset=None, label=_("Approval matter"), required=False, help_text=_("Needed where a document is replaced."))
    replaces = forms.CharField(
        label=_("Instead of the document"), max_length=200, required=False, help_text=_("Which material the letter replaces.")
    )
    project_no = forms.CharField(
        label=_("Number of the project"), max_length=100, required=False, help_text=_("Only for an investment project.")
    )
    standard = forms.CharField(
        label=_("Standard set by the government"),
        max_length=2000,
        required=False,
        help_text=_("Only for an investment project: what it has to meet, word for word. It becomes part of the text."),
        **SHORT,
    )
    signer = forms.CharField(label=_("Signed by"), max_length=100, help_text=_("Name and post of who signs for it; staff alone read it."))
    signed_on = forms.DateField(label=_("Signed on"), **DAY)
    valid_until = forms.DateField(label=_("Valid until"), help_text=_("The last day on which it stands."), **DAY)

    def __init__(self, *args, user, today, **kwargs):
        super().__init__(*args, **kwargs)
        units = rights.receives_for(user, today)
        self.fields["unit"].queryset = units
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in counter.kinds_on(today)]
        self.fields["matter"].queryset = counter.matters(today).filter(unit__in=units)

    def clean_code(self):
        return organisation(self.cleaned_data["code"])


class CheckForm(forms.Form):
    """One look at whether a letter is kept."""

    on = forms.DateField(label=_("Checked on"), **DAY)
    result = forms.ChoiceField(label=_("Result of the check"), choices=LetterCheck.Result.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=pgettext_lazy("letter", "What was found"), max_length=4000, **SHORT)
    files = FilesField(label=_("Proof"), required=False, help_text=FILES)


class CopyForm(forms.Form):
    """The scan of the signed letter."""

    files = FilesField(label=_("Signed copy"), help_text=FILES)


class CounterForm(forms.Form):
    """Which letters apply to this matter, and may this applicant use one."""

    matter = MatterChoice(queryset=PowerItem.objects.none(), label=_("Approval matter"), required=False)
    code = forms.CharField(label=_("Credit code of the applicant"), max_length=18, required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["matter"].queryset = counter.matters(today)

    def clean_code(self):
        text = self.cleaned_data["code"].strip()
        return organisation(text) if text else None


class PurchaserForm(forms.Form):
    """Has this purchaser published its letter for this project."""

    purchaser = forms.CharField(label=_("Credit code of the purchaser"), max_length=18)
    project_no = forms.CharField(label=_("Number of the project"), max_length=100)

    def clean_purchaser(self):
        found = Subject.objects.bodies().filter(code=self.cleaned_data["purchaser"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_now("No public body stands under this code."))
        return found
