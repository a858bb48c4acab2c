"""Claims on the alternative, each by itself: L10, L11, L12."""

from __future__ import annotations

from .claims import (NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, plural, state)
from .records import ALTERNATIVE, RULES, Observation

HELD, LEFT = "linear/scope-held", "linear/scope-left"
RAW_END = "linear/raw-sleep"
WRAPPED_END = ("linear/alternative-sequence", "linear/wrapped-sleep", "linear/chain-1", "linear/chain-8",
               "linear/chain-64")


def harm(o: Observation) -> int:
    """Wrong lines and leaked turns, added: what the two conventions are compared by."""
    return o.lines.wrong + o.turns.leaked


def scope_held_over_a_wait(e: Evidence) -> Judgement:
    """Under the alternative, a scope held across an await in one function gives a wrong line or a leaked turn, and
    the same work with the scope left before waiting gives neither. Refuted if the held scope does no harm or the
    left one does."""
    held, left = e.see(ALTERNATIVE, HELD), e.see(ALTERNATIVE, LEFT)
    figures = (f"Held: {state(held)}.", f"Left: {state(left)}.")
    if held.clean or not left.clean:
        return Judgement(REFUTED, figures, ((HELD,) if held.clean else ()) + (() if left.clean else (LEFT,)))
    return Judgement(SUPPORTED, figures, (HELD, LEFT))


def coroutines_for_free(e: Evidence) -> Judgement:
    """Under the alternative, coroutine chains that end in a wrapped deferred have every line right and no turn
    leaked, and one that ends in a raw deferred has not. Refuted by harm in a chain with a wrapped end; not decided
    if the raw end does no harm either, as then the proviso was not tested."""
    ends, raw = e.sweep(ALTERNATIVE, WRAPPED_END), e.see(ALTERNATIVE, RAW_END)
    figures = (*ends.figures(), f"Raw end: {state(raw)}.")
    if ends.dirty:
        return Judgement(REFUTED, figures, tuple(o.scenario for o in ends.dirty))
    if ends.missing:
        return Judgement(NOT_DECIDED, figures + (f"Not in the record: {', '.join(ends.missing)}.",), ends.names)
    return Judgement(NOT_DECIDED if raw.clean else SUPPORTED, figures, (*ends.names, RAW_END))


def works_equally_well(e: Evidence) -> Judgement:
    """In every scenario told in each scheme's own idiom, the alternative's wrong lines and leaked turns are set beside
    those of the rules. Supported if it has more of them in no scenario; refuted if it has more
    in some and fewer in none; not decided if each is worse somewhere. A scenario that it cannot tell counts as
    worse. It takes scenarios of every family."""
    names = e.tellings("idiomatic")
    pairs = [(n, p) for n in names if (p := e.both(n))]
    alternative = e.scheme(ALTERNATIVE)
    untold = [n for n in names if (o := e.run.seen(n, alternative)) and o.cannot
              and (r := e.run.seen(n, e.scheme(RULES))) and not r.cannot]
    e.must_cover(n for n, _ in pairs)
    e.must_be_able_to_fail(n for n, _ in pairs)
    worse = [(n, r, a) for n, (r, a) in pairs if harm(a) > harm(r)]
    better = [(n, r, a) for n, (r, a) in pairs if harm(a) < harm(r)]
    sums = [(sum(p[i].lines.wrong for _, p in pairs), sum(p[i].turns.leaked for _, p in pairs)) for i in (0, 1)]
    parts = [f"{o.scheme} {plural(w, 'wrong line')} and {plural(t, 'leaked turn')}"
             for o, (w, t) in zip(pairs[0][1], sums)]
    figures = [f"In {plural(len(pairs), 'scenario')}: {'; '.join(parts)}."]
    for word, cases in (("Worse", worse), ("Better", better)):
        figures += [f"{word} under {a.scheme} in {n}: {state(a)} (against {state(r)})." for n, r, a in cases]
    figures += [f"{alternative.name} cannot tell {n}." for n in untold]
    deciding = [n for n, *_ in worse + better] + untold
    if not worse and not untold:
        return Judgement(SUPPORTED, tuple(figures), tuple(deciding or (n for n, _ in pairs)))
    return Judgement(NOT_DECIDED if better else REFUTED, tuple(figures), tuple(deciding))


CLAIMS = (
    Claim("L10", "Under {alternative}, whoever sets the context must leave it before waiting; mixing a scope and an "
                 "await in one function gives surprising results.", scope_held_over_a_wait),
    Claim("L11", "Under {alternative}, a coroutine has the property for free, provided the last deferred that it "
                 "awaits has it.", coroutines_for_free),
    Claim("L12", "The alternative works equally well.", works_equally_well),
)
