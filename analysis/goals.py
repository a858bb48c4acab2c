"""The goals: those that the instruction counts came with, and those on time, which are read from the timings here.

A goal on time is met by medians. Its limits are what this project set out to reach, not results.
"""

from __future__ import annotations

from .bench_records import PEER, Goal, Instructions
from .overhead import Overhead, shown

KJ_TIMES, KJ, ONE_CALLBACK = 4.0, PEER + "kj", "deferred_one_callback"
SCALING_TIMES, FEW, MANY = 1.6, 1000, 1_000_000


def faster_than_kj(overhead: Overhead) -> Goal:
    """How many times faster a deferred with one callback is than KJ's fulfil with one then: at least."""
    own = overhead.control and overhead.median(ONE_CALLBACK, overhead.control)
    peer = overhead.median(ONE_CALLBACK, KJ)
    reached = peer / own if own and peer else None
    met = None if reached is None else reached >= KJ_TIMES
    return Goal("times-faster-than-kj", "a deferred with one callback: times faster than KJ's fulfil with one then",
                KJ_TIMES, None, "times, at least", reached, met, None,
                f"{ONE_CALLBACK}: {shown(KJ)} by {overhead.control}, medians of the same run")


def pending_scaling(overhead: Overhead) -> Goal:
    """What a request costs with many pending over one with few, by the scheme that does worst: at most."""
    ratios = []
    for who in (s.name for s in overhead.bench.schemes):
        many, few = overhead.median("pending", who, MANY), overhead.median("pending", who, FEW)
        ratios.append((many / few, who) if many and few else None)
    measured = bool(ratios) and None not in ratios
    reached, who = max(ratios) if measured else (None, "the slowest scheme")
    return Goal("pending-scaling", f"a request with {MANY:,} pending, to one with {FEW:,}".replace(",000", " 000"),
                SCALING_TIMES, None, "times", reached, reached <= SCALING_TIMES if measured else None, None,
                f"pending, medians; {who}, the most of all schemes" if measured else "pending")


def all_goals(instructions: Instructions | None, overhead: Overhead | None, more: list[Goal] = ()) -> list[Goal]:
    """Every goal once, in the order of the record, those on time next, then those of other records."""
    goals = list(instructions.goals) if instructions else []
    known = {g.id for g in goals}
    if overhead:
        goals += [g for g in (faster_than_kj(overhead), pending_scaling(overhead)) if g.id not in known]
    return goals + [g for g in more if g.id not in known]
