"""What is said of a file that cannot be read at all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from integrity.errors import Refused

MAX_COLUMNS = 200


class BadFile(Refused):
    """The file as a whole cannot be read; nothing of it is kept."""


def too_large(room: int) -> BadFile:
    """``room``: how many bytes the workbook may have once it is unpacked."""
    return BadFile(_("Unpacked, the workbook is larger than %(n)d MB; split it, or save it as CSV.") % {"n": room >> 20})
