"""How far a commitment is, as a bar that says its number."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def progress_bar(percent: int, words: str = "") -> SafeString:
    """``percent`` of a hundred, drawn and written; ``words``: what to write instead, where a level was measured."""
    percent = min(max(int(percent), 0), 100)
    said = words or _("%(n)d%% done") % {"n": percent}
    return format_html(
        '<p class="done"><span>{}</span><svg class="bar" aria-hidden="true"><rect class="ground" width="100%" height="10"/>'
        '<rect class="fill" width="{}%" height="10"/></svg></p>',
        said,
        percent,
    )
