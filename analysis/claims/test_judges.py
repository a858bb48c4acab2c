"""Each claim comes out every way that its rule allows, as the world is bent."""

import pytest

from analysis import synthetic

CLEAN = dict(lost=0, leaked=0, turns_leaked=0)
DIRTY = dict(lost=1, turns_leaked=1)
S, R, N, LATER = "supported", "refuted", "not decided", "not measured yet"
RULES, ALT, CONTROL = "rules", "alternative", "control"



def change(role, args, *scenarios):
    return {(s, role): args for s in scenarios}


IDIOMATIC = synthetic.VARIANTS["idiomatic"].split()
ESOTERIC = [n for n in IDIOMATIC if not n.startswith("linear/")]
NAIVE = synthetic.VARIANTS["naive"].split()
FORGOTTEN = ("linear/forgotten-await", "linear/forgotten-await-visited")
HELD = ("collected/at-once-scope-held", "collected/later-scope-held")
SAME_TURN = [["start", 0, "sentinel"], ["switch", "A"], ["log", "caught", "A", "sentinel"], ["turn", 0, "A"],
             ["start", 1, "A"], ["switch", "sentinel"], ["turn", 1, "sentinel"]]
WARNED = [["start", 0, "sentinel"], ["switch", "A"], ["warn", "lost", "A"], ["turn", 0, "A"],
          ["start", 1, "A"], ["log", "caught", "A", "sentinel"], ["turn", 1, "sentinel"]]
DROPPED_EARLIER = [["start", 0, "sentinel"], ["drop", "queue"], ["turn", 0, "sentinel"], *SAME_TURN[:1],
                   ["warn", "restart-finished", "A"], *SAME_TURN[1:]]  # the warning comes where it shows
LEAK = dict(leaked=1, turns_leaked=1, right=1)

