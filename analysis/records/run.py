"""The record of one run of the scenario suite (`run.json`), checked and typed.

Nothing here judges; the figures are those of the record. Virtual CPU is in units of the suite's clock, times in virtual units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from analysis.records.envelope import RecordError, RecordKind, Scheme, fields_of, scheme_list

SENTINEL = "sentinel"
COMPETITOR = "competing"  # the request that runs beside every story
RULES, ALTERNATIVE, CONTROL = "rules", "alternative", "control"
# The faults that the documents speak of: whose name a line carries, and what is left in the reactor.
DOCUMENTED = frozenset({"misattributed", "lost", "leaked", "turn-leak", "never-clean"})


def plural(n: float, one: str, many: str | None = None) -> str:
    """'1 line', '3 lines', '2.5 units', '1000000 operations'."""
    figure = f"{n:.0f}" if n == round(n) else f"{n:g}"
    return f"{figure} {one if n == 1 else many or one + 's'}"


@dataclass(frozen=True)
class Prediction:
    """What a document predicts of a scenario for one role: its words, and the set of faults that follows from them."""

    role: str
    quote: str
    expect: frozenset[str]


@dataclass(frozen=True)
class Pattern:
    """A failure that users of a real system reported: a row of the catalogue. `wild`: what they saw; `shown_by`: what
    shows it here beside the lines: nothing more (lines), cpu, or alive (contexts that are never freed)."""

    number: int
    text: str
    program: str
    wild: str
    source: str
    shown_by: str


@dataclass(frozen=True)
class Scenario:
    name: str
    family: str
    variant: str  # naive, idiomatic, remedy, neutral
    story: str
    asked: str
    source: str
    file: str
    predictions: tuple[Prediction, ...]
    pattern: Pattern | None = None  # that it tells


@dataclass(frozen=True)
class Lines:
    """Log lines by verdict: whose name they carried against whose they are."""

    right: int
    misattributed: int
    lost: int
    leaked: int

    @property
    def wrong(self) -> int:
        return self.misattributed + self.lost + self.leaked

    @property
    def total(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True)
class Turns:
    """Turns of the reactor. `leaked`: turns that left a context behind. `until_clean`: turns from the first
    of them until the reactor is clean for good, None for never. `first_wrong_line_after`: turns from the
    first leaked turn to the first wrong line, None if there was none."""

    total: int
    leaked: int
    until_clean: int | None
    first_wrong_line_after: int | None


@dataclass(frozen=True)
class Observation:
    """What one scenario did under one scheme. `cannot` is the reason where the scheme has no way to tell it."""

    scenario: str
    scheme: str
    lines: Lines
    turns: Turns
    warnings: dict[str, int]
    harmless: int  # of the warnings: a finished context was made current, and charged nothing
    unhandled: int  # failures that nobody looked at
    cpu_spent: float
    cpu_wrong: float
    database_spent: float | None  # None where the record has no figures of it
    database_wrong: float | None
    alive: dict[str, int]
    calls: int  # of the scheme's vocabulary, made by the story
    needed: int  # those of them without which it goes worse; all of them where the record does not tell
    matches: bool | None
    faults: frozenset[str]
    unsupported: str | None
    trace: tuple[tuple, ...] = field(repr=False, default=())
    notes: dict[str, int] = field(default_factory=dict)  # what a scenario counted itself, by its name for it

    @property
    def clean(self) -> bool:
        """Every line right and no turn left a context behind."""
        return self.lines.wrong == 0 and self.turns.leaked == 0


@dataclass(frozen=True)
class Run:
    provenance: dict
    schemes: tuple[Scheme, ...]
    scenarios: dict[str, Scenario]
    observations: dict[tuple[str, str], Observation]  # by (scenario, scheme)

    @property
    def families(self) -> list[str]:
        """In the order of the record."""
        return list(dict.fromkeys(s.family for s in self.scenarios.values()))

    def by_role(self, role: str) -> Scheme | None:
        """The first scheme that plays `role`, or None."""
        return next((s for s in self.schemes if s.role == role), None)

    def seen(self, scenario: str, scheme: Scheme) -> Observation | None:
        return self.observations.get((scenario, scheme.name))

    def in_family(self, family: str) -> list[Scenario]:
        return [s for s in self.scenarios.values() if s.family == family]


def _scenario(row: dict) -> Scenario:
    predictions = tuple(Prediction(s["role"], s["quote"], frozenset(s["expect"])) for s in row.get("predictions", []))
    return Scenario(row["name"], row["family"], row["variant"], row["story"], row["asked"],
                    row.get("source", ""), row.get("file", ""), predictions,
                    Pattern(**row["pattern"]) if row.get("pattern") else None)


_EVENTS = {"start": 3, "switch": 2, "log": 4, "turn": 3, "end": 4}  # fields of the events that are read


def _event(row: list) -> tuple:
    if len(row) < _EVENTS.get(row[0], 1):
        raise ValueError(f"an event {row} of {_EVENTS[row[0]]} fields")
    return tuple(row)


def _observation(row: dict) -> Observation:
    lines, turns, cpu, database = row["lines"], row["turns"], row["cpu"], row.get("database") or {}
    return Observation(
        scenario=row["scenario"],
        scheme=row["scheme"],
        lines=Lines(lines["right"], lines["misattributed"], lines["lost"], lines["leaked"]),
        turns=Turns(turns["total"], turns["leaked"], turns["until_clean"], turns["first_wrong_line_after"]),
        warnings=dict(row["warnings"]),
        harmless=row.get("harmless", 0),
        unhandled=row.get("unhandled", 0),
        cpu_spent=cpu["spent"],
        cpu_wrong=cpu["wrong"],
        database_spent=database.get("spent"),
        database_wrong=database.get("wrong"),
        alive=dict(row["alive"]),
        calls=row["calls"],
        needed=row.get("needed", row["calls"]),
        matches=row["matches"],
        faults=frozenset(row["faults"]),
        unsupported=row["unsupported"],
        trace=tuple(map(_event, row["trace"])),
        notes=dict(row.get("notes") or {}),
    )


def load_run(path: Path) -> Run:
    """The run recorded in `path`. Raises RecordError; see the head of this file."""
    remedy = f"make it again with: build/ctxlab run --json {path}"
    with fields_of(path, "ctxlab.run", 2, remedy) as value:
        scenarios = {row["name"]: _scenario(row) for row in value["scenarios"]}
        observations = [_observation(row) for row in value["observations"]]
        schemes = scheme_list(value["schemes"])
        provenance = dict(value["provenance"])
    names = {s.name for s in schemes}
    for o in observations:
        if o.scenario not in scenarios or o.scheme not in names:
            raise RecordError(f"{path}: observes {o.scenario} under {o.scheme}, which it does not list; "
                              f"expected a ctxlab.run record that agrees with itself; {remedy}")
    return Run(provenance, schemes, scenarios, {(o.scenario, o.scheme): o for o in observations})


KIND = RecordKind("run", load_run, "ctxlab run --json", "Nothing was run")
