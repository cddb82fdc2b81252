"""Making room in the local supplement: versions of one item follow each other, and none is in force beside another.

Used by the file (``load_law``) and by the form (``archives.supplement_flow``), so that both live in one order of time.
"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from integrity.errors import Refused
from integrity.said import in_words

from .models import CatalogueEdition, CatalogueItem


def versions_of(code: str) -> list[CatalogueItem]:
    """Every version of a local item, the earliest first."""
    found = CatalogueItem.objects.filter(code=code, edition__level=CatalogueEdition.Level.LOCAL)
    return list(found.select_related("edition").prefetch_related("fields").order_by("edition__valid_from", "pk"))


def room_for(code: str, valid_from: date, valid_until: date | None) -> CatalogueItem | None:
    """The version that ends on ``valid_from`` if another begins then, or ``None``.

    Raises :class:`Refused` for the code of a national item and for dates that a later version holds already.
    """
    if CatalogueItem.objects.filter(code=code, edition__level=CatalogueEdition.Level.NATIONAL).exists():
        raise Refused(
            _("The item %(code)s belongs to the national catalogue and cannot be changed here; a local item needs a code of its own.")
            % {"code": code},
            article="全国公共信用信息基础目录",
        )
    before = None
    for version in versions_of(code):
        begins, ends = version.edition.valid_from, version.valid_until
        if begins >= valid_from and (valid_until is None or begins < valid_until):
            raise Refused(
                _("From %(day)s another version of %(code)s is in force; let this one end by then, or begin after that day.")
                % {"day": in_words(begins), "code": code}
            )
        if begins < valid_from and (ends is None or ends > valid_from):
            before = version
    return before


def make_room(code: str, valid_from: date, valid_until: date | None) -> CatalogueItem | None:
    """End the version before with the day on which the next begins, under the lock of the code; returns it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('archives_catalogueitem ' || %s, 0))", [code])
    before = room_for(code, valid_from, valid_until)
    if before is not None:
        before.replaced_on = valid_from
        before.save(update_fields=["replaced_on"])
    return before
