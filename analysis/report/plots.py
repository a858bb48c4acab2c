"""The plots, as SVG text. Series differ by marker and dash as well as by shade, so they read in grey."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass

import matplotlib

matplotlib.use("Agg")
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
from matplotlib import pyplot  # noqa: E402
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator  # noqa: E402

from analysis.records.overhead import Overhead, Row, Spread  # noqa: E402

_COLOURS = ("#0b3c5d", "#d1751f", "#2f8f5b", "#8a3ffc", "#7a7a7a", "#b03a5b", "#3f9fd1", "#111111")
_MARKERS = ("o", "s", "^", "D", "v", "P", "*", "X")
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (3, 1)), (0, (1, 1)), (0, (8, 2)))
SETTINGS = {"svg.hashsalt": "ctxlab", "font.size": 10, "axes.spines.top": False, "axes.spines.right": False,
             "axes.grid": True, "grid.color": "#dddddd", "grid.linewidth": 0.6, "axes.axisbelow": True}


def style_of(subject: str, everyone: list[str]) -> dict:
    """Colour, marker and dash of a scheme or peer, the same in every plot. Where the markers do not suffice they come
    again, hollow."""
    i = everyone.index(subject)
    return {"color": _COLOURS[i % len(_COLOURS)], "marker": _MARKERS[i % len(_MARKERS)],
            "linestyle": _DASHES[i % len(_DASHES)], "fillstyle": "full" if i < len(_MARKERS) else "none"}


def as_svg(figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
    text = out.getvalue()
    return text[text.index("<svg"):]


def _bars(spreads: list[Spread], per: list[float]) -> tuple[list[float], list[list[float]]]:
    """Medians, and the distances down and up to the quartiles, each divided by its `per`."""
    return ([s.median / p for s, p in zip(spreads, per)],
            [[(s.median - s.low) / p for s, p in zip(spreads, per)],
             [(s.high - s.median) / p for s, p in zip(spreads, per)]])


def _plain(value: float, _) -> str:
    return (f"{value:,.0f}" if value == int(value) else f"{value:g}").replace(",", " ")


def legend_above(axes, series: int, columns: int) -> None:
    """Above the axes, where it covers nothing; in two columns rather than with one left over."""
    columns = 2 if series == columns + 1 and columns < 4 else min(series, columns)
    axes.legend(frameon=False, fontsize=9, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=columns)


def scaling(overhead: Overhead, operation: str, size: str, unit: str, each: bool) -> str | None:
    """Time against size, both logarithmic, with the quartiles as bars; with `each` the time is divided by the size.
    None where fewer than two sizes were measured."""
    curves = {w: c for w in overhead.subject if len(c := overhead.scaling(operation, w)) > 1}
    if not curves:
        return None
    with matplotlib.rc_context(SETTINGS):
        figure, axes = pyplot.subplots(figsize=(6.4, 4.2))
        for subject, curve in curves.items():
            sizes = [n for n, _ in curve]
            middle, errors = _bars([s for _, s in curve], sizes if each else [1] * len(sizes))
            axes.errorbar(sizes, middle, yerr=errors, label=subject, capsize=3, linewidth=1.5, markersize=6,
                          **style_of(subject, overhead.subject))
        axes.set_xscale("log")
        axes.set_yscale("log")
        ticks = sorted({n for c in curves.values() for n, _ in c})
        axes.set_xticks(ticks, [_plain(n, None) for n in ticks])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.tick_params(axis="x", labelsize=9)
        low, high = axes.get_ylim()
        if high / low < 12:  # within a decade the plain ticks of a linear axis say more
            axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            axes.yaxis.set_minor_locator(NullLocator())
            axes.set_ylim(low, high)
        axes.yaxis.set_major_formatter(FuncFormatter(_plain))
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set_xlabel(size)
        axes.set_ylabel(f"CPU time ({unit})")
        legend_above(axes, len(curves), 3)
        return as_svg(figure)


def _dots(rows: list[Row], subject: list[str], everyone: list[str], value, axis: str, base: int) -> str | None:
    """A line an operation, a dot with quartiles for each of `subject`; `value` picks a cell's spread or None."""
    rows = [r for r in rows if any(value(c) for w, c in r.cells.items() if w in subject)]
    subject = [w for w in subject if any(w in r.cells and value(r.cells[w]) for r in rows)]
    if not rows:
        return None
    with matplotlib.rc_context(SETTINGS | {"axes.grid.axis": "x"}):
        figure, axes = pyplot.subplots(figsize=(8.4, 0.9 + max(0.38, 0.1 * len(subject)) * len(rows)))
        step = 0.7 / len(subject)
        for k, w in enumerate(subject):
            points = [(i, value(r.cells[w])) for i, r in enumerate(rows) if w in r.cells and value(r.cells[w])]
            middle, errors = _bars([s for _, s in points], [1] * len(points))
            axes.errorbar(middle, [i + (k - (len(subject) - 1) / 2) * step for i, _ in points], xerr=errors, label=w,
                          capsize=2, markersize=5.5, elinewidth=1.2, **style_of(w, everyone) | {"linestyle": "none"})
        for i in range(1, len(rows)):
            axes.axhline(i - 0.5, color="#e6e6e6", linewidth=0.6)
        axes.set_yticks(range(len(rows)), [r.label.replace("\u202f", " ") for r in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xscale("log", base=base)
        if base == 2:
            axes.axvline(1, color="#444444", linewidth=0.8)
            low, high = axes.get_xlim()
            if high / low < 32:
                ticks = _FINE_TICKS if high / low < 4 else _COARSE_TICKS
                axes.xaxis.set_major_locator(FixedLocator([t for t in ticks if low <= t <= high]))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.xaxis.set_major_formatter(FuncFormatter(_plain))
        axes.set_xlabel(axis)
        legend_above(axes, len(subject), 4)
        return as_svg(figure)


_FINE_TICKS = (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4)
_COARSE_TICKS = (0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24)


def ratios(overhead: Overhead, rows: list[Row]) -> str | None:
    """Each operation's time over the control's, schemes only; None where the control was not timed."""
    return _dots(rows, [w for w in overhead.subject if w not in overhead.peers], overhead.subject, lambda cell: cell.ratio,
                 "CPU time over the control’s (ratio; bars: quartiles)", 2)


def beside_peers(overhead: Overhead, rows: list[Row]) -> str | None:
    """Time of each operation that some peer does too; None without peers."""
    rows = [r for r in rows if any(w in overhead.peers for w in r.cells)]
    return _dots(rows, overhead.subject, overhead.subject, lambda cell: cell.time,
                 "CPU time (ns per operation; bars: quartiles)", 10)


SCALINGS = (  # operation, what its size is, what the time is for, whether to divide it by the size
    ("chain", "depth of the chain (coroutines)", "ns per coroutine", True),
    ("gather", "members gathered", "ns per member", True),
    ("pending", "requests pending at once", "ns per request", False),
)


@dataclass(frozen=True)
class Plot:
    name: str
    svg: str
    caption: str


def all_plots(overhead: Overhead | None) -> list[Plot]:
    """The plots that the measurements allow."""
    if overhead is None:
        return []
    rows = [r for r in overhead.rows() if not r.accounting]
    found = [("ratios", ratios(overhead, rows), "Each operation as a ratio to the control, with quartiles."),
             ("peers", beside_peers(overhead, rows), "Beside peers that do the same work, in the same run.")]
    for operation, size, unit, each in SCALINGS:
        found.append((f"scaling-{operation}", scaling(overhead, operation, size, unit, each),
                      f"{operation.capitalize()}: {unit}, by {size}. Bars: quartiles."))
    return [Plot(name, svg, caption) for name, svg, caption in found if svg]
