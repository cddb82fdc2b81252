"""The forms of an objection on the staff site: by the subject itself, and at the service window."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from integrity.file_field import FilesField

from .models import Objection

FILES = _("PDF, JPEG or PNG, five at most, 10 MB each.")


class ObjectionForm(forms.Form):
    """What is wrong with a record."""

    part = forms.CharField(
        label=_("What of it is wrong?"),
        max_length=100,
        help_text=_("The field as it is called on the page, such as the amount or the day."),
    )
    wrong = forms.CharField(label=_("Why is it wrong?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    should_be = forms.CharField(label=_("What should it be?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    contact = forms.CharField(label=_("Contact"), max_length=200, help_text=_("Telephone or address; no resident id."))
    files = FilesField(label=_("What shows it"), required=False, help_text=FILES)


class WindowForm(ObjectionForm):
    """The same, by a clerk for somebody at the window."""

    number = forms.CharField(label=_("Number of the record"), max_length=20)
    objector_kind = forms.ChoiceField(label=_("Who objects"), choices=Objection.Objector.choices)
    objector_name = forms.CharField(label=_("Name of the objector"), max_length=200)
    identity_seen = forms.CharField(
        label=_("Proof of identity seen"),
        max_length=200,
        help_text=_("What was shown, such as identity card, business licence, power of attorney; without the number of any document."),
    )
    files = FilesField(label=_("Copies"), required=False, help_text=FILES)
    field_order = ("number", "objector_kind", "objector_name", "identity_seen", "contact", "part", "wrong", "should_be", "files")
