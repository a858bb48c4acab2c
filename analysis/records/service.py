"""The service under load (`service.json`): what each scheme made of its lines and bills, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.records.envelope import RecordError, RecordKind, fields_of

TELLINGS = ("idiomatic", "naive")


@dataclass(frozen=True)
class Endpoint:
    """What code that works for one endpoint's requests logged, or for nobody's. `lost`: lines in nobody's name;
    `misnamed`: in a name that is not theirs. `wrong_bills`: requests charged with other transactions than theirs."""

    lines: int
    lost: int
    misnamed: int
    requests: int
    wrong_bills: int


@dataclass(frozen=True, eq=False)
class Row:
    """One scheme, told one way. Times: `cpu_us` a request, of all threads; latency in ms from when a request was due,
    without the long polls. `instructions` a request on the reactor's thread, None where they were not counted;
    `billed_percent` of the process's CPU time, what some request was charged with. `charges`: the scheme has a current
    context for what is spent to be charged to."""

    scheme: str
    telling: str
    requests: int
    failed: int
    left: int
    leaked_turns: int
    charges: bool
    cpu_us: float
    billed_percent: float | None
    p50_ms: float
    p99_ms: float
    instructions: float | None
    endpoints: dict[str, Endpoint]

    def total(self, what: str) -> int:
        return sum(getattr(each, what) for each in self.endpoints.values())

    @property
    def wrong(self) -> int:
        return self.total("lost") + self.total("misnamed")


@dataclass(frozen=True)
class Service:
    provenance: dict
    rate: float  # requests a second
    database: str
    rows: tuple[Row, ...]

    @property
    def endpoints(self) -> list[str]:
        return sorted({name for row in self.rows for name in row.endpoints})

    def told(self, telling: str) -> list[Row]:
        return [row for row in self.rows if row.telling == telling]


def load_service(path: Path) -> Service:
    """What `path` holds. Raises RecordError."""
    remedy = f"make it again with: make service, or python3 scenarios/service/run.py --json {path}"
    with fields_of(path, "ctxlab.service", 1, remedy) as value:
        rows = []
        for r in value["rows"]:
            endpoints = {name: Endpoint(**each) for name, each in r["endpoints"].items()}
            row = Row(endpoints=endpoints, **{key: r[key] for key in Row.__dataclass_fields__ if key != "endpoints"})
            if row.telling not in TELLINGS or row.wrong > row.total("lines") or row.requests <= 0:
                raise RecordError(f"{path}: the row of {row.scheme}, {row.telling}, contradicts itself; {remedy}")
            rows.append(row)
        return Service(dict(value["provenance"]), value["rate"], value["database"], tuple(rows))


KIND = RecordKind("service", load_service, "make service", "No service was run")
