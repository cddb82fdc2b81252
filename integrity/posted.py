"""What the forms of the staff site post: whole numbers, and the steps of an item with a flow.

Every page of such an item posts ``step``, ``revision`` (what the page showed) and ``reason``.
"""

from __future__ import annotations

from datetime import date
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .errors import Refused
from .identity import mask_identities
from .workflow import Step, advance, objection_to

DAY = forms.DateField()


def posted_from(page: str):
    """A view that a form of ``page`` posts to: typed or reloaded as an address, it leads back to that page."""

    def decorate(view):
        @wraps(view)
        def answered(request: HttpRequest, pk: int, **rest) -> HttpResponse:
            return view(request, pk, **rest) if request.method == "POST" else redirect(page, pk=pk)

        return require_http_methods(["GET", "HEAD", "POST"])(answered)

    return decorate


def whole(text: str, digits: int = 8) -> int | None:
    """A whole number of at most ``digits`` digits as a form or an address holds it; ``None`` for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


def day_of(text: str) -> date | None:
    """A day as a form posts it, nothing for an empty field; :class:`Refused` for what is none."""
    try:
        return DAY.clean(text) if text else None
    except forms.ValidationError:
        raise Refused(_("This is no day; write it like 2026-11-02.")) from None


def take_posted(request: HttpRequest, item) -> Refused | None:
    """Take the step that ``request`` posts for ``item`` and say so above the next page.

    Answers the refusal, with ``item`` as it stands in the database, for the page to show (409). ``PermissionDenied`` passes.
    """
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    try:
        advance(item, step, by=request.user, reason=reason, seen=whole(request.POST.get("revision", "")))
    except Refused as refusal:
        item.refresh_from_db()
        return refusal
    messages.success(request, _("Done: %(step)s.") % {"step": item.flow[step].label})
    return None


def offered(request: HttpRequest, can: list[Step], refusal: object) -> list[dict]:
    """``can`` as forms: what was posted and refused bears its ``error`` and the reason ``given``, so that nothing is typed again."""
    posted = request.POST.get("step", "") if refusal else ""
    return [
        {
            "name": step.name,
            "label": step.label,
            "explains": step.explains,
            "needs_reason": step.needs_reason,
            "given": mask_identities(request.POST.get("reason", ""))[0] if step.name == posted else "",
            "error": str(refusal) if step.name == posted else "",
        }
        for step in can
    ]


def unsent(request: HttpRequest, can: list[Step], refusal: object) -> str:
    """What was typed for a step that was refused and is not open any more: the page shows it, so that it is not lost."""
    lost = refusal and request.POST.get("step", "") not in {step.name for step in can}
    return mask_identities(request.POST.get("reason", ""))[0].strip() if lost else ""


def open_and_shut(item, user, today: date) -> tuple[list[Step], list[dict]]:
    """The steps ``user`` may take from where ``item`` stands, and the others, each with its ``label`` and ``why`` not."""
    can, cannot = [], []
    for step in item.flow.from_status(item.status):
        if step.by_system:
            continue
        objection = objection_to(item, step, user, today)
        if objection is None:
            can.append(step)
        else:
            cannot.append({"label": step.label, "why": str(objection)})
    return can, cannot
