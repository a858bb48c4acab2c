"""The verdict in a few sentences, each computed from the judgements and the records."""

from __future__ import annotations

from analysis.claims.evidence import IN_PART, NOT_DECIDED, NOT_MEASURED, REFUTED, SUPPORTED, VERDICTS, Evidence, plural
from analysis.claims.all import Judged
from analysis.records.overhead import AWAIT, Overhead
from analysis.records.run import CONTROL, Run

_VERB = {SUPPORTED: "supports", REFUTED: "refutes", IN_PART: "supports in part", NOT_DECIDED: "does not decide",
         NOT_MEASURED: "has not measured yet"}


def tally(judged: list[Judged]) -> dict[str, list[str]]:
    """Ids of the claims by verdict, every verdict present."""
    return {v: [j.claim.id for j in judged if j.judgement.verdict == v] for v in VERDICTS}


WEIGHED = ("L12", "L13", "L14", "L15")  # the claims that answer the question


def sentences(run: Run, judged: list[Judged], overhead: Overhead | None) -> list[str]:
    """What a reader with one minute should know."""
    out = _correctness(run)
    if overhead:
        out += _cost(run, overhead)
    if answers := [j for j in judged if j.claim.id in WEIGHED]:
        out.append("What the document says of the alternative: " + "; ".join(
            f"“{j.claim.worded(run).rstrip('.')}” ({j.claim.id}): {j.judgement.verdict}" for j in answers) + ".")
    parts = [f"{_VERB[v]} {len(ids)} ({', '.join(ids)})" for v, ids in tally(judged).items() if ids]
    return out + [f"Of {plural(len(judged), 'claim')} this run {'; '.join(parts)}."]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _correctness(run: Run) -> list[str]:
    """One sentence for the idiomatic variant, one for the naive one, with every scheme in it: those that get every
    line right together, the others with what goes wrong."""
    evidence, out = Evidence(run), []
    for variant, word in (("idiomatic", "as each scheme prescribes"), ("naive", "with one mistake, the same in each")):
        names, parts, right = evidence.variants(variant), [], []
        seen = [(s, evidence.sweep_scheme(s, names).seen) for s in run.schemes]
        for scheme, told in seen:
            if told and all(o.clean for o in told):
                right.append(scheme.name)
            elif told:
                wrong, total = sum(o.lines.wrong for o in told), sum(o.lines.total for o in told)
                leaked = sum(o.turns.leaked for o in told)
                parts.append(f"{scheme.name} {wrong} of {total}"
                             + (f" and {plural(leaked, 'leaked turn')}" if leaked else ""))
        untold = {s.name: n for s, _ in seen if (n := sum(bool((o := run.seen(x, s)) and o.unsupported) for x in names))}
        said = [f"every line is right and nothing leaks under {_listed(right)}"] if right else []
        said += [f"wrong lines: {', '.join(parts)}"] if parts else []
        said += ["unsupported: " + ", ".join(f"{n} under {name}" for name, n in untold.items())] if untold else []
        if said:
            out.append(f"Told {word} ({plural(len(names), 'scenario')}): {'; '.join(said)}.")
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
