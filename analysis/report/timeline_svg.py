"""Draws what happened: the turns from left to right, a row a scheme, the current context as a band.

A band runs on across the gap after a turn that left its context behind. Contexts differ by tint, hatch and
label, wrong lines by their sign, so the picture reads in grey. Turns in which nothing went wrong are left out
where there are many, and so are those that look like the ones before them; the gap says how many. What repeats
within a turn is drawn once, with how often.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from analysis.records.run import SENTINEL
from analysis.records.timeline import Line, Turn

LABEL, UNIT, GAP, BAND, ROW, TOP = 150, 20, 16, 22, 54, 30  # pixels
FEW_TURNS, MOST_TURNS, ALIKE, MOST_MARKS, RUN, PERIOD = 8, 22, 2, 24, 4, 4
SIGNS = {"lost": "?", "leaked": "!", "misattributed": "×"}
MEANING = {"lost": "nobody’s name on a request’s line", "leaked": "a request’s name on nobody’s line",
           "misattributed": "another request’s name"}
_TINTS = ("#9ecae1", "#fdd49e", "#b8e0b0", "#d9c2e9", "#f4a6a0", "#d6cfa2")
_HATCHES = ("", "M0 6L6 0", "M0 3H6", "M0 0L6 6", "M3 0V6", "M0 6L6 0M0 0L6 6")
STYLE = (".tl text{font:11px system-ui,sans-serif;fill:#222;paint-order:stroke;stroke:#fff;stroke-width:2.4px}"
         ".tl .m{font-weight:700;text-anchor:middle;fill:#000;stroke:none}"
         ".tl .d{fill:#666;text-anchor:middle}.tl .w{fill:#fff;stroke:#b00020;stroke-width:1.6}"
         ".tl .b{stroke:#555;stroke-width:.6}.tl .r{stroke:#222;stroke-width:1.2}.tl .k{fill:#222}")


def definitions() -> str:
    """The hatches, once a document."""
    patterns = "".join(
        f'<pattern id="h{i}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" '
        f'fill="{tint}"/><path d="{hatch}" stroke="#555" stroke-width=".7" fill="none"/></pattern>'
        for i, (tint, hatch) in enumerate(zip(_TINTS, _HATCHES)))
    return f"<defs>{patterns}</defs>"


@dataclass
class Mark:
    kind: str  # right, lost, leaked, misattributed, warn
    title: str
    count: int = 1


@dataclass
class Segment:
    """A stretch of a turn in one context. With `times`, the last of some that follow one another so often."""

    context: str
    marks: list[Mark]
    times: int = 1

    @property
    def looks(self) -> tuple:
        return self.context, tuple((m.kind, m.count) for m in self.marks)

    @property
    def units(self) -> float:
        return len(self.marks) or 0.6


def _title(line: Line) -> str:
    name = "nobody’s" if line.context == SENTINEL else line.context
    owner = "nobody" if line.owner == SENTINEL else line.owner
    return f"“{line.text}” belongs to {owner}, carries {name}" + (" name" if line.context == SENTINEL else "")


def segments(turn: Turn) -> list[Segment]:
    """The turn's stretches; long runs of marks of one kind become one mark with a count, and of stretches that repeat
    the first stand for all."""
    found: list[Segment] = []
    for step in turn.steps:
        if step.kind == "enter":
            found.append(Segment(step.context, []))
            continue
        if step.kind == "end":
            continue
        mark = Mark(step.line.verdict, _title(step.line)) if step.line else Mark("warn", "warning: " + step.text)
        found[-1].marks.append(mark)
    for segment in found:
        segment.marks = _compressed(segment.marks)
    return _folded(found)


def _folded(found: list[Segment]) -> list[Segment]:
    looks, out, i = [s.looks for s in found], [], 0
    while i < len(found):
        best, period = 1, 1  # how often what stands here repeats, at the shortest of the lengths that take in most
        for length in range(1, PERIOD + 1):
            times = 1
            while looks[i:i + length] == looks[i + times * length:i + (times + 1) * length]:
                times += 1
            if times > RUN and times * length > best * period:
                best, period = times, length
        once = found[i:i + period]
        if best > 1:
            once[-1].times = best
        out += once
        i += best * period
    return out


def _compressed(marks: list[Mark]) -> list[Mark]:
    runs: list[list[Mark]] = []
    for mark in marks:
        if runs and runs[-1][0].kind == mark.kind:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    out: list[Mark] = []
    for run in runs:
        out += run if len(run) <= RUN else [Mark(run[0].kind, f"{len(run)} like this: {run[0].title}", len(run))]
    return out[:MOST_MARKS]


def columns(rows: dict[str, list[Turn]]) -> list[tuple]:
    """Keys (time, how many turns at that time came before) of all rows, in order."""
    keys = set()
    for turns in rows.values():
        keys |= keyed(turns).keys()
    return sorted(keys)


def keyed(turns: list[Turn]) -> dict[tuple, Turn]:
    seen: dict[float, int] = {}
    out = {}
    for turn in turns:
        k = seen.get(turn.at, 0)
        seen[turn.at] = k + 1
        out[(turn.at, k)] = turn
    return out


def _weight(turns: list[Turn]) -> int:
    """How much a column tells: 0 for one in which nobody has a context and nothing goes wrong."""
    if any(t.wrong for t in turns):
        return 3
    if any(t.leaked or t.warnings for t in turns):
        return 2
    return int(any(s.context != SENTINEL for t in turns for s in t.steps))


def _looks(turns: list[Turn]) -> tuple:
    return tuple((t.left, t.elsewhere, tuple((s.looks, s.times) for s in segments(t))) for t in turns)


def drawn(keys: list[tuple], rows: dict[str, list[Turn]]) -> list[tuple | int]:
    """Which columns to draw; a number stands for that many left out. Where there are more than a few, those that tell
    nothing go unless they stand alone, and of those alike in a row all but the first few; where there are still many,
    those with a wrong line stay first, then those that leaked or warned."""
    if len(keys) <= FEW_TURNS:
        return list(keys)
    tables = [keyed(turns) for turns in rows.values()]
    columns_of = [[t[key] for t in tables if key in t] for key in keys]
    weight = [_weight(column) for column in columns_of]
    looks = [_looks(column) for column in columns_of]
    for i in range(ALIKE, len(keys)):
        if all(looks[i] == looks[j] for j in range(i - ALIKE, i)):
            weight[i] = 0
    variant = sorted((i for i, w in enumerate(weight) if w), key=lambda i: (-weight[i], i))
    keep = {0, len(keys) - 1, *variant[:MOST_TURNS - 2]}
    alone = {i for i in range(len(keys)) if i not in keep and {i - 1, i + 1} <= keep}
    keep |= set(sorted(alone)[:MOST_TURNS - len(keep)])
    out: list[tuple | int] = []
    for i, key in enumerate(keys):
        if i in keep:
            out.append(key)
        elif out and isinstance(out[-1], int):
            out[-1] += 1
        else:
            out.append(1)
    return out


class Canvas:
    """Collects the drawing of one scenario; x grows as columns are added."""

    def __init__(self, contexts: list[str]):
        self.index = {c: i for i, c in enumerate(contexts)}
        self.parts: list[str] = []

    def fill(self, context: str) -> str:
        return "#fff" if context == SENTINEL else f"url(#h{self.index[context] % len(_TINTS)})"

    def text(self, x: float, y: float, text: str, css: str = "") -> None:
        self.parts.append(f'<text x="{x:g}" y="{y:g}"{f" class={css!r}" if css else ""}>{escape(text)}</text>')

    def band(self, x: float, y: float, width: float, context: str, title: str) -> None:
        self.parts.append(f'<rect class="b" x="{x:g}" y="{y:g}" width="{width:g}" height="{BAND}" '
                          f'fill="{self.fill(context)}"><title>{escape(title)}</title></rect>')

    def mark(self, x: float, y: float, mark: Mark) -> None:
        title = f"<title>{escape(mark.title)}</title>"
        if mark.kind == "right":
            self.parts.append(f'<path class="r" d="M{x:g} {y + 13:g}v9">{title}</path>')
        elif mark.kind == "warn":
            self.parts.append(f'<path class="k" d="M{x - 4:g} {y + BAND + 10:g}h8l-4 -8z">{title}</path>')
        else:
            self.parts.append(f'<g><circle class="w" cx="{x:g}" cy="{y + BAND + 2:g}" r="7"/>'
                              f'<text class="m" x="{x:g}" y="{y + BAND + 6:g}">{SIGNS[mark.kind]}</text>{title}</g>')
        if mark.count > 1:
            self.text(x, y + BAND + (20 if mark.kind in SIGNS else 13), f"×{mark.count}", "d")

    def turn(self, x: float, y: float, width: float, turn: Turn) -> None:
        """One turn, stretched to `width`, and the gap after it, which shows what the turn left behind."""
        parts = segments(turn)
        unit = width / sum(s.units for s in parts)
        for s in parts:
            w = s.units * unit
            name = "nobody" if s.context == SENTINEL else s.context
            self.band(x, y, w, s.context, f"{name} current")
            if s.context != SENTINEL and w >= 6.5 * len(name) + 4:
                self.text(x + 3, y + 10.5, name)
            step = w / max(1, len(s.marks))
            for i, mark in enumerate(s.marks):
                self.mark(x + step * (i + 0.5), y, mark)
            if s.times > 1:
                self.text(x + w / 2, y + BAND + 20, f"×{s.times}", "d")
            x += w
        if turn.leaked:
            self.parts.append(f'<rect x="{x:g}" y="{y + 7:g}" width="{GAP}" height="8" fill="{self.fill(turn.left)}" '
                              f'stroke="#b00020"><title>left {escape(turn.left)} behind</title></rect>')


def contexts_of(rows: dict[str, list[Turn]]) -> list[str]:
    """Names in the order of their first appearance, the sentinel left out."""
    names = {}
    for turns in rows.values():
        for turn in turns:
            for step in turn.steps:
                names.setdefault(step.context)
            names.setdefault(turn.left)
    names.pop(SENTINEL, None)
    return list(names)


def draw(rows: dict[str, list[Turn]], standalone: bool = False) -> str:
    """The SVG of one scenario; `rows` are the turns by scheme. With `standalone` it carries its hatches and style."""
    contexts = contexts_of(rows)
    canvas, tables = Canvas(contexts), {name: keyed(turns) for name, turns in rows.items()}
    x, shown = LABEL, drawn(columns(rows), rows)
    for key in shown:
        if isinstance(key, int):
            canvas.text(x + 12, TOP - 12, f"⋯{key}", "d")
            x += 32
            continue
        turns = {name: table[key] for name, table in tables.items() if key in table}
        width = max(UNIT * sum(s.units for s in segments(t)) for t in turns.values())
        width = max(width, 44 if any(t.elsewhere for t in turns.values()) else 26)
        where = "threads" if all(t.elsewhere for t in turns.values()) else f"t={key[0]:g}"
        canvas.text(x + width / 2, TOP - 12, where, "d")
        for row, name in enumerate(rows):
            if name in turns:
                canvas.turn(x, TOP + row * ROW, width, turns[name])
        x += width + GAP
    for row, name in enumerate(rows):
        canvas.text(2, TOP + row * ROW + 15, name)
    y = TOP + len(rows) * ROW
    at = LABEL
    for context in contexts[:8]:
        canvas.band(at, y - 4, 16, context, context)
        canvas.text(at + 21, y + 11, context)
        at += 34 + 6.6 * len(context)
    if len(contexts) > 8:
        canvas.text(at, y + 11, f"and {len(contexts) - 8} more")
        at += 80
    width, height = max(x, at) + 10, y + BAND + 4
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="tl" width="{width:g}" height="{height:g}" role="img">'
    own = f"<style>{STYLE}</style>{definitions()}" if standalone else ""
    return head + own + "".join(canvas.parts) + "</svg>"
