"""Forms of the staff site. Fields are named one by one; nothing else can be posted into a filing."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from integrity.identity import mask_identities

from .imports.layouts import LAYOUTS
from .models import CatalogueItem, ItemField, Tier


def show_faults(form: forms.Form, error) -> None:
    """The faults of a ``ValidationError`` beside their fields."""
    for key, words in error.message_dict.items():
        form.add_error(key if key in form.fields else None, words)


def without_identities(form: forms.Form) -> None:
    """What is sent back with the faults of a form holds no resident id, wherever one was typed."""
    if not form.is_bound:
        return
    data = form.data.copy()
    for key in data:
        if hasattr(data, "setlist"):  # a choice of several stays one
            data.setlist(key, [mask_identities(value)[0] for value in data.getlist(key)])
        else:
            data[key] = mask_identities(data[key])[0]
    form.data = data
    for name, errors in form._errors.items() if form._errors else ():  # "… is not one of the available choices"
        form._errors[name] = form.error_class([mask_identities(str(words))[0] for words in errors], renderer=form.renderer)


class OfUnit(forms.Form):
    """A form that files in the name of one of the clerk's own units."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Unit"), empty_label=None)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class ImportForm(OfUnit):
    layout = forms.ChoiceField(
        label=_("Layout"), required=False, choices=[("", _("recognise it by its header")), *((layout.code, layout.name) for layout in LAYOUTS.values())]
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or XLS in an official layout, as it is. Resident ids are replaced by a mask while it is read; the file itself is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls"}),
    )

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(_now("The file is larger than %(n)d MB; split it by decision date.") % {"n": settings.UPLOAD_MAX_BYTES >> 20})
        return upload


class _People(forms.ModelChoiceField):
    """A person is chosen by the random address; neither name nor number is typed."""

    def __init__(self, queryset):
        super().__init__(queryset, to_field_name="address", label=_("Person"), error_messages={"invalid_choice": _("You do not manage this person.")})


def item_form(item: CatalogueItem, people=None) -> type[forms.Form]:
    """The entry form of one catalogue item: common fields, then the item's own.

    ``people``: for an item about civil servants, the persons to choose from; their personnel organ is the unit that files.
    """
    english = (get_language() or "").startswith("en")
    whose = {"subject_code": forms.CharField(label=_("Unified code of the subject"), max_length=18, min_length=18)}
    fields: dict[str, forms.Field] = {
        **(whose if people is None else {"person": _People(people)}),
        "issuer_code": forms.CharField(label=_("Unified code of the deciding authority"), max_length=18, min_length=18),
        "issuer_name": forms.CharField(label=_("Deciding authority"), max_length=255),
        "doc_no": forms.CharField(label=_("Document number"), max_length=128),
        "decided_on": forms.DateField(label=_("Decided on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
        "basis": forms.CharField(label=_("Legal basis cited in the decision"), max_length=2048, widget=forms.Textarea(attrs={"rows": 2})),
    }
    if item.tiered:
        tiers = [(t.value, t.label) for t in Tier if t]
        fields["tier"] = forms.ChoiceField(label=_("Tier"), choices=[("", "—"), *tiers])
    fields["amount"] = forms.CharField(label=_("Amount (10,000 yuan)"), required=False, max_length=20)
    fields["stated_end"] = forms.DateField(
        label=_("Publication ends on") if item.scope == 0 else _("Kept until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, the longest period of the rule in force applies.") if item.scope == 0 else _("Left empty, it is kept for the longest period of the rule in force."),
    )
    for field in item.fields.all():
        label = field.label_en if english else field.label
        scope = field.get_scope_display()
        if field.type == ItemField.Type.DATE:
            made = forms.DateField(label=label, required=field.required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        elif field.options:
            made = forms.ChoiceField(label=label, required=field.required, choices=[("", "—"), *((word, word) for word in field.options)])
        else:
            widget = forms.Textarea(attrs={"rows": 3}) if field.max_length > 200 else forms.TextInput()
            made = forms.CharField(label=label, required=field.required, max_length=field.max_length, widget=widget)
        made.help_text = _("Disclosure: %(scope)s") % {"scope": scope}
        fields[field.key] = made
    return type("ItemForm", (OfUnit if people is None else forms.Form,), fields)
