"""Timings as ratios to the control, with their spread.

Times are ns per operation. A ratio is a time over the median of the control's times for the same operation,
size and accounting; its spread is from the first to the third quartile of the repetitions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from analysis.records.bench import Bench, Case, Series
from analysis.records.run import CONTROL

AWAIT = "await_incomplete"


@dataclass(frozen=True)
class Spread:
    """Median and quartiles over `repetitions` values."""

    median: float
    low: float
    high: float
    repetitions: int


def spread(values) -> Spread:
    low, median, high = numpy.percentile(values, (25, 50, 75))
    return Spread(float(median), float(low), float(high), len(values))


@dataclass(frozen=True)
class Cell:
    """One operation by one scheme or peer. `ratio` is None where the control was not timed."""

    subject: str
    time: Spread
    ratio: Spread | None
    counters: dict[str, float]


def worded(operation: str) -> str:
    """'await incomplete · accounting' for await_incomplete+accounting."""
    return operation.replace("_", " ").replace("+", " · ")


@dataclass(frozen=True)
class Row:
    operation: str
    n: int | None
    accounting: bool
    cells: dict[str, Cell]

    @property
    def label(self) -> str:
        """'gather of 16', 'scope, accounting on'."""
        text = worded(self.operation)
        if self.n is not None:
            text += f" · {self.n:,}".replace(",", "\u202f")
        return text + (" · accounting" if self.accounting else "")


class Overhead:
    """The bench record, asked by operation and who."""

    def __init__(self, bench: Bench):
        self.bench = bench
        self.control = next((s.name for s in bench.schemes if s.role == CONTROL), None)
        self.peers = bench.peers
        self.subject = [*(s.name for s in bench.schemes), *bench.peers]

    def series(self, operation: str, subject: str, n: int | None = None, accounting: bool = False) -> Series | None:
        return self.bench.series.get(Case(operation, subject, n, accounting))

    def median(self, operation: str, subject: str, n: int | None = None) -> float | None:
        """ns per operation, or None where it was not measured."""
        found = self.series(operation, subject, n)
        return spread(found.times).median if found else None

    def rows(self) -> list[Row]:
        """Every operation and size, in the order of the record, with a cell for each who that was timed."""
        keys = dict.fromkeys((c.operation, c.accounting, c.n) for c in self.bench.series)
        operations = list(dict.fromkeys((o, a) for o, a, _ in keys))
        rows = []
        for operation, accounting in operations:
            sizes = sorted((n for o, a, n in keys if (o, a) == (operation, accounting)), key=lambda n: n or 0)
            for n in dict.fromkeys(sizes):
                cells = {w: self._cell(s) for w in self.subject if (s := self.series(operation, w, n, accounting))}
                rows.append(Row(operation, n, accounting, cells))
        return rows

    def _cell(self, series: Series) -> Cell:
        c = series.case
        base = self.series(c.operation, self.control, c.n, c.accounting) if self.control else None
        if base is None and c.accounting and self.control:  # the control has no accounting to turn on
            base = self.series(c.operation, self.control, c.n, False)
        ratio = None
        if base:
            middle = spread(base.times).median
            ratio = spread([t / middle for t in series.times]) if middle > 0 else None
        return Cell(c.subject, spread(series.times), ratio, series.counters)

    def scaling(self, operation: str, subject: str) -> list[tuple[int, Spread]]:
        """(n, ns per operation) by size."""
        found = [(c.n, spread(s.times)) for c, s in self.bench.series.items()
                 if (c.operation, c.subject, c.accounting) == (operation, subject, False) and c.n]
        return sorted(found, key=lambda pair: pair[0])

    @property
    def repetitions(self) -> tuple[int, int]:
        """Fewest and most repetitions of any case."""
        counts = [len(s.times) for s in self.bench.series.values()]
        return (min(counts), max(counts)) if counts else (0, 0)

    @property
    def repeated(self) -> str:
        """'9', or '3 to 9'."""
        fewest, most = self.repetitions
        return f"{fewest}" if fewest == most else f"{fewest} to {most}"
