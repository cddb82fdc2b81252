"""The menu of the staff site."""

from __future__ import annotations

from django import template

register = template.Library()
# What the masthead of the staff site leads to, in the order of the work: filed, committed to, complained of, examined, objected to, repaired; then who and by which rule.
MENU = ("Filing", "Record", "Subject", "Commitment", "Ticket", "Case", "JointAction", "Objection", "Application", "Standard", "Membership", "User")


@register.filter
def menu(apps: list[dict]) -> list[dict]:
    """The lists of ``available_apps`` that stand in the masthead, in the order of the work."""
    models = {model["object_name"]: model for app in apps for model in app["models"] if model["admin_url"]}
    return [models[name] for name in MENU if name in models]
