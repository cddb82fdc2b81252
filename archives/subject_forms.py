"""Forms of what becomes of a body, and of its posts. Fields are named one by one; nothing else can be posted."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Division, Identifier, Post, Subject


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def day(label, **more) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


class BodyField(forms.CharField):
    """A body by its code or its whole name; what was typed is looked up, never chosen from a list of everything."""

    def __init__(self, **more):
        super().__init__(max_length=200, help_text=more.pop("help_text", _("Its code, or its whole name.")), **more)

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        found = list(Subject.objects.exclude(kind__in=Subject.PEOPLE).filter(code=words.upper())[:1])
        found = found or list(Subject.objects.exclude(kind__in=Subject.PEOPLE).filter(name=words)[:2])
        if not found:
            raise forms.ValidationError(_("No body is registered under this code or name."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several bodies have this name; write the code."))
        return found[0]


class DivisionField(forms.CharField):
    """A division in use today, by its code."""

    def __init__(self, **more):
        super().__init__(max_length=6, help_text=_("Six digits, GB/T 2260."), **more)

    def clean(self, value):
        code = super().clean(value)
        if not code:
            return None
        found = Division.objects.filter(code=code, valid_until__isnull=True).first()
        if not found:
            raise forms.ValidationError(_("No division in use has this code."))
        return found


class ChangeForm(forms.Form):
    """What every change of a body asks for."""

    on = day(_("Day"), help_text=_("The first day on which it is so."))
    document_no = forms.CharField(label=_("Document number"), max_length=128)
    basis = forms.CharField(label=_("Basis"), max_length=400, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("New name"), max_length=200)
    field_order = ["name", "on"]


class SucceededForm(ChangeForm):
    successor = BodyField(label=_("Successor"))
    field_order = ["successor", "on"]


class DissolveForm(SucceededForm):
    successor = BodyField(label=_("Successor"), required=False)


class MoveForm(ChangeForm):
    superior = BodyField(label=_("New superior"), required=False)
    division = DivisionField(label=_("New division"), required=False)
    field_order = ["superior", "division", "on"]


class UndoForm(ChangeForm):
    on = None  # the day is that of the entry taken back


class IdentifierForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Identifier.Kind.choices)
    value = forms.CharField(label=_("Number"), max_length=40)
    from_on = day(_("From"), required=False)
    until_on = day(_("Until"), required=False, help_text=_("The first day on which it was no longer borne."))
    document_no = forms.CharField(label=_("Document number"), max_length=128, required=False)


class PostForm(forms.Form):
    name = forms.CharField(label=_("Post"), max_length=60)
    is_principal = forms.BooleanField(label=_("Principal post"), required=False, help_text=_("Its holder answers for the unit."))
    level = forms.ChoiceField(label=_("Rank"), choices=Post.Level.choices, initial=Post.Level.NONE)


class HolderField(forms.ModelChoiceField):
    """A civil servant, told apart from others of the same name by the posts held."""

    def label_from_instance(self, person) -> str:
        terms = [f"{term.post.unit} {term.post}" for term in person.appointments.all()[:2]]
        return f"{person.name}（{'；'.join(terms)}）" if terms else person.name


class OfHolders(forms.Form):
    """A form that asks for a civil servant among ``holders``; nobody else is named in it, nor taken."""

    def __init__(self, *args, holders, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders.order_by("sort_key", "pk").prefetch_related("appointments__post__unit")


MANAGED = _("The civil servants whom your unit manages.")


class AppointForm(OfHolders):
    holder = HolderField(queryset=Subject.objects.none(), label=_("Holder"), help_text=MANAGED)
    from_on = day(_("From"))
    until_on = day(_("Until"), required=False, help_text=_("The first day on which the post is no longer held."))
    is_acting = forms.BooleanField(label=_("Acting"), required=False, help_text=_("In charge without holding the post."))
    document_no = forms.CharField(label=_("Document number"), max_length=128)
    basis = forms.CharField(label=_("Basis"), max_length=400, required=False)


class EndForm(forms.Form):
    on = day(_("Day"), help_text=_("The first day on which the post is no longer held."))
    document_no = forms.CharField(label=_("Document number"), max_length=128)
    reason = forms.CharField(label=_("Reason"), max_length=400)


class HandoverForm(OfHolders):
    holder = HolderField(queryset=Subject.objects.none(), label=_("Taken over by"), help_text=MANAGED)
    on = day(_("Day"), help_text=_("One term ends and the other begins on this day."))
    is_acting = forms.BooleanField(label=_("Acting"), required=False, help_text=_("In charge without holding the post."))
    document_no = forms.CharField(label=_("Document number"), max_length=128)
    basis = forms.CharField(label=_("Basis"), max_length=400, required=False)
    note = forms.CharField(label=_("Handover note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
