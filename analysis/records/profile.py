"""What the instructions of a program's execution are spent on, as callgrind counted them (`profile.callgrind`).

The file is callgrind's own, written with `--compress-strings=no`. Only what happens within an execution was counted,
so reading the programs and printing are not in it. An instruction belongs to the function whose code it stands in: what
the compiler put into another function counts there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from analysis.records.goals import Goal
from analysis.records.envelope import RecordError, RecordKind

EXECUTION = re.compile(r"runner_of<(?:\w+::)*(\w+)>::run\(")  # of a program, by the scheme's word
_MEMORY = re.compile(r"^(malloc|free|calloc|realloc|operator (new|delete)|_int_\w+|malloc_consolidate|unlink_chunk|"
                     r"tcache\w*)\b")
_COST = re.compile(r"^\d+ \d+$")
LISTED = 12
MUST, AIM = 12_000, 5_000  # instructions an execution


@dataclass(frozen=True)
class Part:
    """A class of the source and its functions, or the libraries beside it. `share` of all instructions, 0 to 1."""

    name: str
    share: float
    most: str  # its functions that take most, with their shares


@dataclass(frozen=True)
class Profile:
    command: str
    instructions: int
    executions: dict[str, tuple[int, float]]  # by scheme's word: how many, and instructions for each
    parts: tuple[Part, ...]  # the largest first

    @property
    def goals(self) -> tuple[Goal, ...]:
        """What an execution may take, of the scheme under which it takes most; none if nothing was executed."""
        if not self.executions:
            return ()
        subject, most = max(((subject, each) for subject, (_, each) in self.executions.items()), key=lambda one: one[1])
        return (Goal("execution", "a program of random-core executed", MUST, AIM, "instructions", most, most <= MUST,
                     most <= AIM, f"under callgrind, reading and printing excluded; {subject}, the dearest scheme",
                     "at most"),)


def _plain(function: str) -> str:
    """A function without what stands in < >, ( ) and [ ], and without callgrind's mark of recursion."""
    text = re.sub(r"'\d+$", "", function.replace("(anonymous namespace)::", ""))
    if match := re.match(r"(?:non-virtual|virtual) thunk to (.*)", text):
        text = match[1]
    text = re.sub(r"\(.*?\)::", "::", text) if text.startswith("(") else text
    out, depth = [], 0
    for c in text:
        depth += c in "<([{"
        if not depth:
            out.append(c)
        depth -= c in ">)]}" and depth > 0
    return "".join(out).split(" [")[0].strip()


def part_of(function: str) -> tuple[str, str]:
    """(part, function within it): the class, for the project's own functions."""
    plain = _plain(function)
    if _MEMORY.match(plain):
        return "memory (malloc and free)", plain
    words = plain.split(" ")[-1].split("::")
    if words[0] != "ctxlab":
        return "libraries", (re.findall(r"~?\w+", plain) or [plain])[-1]
    inner = [w for w in words[1:] if w not in ("programs", "scenarios") and w]
    return (inner[0], "::".join(inner[1:]) or inner[0]) if inner else ("libraries", plain)


def load_profile(path: Path) -> Profile:
    """The profile in `path`. Raises RecordError if it is no whole dump of callgrind's that counts instructions."""
    remedy = "make it again with: make report"
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); {remedy}") from None
    heads = {key: value.strip() for key, colon, value in (line.partition(":") for line in lines)
             if colon and " " not in key}
    if heads.get("events") != "Ir":
        raise RecordError(f"{path}: is no count of instructions; expected callgrind's format with events: Ir; {remedy}")
    if not heads.get("totals", "").isdigit():
        raise RecordError(f"{path}: is cut short (no totals); expected a whole callgrind dump; {remedy}")
    own: dict[str, int] = {}
    calls: dict[str, tuple[int, int]] = {}
    function = called = ""
    count = None  # of the calls whose cost comes next
    for line in lines:
        if line.startswith("fn="):
            function = line[3:]
        elif line.startswith("cfn="):
            called = line[4:]
        elif line.startswith("calls="):
            count = int(line[6:].split()[0])
        elif _COST.match(line):
            cost = int(line.split()[-1])
            if count is None:
                own[function] = own.get(function, 0) + cost
            else:
                if match := EXECUTION.search(called):
                    before = calls.get(match[1], (0, 0))
                    calls[match[1]] = (before[0] + count, before[1] + cost)
                count = None
    return Profile(heads.get("cmd", ""), sum(own.values()),
                   {subject: (n, cost / n) for subject, (n, cost) in sorted(calls.items()) if n}, _parts(own))


def _parts(own: dict[str, int]) -> tuple[Part, ...]:
    """The parts by what they take; the small ones put together at the end."""
    whole = sum(own.values()) or 1
    inner: dict[str, dict[str, int]] = {}
    for function, cost in own.items():
        part, name = part_of(function)
        functions = inner.setdefault(part, {})
        functions[name] = functions.get(name, 0) + cost

    def part(name: str, functions: dict[str, int]) -> Part:
        most = sorted(functions.items(), key=lambda pair: -pair[1])[:4]
        return Part(name, sum(functions.values()) / whole, ", ".join(f"{f} {c / whole:.1%}" for f, c in most))

    ranked = sorted(inner.items(), key=lambda pair: -sum(pair[1].values()))
    found = [part(*each) for each in ranked[:LISTED]]
    if rest := ranked[LISTED:]:
        found.append(part(f"{len(rest)} others", {name: sum(functions.values()) for name, functions in rest}))
    return tuple(found)


KIND = RecordKind("profile", load_profile, "callgrind, of ctxlab replay --time", "No profile of the programs was taken")
