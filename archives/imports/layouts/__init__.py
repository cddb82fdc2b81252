"""Official upload layouts: column order, codes, headers and widths, and which of them a header is."""

from __future__ import annotations

from .acts import ACT_LAYOUTS
from .layout import ERRORS, ROW_NUMBER, Column, Layout, header_key
from .legacy import LICENCE_LEGAL_2016, LICENCE_NATURAL_2016, PENALTY_LEGAL_2016, PENALTY_NATURAL_2016
from .national import IDENTITY_CARDS, LICENCE_LEGAL_2018, LICENCE_NATURAL_2018, PENALTY_LEGAL_2018, PENALTY_NATURAL_2018

__all__ = ["ACT_LAYOUTS", "ERRORS", "IDENTITY_CARDS", "LAYOUTS", "LICENCE_LEGAL_2018", "LICENCE_NATURAL_2018", "PENALTY_LEGAL_2016", "PENALTY_LEGAL_2018",
           "PENALTY_NATURAL_2018", "ROW_NUMBER", "Column", "Layout", "header_key"]  # fmt: skip

LAYOUTS = {
    layout.code: layout
    for layout in (
        PENALTY_LEGAL_2018,
        PENALTY_NATURAL_2018,
        LICENCE_LEGAL_2018,
        LICENCE_NATURAL_2018,
        PENALTY_LEGAL_2016,
        PENALTY_NATURAL_2016,
        LICENCE_LEGAL_2016,
        LICENCE_NATURAL_2016,
        *ACT_LAYOUTS,
    )
}
