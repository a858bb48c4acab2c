"""What it takes to judge a claim: the evidence, the judgement, and the rule for both.

A claim is judged by one small function from `Evidence` to `Judgement`. Its docstring is the rule by which it
decides, and the report prints it. A judge asks the evidence for what it needs; whatever is not in the records
raises `NotDecided` with the reason, which becomes the judgement. Refuting takes one scenario; supporting takes
all that the rule names. Judges speak of roles, never of schemes.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Callable, Iterable

from analysis.records.clocks import Clocks
from analysis.records.overhead import Overhead
from analysis.records.envelope import Scheme
from analysis.records.exploration import Exploration
from analysis.records.run import ALTERNATIVE, CONTROL, RULES, Observation, Run, plural

SUPPORTED, REFUTED = "supported", "refuted"
FAMILIES = ("linear", "fire-and-forget", "gather", "collected", "callbacks")  # what the suite tells of
IN_PART = "in part"  # under a condition that the figures name
NOT_DECIDED, NOT_MEASURED = "not decided", "not measured yet"
VERDICTS = (SUPPORTED, REFUTED, IN_PART, NOT_DECIDED, NOT_MEASURED)


class NotDecided(Exception):
    """The records do not decide; `str()` is the reason, for the reader."""


@dataclass(frozen=True)
class Judgement:
    """`figures`: sentences with the deciding figures. `scenarios`: those that decided, the report links them."""

    verdict: str
    figures: tuple[str, ...]
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """`text` may hold {rules} and {alternative}: the names that the record gives to these roles."""

    id: str
    text: str
    judge: Callable[["Evidence"], Judgement]

    def worded(self, run: Run) -> str:
        names = {role: found.name if (found := run.by_role(role)) else f"the {role}" for role in (RULES, ALTERNATIVE)}
        return self.text.format(**names)

    @property
    def rule(self) -> str:
        return " ".join(inspect.cleandoc(self.judge.__doc__).split())


def state(o: Observation) -> str:
    """An observation's lines and turns as a phrase."""
    parts = [f"{o.lines.right} of {plural(o.lines.total, 'line')} right"]
    for kind in ("misattributed", "lost", "leaked"):
        if count := getattr(o.lines, kind):
            parts.append(f"{count} {kind}")
    text = ", ".join(parts)
    if not o.turns.leaked:
        return text + "; no turn left a context behind"
    end = "never clean again" if o.turns.until_clean is None else f"clean after {plural(o.turns.until_clean, 'turn')}"
    return f"{text}; {plural(o.turns.leaked, 'turn')} left a context behind, {end}"


@dataclass(frozen=True)
class Sweep:
    """Some scenarios under one scheme: what was seen of them and what is missing from the record."""

    scheme: Scheme
    seen: tuple[Observation, ...]
    missing: tuple[str, ...]

    @property
    def dirty(self) -> tuple[Observation, ...]:
        return tuple(o for o in self.seen if not o.clean)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(o.scenario for o in self.seen)

    def figures(self) -> tuple[str, ...]:
        """One sentence for the whole, and one for each scenario that is not clean; none where none was seen."""
        if not self.seen:
            return ()
        right, total = sum(o.lines.right for o in self.seen), sum(o.lines.total for o in self.seen)
        leaked = sum(o.turns.leaked for o in self.seen)
        first = (f"{self.scheme.name}: {right} of {plural(total, 'line')} right and {plural(leaked, 'turn')} "
                 f"left a context behind, in {plural(len(self.seen), 'scenario')}.")
        return (first, *(f"{self.scheme.name} in {o.scenario}: {state(o)}." for o in self.dirty))


