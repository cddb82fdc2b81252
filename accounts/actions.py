"""Writes about the own account: lists kept for the home page."""

from __future__ import annotations

from urllib.parse import unquote_plus

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from integrity import lists
from integrity.errors import Refused
from integrity.identity import refuse_identities

from .models import SavedList, User

LIMIT = 20  # saved lists of one person
LONGEST = SavedList._meta.get_field("address").max_length
NAME = SavedList._meta.get_field("name").max_length


@transaction.atomic
def save_list(*, name: str, address: str, by: User) -> SavedList:
    """Keep a filtered list under a name on the home page of ``by``: a list of this site that he may open today."""
    name, plain = " ".join(name.split()), lists.plain_address(address)
    refuse_identities(name)
    refuse_identities(unquote_plus(address))
    if not name or len(name) > NAME:
        raise Refused(_("A saved list has a name of 1 to %(n)d characters; give it one.") % {"n": NAME})
    opens = lists.may_open(plain, by) if plain else None
    if opens is None:
        raise Refused(_("Only lists of this site can be saved; open the list, choose its filters and save it there."))
    if not opens:
        raise PermissionDenied(_("Your role today does not open this list, so it cannot be saved."))
    if len(plain) > LONGEST:
        raise Refused(_("These filters are too long to be saved; choose fewer."))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two windows of one person, one count
    own = SavedList.objects.filter(user=by)
    if own.filter(name=name).exists():
        raise Refused(
            _("You have saved a list as “%(name)s” already; choose another name, or remove that one on your home page.") % {"name": name}
        )
    if own.count() >= LIMIT:
        raise Refused(_("You have saved %(n)d lists, which is the limit; remove one on your home page first.") % {"n": LIMIT})
    return own.create(user=by, name=name, address=plain)


@transaction.atomic
def forget_list(*, number: int, by: User) -> str:
    """Remove a saved list of ``by``, and return its name."""
    found = SavedList.objects.filter(user=by, pk=number).first()
    if found is None:
        raise Refused(_("You have no such saved list; it may have been removed already. Your home page shows those that are left."))
    found.delete()
    return found.name
