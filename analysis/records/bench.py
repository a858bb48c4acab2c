"""The record of the times (`bench.json`).

Times are nanoseconds of CPU time an operation, one for each repetition: other processes on the machine lengthen CPU
times least.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.records.envelope import RecordError, RecordKind, Scheme, fields_of, scheme_list
from analysis.records.goals import Goal, goal_list
from analysis.records.hops import Hops, hops_list

COUNTERS = ("allocations", "bytes", "switches")


@dataclass(frozen=True)
class Case:
    """What was timed: an operation by `subject` (a scheme or a peer), with size `n` where it has one."""

    operation: str
    subject: str
    n: int | None
    accounting: bool

    @property
    def name(self) -> str:
        """For people: nearly what ctxlab-bench calls it on the terminal."""
        return "/".join([self.operation + ("+accounting" if self.accounting else ""), self.subject,
                         *([] if self.n is None else [str(self.n)])])


@dataclass(frozen=True)
class Series:
    """All repetitions of one case. `times`: ns per operation. `counters`: what it costs besides, of COUNTERS what is
    known; the counts repeat exactly."""

    case: Case
    times: tuple[float, ...]
    counters: dict[str, float]


@dataclass(frozen=True)
class Bench:
    provenance: dict
    schemes: tuple[Scheme, ...]
    series: dict[Case, Series]
    failed: dict[str, str]  # benchmark name -> its error, where the answer was wrong
    goals: tuple[Goal, ...]  # those on time
    hops: tuple[Hops, ...]  # empty where only some benchmarks ran
    peers: tuple[str, ...]  # other people's code that was timed beside the schemes
    quick: bool
    load_average: tuple[float, ...]  # of the machine, when it began


def load_bench(path: Path) -> Bench:
    """The timings in `path`. Raises RecordError."""
    remedy = f"make it again with: build/ctxlab-bench --json {path}"
    series: dict[Case, Series] = {}
    failed: dict[str, str] = {}
    with fields_of(path, "ctxlab.bench", 2, remedy) as value:
        for row in value["rows"]:
            case = Case(row["operation"], row["subject"], row["n"], row["accounting"])
            if row["wrong"] is not None:
                failed[case.name] = row["wrong"]
                continue
            times = tuple(float(t) for t in row["times_ns"])
            if not times:
                raise ValueError(f"{case.name} has neither times nor what was wrong")
            series[case] = Series(case, times, {k: float(row[k]) for k in COUNTERS if k in row})
        bench = Bench(dict(value["provenance"]), scheme_list(value["schemes"]), series, failed,
                      goal_list(value["goals"]), hops_list(value["hops"]), tuple(value["peers"]), bool(value["quick"]),
                      tuple(value["load_average"]))
    if not series and not failed:
        raise RecordError(f"{path}: holds no measurement; expected at least one benchmark; {remedy}")
    return bench


KIND = RecordKind("bench", load_bench, "ctxlab-bench --json", "No overhead was timed")
