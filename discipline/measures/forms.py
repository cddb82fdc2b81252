"""The form that drafts a joint action, one line a measure of the list; and the one that examines eligibility."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Subject

from ..forms import found_body
from ..models import MeasureItem, Purpose
from ..models.measure_item import target_of
from .actions import LONGEST, Asked
from .eligibility import found_subject
from .rights import sort_of

MOST = 50


class JointActionForm(forms.Form):
    """On one record; the measures offered are those of the list in force that fit its subject."""

    unit = forms.ModelChoiceField(queryset=None, label=_("Initiating unit"), empty_label=None)
    ground = forms.CharField(
        label=pgettext_lazy("measure", "Ground"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence about the subject that the letters name, and the criticism shows: no names of persons."),
    )
    units = forms.CharField(
        label=_("Units that are asked"),
        required=False,
        max_length=200 * MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, its whole official name or its code. They carry out the measures that ask units."),
    )

    def __init__(self, *args, record, units, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        listed = MeasureItem.objects.in_force(today).filter(sort=sort_of(record), targets__contains=[target_of(record.subject)])
        self.items = list(listed.order_by("code"))
        for item in self.items:
            self.fields[f"use-{item.code}"] = forms.BooleanField(required=False, label=item.label)
            if item.max_months:
                self.fields[f"months-{item.code}"] = forms.IntegerField(
                    required=False, min_value=item.min_months, max_value=item.max_months, label=_("Months")
                )
            if item.executor == MeasureItem.Executor.SUBJECT:
                self.fields[f"days-{item.code}"] = forms.IntegerField(required=False, min_value=1, max_value=999, label=_("Working days"))

    def rows(self) -> list[dict]:
        """One line a measure: the measure with its fields."""
        return [
            {
                "item": item,
                "use": self[f"use-{item.code}"],
                "months": self[f"months-{item.code}"] if item.max_months else None,
                "days": self[f"days-{item.code}"] if f"days-{item.code}" in self.fields else None,
            }
            for item in self.items
        ]

    def clean_units(self) -> tuple[Subject, ...]:
        lines = [line for line in self.cleaned_data["units"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_now("At most %(n)d units are asked at once.") % {"n": MOST})
        return tuple(dict.fromkeys(found_body(line) for line in lines))

    def asked(self) -> list[Asked]:
        given = self.cleaned_data
        return [
            Asked(item.code, given["units"], given.get(f"months-{item.code}"), given.get(f"days-{item.code}"))
            for item in self.items
            if given.get(f"use-{item.code}")
        ]


class EligibilityForm(forms.Form):
    """Whom, and for what."""

    who = forms.CharField(
        label=pgettext_lazy("measure", "Who"),
        max_length=200,
        help_text=_(
            "The unified social credit code, or the whole official name of a public body. Similar names are never taken for one another."
        ),
    )
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices)

    def clean_who(self) -> Subject:
        found = found_subject(self.cleaned_data["who"])
        if found is None:
            raise forms.ValidationError(_now("Nobody stands under this code, and no public body bears exactly this name."))
        return found
