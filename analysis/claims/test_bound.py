"""The claims on bound services come out every way that their rules allow."""

import pytest

from analysis import synthetic
from analysis.claims.evidence import Evidence, judge
from analysis.claims.bound import (ARGUMENT, CLAIMS, HOPS, PASSED_ON, PLAIN, SERVICES, THREAD_LOCAL, UNUSED, USED,
                                   WRAPPED)
from analysis.records.run import load_run

S, R, N, LATER = "supported", "refuted", "not decided", "not measured yet"
STRAIGHT = "linear/without-deferreds"
SCHEMES = synthetic.SCHEMES + [{"name": f"way-{role}", "role": role, "brief": "Another."}
                               for role in (SERVICES, ARGUMENT, THREAD_LOCAL)]
GOOD = (("in the operation", "A", "A"), ("afterwards", "sentinel", "sentinel"), ("other", "competing", "competing"))
LOST = (("in the operation", "sentinel", "A"), *GOOD[1:])
KEPT = (GOOD[0], ("afterwards", "A", "sentinel"), GOOD[2])
ON_THE_OTHER = (*GOOD[:2], ("other", "A", "competing"))
OTHER_LOST = (*GOOD[:2], ("other", "sentinel", "competing"))

WORLD = {  # (scenario, role): lines, notes, and the contexts in which failures were reported
    **{(n, THREAD_LOCAL): (LOST, {}) for n in HOPS}, (STRAIGHT, THREAD_LOCAL): (OTHER_LOST, {}),
    **{(n, ARGUMENT): (GOOD, {"carriers": 2}) for n in (*HOPS, *PASSED_ON)},
    (UNUSED, SERVICES): (GOOD, {"inner_bound": 0}), (USED, SERVICES): (GOOD, {"inner_bound": 1}),
    (PLAIN, SERVICES): (LOST, {}, "sentinel"), (WRAPPED, SERVICES): (GOOD, {}, "A"),
}


def record(changes, leaks=(), unsupported=()):
    """A run of WORLD with changes; None takes an observation away."""
    value = synthetic.run(schemes=SCHEMES)
    names = {s["role"]: s["name"] for s in SCHEMES}
    seen = {k: v for k, v in (WORLD | changes).items() if v is not None}
    places = {(n, names[role]) for n, role in WORLD}
    value["observations"] = [o for o in value["observations"] if (o["scenario"], o["scheme"]) not in places]
    for name in dict.fromkeys(n for n, _ in seen if n != STRAIGHT):
        value["scenarios"].append(value["scenarios"][0] | {"name": name, "family": name.split("/")[0], "predictions": []})
    for (name, role), (lines, notes, *failed_in) in seen.items():
        events = [["start", 0, "sentinel"], *(["log", *line] for line in lines),
                  *(["unhandled", "foreign failure", context] for context in failed_in), ["turn", 0, "sentinel"]]
        value["observations"].append(synthetic.observation(
            name, names[role], events=events, turns_leaked=int((name, role) in leaks),
            unsupported="no words" if (name, role) in unsupported else None) | {"notes": notes})
    return value


CASES = [
    *[(c.id, S, {}) for c in CLAIMS],
    ("S1", R, {(HOPS[1], THREAD_LOCAL): (OTHER_LOST, {})}),
    ("S1", N, {(STRAIGHT, THREAD_LOCAL): (LOST, {})}),
    ("S1", LATER, {(HOPS[0], THREAD_LOCAL): None}),
    ("S2", R, {(PASSED_ON[1], ARGUMENT): (LOST, {"carriers": 2})}),
    ("S2", R, {(n, ARGUMENT): (GOOD, {"carriers": 1}) for n in (*HOPS, *PASSED_ON)}),
    ("S2", N, {(HOPS[0], ARGUMENT): (GOOD, {})}),
    ("S2", LATER, {(PASSED_ON[0], ARGUMENT): None}),
    ("S3", R, {(UNUSED, SERVICES): (GOOD, {"inner_bound": 1})}),
    ("S3", R, {(USED, SERVICES): (GOOD, {"inner_bound": 0})}),
    ("S3", R, {(USED, SERVICES): (LOST, {"inner_bound": 1})}),
    ("S3", N, {(USED, SERVICES): (GOOD, {})}),
    ("S3", LATER, {(USED, SERVICES): None}),
    ("S4", R, {(UNUSED, SERVICES): (LOST, {})}),
    ("S4", R, {(USED, SERVICES): (KEPT, {})}),
    ("S4", R, {(USED, SERVICES): (ON_THE_OTHER, {})}),
    ("S4", N, {(UNUSED, SERVICES): (GOOD[:1], {})}),
    ("S4", N, {(UNUSED, SERVICES): (GOOD[1:], {})}),
    ("S4", LATER, {(UNUSED, SERVICES): None}),
    ("S5", R, {(WRAPPED, SERVICES): (LOST, {}, "A")}),
    ("S5", R, {(WRAPPED, SERVICES): (KEPT, {}, "A")}),
    ("S5", R, {(WRAPPED, SERVICES): (GOOD, {}, "sentinel")}),
    ("S5", R, {(WRAPPED, SERVICES): (GOOD, {}, "competing")}),
    ("S5", N, {(WRAPPED, SERVICES): (GOOD, {})}),
    ("S5", N, {(PLAIN, SERVICES): (GOOD, {}, "sentinel")}),
    ("S5", N, {(PLAIN, SERVICES): (LOST, {}, "A")}),
    ("S5", N, {(PLAIN, SERVICES): (LOST, {})}),
    ("S5", LATER, {(PLAIN, SERVICES): None}),
]


def verdict(save, claim, changes, **bent):
    found = next(c for c in CLAIMS if c.id == claim)
    return judge(found, Evidence(load_run(save(record(changes, **bent), "run.json"))))


@pytest.mark.parametrize("claim, expected, changes", CASES, ids=[f"{c}-{v}-{i}" for i, (c, v, _) in enumerate(CASES)])
def test_verdict(claim, expected, changes, save):
    judgement = verdict(save, claim, changes)
    assert judgement.verdict == expected and judgement.figures, judgement.figures


@pytest.mark.parametrize("claim, place", [("S4", (USED, SERVICES)), ("S5", (WRAPPED, SERVICES))])
def test_a_context_left_behind_refutes(claim, place, save):
    assert verdict(save, claim, {}, leaks=(place,)).verdict == R


def test_what_cannot_be_told_decides_nothing_and_is_counted(save):
    judgement = verdict(save, "S3", {}, unsupported=((USED, SERVICES),))
    assert judgement.verdict == N and "no words" in judgement.figures[0]
    untold = {("services/foreign", ARGUMENT): (GOOD, {})}
    judgement = verdict(save, "S2", untold, unsupported=tuple(untold))
    assert judgement.verdict == S and "cannot tell 1 scenario" in judgement.figures[-1]


def test_without_such_schemes_nothing_is_measured(world):
    for claim in CLAIMS:
        assert judge(claim, Evidence(world())).verdict == LATER
