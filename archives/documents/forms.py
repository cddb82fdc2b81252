"""The form by which the office drafts the next version of a text."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

DAY = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class TemplateForm(forms.Form):
    """What a version of a text says; its kind stands in the address."""

    title = forms.CharField(label=_("Title"), max_length=100, help_text=_("One line; placeholders may stand in it, too."))
    word = forms.CharField(
        label=_("Word of the series"),
        max_length=4,
        help_text=_("What stands in the number between the mark of the issuer and the year, such as 告 in 示信用告〔2026〕1号."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "One paragraph a line. Placeholders stand between double braces and are filled when a document is issued; there is nothing else to program."
        ),
    )
    document = forms.CharField(label=_("Legal basis"), max_length=200)
    article = forms.CharField(label=_("Article"), max_length=100)
    valid_from = forms.DateField(label=_("In force from"), help_text=_("Today or later; the version before ends on it."), **DAY)
