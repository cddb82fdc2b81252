"""Files of a case 案卷材料: who adds them with what, and who opens them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from accounts.models import User
from integrity.errors import Refused
from integrity.uploads import File

from .models import Case, Exhibit

MOST = 40  # of one case; PostgreSQL counts them too


def add(*, case: Case, of: str, files: list[File], by: User) -> None:
    """Put ``files`` on the case, which the caller holds locked; nothing of them changes or goes away again."""
    if case.exhibits.count() + len(files) > MOST:
        raise Refused(_("A case holds %(n)d files at most; put what remains into one of them.") % {"n": MOST})
    for file in files:
        Exhibit.objects.create(case=case, of=of, by=by, name=file.name, kind=file.kind, content=file.content)


def of_case(case: Case, *which: str) -> QuerySet[Exhibit]:
    """The files with their ``size`` in bytes, without their content; of the kinds ``which``, or all."""
    found = case.exhibits.defer("content").annotate(size=Length("content")).select_related("by")
    return found.filter(of__in=which) if which else found


def opened_by(user: User, today: date) -> QuerySet[Exhibit]:
    """The files that ``user`` may open: all of a case that he sees; what came with the replies of his own unit."""
    seen = Exhibit.objects.filter(case__in=Case.objects.visible_to(user, today))
    return seen | Exhibit.objects.filter(case__in=Case.objects.told_to(user, today), of=Exhibit.Of.REPLY)
