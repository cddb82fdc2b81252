"""Forms by which a unit drafts a change of its list. Fields are named one by one; nothing else can be posted."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..models import PowerDraft, PowerItem
from ..models.power_draft import SAID
from ..subject_forms import day
from .letters import kinds

P = PowerDraft.Purpose


class Lines(forms.CharField):
    """A list, one entry a line."""

    widget = forms.Textarea

    def __init__(self, **more):
        super().__init__(required=False, max_length=8000, **more)
        self.widget.attrs["rows"] = 6

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        entries = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if long := [entry for entry in entries if len(entry) > 200]:
            raise forms.ValidationError(_("“%(begin)s…” has more than 200 signs; shorten it.") % {"begin": long[0][:20]})
        return entries


class DecisionForm(forms.Form):
    """By which document the list changes, and from which day on."""

    authority = forms.CharField(
        label=_("Decided by the document"),
        max_length=200,
        help_text=_("Title and number of the decision on the list, such as 示审改办发〔2026〕3号."),
    )
    starts_on = day(_("From the day"), help_text=_("The first day on which the list reads so; the version before ends on it."))


class WordsForm(DecisionForm):
    """The decision, and what the item says from its day on."""

    name = forms.CharField(label=_("Name of the item"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=PowerItem.Kind.choices)
    duty = forms.CharField(
        label=_("What it must do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The responsibility that goes with the power; a finding of dishonesty cites it."),
    )
    document = forms.CharField(label=_("Legal basis"), max_length=200)
    article = forms.CharField(label=_("Article"), max_length=100)
    is_matter = forms.BooleanField(label=_("It is an approval matter; then the rest is filled in too"), required=False)
    statutory_days = forms.IntegerField(label=_("Statutory term, working days"), min_value=1, max_value=999, required=False)
    promised_days = forms.IntegerField(label=_("Promised term, working days"), min_value=1, max_value=999, required=False)
    handling = forms.ChoiceField(label=pgettext_lazy("approval matter", "Handled"), choices=[("", "—"), *PowerItem.Handling.choices], required=False)
    handled_with = forms.CharField(
        label=_("Together with"), max_length=200, required=False, help_text=_("The other units, in their order where it is handled in sequence.")
    )
    materials = Lines(label=_("Material to hand in"), help_text=_("All of it, one a line: what is not on the list is not asked for."))
    accepts = forms.MultipleChoiceField(
        label=_("Letters of commitment that replace a document"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accepts"].choices = kinds(timezone.localdate())

    @property
    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in SAID}


class NewForm(WordsForm):
    """An item that the list does not hold here yet."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"), empty_label=None)
    purpose = forms.ChoiceField(label=_("What is decided"), choices=[(p.value, p.label) for p in (P.ADD, P.LIST)])
    code = forms.CharField(label=_("Code of the item"), max_length=40)
    field_order = ["unit", "purpose", "code", "authority", "starts_on"]

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class MergeForm(WordsForm):
    """Several items of one list that become one."""

    merges = forms.MultipleChoiceField(label=_("Items that are merged"), widget=forms.CheckboxSelectMultiple)
    code = forms.CharField(
        label=_("Code of the merged item"), max_length=40, help_text=_("One of theirs, or a code that the list does not hold yet.")
    )
    field_order = ["merges", "code", "authority", "starts_on"]

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        held = PowerItem.objects.filter(unit=unit, valid_until__isnull=True).order_by("code")
        self.fields["merges"].choices = [(item.code, str(item)) for item in held]
