"""Two people edit the same thing: whoever saves second is told what the first one changed, and overwrites nothing."""

from __future__ import annotations

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

LETTERS = str.maketrans("0123456789", "ghijklmnop")


def contents(thing) -> dict:
    """What is stored of ``thing``, by field."""
    return {name: getattr(value, "pk", value) for name, value in model_to_dict(thing).items()}


def fingerprint(thing) -> str:
    """A short digest of what is stored of ``thing``: what a form saw when it was opened.

    Letters only: among sixteen hexadecimal digits one digest in some thousands looks like a resident id, which no form takes.
    """
    told = json.dumps(contents(thing), cls=DjangoJSONEncoder, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:32].translate(LETTERS)


class Seen:
    """A model form that carries what it saw and is refused once that is no longer so. Runs inside a transaction."""

    overtaken = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        initial = fingerprint(self.instance) if self.instance.pk else ""
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=initial, max_length=32)

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned
        stored = type(self.instance)._default_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if self.cleaned_data.get("seen") == fingerprint(stored):
            return cleaned
        self.overtaken = True
        # The page now shows what is stored; what was typed stays in the fields, to be saved on top knowingly.
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(stored)
        lines = [
            _("%(field)s is now “%(value)s”.") % {"field": field.label or name, "value": self.initial.get(name) if self.initial.get(name) is not None else "—"}
            for name, field in self.fields.items()
            if name in self.changed_data and name != "seen"
        ]
        raise ValidationError([_("Somebody else changed this after you opened it; nothing was saved. Look at it again, then save."), *lines])


def seeing(form: type[forms.ModelForm]) -> type[forms.ModelForm]:
    """``form``, made to notice that it was overtaken."""
    return type(form.__name__, (Seen, form), {})
