"""Saving and removing lists of the own home page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import actions


@require_POST
def save_list(request: HttpRequest) -> HttpResponse:
    """Keep the list at ``address`` under ``name``, and go back to it."""
    kept = actions.save_list(name=request.POST.get("name", ""), address=request.POST.get("address", ""), by=request.user)
    messages.success(request, _("The list is saved as “%(name)s” and stands on your home page.") % {"name": kept.name})
    return redirect(kept.address)


@require_POST
def forget_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of the own saved lists."""
    name = actions.forget_list(number=pk, by=request.user)
    messages.success(request, _("“%(name)s” is no longer on your home page.") % {"name": name})
    return redirect("admin:index")
