"""The verdict in a few sentences, each computed from the judgements and the records."""

from __future__ import annotations

from .claims import NOT_DECIDED, NOT_MEASURED, REFUTED, SUPPORTED, VERDICTS, Evidence, plural
from .judging import Judged
from .overhead import AWAIT, Overhead
from .records import CONTROL, Run

_VERB = {SUPPORTED: "supports", REFUTED: "refutes", NOT_DECIDED: "does not decide", NOT_MEASURED: "has not measured yet"}


def tally(judged: list[Judged]) -> dict[str, list[str]]:
    """Ids of the claims by verdict, every verdict present."""
    return {v: [j.claim.id for j in judged if j.judgement.verdict == v] for v in VERDICTS}


def sentences(run: Run, judged: list[Judged], overhead: Overhead | None) -> list[str]:
    """What a reader with one minute should know."""
    out = _correctness(run)
    if overhead:
        out += _cost(run, overhead)
    out += [f"“{j.claim.worded(run)}” ({j.claim.id}): {j.judgement.verdict}." for j in judged
            if j.claim.id in ("L12", "L13", "L14", "L15")]
    parts = [f"{_VERB[v]} {len(ids)} ({', '.join(ids)})" for v, ids in tally(judged).items() if ids]
    return out + [f"Of {plural(len(judged), 'claim')} this run {'; '.join(parts)}."]


def _correctness(run: Run) -> list[str]:
    """One sentence for the right ways of telling, one for the wrong one, with every scheme in it."""
    evidence, out = Evidence(run), []
    for telling, word in (("idiomatic", "as each scheme prescribes"), ("naive", "with one mistake")):
        names, parts = evidence.tellings(telling), []
        for scheme in run.schemes:
            seen = evidence.sweep_scheme(scheme, names).seen
            cannot = sum(bool((o := run.seen(n, scheme)) and o.cannot) for n in names)
            if seen:
                wrong, total = sum(o.lines.wrong for o in seen), sum(o.lines.total for o in seen)
                parts.append(f"{scheme.name} gets {wrong} of {plural(total, 'line')} wrong and leaks "
                             f"{plural(sum(o.turns.leaked for o in seen), 'turn')}"
                             + (f", and cannot tell {plural(cannot, 'scenario')}" if cannot else ""))
            elif cannot:
                parts.append(f"{scheme.name} can tell none of them")
        if parts:
            out.append(f"Told {word} ({plural(len(names), 'scenario')}): {'; '.join(parts)}.")
    return out


def _cost(run: Run, overhead: Overhead) -> list[str]:
    """What a suspended await costs over the control."""
    control = run.by_role(CONTROL)
    base = control and overhead.median(AWAIT, control.name)
    if not base:
        return []
    parts = [f"{s.name} {time:.1f} ns (×{time / base:.2f})" for s in run.schemes
             if s.role != CONTROL and (time := overhead.median(AWAIT, s.name))]
    return [f"A suspended await takes {base:.1f} ns without any context ({control.name}); {', '.join(parts)}."] \
        if parts else []
