"""Claims of the second document, on contexts bound to services: S1 to S5.

Every scenario runs beside a competing request, which waits; here an operation is judged by its own lines and by what
it leaves behind, so the competitor's do not count.
"""

from __future__ import annotations

from analysis.claims.evidence import NOT_DECIDED, NOT_MEASURED, REFUTED, SUPPORTED, Claim, Evidence, Judgement, plural
from analysis.claims.background import lines_of, quoted
from analysis.records.run import COMPETITOR, SENTINEL, Observation
from analysis.records.timeline import Line, unhandled_in

SERVICES, ARGUMENT, THREAD_LOCAL = "services", "argument", "thread-local"
STRAIGHT = "linear/without-deferreds"
HOPS = ("threads/thread-hop", "threads/hop-many")
PASSED_ON = ("threads/deferred-to-thread", "threads/pool-log")
UNUSED, USED = "services/without-inner-service", "services/with-inner-service"
PLAIN, WRAPPED = "services/foreign-object-on-plain-executor", "services/foreign-object-on-wrapped-executor"
INNER, CARRIERS = "inner_bound", "carriers"  # what the scenarios note


def missing(e: Evidence, role: str, *scenarios: str) -> Judgement | None:
    """'Not measured yet' where the record has no such scheme or not all of these scenarios under it."""
    scheme = e.run.by_role(role)
    if scheme is None:
        return Judgement(NOT_MEASURED, (f"The record has no scheme in the role “{role}”.",))
    lacking = [n for n in scenarios if e.run.seen(n, scheme) is None]
    if not lacking:
        return None
    return Judgement(NOT_MEASURED, (f"Not in the record under {scheme.name}: {', '.join(lacking)}.",))


def own(o: Observation) -> list[Line]:
    """The lines that are not the competitor's."""
    return [line for line in lines_of(o) if line.owner != COMPETITOR]


def wrong(o: Observation) -> list[Line]:
    """Those of them that carry another name than they should; also the competitor's, if the operation's is on it."""
    return [line for line in own(o) if line.verdict != "right"] + \
        [line for line in lines_of(o) if line.owner == COMPETITOR and line.verdict == "misattributed"]


def told(o: Observation) -> str:
    """How it went, as a sentence."""
    bad = wrong(o)
    text = f"{o.scheme} in {o.scenario}: {len(own(o)) - sum(b.owner != COMPETITOR for b in bad)} of " \
           f"{plural(len(own(o)), 'own line')} right"
    return text + (f"; wrong: {quoted(bad)}." if bad else ".")


def whose(context: str) -> str:
    return "nobody's name" if context == SENTINEL else f"the name of {context}"


def thread_local_alone(e: Evidence) -> Judgement:
    """With a thread-local that is set at the start of an operation and helped by nothing, the operation's lines are
    judged in the scenarios that go to a pool's thread and back. Supported if some are wrong in each of them while
    code that runs straight through on its thread has every own line right; refuted if one of them has every own line
    right; not decided if straight code goes wrong too, as then it is not the thread that does it."""
    if lacking := missing(e, THREAD_LOCAL, STRAIGHT, *HOPS):
        return lacking
    straight, hops = e.see(THREAD_LOCAL, STRAIGHT), [e.see(THREAD_LOCAL, n) for n in HOPS]
    figures = tuple(told(o) for o in (straight, *hops))
    if unharmed := [o.scenario for o in hops if not wrong(o)]:
        return Judgement(REFUTED, figures, tuple(unharmed))
    return Judgement(NOT_DECIDED if wrong(straight) else SUPPORTED, figures, (*HOPS, STRAIGHT))


def as_an_argument(e: Evidence) -> Judgement:
    """With the context as an argument, two things are judged in the scenarios that use threads. It works: every line of
    the operation is right, on the pool's thread and after it. It clutters: at least two functions of each operation
    carry the context in their signatures, as the scenarios count them. Refuted if a line is wrong, or if in none of
    them a second function carries it; not decided if only some have one."""
    names = (*HOPS, *PASSED_ON)
    if lacking := missing(e, ARGUMENT, *names):
        return lacking
    seen = [e.see(ARGUMENT, n) for n in names]
    carriers = {o.scenario: o.notes.get(CARRIERS, 0) for o in seen}
    scheme = e.scheme(ARGUMENT)
    unsupported = sum(bool((o := e.run.seen(n, scheme)) and o.unsupported) for n in e.run.scenarios)
    figures = [told(o) for o in seen]
    figures.append("Functions that carry it: " + ", ".join(f"{n} in {name}" for name, n in carriers.items()) + ".")
    if unsupported:
        figures.append(f"{scheme.name} cannot tell {plural(unsupported, 'scenario')} of {len(e.run.scenarios)} at all.")
    if failing := [o.scenario for o in seen if wrong(o)]:
        return Judgement(REFUTED, tuple(figures), tuple(failing))
    cluttered = [n for n in carriers.values() if n >= 2]
    verdict = SUPPORTED if len(cluttered) == len(seen) else NOT_DECIDED if cluttered else REFUTED
    return Judgement(verdict, tuple(figures), names)


