"""What a layout is: columns with codes, headers, widths and types, and how a header is compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# Columns of the sheet that goes back to the clerk; it may come in again, mended, as it is.
ROW_NUMBER, ERRORS = "原行号", "错误"


@dataclass(frozen=True)
class Column:
    """One column: official code, header as printed, VARCHAR length, what it feeds, and other names met in the wild.

    ``feeds`` is a column of the staged row, or empty for a field of the item. ``field`` is the code under which the
    catalogue knows the field, where an older layout calls it otherwise. ``type`` is ``text``, ``document``, ``uscc``,
    ``date``, ``money`` (万元), ``kind`` (words the tier rules read), ``choice`` (one of ``choices``), ``severity`` (a hint
    that may not contradict the tier), ``certificate`` (kind of certificate), ``person`` (number of the certificate of the
    natural person the row is about) or ``identity`` (that of somebody named in it). ``open``: the values of a choice with
    which the row may be published; empty if the choice does not say.
    """

    code: str
    header: str
    width: int
    feeds: str = ""
    required: bool = False
    type: str = "text"
    also: tuple[str, ...] = ()
    field: str = ""
    choices: tuple[str, ...] = ()
    open: tuple[str, ...] = ()

    @property
    def known_as(self) -> str:
        """The official code of the catalogue's field."""
        return self.field or self.code


@dataclass(frozen=True)
class Layout:
    code: str
    name: str
    item_code: str
    columns: tuple[Column, ...]
    # Columns of the sister layouts that may stand in the file; a value in ``foreign`` means the row belongs there.
    ignored: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    foreign_rule: str = "natural_person"

    @cached_property
    def names(self) -> dict[str, str]:
        """Every way of writing a header, as compared, and the code of its column."""
        known = {header_key(name): header_key(name) for name in (ROW_NUMBER, ERRORS, *self.ignored, *self.foreign)}
        for column in self.columns:
            known |= {header_key(name): column.code for name in (column.code, column.header, *column.also)}
        return known

    @cached_property
    def foreign_names(self) -> frozenset[str]:
        return frozenset(map(header_key, self.foreign))

    @property
    def of_persons(self) -> bool:
        """Whether the rows are about natural persons."""
        return any(column.type == "person" for column in self.columns)

    @property
    def by_name(self) -> bool:
        """Whether the layout names the deciding authority without its code, as in 2016."""
        return not any(column.feeds == "issuer_code" for column in self.columns)

    def match(self, header: str) -> str | None:
        """The code of the column that ``header`` names, by code or by its Chinese header."""
        return self.names.get(header_key(header))


_WIDE = str.maketrans("（）［］，：；＿", "()[],:;_")


def header_key(text: str) -> str:
    """A header as it is compared: half-width brackets, no blanks, the usual slips of the pen mended."""
    key = re.sub(r"\s+", "", str(text).translate(_WIDE)).replace("做出", "作出").strip("*＊")
    key = key.replace("统一社会诚信代码", "统一社会信用代码").replace("社会诚信代码", "统一社会信用代码")
    return key.upper() if key.isascii() else key
