"""Every small program (`exploration.jsonl`): what went wrong under which scheme, and what each slip did. A line for each
(kind, alphabet, setting, size, requests), as `ctxlab explore --json` writes it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from analysis.records.envelope import RecordError, RecordKind

REMEDY = "make it again with: build/ctxlab explore --size 1-5 --slips --json FILE"


@dataclass(frozen=True)
class Cell:
    """Which programs: all of one size, in one alphabet, setting and number of requests."""

    alphabet: str
    setting: str
    size: int
    requests: int


@dataclass(frozen=True)
class Programs:
    """What programs came to under one scheme. `disciplined`: those that obey the scheme's own rules."""

    harm: int
    wrong: int
    leaked: int
    clean: int
    harm_warned: int
    clean_warned: int
    disciplined: int
    disciplined_harm: int
    clean_undisciplined: int


@dataclass(frozen=True)
class Slips:
    """What one kind of slip came to under one scheme: mutants."""

    slips: int
    flagged: int
    harm: int
    forever: int
    silent: int


@dataclass(frozen=True)
class Distances:
    """Of mutants with wrong lines of one kind of slip under one scheme: how many have the first one so many turns after the
    slip (the last: so many or more), by whether there was a warning up to there."""

    silent: tuple[int, ...]
    warned: tuple[int, ...]

    def __add__(self, more: Distances) -> Distances:
        return Distances(*(tuple(map(sum, zip(*pair))) for pair in ((self.silent, more.silent),
                                                                    (self.warned, more.warned))))

    @property
    def all(self) -> int:
        return sum(self.silent) + sum(self.warned)

    @property
    def same_turn(self) -> int:
        return self.silent[0] + self.warned[0]

    @property
    def hard(self) -> int:
        """Those that come in a later turn, with no warning before."""
        return sum(self.silent[1:])


@dataclass(frozen=True)
class Exploration:
    programs: dict[Cell, int]
    outcome: dict[Cell, dict[str, Programs]]  # by scheme
    disciplined: dict[Cell, dict[str, int]]  # by scheme, and "both": those in which slips were made
    slips: dict[Cell, dict[tuple[str, str, str], Slips]]  # by base ("own", "both"), scheme and kind
    distances: dict[Cell, dict[tuple[str, str, str], Distances]]  # likewise

    @property
    def schemes(self) -> list[str]:
        return list(dict.fromkeys(name for by_scheme in self.outcome.values() for name in by_scheme))

    def largest(self, cells) -> list[Cell]:
        """Of each alphabet, setting and number of requests that with the largest programs."""
        found: dict[tuple, Cell] = {}
        for cell in cells:
            key = (cell.alphabet, cell.setting, cell.requests)
            if key not in found or found[key].size < cell.size:
                found[key] = cell
        return list(found.values())


def _programs(row: dict, where: str) -> tuple[int, dict[str, Programs]]:
    by_scheme = {}
    for name, s in row["schemes"].items():
        made = Programs(*(s[field] for field in Programs.__dataclass_fields__))
        if made.harm + made.clean != row["programs"] or made.disciplined_harm > made.harm:
            raise RecordError(f"{where}: the programs of {name} do not add up to {row['programs']}; {REMEDY}")
        by_scheme[name] = made
    if sum(map(sum, row["outcome"])) != row["programs"]:
        raise RecordError(f"{where}: the outcomes do not add up to {row['programs']} programs; {REMEDY}")
    return row["programs"], by_scheme


def _slips(row: dict, where: str) -> dict[tuple[str, str, str], Slips]:
    out = {}
    for t in row["tally"]:
        made = Slips(*(t[field] for field in Slips.__dataclass_fields__))
        if not (made.silent <= made.harm <= made.slips and made.flagged <= made.slips):
            raise RecordError(f"{where}: the slips {t['slip']} of {t['scheme']} contradict each other; {REMEDY}")
        out[(t["base"], t["scheme"], t["slip"])] = made
    return out


def _distances(row: dict, where: str) -> dict[tuple[str, str, str], Distances]:
    out = {}
    for r in row["rows"]:
        made = Distances(tuple(r["silent"]), tuple(r["warned"]))
        if len(made.silent) != len(made.warned) or not made.all:
            raise RecordError(f"{where}: the distances of {r['slip']} under {r['scheme']} are of nothing; {REMEDY}")
        out[(r["base"], r["scheme"], r["slip"])] = made
    return out


def load_exploration(path: Path) -> Exploration:
    """What was explored, in `path`. Raises RecordError."""
    found = Exploration({}, {}, {}, {}, {})
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(f"{path}: cannot be read ({getattr(error, 'strerror', error)}); {REMEDY}") from None
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
            if "ranks" in row or "sample" in row:
                raise RecordError(f"{where}: is of a part of the programs; expected all of a size; {REMEDY}")
            cell = Cell(row["alphabet"], row["setting"], row["size"], row["requests"])
            into = {"verdicts": found.outcome, "slips": found.slips, "distances": found.distances}[row["kind"]]
            if cell in into:
                raise RecordError(f"{where}: size {cell.size} with {cell.requests} requests is there already; {REMEDY}")
            if row["kind"] == "distances":
                found.distances[cell] = _distances(row, where)
            elif row["kind"] == "verdicts":
                found.programs[cell], found.outcome[cell] = _programs(row, where)
            else:
                found.slips[cell] = _slips(row, where)
                found.disciplined[cell] = dict(row["disciplined"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RecordError(f"{where}: is no line of an exploration ({type(error).__name__}: {error}); "
                              f"{REMEDY}") from None
    if not found.outcome:
        raise RecordError(f"{path}: holds nothing; expected an exploration; {REMEDY}")
    return found


KIND = RecordKind("exploration", load_exploration, "ctxlab explore --slips --json", "No programs were explored")
