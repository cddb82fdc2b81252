"""Faults of the portal in words: a page for people, the documented form for programs that asked under ``/api/``.

Every answer here is made without the database, is stored nowhere, and speaks the language of the address.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions

AGAIN = 60  # seconds after which asking again makes sense


def language_of(path: str) -> str:
    """Chinese at unprefixed addresses, English under ``/en/``."""
    return "en" if path == "/en" or path.startswith("/en/") else settings.LANGUAGE_CODE


def is_api(request: HttpRequest) -> bool:
    """Whether a program asked, to be answered in the form of the API."""
    return request.path.startswith(("/api/", "/en/api/")) or request.path in {"/api", "/en/api"}


def in_form(status: int, kind: str, code: str, detail: str, attr: str | None = None) -> JsonResponse:
    """One fault as the API tells it: ``kind`` is validation_error, client_error or server_error."""
    told = {"type": kind, "errors": [{"code": code, "detail": str(detail), "attr": attr}]}
    return _kept_by_nobody(JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False}))


def bad_request(
    request: HttpRequest, exception: Exception | None = None, detail: str = "", attr: str | None = None, code: str = "invalid"
) -> HttpResponse:
    """400: the address means nothing; ``detail`` says why, ``attr`` names the parameter."""
    with translation.override(language_of(request.path)):
        if isinstance(exception, RequestDataTooBig):
            detail = _("What was sent is too large: five files of 10 MB each at most. Nothing was taken in.")
        detail = str(detail) or _("The address is damaged; ask anew from the home page.")
        if is_api(request):
            return in_form(400, "validation_error", code, detail, attr)
        return _page(request, 400, _("That cannot be asked so"), detail)


def no_such_sign(request: HttpRequest, said: str) -> HttpResponse:
    """400 for a sign that no text has, as ``said``; the parameter of an address it stands in is named."""
    wrong = next((name for name, value in request.GET.items() if "\x00" in value), None)
    with translation.override(language_of(request.path)):
        return bad_request(
            request, detail=said, attr=wrong, code="null_characters_not_allowed"
        )


def not_found_in_form(request: HttpRequest) -> HttpResponse:
    """404 for a program, the same sentence whatever was asked for."""
    return in_form(404, "client_error", exceptions.NotFound.default_code, exceptions.NotFound.default_detail)


def unavailable(request: HttpRequest, busy: bool) -> HttpResponse:
    """503 while the views are away or the statement took too long; ``Retry-After`` says when to come back, in seconds."""
    if is_api(request):
        detail = (
            _("This took too long; ask again in a moment.")
            if busy
            else _("The register is being brought up to date; ask again in a moment.")
        )
        response = in_form(503, "server_error", "unavailable", detail)
    else:
        response = _kept_by_nobody(render(request, "503.html", {"busy": busy}, status=503))
    response.headers["Retry-After"] = str(AGAIN)
    return response


def methods_in_words(get_response):
    """405 of a page says in words what the address does; programs get the form."""

    def middleware(request):
        response = get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        if is_api(request):
            told = in_form(
                405, "client_error", exceptions.MethodNotAllowed.default_code, exceptions.MethodNotAllowed(request.method).detail
            )
        else:
            told = _page(
                request,
                405,
                _("This address only shows"),
                _("Nothing can be sent to it. Open it as a link, or type it into the address bar."),
            )
        told.headers["Allow"] = response.headers.get("Allow", "GET, HEAD")
        return told

    return middleware


def from_here_alone(get_response):
    """A form is sent from a page of this portal: another site does not make its visitors complain or dispute.

    Browsers say in ``Sec-Fetch-Site`` where a request comes from; who asks without a browser says nothing, and makes nobody do anything.
    """

    def middleware(request):
        if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "none") not in {"cross-site", "same-site"}:
            return get_response(request)
        detail = _("The form was sent from another site, and nothing was taken in. Open it here and send it from this page.")
        return in_form(403, "client_error", "permission_denied", detail) if is_api(request) else _page(request, 403, _("Not sent from here"), detail)

    return middleware


def _page(request: HttpRequest, status: int, title: str, detail: str) -> HttpResponse:
    request.LANGUAGE_CODE = translation.get_language()  # the middleware of languages may not have been reached
    return _kept_by_nobody(render(request, "fault.html", {"fault_title": title, "fault": detail}, status=status))


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Content-Language", translation.get_language())
    return response
