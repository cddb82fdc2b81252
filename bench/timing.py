"""Interleaved timing: every contestant runs once per round, so a busy minute hurts all of them alike."""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable


class Times(dict):
    """Seconds of each contestant, one number per round."""

    def median(self, name: str) -> float:
        return statistics.median(self[name])

    def ratio(self, name: str, floor: str) -> float:
        """The median of the ratios within a round; the machine may have slowed down between rounds."""
        return statistics.median(a / b for a, b in zip(self[name], self[floor], strict=True))


def interleaved(contestants: dict[str, Callable], rounds: int = 7, warm: int = 1) -> Times:
    """Run all contestants ``warm + rounds`` times in turn. A contestant may return the seconds it took itself."""
    times = Times({name: [] for name in contestants})
    for number in range(warm + rounds):
        for name, function in contestants.items():
            gc.collect()
            began = time.perf_counter()
            own = function()
            took = time.perf_counter() - began
            if number >= warm:
                times[name].append(own if isinstance(own, float) else took)
    return times


def exponent(sizes: list[int], seconds: list[float]) -> float:
    """The slope of log seconds over log size by least squares: 1.0 is linear."""
    xs, ys = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    x, y = statistics.fmean(xs), statistics.fmean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f}" if seconds < 0.01 else f"{seconds * 1000:,.0f}"


def verdict(value: float, goal: float, *, at_least: bool = False) -> str:
    return "met" if (value >= goal if at_least else value <= goal) else "**missed**"


def table(head: list[str], rows: list[list]) -> str:
    """A table in Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)])
