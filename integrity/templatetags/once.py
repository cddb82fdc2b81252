"""The number of a form that is carried out once (``integrity.once``)."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def form_number() -> str:
    return format_html('<input type="hidden" name="form_no" value="{}">', uuid4())
