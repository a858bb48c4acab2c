"""The claim on accounting: L18."""

from __future__ import annotations

from .claims import NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, NotDecided, plural
from .records import ALTERNATIVE, RULES

ACCOUNTED = "linear/cpu-and-db"
TOLERATED = 0.01  # of what was spent; the goal for the mean on real clocks


def error(spent: float, wrong: float) -> float:
    """The part of what was spent that was charged to another, 0 to 1."""
    return wrong / spent if spent else 0.0


def carries_accounting(e: Evidence) -> Judgement:
    """Under both conventions, in the accounting scenario and in every scenario told idiomatically that spends
    anything, at most 1 % of the CPU time and of the database time is charged to another than the one that spent it.
    One scenario above that refutes; support needs both kinds of figures. Units are virtual, so this judges the
    attribution and not the clock."""
    figures, worst = [], []
    for role in (RULES, ALTERNATIVE):
        main = e.see(role, ACCOUNTED)
        if not main.cpu_spent:
            raise NotDecided(f"{ACCOUNTED} spends no CPU under {main.scheme}.")
        seen = (main, *e.sweep(role, (n for n in e.tellings("idiomatic") if n != ACCOUNTED)).seen)
        for what, of in (("CPU", lambda o: (o.cpu_spent, o.cpu_wrong)),
                         ("database", lambda o: (o.database_spent or 0, o.database_wrong or 0))):
            spending = [o for o in seen if of(o)[0]]
            spent, wrong = (sum(of(o)[i] for o in spending) for i in (0, 1))
            figures.append(f"{main.scheme}, {what}: {wrong:g} of {plural(spent, 'unit')} charged to another "
                           f"({error(spent, wrong):.1%}), in {plural(len(spending), 'scenario')}.")
            over = [o for o in spending if error(*of(o)) > TOLERATED]
            figures += [f"{o.scheme} in {o.scenario}, {what}: {error(*of(o)):.1%}." for o in over]
            worst += over
    if worst:
        return Judgement(REFUTED, tuple(figures), tuple(dict.fromkeys(o.scenario for o in worst)))
    if not all(e.see(role, ACCOUNTED).database_spent for role in (RULES, ALTERNATIVE)):
        return Judgement(NOT_DECIDED, (*figures, "The record holds no figures of the database."), (ACCOUNTED,))
    return Judgement(SUPPORTED, tuple(figures), (ACCOUNTED,))


CLAIMS = (Claim("L18", "The context can also carry CPU and database accounting.", carries_accounting),)
