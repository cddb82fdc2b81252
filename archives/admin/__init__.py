"""The admin's lists, by what they are about; importing them registers them, and what awaits whom on the home page."""

from django.contrib import admin
from django.contrib.auth.models import Group

from archives import home, home_duties, home_news

from . import accounts, documents, law, powers, records, subjects, trail
from .by_role import EVERYBODY_AT_WORK, ByRole

__all__ = ["EVERYBODY_AT_WORK", "ByRole", "accounts", "documents", "home", "home_duties", "home_news", "law", "powers", "records", "subjects", "trail"]

# Groups carry no power here; a list of them would suggest that they do.
admin.site.unregister(Group)
