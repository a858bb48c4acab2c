"""The records of the measurements: Google Benchmark's JSON and the instruction counts.

Each loader returns a whole record or raises RecordError with one line for the user. Times come out in
nanoseconds per operation, one per repetition. They are CPU times, which other processes on the machine lengthen
least, save where a benchmark asks for time by the wall, as Google Benchmark writes into its name.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from analysis.records.goals import Goal, goal_list
from analysis.records.hops import Hops, hops_list
from analysis.records.run import RecordError, Scheme, read_json, read_record, scheme_list

_NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
_SETTING = re.compile(r"^(repeats|min_time|min_warmup_time|iterations|threads|process_time|real_time|manual_time)(:|$)")
PEER = "peer:"
_BY_THE_WALL = ("/real_time", "/manual_time")


@dataclass(frozen=True)
class Case:
    """What was timed: an operation by `who` (a scheme's name or `peer:NAME`), with size `n` where it has one."""

    operation: str
    who: str
    n: int | None
    accounting: bool


@dataclass(frozen=True)
class Series:
    """All repetitions of one case. `times`: ns per operation. `counters`: medians are the caller's business;
    here the value of the first repetition, as the counts repeat exactly."""

    case: Case
    times: tuple[float, ...]
    counters: dict[str, float]


@dataclass(frozen=True)
class Bench:
    context: dict
    schemes: tuple[Scheme, ...]
    series: dict[Case, Series]
    failed: dict[str, str]  # benchmark name -> its error, where the answer was wrong
    goals: tuple[Goal, ...]  # those on time
    hops: tuple[Hops, ...] = ()  # empty where only some benchmarks ran

    @property
    def peers(self) -> list[str]:
        return list(dict.fromkeys(c.who for c in self.series if c.who.startswith(PEER)))


@dataclass(frozen=True)
class InstructionRow:
    operation: str
    who: str
    n: int | None
    instructions: float
    allocations: float | None
    bytes: float | None
    variant: str  # how the code was built otherwise, "" for the usual way


@dataclass(frozen=True)
class Instructions:
    made: dict
    rows: tuple[InstructionRow, ...]
    goals: tuple[Goal, ...]


def parse_name(name: str) -> Case | None:
    """`OPERATION[+accounting]/WHO[/N]` with Google Benchmark's own suffixes dropped; None if it is neither."""
    parts = [p for p in name.split("/") if not _SETTING.match(p)]
    if len(parts) not in (2, 3):
        return None
    n = None
    if len(parts) == 3:
        digits = parts[2].rsplit(":", 1)[-1]
        if not digits.isdigit():
            return None
        n = int(digits)
    operation, plus, _ = parts[0].partition("+accounting")
    return Case(operation, parts[1], n, bool(plus))


_STANDARD = {"family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads",
             "iterations", "real_time", "cpu_time", "items_per_second", "bytes_per_second"}


def _series(rows: list[dict]) -> tuple[dict[Case, Series], dict[str, str]]:
    times: dict[Case, list[float]] = {}
    counters: dict[Case, dict[str, float]] = {}
    failed: dict[str, str] = {}
    registered = sorted(rows, key=lambda r: (r.get("family_index", 0), r.get("per_family_instance_index", 0)))
    for row in registered:  # with random interleaving the file is in the order of running
        if row.get("run_type", "iteration") != "iteration":
            continue
        name = row.get("run_name", row["name"])
        if row.get("error_occurred"):
            failed[name] = str(row.get("error_message", "no message"))
            continue
        case = parse_name(name)
        if case is None:
            continue
        scale = _NANOSECONDS[row["time_unit"]] / float(row.get("ops") or 1)
        time = row["real_time" if name.endswith(_BY_THE_WALL) else "cpu_time"]
        times.setdefault(case, []).append(float(time) * scale)
        counters.setdefault(case, {k: float(v) for k, v in row.items()
                                   if k not in _STANDARD and isinstance(v, (int, float)) and not isinstance(v, bool)})
    return {c: Series(c, tuple(t), counters[c]) for c, t in times.items()}, failed


def load_bench(path: Path) -> Bench:
    """The timings in `path` (Google Benchmark's `--benchmark_out` in JSON)."""
    remedy = f"make it again with: build/ctxlab-bench --benchmark_out={path} --benchmark_out_format=json"
    value = read_json(path, remedy)
    context = value.get("context")
    schema = context.get("ctxlab_schema") if isinstance(context, dict) else None
    if schema != "ctxlab.bench/1":
        raise RecordError(f"{path}: has schema {schema}; expected ctxlab.bench/1 in its context; {remedy}")
    try:
        schemes = scheme_list(json.loads(context["ctxlab_schemes"]))
        series, failed = _series(value["benchmarks"])
        goals, hops = goal_list(context["ctxlab_goals"]), hops_list(context.get("ctxlab_hops", []))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path}: a field is missing or of another kind ({type(error).__name__}: {error}); "
                          f"expected ctxlab.bench/1; {remedy}") from None
    if not series and not failed:
        raise RecordError(f"{path}: holds no measurement; expected at least one benchmark; {remedy}")
    return Bench(context, schemes, series, failed, goals, hops)


def load_instructions(path: Path) -> Instructions:
    """The instruction counts and the goals in `path`."""
    remedy = "make it again with: make report"
    value = read_record(path, "ctxlab.instructions", 1, remedy)
    try:
        rows = tuple(InstructionRow(r["operation"], r["who"], r.get("n"), r["instructions"], r.get("allocations"),
                                    r.get("bytes"), r.get("variant") or "") for r in value["rows"])
        return Instructions(dict(value["made"]), rows, goal_list(value["goals"]))
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path}: a field is missing or of another kind ({type(error).__name__}: {error}); "
                          f"expected ctxlab.instructions version 1; {remedy}") from None
