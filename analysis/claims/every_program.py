"""What is decided by counting every small program, where they were explored: L13, L3, L17.

A comparison is decided at the largest size explored of each setting and number of requests, so that a trend that turns
round below it deceives nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.claims.evidence import IN_PART, NOT_DECIDED, REFUTED, SUPPORTED, Evidence, Judgement, plural
from analysis.records.exploration import Cell, Exploration
from analysis.records.run import ALTERNATIVE, RULES

ALPHABET = "full"
BASES = {"own": "programs that obey the scheme's own rules", "both": "programs that obey the rules of both"}
WEIGHTINGS = {"by slip": "of all slips, the share that does harm",
              "by kind": "the same share of each kind of slip, all kinds alike",
              "by program": "harmful slips in a program, all programs alike"}
FORGOTTEN = "forget-await"
ORPHANS = "orphan"  # the alphabet in which both ends can be dropped
DROPPED = "drop-both-ends"


@dataclass(frozen=True)
class Comparison:
    """How much harm slips do, lower is better, under the rules and under the alternative."""

    cell: Cell
    base: str
    weighting: str
    rules: float
    alternative: float

    def where(self) -> str:
        return (f"{self.cell.setting}, size {self.cell.size}, {plural(self.cell.requests, 'request')}, "
                f"{BASES[self.base]}, {self.weighting}")


def weighed(found: Exploration, cell: Cell, base: str, scheme: str) -> dict[str, float]:
    """The harm of slips by each weighting."""
    rows = [row for (of, name, _), row in found.slips[cell].items() if (of, name) == (base, scheme)]
    harm, slips = sum(r.harm for r in rows), sum(r.slips for r in rows)
    programs = found.disciplined[cell][scheme if base == "own" else "both"]
    return {"by slip": harm / slips if slips else 0.0,
            "by kind": sum(r.harm / r.slips for r in rows) / len(rows) if rows else 0.0,
            "by program": harm / programs if programs else 0.0}


def explored_slips(found: Exploration | None) -> list[Cell]:
    """Where slips decide: the largest size of each setting and number of requests."""
    return found.largest(c for c in found.slips if c.alphabet == ALPHABET) if found else []


def comparisons(e: Evidence) -> list[Comparison]:
    rules, alternative = e.scheme(RULES).name, e.scheme(ALTERNATIVE).name
    out = []
    for cell in explored_slips(e.exploration):
        for base in BASES:
            harm = [weighed(e.exploration, cell, base, name) for name in (rules, alternative)]
            out += [Comparison(cell, base, w, harm[0][w], harm[1][w]) for w in WEIGHTINGS]
    return out


def less_easy(e: Evidence) -> Judgement:
    """The judgement of L13; see its rule."""
    rules, alternative = e.scheme(RULES).name, e.scheme(ALTERNATIVE).name
    compared = comparisons(e)
    better = [c for c in compared if c.alternative < c.rules]
    others = [c for c in compared if c not in better]
    figures = [f"{alternative} has less harm from slips than {rules} in {len(better)} of "
               f"{plural(len(compared), 'comparison')}."]
    for cell in explored_slips(e.exploration):
        shares = [100 * weighed(e.exploration, cell, "own", name)["by slip"] for name in (rules, alternative)]
        figures.append(f"{cell.setting.capitalize()}, size {cell.size}, {plural(cell.requests, 'request')}: of all slips "
                       f"in programs that obey the scheme's own rules, {shares[0]:.2f} % do harm under {rules} and "
                       f"{shares[1]:.2f} % under {alternative}.")
    figures += [f"Not so: {c.where()}: {c.rules:.4f} under {rules}, {c.alternative:.4f} under {alternative}."
                for c in others[:6]]
    verdict = SUPPORTED if not others else REFUTED if not better else IN_PART
    return Judgement(verdict, tuple(figures))


def forgotten(e: Evidence) -> Judgement:
    """The judgement of L3; see its rule."""
    rules = e.scheme(RULES).name
    figures, harm, forever = [], 0, 0
    for cell in explored_slips(e.exploration):
        row = e.exploration.slips[cell].get(("own", rules, FORGOTTEN))
        if row is None:
            continue
        harm, forever = harm + row.harm, forever + row.forever
        figures.append(f"{cell.setting.capitalize()}, size {cell.size}, {plural(cell.requests, 'request')}: {row.harm} of "
                       f"{plural(row.slips, 'forgotten await')} do harm under {rules}; after {row.forever} of them the "
                       "last turn, too, leaves a context behind.")
    if not harm:
        return Judgement(NOT_DECIDED, (*figures, "No forgotten await did harm, so there is no mess to work itself out."))
    return Judgement(SUPPORTED if not forever else REFUTED if forever == harm else IN_PART, tuple(figures))


def explored_distances(found: Exploration | None) -> list[Cell]:
    """Where distances decide: the largest size of each setting and number of requests."""
    return found.largest(c for c in found.distances if c.alphabet == ORPHANS) if found else []


def dropped(e: Evidence) -> tuple[int, int, tuple[str, ...]]:
    """Of the collected chains of every small program: how many give wrong lines, how many of these are hard to track
    down (see the rule of L17), and that in words."""
    rules = e.scheme(RULES).name
    seen, hard, figures = 0, 0, []
    for cell in explored_distances(e.exploration):
        made = e.exploration.distances[cell].get(("own", rules, DROPPED))
        where = f"{cell.setting.capitalize()}, size {cell.size}, {plural(cell.requests, 'request')}"
        if made is None:
            figures.append(f"{where}: no chain whose two ends are dropped gives a wrong line under {rules}.")
            continue
        seen, hard = seen + made.all, hard + made.hard
        figures.append(f"{where}: of {plural(made.all, 'program')} in which dropping both ends gives wrong lines under "
                       f"{rules}, the first comes in the turn of the drop in {made.same_turn}, and after a warning in "
                       f"{sum(made.warned)}; {made.hard} come later and unwarned.")
    return seen, hard, tuple(figures)
