"""What a case was opened from. A lower app knows no upper one: each registers what it has to say on the page of a case.

``ORIGINS`` holds functions ``(case, user, today) -> [{"title", "url"}]``; ``url`` is empty where ``user`` may not open it.
"""

from __future__ import annotations

from collections.abc import Callable

ORIGINS: list[Callable] = []


def of(case, user, today) -> list[dict]:
    """Everything registered about ``case``, as ``user`` may see it."""
    return [row for origin in ORIGINS for row in origin(case, user, today)]
