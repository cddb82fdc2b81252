"""Reading a standard from YAML. What is wrong is refused with a sentence that names the place."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import IO, Any

import yaml
from django.utils.translation import gettext as _

from integrity.errors import Refused

HEAD = {"code": (str, 30), "name": (str, 120), "name_en": (str, 120), "document": (str, 200), "article": (str, 100)}
HEAD |= {"valid_from": date, "base": int}
MAY_BE_ABSENT = {"valid_until": date, "replaces": (str, 30)}
BAND = {"letter": (str, 3), "low": int, "word": (str, 20), "word_en": (str, 40)}
RULE = {"item": (str, 20), "tier": int, "points": int, "days": int, "document": (str, 200), "article": (str, 100)}


class _Loader(yaml.SafeLoader):
    """YAML takes the last of two equal keys without a word; a standard must not."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key, _value in node.value:
            name = key.value
            if name in seen:
                raise Refused(
                    _("Line %(line)d has “%(key)s” a second time; keep one of them.") % {"line": key.start_mark.line + 1, "key": name}
                )
            seen.add(name)
        return super().construct_mapping(node, deep)


def read(stream: IO) -> dict:
    """The standard as plain data, checked whole. Raises :class:`Refused` with the place and the way out."""
    try:
        data = yaml.load(stream, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(_("Line %(line)d is not YAML: %(problem)s.") % {"line": line, "problem": error.problem}) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Refused(_("The file is not YAML in UTF-8: %(problem)s.") % {"problem": error}) from error
    _mapping("standard", data, {**HEAD, "bands": list, "rules": list}, MAY_BE_ABSENT)
    if data.get("valid_until") and data["valid_until"] <= data["valid_from"]:
        _refuse("standard.valid_until", _("must lie after valid_from"))
    for name, kinds in (("bands", BAND), ("rules", RULE)):
        if not data[name]:
            _refuse(name, _("must hold at least one entry"))
        for number, entry in enumerate(data[name], 1):
            _mapping(f"{name}[{number}]", entry, kinds, {}, nullable={"low"})
    _bands(data["bands"])
    _rules(data["rules"])
    return data


def fingerprint(data: dict) -> str:
    """SHA-256 of the content; comments and layout do not count, nor the end, which a successor sets."""
    content = {key: value for key, value in data.items() if key not in {"valid_until", "replaces"}}
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


def _refuse(place: str, problem: str) -> None:
    raise Refused(_("%(place)s %(problem)s; nothing was loaded.") % {"place": place, "problem": problem})


def _mapping(place: str, data: Any, kinds: dict, optional: dict, nullable: frozenset | set = frozenset()) -> None:
    if not isinstance(data, dict):
        _refuse(place, _("must be a mapping of names to values"))
    for name in data:
        if name not in kinds and name not in optional:
            _refuse(f"{place}.{name}", _("is not a name that belongs here"))
    for name, kind in {**kinds, **optional}.items():
        value = data.get(name)
        if value is None and (name in optional or (name in nullable and name in data)):
            continue
        _value(f"{place}.{name}", value, kind)


def _value(place: str, value: Any, kind: Any) -> None:
    kind, longest = kind if isinstance(kind, tuple) else (kind, None)
    if value is None:
        _refuse(place, _("is missing"))
    if kind is int and type(value) is not int:
        _refuse(place, _("must be a whole number, not “%(value)s”") % {"value": value})
    if kind is date and type(value) is not date:
        _refuse(place, _("must be a date such as 2026-01-01, not “%(value)s”") % {"value": value})
    if kind is list and not isinstance(value, list):
        _refuse(place, _("must be a list"))
    if kind is str and (not isinstance(value, str) or not value.strip()):
        _refuse(place, _("must be words, not “%(value)s”") % {"value": value})
    if longest and len(value) > longest:
        _refuse(place, _("is longer than %(longest)d characters") % {"longest": longest})


def _bands(bands: list[dict]) -> None:
    lows = [band["low"] for band in bands]
    if lows[-1] is not None or None in lows[:-1]:
        _refuse("bands", _("must end with the lowest grade, and only that one has “low: null”"))
    if lows[:-1] != sorted(set(lows[:-1]), reverse=True):
        _refuse("bands", _("must go from the highest grade to the lowest"))
    letters = [band["letter"] for band in bands]
    if len(set(letters)) < len(letters):
        _refuse("bands", _("must name every grade once"))


def _rules(rules: list[dict]) -> None:
    seen = {}
    for number, rule in enumerate(rules, 1):
        place = f"rules[{number}]"
        if rule["tier"] not in (0, 1, 2, 3):
            _refuse(f"{place}.tier", _("must be 1, 2, 3, or 0 for an item without tiers"))
        if not 1 <= rule["days"] <= 36500:
            _refuse(f"{place}.days", _("must lie between 1 and 36500"))
        if not 1 <= abs(rule["points"]) <= 100000:
            _refuse(f"{place}.points", _("must be a number of points other than 0, at most 100000 either way"))
        key = rule["item"], rule["tier"]
        if key in seen:
            _refuse(
                place,
                _("says again what rules[%(first)d] says of %(item)s at tier %(tier)d")
                % {"first": seen[key], "item": key[0], "tier": key[1]},
            )
        seen[key] = number
