"""Lists of the staff site: which there are and who may open each; and a list of the admin as a file, row by row as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from django.contrib import admin
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.urls import Resolver404, resolve, reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

CHUNK = 1000
# What says where on a list somebody was, and not which rows it holds.
PLACES = {"page", "p", "all", "e"}

# Name of the page → whether that person may open it. A lower app never knows an upper one: each registers its own lists.
LISTS: dict[str, Callable[[Any], bool]] = {}


def staff_list(name: str, may: Callable[[Any], bool]) -> None:
    """Register the page with that URL name as a list, open to whom ``may(user)`` says."""
    LISTS[name] = may


# ── addresses of lists ───────────────────────────────────────────────────────


def plain_address(address: str) -> str | None:
    """The path and filters of an address of this site, without the page; ``None`` for any other address."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//") or "\\" in unquote_plus(address):
        return None
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in PLACES]
    return parts.path + (f"?{urlencode(asked)}" if asked else "")


def may_open(address: str, user) -> bool | None:
    """Whether ``user`` may open the list at that address today; ``None`` where no list is."""
    try:
        name = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None
    if name in LISTS:
        return LISTS[name](user)
    kept = {f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist": a for m, a in admin.site._registry.items()}
    return kept[name].has_view_permission(SimpleNamespace(user=user)) if name in kept else None


def open_list(name: str, user) -> str:
    """The address of the list of the admin ``app_model``, where ``user`` may open it; else nothing, so that no link leads to a refusal."""
    address = reverse(f"admin:{name}_changelist")
    return address if may_open(address, user) else ""


# ── a list as a file ─────────────────────────────────────────────────────────


def changelist(model_admin, request):
    """The whole list that the page at the same query shows, filtered, searched and sorted as there."""
    asked = request.GET.copy()
    for name in PLACES:
        asked.pop(name, None)
    request.GET = asked
    return model_admin.get_changelist_instance(request)


def header(found) -> list[str]:
    """The heads of the columns."""
    return [capfirst(label_for_field(name, found.model, model_admin=found.model_admin)) for name in found.list_display]


def rows(found) -> Iterator[list[str]]:
    """Each row with the words that the page shows."""
    for entry in found.queryset.iterator(CHUNK):
        yield [_told(found.model_admin, entry, name) for name in found.list_display]


def _told(model_admin, entry, name: str) -> str:
    try:
        field, attribute, value = lookup_field(name, entry, model_admin)
    except ObjectDoesNotExist:
        return ""
    if value is None:
        return ""
    if field is None:
        return yes_or_no(value) if getattr(attribute, "boolean", False) else _text(value)
    if isinstance(field.remote_field, models.ManyToOneRel):
        return str(getattr(entry, field.name) or "")
    if isinstance(field, models.BooleanField):
        return yes_or_no(value)
    return str(display_for_field(value, field, ""))


def _text(value) -> str:
    if isinstance(value, SafeString):
        return unescape(strip_tags(re.sub(r"</div>\s*<div>", "；", value)))
    return str(display_for_value(value, ""))


def yes_or_no(value: bool) -> str:
    """A mark of the page as a word."""
    return _("yes") if value else _("no")
