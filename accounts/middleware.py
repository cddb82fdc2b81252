"""Who got a password from somebody else sets one of the own before anything else."""

from __future__ import annotations

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

# The pages without which nobody could change a password or leave.
OPEN = {"admin:password_change", "admin:logout", "admin:login", "admin:jsi18n", "set_language", "healthz", "readyz"}


def own_password_first(get_response):
    """Every page leads to the change of the password while it is one that somebody else set; the API answers 403."""

    def middleware(request):
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated or not user.must_change_password:
            return get_response(request)
        try:
            page = resolve(request.path_info).view_name
        except Resolver404:
            page = ""
        if page in OPEN:
            return get_response(request)
        words = _("Somebody else set your password; change it to one that only you know, then go on.")
        if page.startswith("api:"):
            return JsonResponse({"detail": words}, status=403, json_dumps_params={"ensure_ascii": False})
        waiting = messages.get_messages(request)
        if words not in [str(message) for message in waiting]:  # said once, however many pages were asked for
            messages.warning(request, words)
        waiting.used = False  # looked at, not shown
        return redirect("admin:password_change")

    return middleware
