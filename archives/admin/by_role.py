"""The base of every list of the staff site: read through ``visible_to``, written only by steps and actions.

Three questions and no Django permissions: may this role see the list, add to it, change it.
"""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper

from archives.forms import without_identities
from archives.identifiers import uscc_ok
from archives.models import Role
from archives.opening import note_hidden
from integrity.addresses import ReadableAddresses
from integrity.identity import mask_identities
from integrity.seen import seeing

from . import linked

EVERYBODY_AT_WORK = frozenset({Role.CLERK, Role.HEAD, Role.PANEL, Role.OFFICER, Role.PERSONNEL, Role.AUDITOR})


class WithoutIdentities:
    """A form of the admin that keeps no resident id, in whichever field one was typed, and does not send it back."""

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and not (name == "code" and uscc_ok(value)) and name != "new_password" and mask_identities(value)[1]:
                self.add_error(name, _("A resident id stands in the text; remove it."))
        without_identities(self)
        return cleaned


class Told(HistoricalRecordContextHelper):
    """Changes in the history as people read them: where nothing was named stands a dash."""

    def prepare_delta_change_value(self, change, value):
        return "—" if isinstance(value, DeletedObject) and value.pk is None else super().prepare_delta_change_value(change, value)


class ByRole(ReadableAddresses, admin.ModelAdmin):
    """Who sees, adds and changes, by role. Nobody deletes."""

    seen_by: frozenset = EVERYBODY_AT_WORK
    added_by: frozenset = frozenset()
    changed_by: frozenset = frozenset()
    show_full_result_count = False
    list_per_page = 50
    actions = None
    change_form_template = "staff/change_form.html"


    def note_export(self, request, found) -> None:
        """Before the first byte of the list as a file: write down what it is without. Nothing is missing here."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Saving over somebody else's change is answered with 409 and with what changed.

        What the database alone refuses was saved by somebody else while this was being saved: asked once more, the form
        sees it and says so beside its fields.
        """
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        form = getattr(response, "context_data", None) and response.context_data.get("adminform")
        if form and getattr(form.form, "overtaken", False):
            response.status_code = 409
        return response

    def get_object(self, request, object_id, from_field=None):
        """What this list does not show is not opened by its number either; an attempt at a person stands in the read log."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            note_hidden(request.user, self.model, object_id)
        return found

    def history_view(self, request, object_id, extra_context=None):
        """The trail of what this list does not show is not shown either, by no number."""
        key = unquote(object_id)
        found = self.get_object(request, key)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        if found is None and str(key).isdecimal() and self.model._default_manager.filter(pk=key).exists():
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        context["adminform"] = linked.Form(context["adminform"], request)
        return super().render_change_form(request, context, *args, **kwargs)

    def _roles(self, request) -> set:
        if not hasattr(request, "_roles"):
            request._roles = Role.of(request.user)
        return request._roles

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        """Only the filters that stand on the page; any other would answer questions about columns nobody is shown."""
        offered = {getattr(f, "parameter_name", None) or (f if isinstance(f, str) else f[0]) for f in self.list_filter} | {
            self.date_hierarchy
        }
        return any(f and (lookup == f or lookup.startswith(f"{f}__")) for f in offered)

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return bool(self._roles(request) & self.seen_by)

    def has_add_permission(self, request) -> bool:
        return bool(self._roles(request) & self.added_by)

    def has_change_permission(self, request, obj=None) -> bool:
        return bool(self._roles(request) & self.changed_by)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        return seeing(type(form.__name__, (WithoutIdentities, form), {}))

    def render_history_view(self, request, template, context, **kwargs):
        """A past state is read: none of its fields is one to type in, whatever the list lets change."""
        if form := context.get("adminform"):
            form.readonly_fields = flatten_fieldsets(form.fieldsets)
        return super().render_history_view(request, template, context, **kwargs)

    def get_historical_record_context_helper(self, request, historical_record):
        return Told(self.model, historical_record)

    def construct_change_message(self, request, form, formsets, add=False):
        """What changed, by the names under which the fields are translated; Django keeps them with a capital letter."""
        message = super().construct_change_message(request, form, formsets, add)
        with translation.override(None):
            names = {capfirst(str(f.verbose_name)): str(f.verbose_name) for f in self.model._meta.fields}
        for part in message:
            for said in part.values():
                if "fields" in said:
                    said["fields"] = [names.get(label, label) for label in said["fields"]]
        return message

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.visible_to(request.user) if hasattr(queryset, "visible_to") else queryset
