"""What is said of a file that cannot be read at all."""

from __future__ import annotations

from integrity.errors import Refused

MAX_COLUMNS = 200


class BadFile(Refused):
    """The file as a whole cannot be read; nothing of it is kept."""
