"""The explorer's own record (`explorer.json`): the least programs that tell the two conventions apart, as they are shown
in a terminal, and how fast programs were run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.records.envelope import RecordKind, fields_of
from analysis.records.goals import Goal, goal_list


@dataclass(frozen=True)
class Explorer:
    provenance: dict
    witnesses: str
    goals: tuple[Goal, ...]


def load_explorer(path: Path) -> Explorer:
    """What `path` holds. Raises RecordError."""
    remedy = f"make it again with: build/ctxlab explore --size 1-6 --requests 1 --summary {path}"
    with fields_of(path, "ctxlab.explorer", 1, remedy) as value:
        return Explorer(dict(value["provenance"]), value["witnesses"].strip("\n"), goal_list(value["goals"]))


KIND = RecordKind("explorer", load_explorer, "ctxlab explore --summary", "The explorer's speed was not measured")
