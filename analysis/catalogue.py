"""The catalogue: each pattern of failure from the wild by scheme, as it went wrong and after its remedy."""

from __future__ import annotations

from dataclasses import dataclass

from .records import SENTINEL, Observation, Pattern, Run, Scenario, Scheme

# The request that runs beside every story. Where nothing follows a wait its lines are lost whatever the story does,
# so they count here only where the story's own context is on them.
BESIDE = "competing"


@dataclass(frozen=True)
class Cell:
    """What happened to one telling under one scheme. `state`: right, wrong, cannot or missing."""

    state: str
    what: str


@dataclass(frozen=True)
class Row:
    """`mends`: the story of the remedy, empty where none is told."""

    pattern: Pattern
    asked: str
    mends: str
    cells: tuple[tuple[Scheme, Cell, Cell], ...]  # naive, and after the remedy


def _name(who: str) -> str:
    return "nobody" if who == SENTINEL else who


def happened(o: Observation | None, told_by_cpu: bool) -> Cell:
    """The story's wrong lines, each kind once, and whether turns leaked; or what CPU time was charged wrongly, where
    nothing else can show the pattern."""
    if o is None:
        return Cell("missing", "not run")
    if o.cannot:
        return Cell("cannot", f"cannot: {o.cannot}")
    kinds: dict[tuple[str, str], int] = {}
    for event in o.trace:
        if event[0] != "log" or event[2] == event[3] or (event[3] == BESIDE and event[2] == SENTINEL):
            continue
        kinds[event[3], event[2]] = kinds.get((event[3], event[2]), 0) + 1
    parts = [f"wanted {_name(owner)}, got {_name(got)}" + (f" ({n} lines)" if n > 1 else "")
             for (owner, got), n in kinds.items()]
    if o.turns.leaked:
        parts.append("the reactor is never clean again" if o.turns.until_clean is None
                     else f"the reactor is left unclean by {o.turns.leaked} turn{'s' if o.turns.leaked != 1 else ''}")
    if told_by_cpu and o.cpu_wrong:
        parts.append(f"CPU charged wrongly: {o.cpu_wrong:g} of {o.cpu_spent:g}")
    return Cell("wrong", "; ".join(parts)) if parts else Cell("right", "right")


def rows(run: Run) -> list[Row]:
    """One row a pattern, by number; empty where the record tells none."""
    told: dict[int, dict[str, Scenario]] = {}
    for scenario in run.scenarios.values():
        if scenario.pattern:
            told.setdefault(scenario.pattern.number, {})[scenario.telling] = scenario
    out = []
    for _, by_telling in sorted(told.items()):
        naive, remedy = by_telling.get("naive"), by_telling.get("remedy")
        first = naive or remedy
        if first is None:
            continue
        by_cpu = first.pattern.shown_by == "cpu"

        def cell(which: Scenario | None, scheme: Scheme) -> Cell:
            return happened(run.seen(which.name, scheme) if which else None, by_cpu)

        out.append(Row(first.pattern, first.asked, remedy.story if remedy else "",
                       tuple((s, cell(naive, s), cell(remedy, s)) for s in run.schemes)))
    return out
