"""Claims on the alternative, each by itself: L10, L11, L12."""

from __future__ import annotations

from analysis.claims.evidence import (NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, plural, state)
from analysis.records.run import ALTERNATIVE, Observation

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


def badness(o: Observation) -> tuple[bool, int]:
    """What the more of is worse. Not to support a story is worse than any variant of it."""
    return (True, 0) if o.unsupported else (False, harm(o))


def works_equally_well(e: Evidence) -> Judgement:
    """In every scenario told in each scheme's own idiom, the alternative's wrong lines and leaked turns are set beside
    those of the rules; not to be able to tell a scenario is worse than any of them. Supported if the alternative is
    worse in no scenario; refuted if it is worse in some and better in none; not decided if each is worse somewhere.
    It takes scenarios of every family. Warnings are shown beside, and decide nothing."""
    pairs = [(n, *p) for n in e.variants("idiomatic") if (p := e.side_by_side(n))]
    told = [(n, r, a) for n, r, a in pairs if not r.unsupported and not a.unsupported]
    e.must_cover(n for n, *_ in told)
    e.must_be_able_to_fail(n for n, *_ in told)
    worse = [(n, r, a) for n, r, a in pairs if badness(a) > badness(r)]
    better = [(n, r, a) for n, r, a in pairs if badness(a) < badness(r)]
    parts = [f"{seen[0].scheme} {plural(sum(o.lines.wrong for o in seen), 'wrong line')}, "
             f"{plural(sum(o.turns.leaked for o in seen), 'leaked turn')} and "
             f"{plural(sum(sum(o.warnings.values()) for o in seen), 'warning')}"
             for seen in ([p[i] for p in told] for i in (1, 2))]
    figures = [f"In {plural(len(told), 'scenario')}: {'; '.join(parts)}."]
    for word, cases in (("Worse", worse), ("Better", better)):
        figures += [f"{word} under {a.scheme} in {n}: {how(a)} (against: {how(r)})." for n, r, a in cases]
    if neither := sum(bool(r.unsupported and a.unsupported) for _, r, a in pairs):
        figures.append(f"Neither can tell {plural(neither, 'more scenario')}.")
    deciding = tuple(n for n, *_ in worse + better)
    if not worse:
        return Judgement(SUPPORTED, tuple(figures), deciding or tuple(n for n, *_ in told))
    return Judgement(NOT_DECIDED if better else REFUTED, tuple(figures), deciding)


def how(o: Observation) -> str:
    return f"cannot tell it, as {o.unsupported}" if o.unsupported else state(o)


CLAIMS = (
    Claim("L10", "Under {alternative}, whoever sets the context must leave it before waiting; mixing a scope and an "
                 "await in one function gives surprising results.", scope_held_over_a_wait),
    Claim("L11", "Under {alternative}, a coroutine has the property for free, provided the last deferred that it "
                 "awaits has it.", coroutines_for_free),
    Claim("L12", "The alternative works equally well.", works_equally_well),
)
