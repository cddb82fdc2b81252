"""What stands in the address of a list or of an add form of the admin, typed by hand: answered, or refused with a sentence."""

from __future__ import annotations

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.translation import gettext as _

from .errors import Unreadable


class ReadableAddresses:
    """A mixin of every ``ModelAdmin``: a filter or a value that means nothing is :class:`Unreadable` (400), never a fault."""

    def get_changelist_instance(self, request):
        """The rows that the address asks for, for the page and for its file."""
        try:
            return super().get_changelist_instance(request)
        except (DisallowedModelAdminLookup, IncorrectLookupParameters, OverflowError, ValueError):
            raise Unreadable(_("This list has no such filter; open the list again and choose one of those beside it.")) from None

    def get_changeform_initial_data(self, request):
        """What the address fills in beforehand, where it can stand in its field."""
        given = super().get_changeform_initial_data(request)
        for name, value in given.items():
            self._must_be_of(name, value)
        return given

    def _must_be_of(self, name: str, value) -> None:
        try:
            field = self.opts.get_field(name)
            (getattr(field, "target_field", None) or field).to_python(value)
        except FieldDoesNotExist:
            return
        except (ValidationError, ValueError, OverflowError):
            raise Unreadable(_("The address fills the form with something that cannot stand there; open the empty form.")) from None
