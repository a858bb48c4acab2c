"""The record of the instruction counts (`instructions.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.records.envelope import RecordKind, fields_of
from analysis.records.goals import Goal, goal_list


@dataclass(frozen=True)
class InstructionRow:
    operation: str
    variant: str  # how the code was built otherwise, "" for the usual way
    subject: str
    n: int | None
    instructions: float
    allocations: float | None
    bytes: float | None


@dataclass(frozen=True)
class Instructions:
    provenance: dict
    rows: tuple[InstructionRow, ...]
    goals: tuple[Goal, ...]


def load_instructions(path: Path) -> Instructions:
    """The instruction counts and the goals in `path`. Raises RecordError."""
    remedy = "make it again with: make report"
    with fields_of(path, "ctxlab.instructions", 2, remedy) as value:
        rows = tuple(InstructionRow(r["operation"], r["variant"], r["subject"], r["n"], r["instructions"],
                                    r.get("allocations"), r.get("bytes")) for r in value["rows"])
        return Instructions(dict(value["provenance"]), rows, goal_list(value["goals"]))


KIND = RecordKind("instructions", load_instructions, "ctxlab-instructions --json", "No instructions were counted")
