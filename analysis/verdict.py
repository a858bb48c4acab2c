"""The verdict in a few sentences, each computed from the judgements and the records."""

from __future__ import annotations

from .claims import NOT_DECIDED, NOT_MEASURED, REFUTED, SUPPORTED, VERDICTS, Evidence, plural
from .judging import Judged
from .overhead import AWAIT, Overhead
from .records import ALTERNATIVE, CONTROL, RULES, Run

_VERB = {SUPPORTED: "supports", REFUTED: "refutes", NOT_DECIDED: "does not decide", NOT_MEASURED: "has not measured yet"}


def tally(judged: list[Judged]) -> dict[str, list[str]]:
    """Ids of the claims by verdict, every verdict present."""
    return {v: [j.claim.id for j in judged if j.judgement.verdict == v] for v in VERDICTS}


def sentences(run: Run, judged: list[Judged], overhead: Overhead | None) -> list[str]:
    """What a reader with one minute should know."""
    out = []
    counts = tally(judged)
    parts = [f"{_VERB[v]} {len(ids)} ({', '.join(ids)})" for v, ids in counts.items() if ids]
    out.append(f"Of {plural(len(judged), 'claim')} this run {'; '.join(parts)}.")
    out += _correctness(run)
    out += [f"“{j.claim.worded(run)}” ({j.claim.id}): {j.judgement.verdict}." for j in judged
            if j.claim.id in ("L12", "L14", "L15")]
    if overhead:
        out += _cost(run, overhead)
    return out


def _correctness(run: Run) -> list[str]:
    evidence, out = Evidence(run), []
    for tellings, word in ((("idiomatic", "remedy"), "as its scheme prescribes"), (("naive",), "naively")):
        parts = []
        for scheme in (s for s in run.schemes if s.role in (RULES, ALTERNATIVE, CONTROL)):
            seen = evidence.sweep(scheme.role, evidence.tellings(*tellings)).seen
            if seen:
                wrong, total = sum(o.lines.wrong for o in seen), sum(o.lines.total for o in seen)
                leaked = sum(o.turns.leaked for o in seen)
                parts.append(f"{scheme.name} gets {wrong} of {plural(total, 'line')} wrong and leaks "
                             f"{plural(leaked, 'turn')}")
        if parts:
            out.append(f"Told {word}: {'; '.join(parts)}.")
    return out


def _cost(run: Run, overhead: Overhead) -> list[str]:
    control = run.by_role(CONTROL)
    base = control and overhead.median(AWAIT, control.name)
    if not base:
        return []
    parts = []
    for role in (RULES, ALTERNATIVE):
        scheme = run.by_role(role)
        time = scheme and overhead.median(AWAIT, scheme.name)
        if time:
            parts.append(f"{scheme.name} {time:.1f} ns ({time / base:.2f} of the control)")
    return [f"A suspended await takes {base:.1f} ns without any context ({control.name}); {'; '.join(parts)}."] \
        if parts else []
