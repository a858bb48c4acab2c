"""Claims on code that runs from top to bottom: L1, L2, L3, L9."""

from __future__ import annotations

from analysis.claims.evidence import (NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, all_must_be_clean,
                                      plural, state)
from analysis.claims.every_program import explored_slips, forgotten
from analysis.records.run import ALTERNATIVE, RULES

WITHOUT_DEFERREDS = ("linear/without-deferreds", "linear/without-deferreds-by-hand", "linear/exception-two-contexts")
ALWAYS_AWAITED = (
    "linear/complete", "linear/incomplete", "linear/chain-1", "linear/chain-8", "linear/chain-64",
    "linear/two-interleaved", "linear/wrapper", "linear/wrapped-sleep", "linear/preserved-sleep",
    "linear/own-caller-context", "linear/scope-held", "linear/exception-after-suspension",
    "linear/yielded-at-once",
)
FORGOTTEN = ("linear/forgotten-await", "linear/forgotten-await-visited")
NOBODY_COMES = "linear/forgotten-await-idle"
RAW = "linear/raw-sleep"
WRAPPED = ("linear/wrapped-sleep", "linear/preserved-sleep")


def without_deferreds(e: Evidence) -> Judgement:
    """Under both conventions, every line of the scenarios in which nothing suspends is right and no turn
    leaves a context behind, also when an exception crosses two contexts. One wrong line or leaked turn refutes."""
    return all_must_be_clean(e, [e.sweep(role, WITHOUT_DEFERREDS) for role in (RULES, ALTERNATIVE)])


def linear_just_works(e: Evidence) -> Judgement:
    """Under the rules, every line of every linear scenario that awaits each deferred at once (complete, incomplete,
    chains, interleaved, through wrappers and exceptions) is right, and no turn leaves a context behind. One wrong
    line or leaked turn refutes; support needs all of the scenarios."""
    return all_must_be_clean(e, [e.sweep(RULES, ALWAYS_AWAITED)])


def forgotten_await(e: Evidence) -> Judgement:
    """Where every small program was explored: every await forgotten, one at a time, in every program that obeys the
    rules, of the largest size explored of each setting and number of requests. Supported if no harmful one leaves the
    last turn unclean, refuted if all do, else in part. Where nothing was explored, by the stories.
    Under the rules, with one await forgotten, once on a busy server and once on one that is idle until a new
    request comes. The mess: more than one line wrong ("a load"). Working itself out: the reactor is clean for good
    before the run ends. Supported if both make a mess and both work themselves out; refuted if neither makes a line
    wrong or neither works itself out; else not decided, as it hangs on who comes by. Shown beside: what becomes of it
    as long as nobody comes, which no run that ends can decide."""
    if explored_slips(e.exploration):
        return forgotten(e)
    seen = [e.see(RULES, name) for name in FORGOTTEN]
    figures = [f"{o.scenario}: {state(o)}." for o in seen]
    if beside := e.sweep(RULES, [NOBODY_COMES]).seen:
        figures.append(f"As long as nobody comes ({NOBODY_COMES}): {state(beside[0])}.")
    if all(o.lines.wrong == 0 for o in seen) or all(o.turns.until_clean is None for o in seen):
        return Judgement(REFUTED, tuple(figures), FORGOTTEN)
    as_said = all(o.lines.wrong > 1 and o.turns.until_clean is not None for o in seen)
    shown = FORGOTTEN + ((NOBODY_COMES,) if beside else ())
    return Judgement(SUPPORTED if as_said else NOT_DECIDED, tuple(figures), shown)


def raw_breaks_until_wrapped(e: Evidence) -> Judgement:
    """Under the rules, awaiting a deferred made by hand gives a wrong line or a leaked turn, and the same wait
    wrapped in either of the document's two ways gives none. Refuted if the raw one does no harm or a wrapped one
    still does."""
    raw = e.see(RULES, RAW)
    wrapped = [e.see(RULES, name) for name in WRAPPED]
    harmed = [o for o in wrapped if not o.clean]
    figures = (f"Raw: {state(raw)}.", *(f"{o.scenario}: {state(o)}." for o in wrapped))
    if raw.clean or harmed:
        return Judgement(REFUTED, figures, tuple(o.scenario for o in ([raw] if raw.clean else []) + harmed))
    return Judgement(SUPPORTED, figures + (f"Wrapping mends {plural(raw.lines.wrong, 'wrong line')} and "
                                           f"{plural(raw.turns.leaked, 'leaked turn')}.",), (RAW, *WRAPPED))


CLAIMS = (
    Claim("L1", "Without deferreds, a function that leaves the context as it found it is enough.", without_deferreds),
    Claim("L2", "Under {rules}, linear code that always awaits just works, whether or not the deferred "
                "is complete already.", linear_just_works),
    Claim("L3", "Forgetting to await makes a mess that works itself out eventually, after a load of lines in the "
                "wrong context.", forgotten_await),
    Claim("L9", "A deferred made by hand or by third-party code breaks the rules until it is wrapped.",
          raw_breaks_until_wrapped),
)