def bound_to_services(e: Evidence) -> Judgement:
    """Bound services, as the document tells it. Where the inner service is used, it was bound to the operation and
    every line of the operation is right; where it is not used, it was left unbound and the lines are right as well.
    Refuted if any of this fails; not decided if the scenarios do not say what was bound."""
    if lacking := missing(e, SERVICES, UNUSED, USED):
        return lacking
    unused, used = e.see(SERVICES, UNUSED), e.see(SERVICES, USED)
    bound = [o.notes.get(INNER) for o in (unused, used)]
    words = ["not said" if b is None else "bound" if b else "not bound" for b in bound]
    figures = (told(unused), told(used), f"The inner service: unused, {words[0]}; used, {words[1]}.")
    failing = tuple(o.scenario for o, b, right in ((unused, bound[0], False), (used, bound[1], True))
                    if wrong(o) or (b is not None and bool(b) != right))
    if failing:
        return Judgement(REFUTED, figures, failing)
    return Judgement(NOT_DECIDED if None in bound else SUPPORTED, figures, (UNUSED, USED))


def seen_by_foreign_code(e: Evidence) -> Judgement:
    """A logger that knows nothing of services writes in the scenarios of two services. Supported if each of its lines
    for the operation carries the operation's name, the lines after it nobody's, and no turn leaves a context behind;
    refuted by one that does not. Not decided if it wrote no line for the operation or none afterwards."""
    if lacking := missing(e, SERVICES, UNUSED, USED):
        return lacking
    seen = [e.see(SERVICES, n) for n in (UNUSED, USED)]
    figures = tuple(told(o)[:-1] + f"; {plural(o.turns.leaked, 'turn')} left a context behind." for o in seen)
    if failing := tuple(o.scenario for o in seen if wrong(o) or o.turns.leaked):
        return Judgement(REFUTED, figures, failing)
    enough = all({line.owner == "sentinel" for line in own(o)} == {True, False} for o in seen)
    return Judgement(SUPPORTED if enough else NOT_DECIDED, figures, (UNUSED, USED))


def wrapped_executor(e: Evidence) -> Judgement:
    """Foreign code logs and fails on a thread pool. Supported if its line is wrong on the plain executor and its
    failure is reported in nobody's name, while on the wrapped one the line is right, the failure is reported in the
    operation's name, and nothing is left there for the thread's next work. Refuted if the wrapped one falls short of
    that; not decided if the plain one has its line right, as then wrapping was not needed, or if no failure was
    reported."""
    if lacking := missing(e, SERVICES, PLAIN, WRAPPED):
        return lacking
    plain, wrapped = e.see(SERVICES, PLAIN), e.see(SERVICES, WRAPPED)
    names = {line.owner for line in own(wrapped)} - {SENTINEL}
    reported = [unhandled_in(o.trace) for o in (plain, wrapped)]
    figures = tuple(f"{told(o)[:-1]}; its failure was reported in "
                    f"{' and '.join(map(whose, seen)) or 'no context at all'}."
                    for o, seen in zip((plain, wrapped), reported, strict=True))
    if wrong(wrapped) or wrapped.turns.leaked or not set(reported[1]) <= names:
        return Judgement(REFUTED, figures, (WRAPPED,))
    decided = wrong(plain) and all(reported) and set(reported[0]) == {SENTINEL}
    return Judgement(SUPPORTED if decided else NOT_DECIDED, figures, (PLAIN, WRAPPED))


CLAIMS = (
    Claim("S1", "A thread-local alone fails once an operation changes threads.", thread_local_alone),
    Claim("S2", "Passing the context as an argument works, and clutters every signature.", as_an_argument),
    Claim("S3", "Binding the context to the service objects, which bind the services they use when they use them, "
                "carries it through an operation.", bound_to_services),
    Claim("S4", "Foreign code can see the context through a thread-local set for the duration of a call and put back "
                "afterwards.", seen_by_foreign_code),
    Claim("S5", "Wrapping the executor carries the context into foreign code that runs there.", wrapped_executor),
)
