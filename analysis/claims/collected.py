"""Claims on chains that nobody holds any more: L16, L17."""

from __future__ import annotations

from analysis.claims.every_program import dropped
from analysis.claims.evidence import (IN_PART, NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, NotDecided, plural,
                                      state)
from analysis.records.run import RULES
from analysis.records.timeline import leak_distance

FAMILY = "collected"
HELD = ("collected/at-once-scope-held", "collected/later-scope-held")
NOT_HELD = ("collected/at-once-no-scope", "collected/later-no-scope")
FIRED = "collected/fired-instead"


def collected_chain_leaks(e: Evidence) -> Judgement:
    """Under the rules, the document's chain (a scope held over the wait) leaks a turn when it is collected, at once
    and later, and the same chain fired instead leaks none. Refuted if it leaks in neither way of dying; not decided
    if only in one, or if firing leaks too. The chains without a scope are shown beside, and say what the leak
    hangs on."""
    held, fired = [e.see(RULES, n) for n in HELD], e.see(RULES, FIRED)
    beside = e.sweep(RULES, NOT_HELD).seen
    figures = tuple(f"{o.scenario}: {state(o)}." for o in (*held, *beside, fired))
    leaking = [o for o in held if o.turns.leaked]
    if not leaking:
        return Judgement(REFUTED, figures, HELD)
    decided = len(leaking) == len(held) and fired.turns.leaked == 0
    return Judgement(SUPPORTED if decided else NOT_DECIDED, figures, (*HELD, FIRED))


def hard_to_track_down(e: Evidence) -> Judgement:
    """Under the rules, in each scenario of the collected chains after whose dropping a turn leaks or a line gets
    another's name: from the turn that dropped the chain to the first line that carries a wrong name. Hard if that line
    comes in a later turn and the turn that dropped gave no warning; easy if it comes in the same turn or a warning
    points there. It takes the document's chain with its scope held, collected at once and later. Where every small
    program was explored, also in every program of the largest size of each setting and number of requests in which
    both ends of a chain that obeys the rules are dropped. Supported if all are hard, refuted if all are easy, else in
    part, or without small programs not decided."""
    held = [e.see(RULES, n) for n in HELD]
    others = (n for n in e.run.scenarios if e.run.scenarios[n].family == FAMILY and n not in HELD)
    seen = [(o, leak_distance(o)) for o in (*held, *e.sweep(RULES, others).seen)]
    seen = [(o, d) for o, d in seen if o.turns.leaked or d]
    if not any(o in held for o, _ in seen):
        raise NotDecided("No collected chain with its scope held leaks, so there is nothing to track down.")
    figures, hard = [], []
    for o, distance in seen:
        if distance is None:
            figures.append(f"{o.scenario}: the context leaks, but no line carries a wrong name because of it.")
            continue
        hard.append(distance.turns > 0 and not distance.warned)
        warned = f"warnings there: {', '.join(distance.warned) or 'none'}"
        where = "in the turn that dropped it" if distance.turns == 0 else \
            f"{plural(distance.turns, 'turn')} and {plural(distance.lines, 'right line')} after the one that dropped it"
        figures.append(f"{o.scenario}: {'hard' if hard[-1] else 'easy'}: first wrong line {where}; {warned}.")
    scenarios = tuple(o.scenario for o, _ in seen)
    if not hard:
        return Judgement(NOT_DECIDED, tuple(figures), scenarios)
    figures.insert(0, f"Hard in {sum(hard)} of {plural(len(hard), 'scenario')}.")
    small, hard_small, counted = dropped(e)
    all_hard, any_hard = all(hard) and hard_small == small, any(hard) or hard_small
    verdict = SUPPORTED if all_hard else REFUTED if not any_hard else IN_PART if small else NOT_DECIDED
    return Judgement(verdict, (*figures, *counted), scenarios)


CLAIMS = (
    Claim("L16", "A chain whose two ends are dropped leaks the context when it is collected, under {rules}.",
          collected_chain_leaks),
    Claim("L17", "That leak is very hard to track down.", hard_to_track_down),
)