CASES = [
    ("L1", S, {}),
    ("L1", R, change(RULES, DIRTY, "linear/exception-two-contexts")),
    ("L1", R, change(ALT, dict(lost=1), "linear/without-deferreds")),
    ("L1", N, change(CONTROL, CLEAN, "linear/without-deferreds", "linear/without-deferreds-by-hand",
                        "linear/exception-two-contexts")),
    ("L2", S, {}),
    ("L2", R, change(RULES, dict(turns_leaked=1), "linear/chain-64")),
    ("L2", S, change(ALT, DIRTY, "linear/complete")),  # the alternative has no say in it
    ("L3", S, {}),
    ("L3", R, change(RULES, CLEAN, *FORGOTTEN)),
    ("L3", R, change(RULES, dict(lost=3, turns_leaked=1, until_clean=None), *FORGOTTEN)),
    ("L3", N, change(RULES, dict(lost=3, turns_leaked=1, until_clean=None), FORGOTTEN[1])),
    ("L3", N, change(RULES, dict(lost=1), *FORGOTTEN)),
    ("L3", N, change(RULES, CLEAN, FORGOTTEN[0])),
    ("L3", S, change(RULES, dict(lost=3, turns_leaked=1, until_clean=None), "linear/forgotten-await-idle")),
    ("L4", S, {}),
    ("L4", R, change(RULES, CLEAN, "fire-and-forget/naive")),
    ("L4", N, change(RULES, dict(lost=1), "fire-and-forget/run-in-background")),
    ("L5", S, {}),
    ("L5", R, change(RULES, dict(lost=1), "fire-and-forget/naive")),
    ("L5", N, change(RULES, dict(lost=1, turns_leaked=1), "fire-and-forget/naive")),
    ("L5", N, change(RULES, dict(turns_leaked=1), "fire-and-forget/run-in-background")),
    ("L6", S, {}),
    ("L6", R, change(RULES, dict(lost=2, turns_leaked=1), "fire-and-forget/preserved")),
    ("L6", R, change(RULES, CLEAN, "fire-and-forget/preserved")),
    ("L6", R, change(RULES, CLEAN | dict(events=[["log", "a bystander", "sentinel", "sentinel"],
                                                 ["turn", 0, "sentinel"]]),
                     "fire-and-forget/preserved")),
    ("L6", S, change(RULES, CLEAN | dict(events=[["log", "nobody: step 4", "sentinel", "sentinel"],
                                                 ["turn", 0, "sentinel"]]),
                     "fire-and-forget/preserved")),
    ("L6", R, change(RULES, dict(lost=1), "fire-and-forget/preserved-own-context")),
    ("L7", S, {}),
    ("L7", R, change(RULES, dict(turns_leaked=1), "fire-and-forget/raises-later")),
    ("L7", N, change(CONTROL, CLEAN, *(n for n in IDIOMATIC if n.startswith("fire")))),
    ("L8", S, {}),
    ("L8", R, change(RULES, CLEAN, "gather/naive")),
    ("L8", R, change(RULES, dict(lost=2, turns_leaked=1), "gather/preserved")),
    ("L8", R, change(RULES, dict(lost=1), "gather/many-64")),
    ("L9", S, {}),
    ("L9", R, change(RULES, CLEAN, "linear/raw-sleep")),
    ("L9", R, change(RULES, dict(lost=1), "linear/preserved-sleep")),
    ("L10", S, {}),
    ("L10", R, change(ALT, CLEAN, "linear/scope-held")),
    ("L10", R, change(ALT, dict(lost=1), "linear/scope-left")),
    ("L11", S, {}),
    ("L11", R, change(ALT, dict(lost=1), "linear/chain-8")),
    ("L11", N, change(ALT, CLEAN, "linear/raw-sleep")),
    ("L12", S, {}),
    ("L12", S, change(RULES, DIRTY, "gather/many-4")),
    ("L12", R, change(ALT, DIRTY, "gather/many-4")),
    ("L12", R, change(ALT, dict(unsupported="no words"), "gather/many-4")),
    ("L12", N, change(ALT, DIRTY, "gather/many-4") | change(RULES, DIRTY, "gather/many-64")),
    ("L12", S, change(RULES, dict(unsupported="no words"), "gather/many-4")),
    ("L12", S, change(RULES, dict(unsupported="no words"), "gather/many-4")
     | change(ALT, dict(unsupported="none"), "gather/many-4")),
    ("L12", N, change(ALT, DIRTY, "gather/many-4") | change(RULES, dict(unsupported="no words"), "gather/many-64")),
    ("L12", R, change(ALT, dict(unsupported="no words"), "gather/many-4") | change(RULES, DIRTY, "gather/many-4")),
    ("L13", S, change(ALT, CLEAN, "linear/scope-held")),
    ("L13", S, {}),
    ("L13", N, change(ALT, dict(lost=1, turns_leaked=1, until_clean=None), *NAIVE[:3])),  # fewer do harm, but for good
    ("L13", N, change(ALT, dict(lost=4), *NAIVE)),  # more do harm, though none for good
    ("L13", N, change(ALT, dict(leaked=6, turns_leaked=90, until_clean=3), "linear/scope-held")),
    ("L13", R, change(RULES, CLEAN, *NAIVE)),
    ("L13", R, change(ALT, dict(lost=6, turns_leaked=9, until_clean=None), *NAIVE)),
    ("L14", S, {}),
    ("L14", R, change(ALT, dict(calls=2), *ESOTERIC)),
    ("L14", R, change(ALT, dict(calls=3), *ESOTERIC)),
    ("L14", R, change(RULES, dict(calls=9, needed=1), *ESOTERIC)),
    ("L14", N, change(ALT, dict(calls=99), ESOTERIC[0])),
    ("L14", N, change(ALT, DIRTY, *ESOTERIC)),
    ("L15", R, {}),
    ("L15", S, change(ALT, DIRTY, *NAIVE) | change(ALT, dict(calls=2), *ESOTERIC)),
    ("L15", N, change(ALT, dict(calls=9), *ESOTERIC)),
    ("L16", S, {}),
    ("L16", R, change(RULES, CLEAN, *HELD)),
    ("L16", N, change(RULES, CLEAN, HELD[0])),
    ("L16", N, change(RULES, dict(turns_leaked=1), "collected/fired-instead")),
    ("L17", S, {}),
    ("L17", R, change(RULES, LEAK | dict(events=SAME_TURN), *HELD)),
    ("L17", S, change(RULES, LEAK | dict(events=DROPPED_EARLIER), *HELD)),
    ("L17", R, change(RULES, LEAK | dict(events=[SAME_TURN[0], ["drop", "queue"], *SAME_TURN[1:]]), *HELD)),
    ("L17", N, change(RULES, dict(misattributed=1, events=SAME_TURN[:2] + [["drop", "queue"], ["log", "x", "A", "B"],
                                                                           ["turn", 0, "sentinel"]]),
                     "collected/own-context")),
    ("L17", R, change(RULES, LEAK | dict(events=WARNED), *HELD)),
    ("L17", N, change(RULES, LEAK | dict(events=WARNED), HELD[0])),
    ("L17", N, change(RULES, CLEAN, *HELD)),
    ("L17", N, change(RULES, dict(turns_leaked=1), *HELD)),
    ("L17", N, change(RULES, LEAK | dict(events=WARNED), "collected/own-context")),
    ("L17", S, change(RULES, dict(turns_leaked=1), "collected/own-context")),  # leaks, but harms nobody
    ("L18", S, {}),
    ("L18", S, change(RULES, dict(cpu=(1000, 10)), "linear/cpu-and-db")),
    ("L18", R, change(RULES, dict(cpu=(1000, 11)), "linear/cpu-and-db")),
    ("L18", R, change(ALT, dict(cpu=(100, 2)), "gather/many-4")),
    ("L18", R, change(ALT, dict(cpu=(100, 0), database=(100, 2)), "linear/cpu-and-db")),
    ("L18", N, change(ALT, dict(cpu=(100, 0), database=None), "linear/cpu-and-db")),
    ("L18", N, change(RULES, dict(cpu=(0, 0)), "linear/cpu-and-db")),
    *[(f"S{i}", LATER, {}) for i in range(1, 6)],
]


