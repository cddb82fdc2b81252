"""The base of every API: who asks, how a rule that says no is answered, and how lists are paged."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, pagination, serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .errors import Refused
from .signs import CONTROL, no_text, without_unseen


def answer_to(exception, context) -> Response | None:
    """409 with the sentence when a rule says no, 400 with the faults beside their fields; the rest is the framework's."""
    if isinstance(exception, Refused):
        return Response({"detail": str(exception)}, status=status.HTTP_409_CONFLICT)
    if isinstance(exception, ValidationError):
        faults = exception.message_dict if hasattr(exception, "error_dict") else {"detail": exception.messages}
        return Response(faults, status=status.HTTP_400_BAD_REQUEST)
    # What Django says itself of an object that is not there is English and names the model.
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(_("There is nothing at this address, or you may not see it."))
    if isinstance(exception, PermissionDenied | exceptions.PermissionDenied) and not isinstance(getattr(exception, "detail", None), dict):
        exception = exceptions.PermissionDenied(_said(exception) or _("This is not among your duties."))
    return exception_handler(exception, context)


def _said(exception) -> str:
    """The sentence that the rule itself gave, if it gave one."""
    if isinstance(exception, PermissionDenied):
        return str(exception)
    return "" if exception.detail == exceptions.PermissionDenied.default_detail else str(exception.detail)


class Json(JSONParser):
    """JSON as the framework reads it; what is nested deeper than Python can follow is a request that means nothing."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return _written(super().parse(stream, media_type, parser_context))
        except RecursionError:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from None


def _written(value):
    """``value`` with the words in it as :func:`integrity.middleware.typed_text` takes them from a form."""
    if isinstance(value, dict):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    if not isinstance(value, str):
        return value
    plain = without_unseen(value)
    if bad := CONTROL.search(plain):
        raise exceptions.ParseError(no_text(bad[0]))
    return plain


class Files(serializers.ListField):
    """Files of a form ``multipart/form-data``; what they are, how many and how large is asked by :func:`integrity.uploads.taken_in`."""

    def __init__(self, **more):
        super().__init__(child=serializers.FileField(max_length=200, allow_empty_file=True), **more)


class WithFiles:
    """Actions ``with_files`` of a viewset take a form with files beside JSON."""

    with_files: frozenset[str] = frozenset()

    def get_parsers(self):
        # Asked before the action is known, when the request is made; the address tells.
        named = getattr(self, "action_map", None) or {}
        return [Json(), *([MultiPartParser()] if self.with_files & set(named.values()) else [])]


def refuse_unknown(given, known) -> None:
    """400 for a parameter that the list does not know: an answer to another question than was asked would mislead."""
    if unknown := sorted(set(given) - {*known, "format"}):
        words = _("The list knows no such parameter; it knows %(known)s.") % {"known": ", ".join(sorted(known))} if known else _("This address takes no parameters.")
        raise exceptions.ValidationError({name[:80]: [words] for name in unknown[:20]})


class Filters(DjangoFilterBackend):
    """The filters of a list; a parameter that is none of them is refused."""

    def filter_queryset(self, request, queryset, view):
        if view.action == "list":
            filters = self.get_filterset_class(view, queryset)
            refuse_unknown(request.query_params, {"cursor", "page_size", *(filters.base_filters if filters else ())})
        return super().filter_queryset(request, queryset, view)


class Newest(pagination.CursorPagination):
    """Pages by position in the list, the newest first: as fast at the end as at the beginning, and no count."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_page_size(self, request):
        """Another size than the list gives would be another answer than was asked for."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10 and 1 <= int(asked) <= self.max_page_size):
            raise exceptions.ValidationError({self.page_size_query_param: [_("Give a number from 1 to %(most)d.") % {"most": self.max_page_size}]})
        return int(asked)

    def decode_cursor(self, request):
        """A cursor is opaque; one that was never given out is a request that means nothing."""
        try:
            cursor = super().decode_cursor(request)
        except (ValueError, UnicodeError):
            raise exceptions.NotFound(self.invalid_cursor_message) from None
        if cursor is not None and cursor.position is not None and not (cursor.position.isascii() and cursor.position.isdecimal() and len(cursor.position) < 19):
            raise exceptions.NotFound(self.invalid_cursor_message)
        return cursor


class Detail(serializers.Serializer):
    """One sentence that says what was refused, why, and the way out."""

    detail = serializers.CharField()
