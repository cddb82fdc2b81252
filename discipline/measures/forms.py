"""The form that drafts a joint action, one line a measure of the list; and the one that examines eligibility."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archives.models import Record, Subject
from archives.people_actions import known_person
from integrity.said import in_words

from ..forms import found_body
from ..models import LinkedPerson, MeasureItem, Purpose
from ..models.measure_item import target_of
from .actions import LONGEST, Asked
from .eligibility import found_subject, is_resident_id
from .rights import linked_then, sort_of

MOST = 50


class JointActionForm(forms.Form):
    """On one record; the measures offered are those of the list in force that fit its subject, or who was linked to it then."""

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
        listed = MeasureItem.objects.in_force(today).filter(sort=sort_of(record))
        self.items = list(listed.filter(targets__contains=[target_of(record.subject)]).order_by("code"))
        self.persons = {str(link.pk): link for link in linked_then(record)}
        self.of_persons = list(listed.filter(targets__contains=["person"]).order_by("code")) if self.persons else []
        self._add_persons(record)
        for item in self.items:
            self.fields[f"use-{item.code}"] = forms.BooleanField(required=False, label=item.label)
            if item.max_months:
                self.fields[f"months-{item.code}"] = forms.IntegerField(
                    required=False, min_value=item.min_months, max_value=item.max_months, label=_("Months")
                )
            if item.executor == MeasureItem.Executor.SUBJECT:
                self.fields[f"days-{item.code}"] = forms.IntegerField(required=False, min_value=1, max_value=999, label=_("Working days"))

    def _add_persons(self, record: Record) -> None:
        """One line a measure of persons: who was linked on the day of the matter, with role and dates; the name masked."""
        choices = [(pk, _chosen(link)) for pk, link in self.persons.items()]
        for item in self.of_persons:
            self.fields[f"persons-{item.code}"] = forms.MultipleChoiceField(
                required=False,
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                label=item.label,
                error_messages={"invalid_choice": _("Choose among those who were linked to the subject on the day of the matter.")},
            )
            self.fields[f"months-{item.code}"] = forms.IntegerField(
                required=False, min_value=item.min_months, max_value=item.max_months, label=_("Months")
            )

    def person_rows(self) -> list[dict]:
        """One line a measure of persons, with whom it may concern."""
        return [{"item": item, "persons": self[f"persons-{item.code}"], "months": self[f"months-{item.code}"]} for item in self.of_persons]

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
        ] + [
            Asked(item.code, given["units"], given.get(f"months-{item.code}"), None, tuple(self.persons[pk] for pk in chosen))
            for item in self.of_persons
            if (chosen := given.get(f"persons-{item.code}"))
        ]


def _chosen(link: LinkedPerson) -> str:
    """Role, masked name, dates and number of a link: what tells two persons apart."""
    until = in_words(link.until_on - timedelta(1)) if link.until_on else _now("today")
    return _now("%(link)s, %(since)s to %(until)s, no. %(number)d") % {
        "link": link,
        "since": in_words(link.from_on),
        "until": until,
        "number": link.pk,
    }


class EligibilityForm(forms.Form):
    """Whom, and for what."""

    who = forms.CharField(
        label=pgettext_lazy("measure", "Who"),
        max_length=200,
        help_text=_(
            "The unified social credit code, or the whole official name of a public body; of a natural person the resident id, which is not kept. "
            "Similar names are never taken for one another."
        ),
    )
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose.choices)

    def clean_who(self) -> Subject | None:
        """``None`` for a resident id that nobody known here has: the answer tells no stranger who is known."""
        asked = self.cleaned_data["who"]
        found = found_subject(asked)
        if found is None and is_resident_id(asked):
            return known_person(asked)
        if found is None:
            raise forms.ValidationError(
                _now(
                    "Nobody stands under this code, and no public body bears exactly this name. A natural person is asked for by the resident id."
                )
            )
        return found
