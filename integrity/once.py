"""A form of the staff site is carried out once: its page gives it a number, and a second post of that number is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .errors import Refused
from .models import SentForm

UNIQUE = "23505"  # as PostgreSQL calls it


def once(view):
    """Carry out ``view`` and keep the number of its form (``form_no``) in one transaction; what is refused keeps neither.

    Who posts the same form at the same time waits for the first. A post without a number is carried out as it comes.
    """

    @wraps(view)
    def sent(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        number = _number(request.POST.get("form_no", "")) if request.method == "POST" else None
        if number is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            _keep(number)
            answer = view(request, *args, **kwargs)
            if answer.status_code >= 400:
                transaction.set_rollback(True)
        return answer

    return sent


def one_at_a_time(save: Callable[[], object], refusal: Refused) -> None:
    """Call ``save``; where a colleague was faster with what stands there once (a unique violation), ``refusal`` says so, and nothing else ends."""
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != UNIQUE:
            raise
        raise refusal from None


def _keep(number: UUID) -> None:
    sent = Refused(_("This form was sent already, and what it says is kept; look for it in the list."))
    one_at_a_time(lambda: SentForm.objects.create(number=number), sent)


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
