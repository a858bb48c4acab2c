"""The catalogue: each pattern of failure from the wild by scheme, as it went wrong and after its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records.envelope import Scheme
from analysis.records.run import COMPETITOR, SENTINEL, Observation, Pattern, Run, Scenario, plural


@dataclass(frozen=True)
class Cell:
    """What happened in one variant under one scheme. `state`: right, wrong, unsupported or missing."""

    state: str
    what: str


@dataclass(frozen=True)
class Row:
    """`mends`: the story of the remedy, empty where none is told."""

    pattern: Pattern
    naive: str  # the scenario that tells it naively
    told: str  # its story
    mends: str
    cells: tuple[tuple[Scheme, Cell, Cell], ...]  # naive, and after the remedy


def _name(subject: str) -> str:
    return "nobody" if subject == SENTINEL else subject


def _several(names: list[str], most: int = 3) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def happened(o: Observation | None, shown_by: str) -> Cell:
    """The story's wrong lines by whose name they got, and whether turns leaked; and what else can show the pattern:
    what CPU time was charged wrongly (cpu), or that contexts are never freed (alive). Where nothing follows a wait the
    competitor's lines are lost whatever the story does, so they count only where another's name is on them."""
    if o is None:
        return Cell("missing", "not run")
    if o.unsupported:
        return Cell("unsupported", f"unsupported: {o.unsupported}")
    got: dict[str, list[str]] = {}  # by whose name: those whose the lines are
    for event in o.trace:
        if event[0] != "log" or event[2] == event[3] or (event[3] == COMPETITOR and event[2] == SENTINEL):
            continue
        got.setdefault(event[2], []).append(event[3])
    parts = [f"wanted {_several([_name(w) for w in dict.fromkeys(owners)])}, got {_name(subject)}"
             + (f" ({len(owners)} lines)" if len(owners) > 1 else "") for subject, owners in got.items()]
    if o.turns.leaked:
        parts.append("the reactor is never clean again" if o.turns.until_clean is None
                     else f"the reactor is left unclean by {plural(o.turns.leaked, 'turn')}")
    if shown_by == "cpu" and o.cpu_wrong:
        parts.append(f"CPU charged wrongly: {o.cpu_wrong:g} of {plural(o.cpu_spent, 'unit')}")
    if shown_by == "alive" and (alive := o.alive.get("contexts")):
        parts.append(f"{plural(alive, 'context')} never freed")
    return Cell("wrong", "; ".join(parts)) if parts else Cell("right", "right")


def mended(rows: list[Row]) -> list[str]:
    """What the remedies come to, scheme by scheme, as sentences."""
    whole, parts = [], []
    for i, (scheme, *_) in enumerate(rows[0].cells if rows else ()):
        after = [(r.pattern.number, r.cells[i][2].state) for r in rows if r.mends]
        failing = [str(n) for n, state in after if state != "right"]
        if not failing:
            whole.append(scheme.name)
        else:
            where = "in no row" if len(failing) == len(after) else \
                f"in {len(after) - len(failing)} of {len(after)} rows (not in {', '.join(failing)})"
            parts.append(f"Under {scheme.name} everything is right after the remedy {where}.")
    return ([f"After the remedy everything is right in every row under {', '.join(whole)}."] if whole else []) + parts


def rows(run: Run) -> list[Row]:
    """One row a pattern, by number; empty where the record tells none."""
    told: dict[int, dict[str, Scenario]] = {}
    for scenario in run.scenarios.values():
        if scenario.pattern:
            told.setdefault(scenario.pattern.number, {})[scenario.variant] = scenario
    out = []
    for _, by_variant in sorted(told.items()):
        naive, remedy = by_variant.get("naive"), by_variant.get("remedy")
        first = naive or remedy
        if first is None:
            continue

        def cell(which: Scenario | None, scheme: Scheme) -> Cell:
            return happened(run.seen(which.name, scheme) if which else None, first.pattern.shown_by)

        out.append(Row(first.pattern, first.name, first.story, remedy.story if remedy else "",
                       tuple((s, cell(naive, s), cell(remedy, s)) for s in run.schemes)))
    return out
