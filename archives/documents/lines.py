"""Breaking text into lines as Chinese print does: between any two ideographs, not before a closing sign, not after an opening one."""

from __future__ import annotations

import re

from .glyphs import width

# 避头尾: what begins no line and what ends none (GB/T 15834-2011 5.1).
NOT_FIRST = set("，。、；：？！）》」』】〕〉”’…—～·%‰℃,.;:?!)]}")
NOT_LAST = set("（《「『【〔〈“‘([{￥$")
# A run of Latin letters and digits stays together, blanks stay where they are, every other sign stands alone.
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/@_+\-]*|.", re.DOTALL)


def broken(text: str, size: float, first: float, rest: float) -> list[str]:
    """``text``, one paragraph, as lines: the first ``first`` wide at most, the others ``rest``."""
    lines: list[str] = []
    line, used = "", 0.0
    for run in _pieces(text, size, min(first, rest) - 4 * size):  # room for what is carried over
        wide, room = width(run, size), rest if lines else first
        if line and used + wide > room + 1e-6:
            kept, carried = _carried(line, run)
            lines.append(kept.rstrip(" "))
            line = carried
            used = width(line, size)
            if not line and run == " ":
                continue
        line += run
        used += wide
    return [*lines, line] if line or not lines else lines


def _pieces(text: str, size: float, most: float) -> list[str]:
    """Runs that are not broken; one that fits into no line is broken anywhere."""
    found: list[str] = []
    for run in _RUN.findall(text):
        while len(run) > 1 and width(run, size) > most:
            cut = max(1, next((n for n in range(1, len(run)) if width(run[: n + 1], size) > most), len(run)))
            found.append(run[:cut])
            run = run[cut:]
        found.append(run)
    return found


def _carried(line: str, following: str) -> tuple[str, str]:
    """``line`` as it ends before ``following``, and what of it goes to the next line so that neither breaks the rule."""
    for cut in range(len(line), max(0, len(line) - 4), -1):
        if (line[cut:] + following)[:1] not in NOT_FIRST and line[cut - 1] not in NOT_LAST:
            return line[:cut], line[cut:]
    return line, ""  # a long row of such signs is broken all the same
