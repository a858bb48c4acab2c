"""The claim on accounting: L18."""

from __future__ import annotations

from analysis.claims.evidence import NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, NotDecided, plural
from analysis.records.clocks import SITUATIONS, Clocks
from analysis.records.run import ALTERNATIVE, RULES, Observation

ACCOUNTED = "linear/cpu-and-db"
TOLERATED = 0.01  # of what was spent: what this project set out to reach for the mean on real clocks
LONG_US = 1000  # bursts of this many microseconds and more: those for which it did


def error(spent: float, wrong: float) -> float:
    """The part of what was spent that was charged to another, 0 to 1."""
    return wrong / spent if spent else 0.0


def attribution(e: Evidence) -> tuple[list[str], list[Observation]]:
    """Figures of what was charged to whom in the suite, and the observations in which too much went astray."""
    figures, worst = [], []
    for role in (RULES, ALTERNATIVE):
        main = e.see(role, ACCOUNTED)
        if not main.cpu_spent:
            raise NotDecided(f"{ACCOUNTED} spends no CPU under {main.scheme}.")
        seen = (main, *e.sweep(role, (n for n in e.variants("idiomatic") if n != ACCOUNTED)).seen)
        for what, of in (("CPU", lambda o: (o.cpu_spent, o.cpu_wrong)),
                         ("database", lambda o: (o.database_spent or 0, o.database_wrong or 0))):
            spending = [o for o in seen if of(o)[0]]
            spent, wrong = (sum(of(o)[i] for o in spending) for i in (0, 1))
            figures.append(f"{main.scheme}, {what}: {wrong:g} of {plural(spent, 'unit')} charged to another "
                           f"({error(spent, wrong):.1%}), in {plural(len(spending), 'scenario')}.")
            over = [o for o in spending if error(*of(o)) > TOLERATED]
            figures += [f"{o.scheme} in {o.scenario}, {what}: {error(*of(o)):.1%}." for o in over]
            worst += over
    return figures, worst


def clock_figures(clocks: Clocks) -> list[str]:
    """A sentence a clock: its largest mean error, and where."""
    out = []
    for cost in clocks.costs:
        if found := clocks.of(cost.clock):
            most = max(found, key=lambda each: each.mean)
            out.append(f"By the clock {cost.clock}, requests that really burn CPU are charged {most.mean:.3g} % off in "
                       f"the mean at most ({most.situation}, bursts of {most.burst_us:g} µs).")
    return out


def within(clocks: Clocks, shortest_us: int = 0) -> list[str]:
    """The clocks whose mean error is tolerable in every situation, with bursts from `shortest_us` on."""
    return [c.clock for c in clocks.costs
            if (found := [e for e in clocks.of(c.clock) if e.burst_us >= shortest_us])
            and {e.situation for e in found} >= set(SITUATIONS) and all(e.mean <= 100 * TOLERATED for e in found)]


def carries_accounting(e: Evidence) -> Judgement:
    """Two things must hold. Attribution: under both conventions, in the accounting scenario and in every scenario told
    idiomatically that spends anything, at most 1 % of the CPU time and of the database time, in virtual units, is
    charged to another than the one that spent it. Clocks: for requests that really burn CPU, alone, interleaved and
    beside a busy process, some clock of the accounting charges at most 1 % in the mean beside what was really spent,
    whatever the length of the bursts. Refuted by one scenario above its bound, or if no clock is within the bound in
    every situation even with bursts of a millisecond and more. Not decided if only shorter bursts fail, or if the
    database, the clocks or one of the situations was not measured."""
    figures, astray = attribution(e)
    figures += clock_figures(e.clocks) if e.clocks else []
    if astray:
        return Judgement(REFUTED, tuple(figures), tuple(dict.fromkeys(o.scenario for o in astray)))
    if e.clocks is None:
        return Judgement(NOT_DECIDED, (*figures, "No clock was measured against what was really spent."), (ACCOUNTED,))
    measured = {each.situation for each in e.clocks.errors if each.burst_us >= LONG_US}
    if lacking := [s for s in SITUATIONS if s not in measured]:
        return Judgement(NOT_DECIDED, (*figures, f"No clock was measured {', '.join(lacking)} with bursts of 1 ms and "
                                                 "more."), (ACCOUNTED,))
    if not within(e.clocks, LONG_US):
        return Judgement(REFUTED,
                         (*figures, "No clock is right to 1 % in the mean, even with bursts of 1 ms and more."))
    if not all(e.see(role, ACCOUNTED).database_spent for role in (RULES, ALTERNATIVE)):
        return Judgement(NOT_DECIDED, (*figures, "The record holds no figures of the database."), (ACCOUNTED,))
    right = within(e.clocks)
    figures.append(f"Right to 1 % in the mean throughout: {', '.join(right) or 'no clock'}.")
    return Judgement(SUPPORTED if right else NOT_DECIDED, tuple(figures), (ACCOUNTED,))


CLAIMS = (Claim("L18", "The context can also carry CPU and database accounting.", carries_accounting),)
