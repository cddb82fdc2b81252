"""Middleware of both doors, each a few lines."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import portal_errors, staff_errors
from .errors import Refused, Unreadable
from .identity import mask_identities
from .signs import CONTROL as NO_TEXT
from .signs import no_text, without_unseen

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean_input(get_response):
    """A NUL byte, another control character or broken UTF-8 in an address or a form field is answered with 400, not with a fault."""

    def middleware(request):
        with translation.override(portal_errors.language_of(request.path) if settings.IS_PORTAL else translation.get_language()):
            said = _unclean(request)
        if said is None:
            return get_response(request)
        if settings.IS_PORTAL:
            return portal_errors.no_such_sign(request, said)
        raise Unreadable(said)

    return middleware


def _unclean(request) -> str | None:
    text = request.get_full_path()
    if "\x00" in text or "%00" in text or "\ufffd" in request.path:
        return _("The address holds a character that no address has.")
    if request.method != "POST":
        return None
    if any(CONTROL.search(value) for _name, values in request.POST.lists() for value in values):
        return _("A field holds an invisible control character; type the text again.")
    if len(request.POST.get("username", "")) > 150:
        return _("No user name is that long.")
    if mask_identities(request.POST.get("username", ""))[1]:  # it would be kept with the failed attempts
        return _("A resident id is no user name.")
    return None


def typed_text(get_response):
    """The staff site keeps no sign that nobody sees: what stands unseen between the others is left out of every field of a
    form, as pasted texts bring it along; what is no text (a sign of private use, a control character) is refused with 400.

    Passwords are left as they are. JSON comes in through :class:`integrity.api.Json`, files through the row rules.
    """

    def middleware(request):
        if request.method != "POST":
            return get_response(request)
        fields = request.POST.copy()
        for name, values in request.POST.lists():
            if "password" in name:
                continue
            plain = [without_unseen(value) for value in values]
            if bad := next(filter(None, map(NO_TEXT.search, plain)), None):
                return staff_errors.refused(request, {"message": no_text(bad[0])}, status=400)
            fields.setlist(name, plain)
        fields._mutable = False
        request.POST = fields
        return get_response(request)

    return middleware


def language_by_address(get_response):
    """The portal: Chinese at unprefixed addresses, English under /en/; the browser's wish does not change an address."""

    def middleware(request):
        with translation.override(portal_errors.language_of(request.path)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        return response

    return middleware


def language_by_cookie(get_response):
    """The staff site: Chinese unless the person chose English; another system at the API says it in ``Accept-Language``."""

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.path.startswith("/api/") and chosen is None:
            chosen = translation.get_language_from_request(request) if "Accept-Language" in request.headers else None
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def closed_while_migrating(get_response):
    """Between two versions the public views are down, and the portal says so with 503 instead of failing."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if is_away(exception):
            busy = getattr(exception.__cause__, "sqlstate", "") == "57014"  # the statement took longer than the login may
            return portal_errors.unavailable(request, busy)
        return None

    return _WithException(middleware, process_exception)


def is_away(exception: Exception) -> bool:
    """Whether the database, or what the public may see of it, cannot be asked just now."""
    missing = isinstance(exception, ProgrammingError) and getattr(exception.__cause__, "sqlstate", "") in {
        "42P01",  # no such view
        "42883",  # no such function
        "3F000",  # no such schema
        "42501",  # the view is there, its grant not yet
    }
    return missing or isinstance(exception, OperationalError)


class _WithException:
    """Django looks for ``process_exception`` on the middleware it was given."""

    def __init__(self, call, process_exception):
        self._call = call
        self.process_exception = lambda request, exception: process_exception(request, exception)

    def __call__(self, request):
        return self._call(request)


def refusals(get_response):
    """The staff site: a rule that says no is answered with 409 and its sentence."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, Refused):
            return staff_errors.refused(request, exception, status=409)
        return None

    return _WithException(middleware, process_exception)


def house(request) -> dict:
    """What every page shows of the installation."""
    path = request.path
    if settings.IS_PORTAL:
        other = (path[3:] or "/") if request.LANGUAGE_CODE == "en" else "/en" + path
        query = request.META.get("QUERY_STRING", "")
        other += f"?{query}" if query else ""
    else:
        other = ""
    return {
        "city": settings.CITY_NAME,
        "demo": settings.DEMO,
        "LANGUAGE_CODE": translation.get_language(),
        "other_language_url": other,
        "data_time": timezone.localtime(),
    }
