"""The catalogue as law: two editions side by side, what came, what went, what reads differently."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from .models import CatalogueEdition, CatalogueItem, ItemField, Role

COMPARED = ("name", "name_en", "category", "subject_kinds", "document", "article", "scope", "period_kind", "tiered", "panel", "sign_off", "routing")
FIELD_COMPARED = ("label", "label_en", "official_code", "type", "scope", "required", "max_length")


def differences(old: CatalogueEdition, new: CatalogueEdition) -> dict[str, list]:
    """Items ``added``, ``removed`` and ``changed`` from one edition to another; of a changed one each thing before and after."""
    before, after = ({i.code: i for i in e.items.prefetch_related("fields")} for e in (old, new))
    changed = []
    for code in sorted(before.keys() & after.keys()):
        if lines := reads_differently(before[code], after[code], before[code].fields.all(), after[code].fields.all()):
            changed.append({"item": after[code], "lines": lines})
    return {
        "added": [after[code] for code in sorted(after.keys() - before.keys())],
        "removed": [before[code] for code in sorted(before.keys() - after.keys())],
        "changed": changed,
    }


def reads_differently(old: CatalogueItem, new: CatalogueItem, old_fields: Iterable[ItemField], new_fields: Iterable[ItemField]) -> list[dict]:
    """What differs between two versions of one item, line by line: ``of`` which field, ``what``, ``old``, ``new``."""
    return [*_lines(old, new, COMPARED, ""), *_fields(old_fields, new_fields)]


def _shown(thing, name: str) -> str:
    words = getattr(thing, f"get_{name}_display", None)
    value = words() if words else getattr(thing, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _lines(old, new, names, of: str) -> list[dict]:
    return [
        {"of": of, "what": type(old)._meta.get_field(name).verbose_name, "old": _shown(old, name), "new": _shown(new, name)}
        for name in names
        if getattr(old, name) != getattr(new, name)
    ]


def _fields(old: Iterable[ItemField], new: Iterable[ItemField]) -> list[dict]:
    before, after = ({f.key: f for f in fields} for fields in (old, new))
    lines = [{"of": before[k].label, "what": _("field"), "old": _describe(before[k]), "new": "—"} for k in sorted(before.keys() - after.keys())]
    lines += [{"of": after[k].label, "what": _("field"), "old": "—", "new": _describe(after[k])} for k in sorted(after.keys() - before.keys())]
    for key in sorted(before.keys() & after.keys()):
        lines += _lines(before[key], after[key], FIELD_COMPARED, before[key].label)
    return lines


def _describe(field: ItemField) -> str:
    return f"{field.label}（{field.get_scope_display()}）"


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two editions of the catalogue compared; without a choice, the last two national ones."""
    if not Role.of(request.user) - {Role.SECURITY}:
        raise PermissionDenied(_("The catalogue is for those who work with records."))
    editions = list(CatalogueEdition.objects.order_by("valid_from", "pk"))
    national = [e for e in editions if e.level == CatalogueEdition.Level.NATIONAL]
    by_code = {e.code: e for e in editions}
    old = by_code.get(request.GET.get("old", "")) or (national[-2] if len(national) > 1 else None)
    new = by_code.get(request.GET.get("new", "")) or (national[-1] if national else None)
    context = {**admin.site.each_context(request), "title": _("Editions of the catalogue compared"), "editions": editions, "old": old, "new": new}
    if old and new:
        context |= differences(old, new) | {"compared": [old, new]}
    return TemplateResponse(request, "staff/compare.html", context)
