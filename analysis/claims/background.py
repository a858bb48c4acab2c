"""Claims on work that nobody awaits, and on gathering it: L4 to L8."""

from __future__ import annotations

from analysis.claims.evidence import (NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, all_must_be_clean,
                                      plural, state)
from analysis.records.run import RULES, SENTINEL, Observation
from analysis.records.timeline import Line, turns_of

NAIVE, PRESERVED = "fire-and-forget/naive", "fire-and-forget/preserved"
OWN_CONTEXT, BACKGROUND = "fire-and-forget/preserved-own-context", "fire-and-forget/run-in-background"
IN_BACKGROUND = (BACKGROUND, "fire-and-forget/outlives-request", "fire-and-forget/raises-at-once",
                 "fire-and-forget/raises-later")
GATHER_NAIVE, GATHER_PRESERVED = "gather/naive", "gather/preserved"
GATHER_BACKGROUND = ("gather/in-background", "gather/in-background-yieldable", "gather/many-4", "gather/many-64",
                     "gather/of-gathers", "gather/one-fails")


def lines_of(o: Observation) -> list[Line]:
    return [line for turn in turns_of(o.trace) for line in turn.lines]


def story_of(line: Line) -> str:
    """The line's text without the owner that it begins with, so that it can be found in another variant."""
    return line.text.split(": ", 1)[-1]


def quoted(lines: list[Line], most: int = 3) -> str:
    """The lines' texts, the first few of them."""
    texts = list(dict.fromkeys(line.text for line in lines))
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(f"“{t}”" for t in texts[:most]) + more


def loses_the_foreground(e: Evidence) -> Judgement:
    """Under the rules, the naive form loses a line of the request (nobody's name on it), and with the background
    work started the prescribed way no line is lost. Refuted if the naive form loses none; not decided if the
    prescribed form loses lines too, as then it is not the naive start that loses them."""
    naive, mended = e.see(RULES, NAIVE), e.see(RULES, BACKGROUND)
    lost = [line for line in lines_of(naive) if line.verdict == "lost"]
    figures = (f"Naive: {state(naive)}." + (f" Lost: {quoted(lost)}." if lost else ""),
               f"In the prescribed way: {state(mended)}.")
    if naive.lines.lost == 0:
        return Judgement(REFUTED, figures, (NAIVE,))
    return Judgement(NOT_DECIDED if mended.lines.lost else SUPPORTED, figures, (NAIVE, BACKGROUND))


def leaks_into_the_reactor(e: Evidence) -> Judgement:
    """Under the rules, the naive form leaves the request's context in the reactor after a turn, and a line of
    another operation then carries that name (leaked or misattributed); with the background work started the
    prescribed way no turn leaks. Refuted if no turn of the naive form leaks; not decided if none of the later lines
    got the name, or if the prescribed form leaks too."""
    naive, mended = e.see(RULES, NAIVE), e.see(RULES, BACKGROUND)
    caught = [line for line in lines_of(naive) if line.verdict in ("leaked", "misattributed")]
    count = naive.lines.leaked + naive.lines.misattributed
    figures = (f"Naive: {state(naive)}." + (f" Another's name on: {quoted(caught)}." if caught else ""),
               f"In the prescribed way: {state(mended)}.")
    if naive.turns.leaked == 0:
        return Judgement(REFUTED, figures, (NAIVE,))
    decided = count > 0 and mended.turns.leaked == 0
    return Judgement(SUPPORTED if decided else NOT_DECIDED, figures, (NAIVE, BACKGROUND))


def cleared_scope(e: Evidence) -> Judgement:
    """Under the rules, background work started in a cleared context leaks no turn and puts no name on a line of
    another; lines that carry the request's name when started the prescribed way carry nobody's here; and with a
    context of its own every line is right and nothing leaks. Refuted if any of the three fails."""
    preserved, own, named = e.see(RULES, PRESERVED), e.see(RULES, OWN_CONTEXT), e.see(RULES, BACKGROUND)
    names = {story_of(line) for line in lines_of(named) if line.context != SENTINEL}
    nobody = [line for line in lines_of(preserved) if line.context == SENTINEL and story_of(line) in names]
    leaks = preserved.turns.leaked or preserved.lines.leaked or preserved.lines.misattributed
    figures = (f"Cleared: {state(preserved)}; {plural(len(nobody), 'background line')} carry nobody's name"
               + (f" ({quoted(nobody)})." if nobody else "."),
               f"With a context of its own: {state(own)}.")
    if leaks or not nobody or not own.clean:
        failing = (PRESERVED,) if leaks or not nobody else ()
        return Judgement(REFUTED, figures, failing + (() if own.clean else (OWN_CONTEXT,)))
    return Judgement(SUPPORTED, figures, (PRESERVED, OWN_CONTEXT))


def run_in_background(e: Evidence) -> Judgement:
    """Under the rules, with the background work started the prescribed way, also where it outlives its request,
    raises at once or raises later, every line carries the right name and no turn leaves a context behind. One wrong
    line or leaked turn refutes; support needs all of them."""
    return all_must_be_clean(e, [e.sweep(RULES, IN_BACKGROUND)])


def gathering(e: Evidence) -> Judgement:
    """Under the rules, gathering naively gives a wrong line or a leaked turn; in a cleared scope no turn leaks and
    no line gets another's name; in background, with 2, 4 and 64 members, nested, and with one that fails, every
    line keeps its name and nothing leaks. Refuted if the naive form does no harm or a remedy does; support needs all of
    these."""
    naive, preserved = e.see(RULES, GATHER_NAIVE), e.see(RULES, GATHER_PRESERVED)
    kept = e.sweep(RULES, GATHER_BACKGROUND)
    leaks = preserved.turns.leaked or preserved.lines.leaked or preserved.lines.misattributed
    figures = (f"Naive: {state(naive)}.", f"Cleared scope: {state(preserved)}.",
               *(f"{o.scenario}: {state(o)}." for o in kept.seen))
    culprits = ((GATHER_NAIVE,) if naive.clean else ()) + ((GATHER_PRESERVED,) if leaks else ())
    culprits += tuple(o.scenario for o in kept.dirty)
    if culprits:
        return Judgement(REFUTED, figures, culprits)
    if kept.missing:
        return Judgement(NOT_DECIDED, figures + (f"Not in the record: {', '.join(kept.missing)}.",), kept.names)
    return Judgement(SUPPORTED, figures, (GATHER_NAIVE, GATHER_PRESERVED, *kept.names))


CLAIMS = (
    Claim("L4", "Fire-and-forget done naively loses the context of the rest of the request.", loses_the_foreground),
    Claim("L5", "Fire-and-forget done naively leaks the context into the reactor when the background work ends, and "
                "some arbitrary later operation gets it.", leaks_into_the_reactor),
    Claim("L6", "Starting the background work inside a preserved (cleared) context leaks nothing, but its lines belong "
                "to nobody; a context of its own mends that.", cleared_scope),
    Claim("L7", "run_in_background leaks nothing and keeps the request's name on the background lines.",
          run_in_background),
    Claim("L8", "Gathering is the same problem; both remedies work, and the second keeps the name on both operations.",
          gathering),
)
