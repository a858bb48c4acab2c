"""What was to be reached. Each record carries its goals with their limits, and whether they were reached; here they
are only read and put together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A figure to reach: `must` is the least, `aim` better; None where not set or not reached. `direction`: whether
    the limits are the most or the least that it may be."""

    id: str
    title: str
    must: float | None
    aim: float | None
    unit: str
    reached: float | None
    met: bool | None
    aimed: bool | None
    how: str
    direction: str


def goal_list(rows: list[dict]) -> tuple[Goal, ...]:
    """The goals of a record. Raises KeyError or TypeError where one is not whole."""
    return tuple(Goal(g["id"], g["title"], g.get("must"), g.get("aim"), g["unit"], g.get("reached"), g.get("met"),
                      g.get("aimed"), g.get("how", ""), g.get("direction", "at most")) for g in rows)


def all_goals(*records) -> list[Goal]:
    """The goals of all `records` that are there (None for one that is not), each once, in their order."""
    found: dict[str, Goal] = {}
    for record in records:
        for goal in record.goals if record else ():
            found.setdefault(goal.id, goal)
    return list(found.values())


def tally(goals: list[Goal]) -> str:
    """'3 of 5 met, 1 NOT met, 1 not measured'."""
    met, missed = (sum(g.met is verdict for g in goals) for verdict in (True, False))
    unmeasured = len(goals) - met - missed
    return f"{met} of {len(goals)} met" + (f", {missed} NOT met" if missed else "") + \
        (f", {unmeasured} not measured" if unmeasured else "")


def worst_first(goals: list[Goal]) -> list[Goal]:
    """Those that were not met, then those that were not measured, then the others; each in their order."""
    return sorted(goals, key=lambda g: {False: 0, None: 1, True: 2}[g.met])
