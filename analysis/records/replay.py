"""The programs replayed (`replay.json`): how many gave the recorded trace, what the handmade ones show, how fast.

The record names schemes and files; the roles of the schemes are the run's business. A speed is program executions
a second of one core's time, reading excluded.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from pathlib import Path

from analysis.records.goals import Goal, goal_list
from analysis.records.envelope import RecordKind, fields_of


@dataclass(frozen=True)
class Score:
    agreed: int
    differed: int

    @property
    def compared(self) -> int:
        return self.agreed + self.differed


@dataclass(frozen=True)
class ReplayedFile:
    """`unusable`: lines that are no programs, runs that a bound stopped, traces that are missing."""

    name: str
    programs: int
    unusable: int
    scores: dict[str, Score]  # by scheme


@dataclass(frozen=True)
class Shown:
    """What one handmade program came to under one scheme, or all of them together."""

    wrong_lines: int
    leaked_turns: int
    warnings: int

    @property
    def clean(self) -> bool:
        return not (self.wrong_lines or self.leaked_turns)


@dataclass(frozen=True)
class Alarm:
    """How many programs, or stories, went wrong or right: with a warning, with none that was not harmless (a finished
    context was made current, and charged nothing), or in silence."""

    wrong_warned: int = 0
    wrong_harmless: int = 0
    wrong_silent: int = 0
    right_warned: int = 0
    right_harmless: int = 0
    right_silent: int = 0

    @property
    def wrong(self) -> int:
        return self.wrong_warned + self.wrong_harmless + self.wrong_silent

    @property
    def right(self) -> int:
        return self.right_warned + self.right_harmless + self.right_silent

    @property
    def graded(self) -> Alarm:
        """What is left of the alarm where harmless warnings count as silence."""
        return Alarm(self.wrong_warned, 0, self.wrong_harmless + self.wrong_silent,
                     self.right_warned, 0, self.right_harmless + self.right_silent)

    @property
    def whole(self) -> Alarm:
        """The alarm where every warning is one."""
        return Alarm(self.wrong_warned + self.wrong_harmless, 0, self.wrong_silent,
                     self.right_warned + self.right_harmless, 0, self.right_silent)

    def __add__(self, other: Alarm) -> Alarm:
        return Alarm(*(mine + its for mine, its in zip(astuple(self), astuple(other))))


@dataclass(frozen=True)
class HandmadeTotal:
    scheme: str
    programs: int
    with_wrong_lines: int  # programs
    with_leaked_turns: int  # programs
    sum: Shown


@dataclass(frozen=True)
class Replay:
    provenance: dict
    files: tuple[ReplayedFile, ...]
    handmade: dict[str, dict[str, Shown]]  # by program, then scheme
    alarms: dict[str, dict[str, Alarm]]  # by file, then scheme
    speed: dict[str, dict[str, float]]  # by file, then scheme
    goals: tuple[Goal, ...]

    @property
    def schemes(self) -> list[str]:
        """In the order of the record."""
        return list(dict.fromkeys(s for f in self.files for s in f.scores))

    @property
    def agreed(self) -> int:
        return sum(score.agreed for f in self.files for score in f.scores.values())

    @property
    def differed(self) -> int:
        return sum(score.differed for f in self.files for score in f.scores.values())

    @property
    def unusable(self) -> int:
        return sum(f.unusable for f in self.files)

    def handmade_totals(self) -> list[HandmadeTotal]:
        """One for each scheme."""
        out = []
        for scheme in self.schemes:
            seen = [row[scheme] for row in self.handmade.values() if scheme in row]
            if seen:
                out.append(HandmadeTotal(scheme, len(seen), sum(s.wrong_lines > 0 for s in seen),
                                         sum(s.leaked_turns > 0 for s in seen),
                                         Shown(sum(s.wrong_lines for s in seen), sum(s.leaked_turns for s in seen),
                                               sum(s.warnings for s in seen))))
        return out


def load_replay(path: Path) -> Replay:
    """The programs replayed, in `path`. Raises RecordError."""
    remedy = f"make it again with: build/ctxlab replay --check --json {path} scenarios/programs/conformance/*.jsonl"
    with fields_of(path, "ctxlab.replay", 4, remedy) as value:
        files = tuple(ReplayedFile(f["file"], f["programs"], f["unusable"],
                                   {name: Score(s["agreed"], s["differed"]) for name, s in f["schemes"].items()})
                      for f in value["files"])
        handmade: dict[str, dict[str, Shown]] = {}
        for row in value["handmade"]:
            handmade.setdefault(row["id"], {})[row["scheme"]] = Shown(row["wrong_lines"], row["leaked_turns"],
                                                                      row["warnings"])
        alarms: dict[str, dict[str, Alarm]] = {}
        for row in value["alarms"]:
            alarms.setdefault(row["file"], {})[row["scheme"]] = Alarm(
                row["wrong_warned"], row["wrong_harmless"], row["wrong_silent"],
                row["right_warned"], row["right_harmless"], row["right_silent"])
        speed: dict[str, dict[str, float]] = {}
        for row in value["speed"]:
            speed.setdefault(row["file"], {})[row["scheme"]] = float(row["executions_per_second"])
        return Replay(dict(value["provenance"]), files, handmade, alarms, speed, goal_list(value["goals"]))


KIND = RecordKind("replay", load_replay, "ctxlab replay --check --json", "No programs were replayed")
