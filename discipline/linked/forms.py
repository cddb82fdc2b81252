"""The form that links a person to an enterprise."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from archives.forms import OfUnit
from archives.people_views import NeverShown

from ..forms import DAY
from ..models import LinkedPerson


class LinkForm(OfUnit):
    """Who, in what role, from when on, by what document. Without the resident id it says why a name is not enough."""

    name = forms.CharField(label=_("Name"), max_length=60)
    resident_id = forms.CharField(
        label=_("Resident id"),
        max_length=40,
        widget=NeverShown(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("By it alone the person is known, never by the name. It is not kept: it is turned into a keyed hash and never shown again."),
        error_messages={"required": _("Several people bear one name, so a name alone links nobody; enter the resident id as well.")},
    )
    role = forms.ChoiceField(label=_("Role"), choices=LinkedPerson.LinkRole.choices)
    from_on = forms.DateField(label=_("From"), **DAY)
    until_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("The first day on which the role is no longer held; empty while it is held."), **DAY
    )
    document_no = forms.CharField(
        label=_("Document number"), max_length=128, help_text=_("Of the registration, the decision or the finding.")
    )
    source = forms.CharField(
        label=_("Source"), max_length=400, help_text=_("The register or file it is taken from, and the authority that keeps it.")
    )