@pytest.mark.parametrize("claim, verdict, changes", CASES, ids=[f"{c}-{v}-{i}" for i, (c, v, _) in enumerate(CASES)])
def test_verdict(claim, verdict, changes, judged):
    judgement = judged(claim, changes=changes)
    assert judgement.verdict == verdict, judgement.figures
    assert judgement.figures


@pytest.mark.parametrize("claim", [f"L{i}" for i in range(1, 19)])
def test_every_claim_can_come_out_both_ways(claim):
    assert {v for c, v, _ in CASES if c == claim} >= {S, R}


def test_support_needs_every_named_scenario(judged):
    for claim, scenario in (("L1", "linear/exception-two-contexts"), ("L2", "linear/wrapper"),
                            ("L7", "fire-and-forget/raises-at-once"), ("L8", "gather/many-64"),
                            ("L11", "linear/chain-64")):
        judgement = judged(claim, without=(scenario,))
        assert judgement.verdict == N and scenario in " ".join(judgement.figures), claim


@pytest.mark.parametrize("claim", ["L12", "L14", "L15"])
@pytest.mark.parametrize("family, scenarios", [
    ("callbacks", ("callbacks/errback-background",)),
    ("gather", tuple(n for n in IDIOMATIC if n.startswith("gather/")))])
def test_a_comparison_needs_every_family(claim, family, scenarios, judged):
    judgement = judged(claim, without=scenarios)
    assert judgement.verdict == N and family in judgement.figures[0]


def test_one_wrong_line_refutes_even_where_others_are_missing(judged):
    changes = change(RULES, DIRTY, "linear/complete")
    assert judged("L2", without=("linear/wrapper",), changes=changes).verdict == R


def test_the_cost_weighs_in_whether_the_improvement_is_marginal(judged):
    flat = change(ALT, DIRTY, *NAIVE) | change(ALT, dict(calls=2), *ESOTERIC)
    times = {"await_incomplete": ((None,), {synthetic.FIRST: 100, synthetic.SECOND: 40, synthetic.NOTHING: 30})}
    assert judged("L15", times=times, changes=flat).verdict == R
    assert judged("L15", overhead=False, changes=flat).verdict == N


def test_a_refuted_sweep_links_what_refuted_it(judged):
    judgement = judged("L2", changes=change(RULES, DIRTY, "linear/wrapper"))
    assert judgement.scenarios == ("linear/wrapper",)


def test_easy_in_every_story_and_small_program_is_refuted(explored, judged):
    easy = change(RULES, LEAK | dict(events=SAME_TURN), *HELD)
    for dropped, verdict in ((([2, 0], [0, 3]), "refuted"), (([2, 1], [0, 3]), "in part")):
        assert judged("L17", changes=easy, exploration=explored(dropped=dropped)).verdict == verdict
