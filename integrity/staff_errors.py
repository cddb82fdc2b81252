"""What the staff site answers where there is no page or no right: in its own frame, with the menu."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from .errors import Unreadable


def _in_frame(request: HttpRequest, template: str, status: int, **more) -> HttpResponse:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return render(request, template, more, status=status)
    context = {**admin.site.each_context(request), "base_template": "staff_base.html", "home_url": reverse("admin:index")}
    return render(request, template, context | more, status=status)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """404: for the API a sentence, for a person the frame of the staff site."""
    if request.path.startswith("/api/"):
        return JsonResponse(
            {"detail": _("There is nothing at this address, or you may not see it.")}, status=404, json_dumps_params={"ensure_ascii": False}
        )
    return _in_frame(request, "staff/not_found.html", 404)


def not_allowed(request: HttpRequest, exception=None) -> HttpResponse:
    """403 with the sentence of the rule that said so, if it said one."""
    return _in_frame(request, "403.html", 403, exception=str(exception or ""))


def refused(request: HttpRequest, refusal, status: int) -> HttpResponse:
    """A rule said no: its sentence and its article, in the frame of the staff site."""
    return _in_frame(request, "staff/refused.html", status, refusal=refusal)


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """400 with the sentence that says what is wrong with the address; what Django says itself is English and for programmers."""
    said = str(exception) if isinstance(exception, Unreadable) else _("The request cannot be read; go back and try it again.")
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": said}, status=400, json_dumps_params={"ensure_ascii": False})
    path = request.path
    sent = request.method == "POST"
    again = path if request.method == "GET" and path.endswith("/") and request.META.get("QUERY_STRING") and path.isprintable() else ""
    return _in_frame(request, "staff/unreadable.html", 400, said=said, again=again, sent=sent)