class Evidence:
    """The records as judges ask for them."""

    def __init__(self, run: Run, overhead: Overhead | None = None, clocks: Clocks | None = None,
                 exploration: Exploration | None = None):
        self.run, self.overhead, self.clocks, self.exploration = run, overhead, clocks, exploration

    def scheme(self, role: str) -> Scheme:
        found = self.run.by_role(role)
        if found is None:
            raise NotDecided(f"The record has no scheme in the role “{role}”.")
        return found

    def see(self, role: str, scenario: str) -> Observation:
        """The observation of `scenario` under the scheme that plays `role`."""
        scheme = self.scheme(role)
        found = self.run.seen(scenario, scheme)
        if found is None:
            raise NotDecided(f"The record has no observation of {scenario} under {scheme.name}.")
        if found.unsupported:
            raise NotDecided(f"{scheme.name} cannot tell {scenario}: {found.unsupported}.")
        return found

    def sweep(self, role: str, scenarios: Iterable[str]) -> Sweep:
        return self.sweep_scheme(self.scheme(role), scenarios)

    def sweep_scheme(self, scheme: Scheme, scenarios: Iterable[str]) -> Sweep:
        seen, missing = [], []
        for name in scenarios:
            found = self.run.seen(name, scheme)
            if found is None or found.unsupported:
                missing.append(name)
            else:
                seen.append(found)
        return Sweep(scheme, tuple(seen), tuple(missing))

    def must_be_able_to_fail(self, scenarios: Iterable[str]) -> None:
        """Raises NotDecided if the control, which carries nothing, has every line right in all of `scenarios`:
        then they could not tell a scheme that works from one that does nothing."""
        control = self.run.by_role(CONTROL)
        if control is None:
            return
        seen = [o for name in scenarios if (o := self.run.seen(name, control))]
        if seen and not any(o.lines.wrong for o in seen):
            raise NotDecided(f"Even {control.name}, which carries nothing, has every line right in these "
                             "scenarios, so they cannot tell.")

    def variants(self, *variants: str, families: Iterable[str] | None = None) -> list[str]:
        """Names of the scenarios told in one of these ways, in the order of the record. Without those of the
        catalogue: they tell again what others told, and mistakes of other systems."""
        return [s.name for s in self.run.scenarios.values()
                if s.variant in variants and not s.pattern and (families is None or s.family in families)]

    def must_cover(self, scenarios: Iterable[str], families: Iterable[str] = FAMILIES) -> None:
        """Raises NotDecided if one of `families` has none of `scenarios`."""
        covered = {self.run.scenarios[name].family for name in scenarios}
        if lacking := [f for f in families if f not in covered]:
            raise NotDecided(f"Nothing to compare in {', '.join(lacking)}; the comparison needs every family.")

    def both(self, scenario: str) -> tuple[Observation, Observation] | None:
        """The rules' and the alternative's observation, or None where one is missing or cannot be told."""
        pair = self.side_by_side(scenario)
        return None if pair is None or any(o.unsupported for o in pair) else pair

    def side_by_side(self, scenario: str) -> tuple[Observation, Observation] | None:
        """The rules' and the alternative's observation, of which either may say that it cannot be told; None where
        one is missing."""
        rules, alternative = (self.run.seen(scenario, self.scheme(role)) for role in (RULES, ALTERNATIVE))
        return None if rules is None or alternative is None else (rules, alternative)


def all_must_be_clean(evidence: Evidence, sweeps: list[Sweep]) -> Judgement:
    """Supported if every named scenario was seen and is clean, refuted by one that is not."""
    figures = tuple(f for s in sweeps for f in s.figures())
    if any(s.dirty for s in sweeps):
        return Judgement(REFUTED, figures, tuple(dict.fromkeys(o.scenario for s in sweeps for o in s.dirty)))
    names = tuple(dict.fromkeys(n for s in sweeps for n in s.names))
    missing = list(dict.fromkeys(n for s in sweeps for n in s.missing))
    if missing:
        return Judgement(NOT_DECIDED, figures + (f"Not in the record: {', '.join(missing)}.",), names)
    evidence.must_be_able_to_fail(names)
    return Judgement(SUPPORTED, figures, names)


def judge(claim: Claim, evidence: Evidence) -> Judgement:
    """The claim's judgement; what the records do not hold is 'not decided' with the reason."""
    try:
        return claim.judge(evidence)
    except NotDecided as reason:
        return Judgement(NOT_DECIDED, (str(reason),))
