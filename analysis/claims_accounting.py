"""The claim on accounting: L18."""

from __future__ import annotations

from .claims import REFUTED, SUPPORTED, Claim, Evidence, Judgement, NotDecided
from .records import ALTERNATIVE, RULES

ACCOUNTED = "linear/cpu-and-db"
TOLERATED = 0.01  # of what was spent; the goal for the mean on real clocks


def error(spent: float, wrong: float) -> float:
    """The part of what was spent that was charged to another, 0 to 1."""
    return wrong / spent if spent else 0.0


def carries_accounting(e: Evidence) -> Judgement:
    """Under both conventions, in the accounting scenario and in every scenario told idiomatically that spends CPU,
    at most 1 % of the units spent is charged to another request than the one that spent them. One scenario above
    that refutes. Units are virtual, so this judges the attribution and not the clock."""
    figures, worst = [], []
    for role in (RULES, ALTERNATIVE):
        main = e.see(role, ACCOUNTED)
        if not main.cpu_spent:
            raise NotDecided(f"{ACCOUNTED} spends no CPU under {main.scheme}.")
        others = e.sweep(role, (n for n in e.tellings("idiomatic") if n != ACCOUNTED)).seen
        seen = [o for o in (main, *others) if o.cpu_spent]
        over = [o for o in seen if error(o.cpu_spent, o.cpu_wrong) > TOLERATED]
        spent, wrong = sum(o.cpu_spent for o in seen), sum(o.cpu_wrong for o in seen)
        figures.append(f"{main.scheme}: {wrong:g} of {spent:g} units charged to another ({error(spent, wrong):.1%}) in "
                       f"{len(seen)} scenarios; {ACCOUNTED}: {error(main.cpu_spent, main.cpu_wrong):.1%}.")
        figures += [f"{o.scheme} in {o.scenario}: {error(o.cpu_spent, o.cpu_wrong):.1%}." for o in over]
        worst += over
    if worst:
        return Judgement(REFUTED, tuple(figures), tuple(dict.fromkeys(o.scenario for o in worst)))
    return Judgement(SUPPORTED, tuple(figures), (ACCOUNTED,))


CLAIMS = (Claim("L18", "The context can also carry CPU and database accounting.", carries_accounting),)
