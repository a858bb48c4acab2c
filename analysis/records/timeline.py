"""A trace cut into turns: which context was current when, and which lines went wrong.

The model only; `timeline_svg` draws it. Events are those of the record: start, switch, log, warn, drop, unhandled,
end, turn; what else there is, is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records.run import SENTINEL, Observation


@dataclass(frozen=True)
class Line:
    """A log line; `verdict` is right, lost, leaked or misattributed."""

    text: str
    context: str
    owner: str

    @property
    def verdict(self) -> str:
        if self.context == self.owner:
            return "right"
        if self.context == SENTINEL:
            return "lost"
        return "leaked" if self.owner == SENTINEL else "misattributed"


@dataclass(frozen=True)
class Step:
    """What happened in a turn, in order: `kind` is enter (a context becomes current), line, warn or end."""

    kind: str
    context: str
    line: Line | None = None
    text: str = ""


@dataclass(frozen=True)
class Turn:
    """One call of the reactor at virtual time `at`; `left` is the context it left behind. Or, `elsewhere`, what other
    threads logged between two of them; it leaves what was there."""

    at: float
    steps: tuple[Step, ...]
    left: str
    drops: bool = False  # the last reference to a chain
    elsewhere: bool = False

    @property
    def leaked(self) -> bool:
        return self.left != SENTINEL

    @property
    def wrong(self) -> list[Line]:
        return [s.line for s in self.steps if s.line and s.line.verdict != "right"]

    @property
    def lines(self) -> list[Line]:
        return [s.line for s in self.steps if s.line]

    @property
    def warnings(self) -> list[str]:
        return [s.text for s in self.steps if s.kind == "warn"]


def unhandled_in(trace) -> list[str]:
    """The contexts in which failures were reported that nobody handled, in order."""
    return [event[2] for event in trace if event[0] == "unhandled"]


def turns_of(trace) -> list[Turn]:
    """The turns of a trace, in order; each begins by entering the context it starts in. Lines between the end of one
    and the start of the next are other threads'. Of what comes after the last turn only lines are kept: the rest is
    what the end of the run reports."""
    turns: list[Turn] = []
    current, steps, drops = SENTINEL, [Step("enter", SENTINEL)], False

    def elsewhere() -> None:
        if any(step.line for step in steps):
            first = next(i for i, step in enumerate(steps) if step.kind != "enter")
            at, left = (turns[-1].at, turns[-1].left) if turns else (0, SENTINEL)
            turns.append(Turn(at, tuple(steps[max(0, first - 1):]), left, elsewhere=True))

    def enter(context: str) -> None:
        nonlocal current
        if context != current:
            current = context
            steps.append(Step("enter", current))

    for event in trace:
        kind = event[0]
        if kind == "start":
            elsewhere()
            current, steps, drops = event[2], [Step("enter", event[2])], False
        elif kind == "drop":
            drops = True
        elif kind == "switch":
            enter(event[1])
        elif kind == "log":
            enter(event[2])
            steps.append(Step("line", current, Line(str(event[1]), event[2], event[3])))
        elif kind == "warn":
            steps.append(Step("warn", current, text=" ".join(str(x) for x in event[1:])))
        elif kind == "unhandled":
            enter(event[2])
            steps.append(Step("warn", current, text=f"unhandled failure: {event[1]}"))
        elif kind == "end":
            enter(event[3])
            steps.append(Step("end", current, text=f"request {event[1]} {event[2]}"))
        elif kind == "turn":
            turns.append(Turn(event[1], tuple(steps), event[2], drops))
            current, steps, drops = event[2], [Step("enter", event[2])], False
    elsewhere()
    return turns


@dataclass(frozen=True)
class Distance:
    """From the turn that caused a leak to the first line that got another's name after it: turns from the one to the
    other, right lines logged between them, and the warnings that the causing turn gave."""

    turns: int
    lines: int
    warned: tuple[str, ...]


def leak_distance(observation: Observation) -> Distance | None:
    """How far the first wrong line is from its cause: the first turn that drops a chain, where one does, or else the
    first that leaks. None if there is no cause, or no line got another's name after it."""
    turns = turns_of(observation.trace)
    cause = next((i for i, t in enumerate(turns) if t.drops), None)
    if cause is None:
        cause = next((i for i, t in enumerate(turns) if t.leaked), None)
    if cause is None:
        return None
    right = 0
    for i in range(cause, len(turns)):
        for line in turns[i].lines:
            if line.verdict in ("leaked", "misattributed"):
                return Distance(i - cause, right, tuple(turns[cause].warnings))
            if i > cause:
                right += line.verdict == "right"
    return None
