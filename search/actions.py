"""The one write of the search: words follow what is shown."""

from __future__ import annotations

from django.db import connection, transaction


@transaction.atomic
def keep_words(*, whole: bool = False) -> int:
    """Make the words of what was approved or renamed within a day, or (``whole``) of all, and clear what is no longer shown.

    Returns how many rows were written. Safe to run twice, late or never for a day: what is missing is looked through
    word by word meanwhile, and what has ended is found by nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_keep_words(%s)", [whole])
        return cursor.fetchone()[0]
