"""On the home page: the lists that the person saved."""

from __future__ import annotations

from integrity.lists import may_open
from integrity.site import home_panel

from .models import SavedList


@home_panel
def saved(request) -> dict:
    user = request.user
    return {
        "saved": [
            {"number": kept.pk, "name": kept.name, "url": kept.address if may_open(kept.address, user) else ""}
            for kept in SavedList.objects.filter(user=user)
        ]
    }
