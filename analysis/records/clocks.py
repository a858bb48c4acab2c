"""What each clock of the accounting costs a switch, and how far it is off (`clocks.json`).

An error is what a request was charged against what the thread's CPU clock says that it spent, as a part of the
latter in percent, by clock, situation and length of the bursts in which it burned CPU.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.records.goals import Goal, goal_list
from analysis.records.envelope import RecordKind, fields_of

SITUATIONS = ("alone", "interleaved", "busy")  # what a whole measurement has


@dataclass(frozen=True)
class Error:
    """Of one clock in one situation with bursts of one length. Percent of what was spent."""

    clock: str
    situation: str
    burst_us: int
    requests: int
    mean: float
    worst: float
    preemptions: int
    calls_per_switch: float  # of the operating system, by the clock


@dataclass(frozen=True)
class Cost:
    """What a clock adds to a switch of contexts; `instructions` is None where they were not counted."""

    clock: str
    brief: str
    ns: float | None
    instructions: float | None


@dataclass(frozen=True)
class Clocks:
    provenance: dict
    costs: tuple[Cost, ...]
    errors: tuple[Error, ...]
    goals: tuple[Goal, ...]

    @property
    def situations(self) -> list[str]:
        return list(dict.fromkeys(e.situation for e in self.errors))

    @property
    def bursts(self) -> list[int]:
        """Microseconds, the shortest first."""
        return sorted({e.burst_us for e in self.errors})

    def of(self, clock: str) -> list[Error]:
        return [e for e in self.errors if e.clock == clock]

    def error(self, clock: str, situation: str, burst_us: int) -> Error | None:
        return next((e for e in self.of(clock) if (e.situation, e.burst_us) == (situation, burst_us)), None)

    @property
    def undisturbed(self) -> list[Error]:
        """Measurements beside a busy process in which no other process took the core: they show less than they say."""
        return [e for e in self.errors if e.situation == "busy" and not e.preemptions]


def load_clocks(path: Path) -> Clocks:
    """The measurement of the clocks in `path`. Raises RecordError."""
    remedy = f"make it again with: build/ctxlab-clocks --json {path}"
    with fields_of(path, "ctxlab.clocks", 2, remedy) as value:
        rows = value["rows"]
        errors = tuple(Error(r["clock"], r["situation"], r["burst_us"], r["repetitions"],
                             float(r["error_mean_percent"]), float(r["error_worst_percent"]), r["preemptions"],
                             float(r["system_calls_per_switch"])) for r in rows)
        costs = []
        for clock in value["clocks"]:
            row = next((r for r in rows if r["clock"] == clock["name"]), {})
            costs.append(Cost(clock["name"], clock["brief"], row.get("switch_ns"), row.get("switch_instructions")))
        return Clocks(dict(value["provenance"]), tuple(costs), errors, goal_list(value["goals"]))


KIND = RecordKind("clocks", load_clocks, "ctxlab-clocks --json", "No clock of the accounting was measured")
