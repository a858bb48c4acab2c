"""Scenario by scheme as tables: one row an observation, ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records.envelope import Scheme
from analysis.records.run import CONTROL, SENTINEL, DOCUMENTED, Observation, Run, Scenario
from analysis.records.timeline import Turn, turns_of
from analysis.report.timeline_svg import SIGNS, draw


def anchor(scenario: str) -> str:
    """The id of a scenario's place in the report."""
    return "scenario-" + scenario.replace("/", "-")


@dataclass(frozen=True)
class Entry:
    """One scenario under one scheme; `observation` is None where the record holds none."""

    scheme: Scheme
    observation: Observation | None

    @property
    def comparison(self) -> str:
        """With the document: agrees, differs, or empty where it says nothing of this scheme."""
        o = self.observation
        return "" if o is None or o.matches is None else "agrees" if o.matches else "differs"

    @property
    def warnings(self) -> str:
        o = self.observation
        if o is None:
            return ""
        kinds = o.warnings | {"unhandled failure": o.unhandled}
        return ", ".join(f"{kind} {n}" for kind, n in kinds.items() if n)

    @property
    def alive(self) -> str:
        o = self.observation
        return ", ".join(f"{n} {kind if n != 1 else kind.removesuffix('s')}" for kind, n in o.alive.items() if n) \
            if o else ""

    @property
    def clean_after(self) -> str:
        o = self.observation
        if o is None or not o.turns.leaked:
            return ""
        return "never" if o.turns.until_clean is None else str(o.turns.until_clean)


@dataclass(frozen=True)
class WrongLines:
    """Lines of one scheme that went wrong alike. `texts`: the first few, with their times."""

    sign: str
    owner: str
    carried: str
    texts: tuple[tuple[float, str], ...]
    count: int


@dataclass(frozen=True)
class Picture:
    """What happened in a scenario in which some scheme has a wrong line. `wrong`: what went wrong by scheme.
    `only_expected`: no scheme has a wrong line in it but those that have some even as they prescribe it."""

    svg: str
    file: str
    standalone: str
    wrong: dict[str, list[WrongLines]]
    counts: dict[str, int]
    only_expected: bool


@dataclass(frozen=True)
class Section:
    """One scenario with its entries, in the order of the schemes."""

    scenario: Scenario
    entries: tuple[Entry, ...]
    picture: Picture | None

    @property
    def anchor(self) -> str:
        return anchor(self.scenario.name)

    @property
    def uneventful(self) -> tuple[Entry, ...]:
        """Those of which there is nothing to say but that every line is right."""
        return tuple(e for e in self.entries if (o := e.observation) and not o.unsupported and o.clean and not o.cpu_wrong
                     and not e.warnings and not e.alive and e.comparison != "differs")

    @property
    def eventful(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e not in self.uneventful)


@dataclass(frozen=True)
class Family:
    name: str
    sections: tuple[Section, ...]


_LISTED = 4


def _alike(turns: list[Turn]) -> list[WrongLines]:
    groups: dict[tuple, list[tuple[float, str]]] = {}
    for turn in turns:
        for line in turn.wrong:
            groups.setdefault((line.verdict, line.owner, line.context), []).append((turn.at, line.text))
    return [WrongLines(SIGNS[verdict], "nobody" if owner == SENTINEL else owner,
                       "nobody" if context == SENTINEL else context, tuple(texts[:_LISTED]), len(texts))
            for (verdict, owner, context), texts in groups.items()]


def failing(run: Run) -> frozenset[str]:
    """The schemes that get a line wrong in a story told as they prescribe it, and the control."""
    return frozenset(s.name for s in run.schemes if s.role == CONTROL or any(
        o.lines.wrong for n, x in run.scenarios.items() if x.variant == "idiomatic" and (o := run.seen(n, s))))


def _picture(scenario: Scenario, entries: list[Entry], expected: frozenset[str]) -> Picture | None:
    told = [e for e in entries if e.observation and not e.observation.unsupported and e.observation.trace]
    counts = {e.scheme.name: e.observation.lines.wrong for e in told if e.observation.lines.wrong}
    if not counts:
        return None
    rows = {e.scheme.name: turns_of(e.observation.trace) for e in told}
    return Picture(draw(rows), f"plots/{anchor(scenario.name)}.svg", draw(rows, standalone=True),
                   {name: _alike(rows[name]) for name in counts}, counts,
                   all(name in expected for name in counts))


def families(run: Run) -> list[Family]:
    """The whole matrix, in the order of the record."""
    out, expected = [], failing(run)
    for family in run.families:
        sections = []
        for scenario in run.in_family(family):
            entries = [Entry(s, run.seen(scenario.name, s)) for s in run.schemes]
            sections.append(Section(scenario, tuple(entries), _picture(scenario, entries, expected)))
        out.append(Family(family, tuple(sections)))
    return out


@dataclass(frozen=True)
class Comparison:
    """One thing that the document says of a scenario, beside those faults that came out of which it speaks.
    `matches` is None where nothing came out."""

    scenario: Scenario
    scheme: Scheme
    quote: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    matches: bool | None


def comparisons(run: Run) -> list[Comparison]:
    """Every prediction of the document for a role that some scheme plays; those that differ come first."""
    out = []
    for scenario in run.scenarios.values():
        for prediction in scenario.predictions:
            for scheme in (s for s in run.schemes if s.role == prediction.role):
                o = run.seen(scenario.name, scheme)
                out.append(Comparison(scenario, scheme, prediction.quote, tuple(sorted(prediction.expect)),
                                     tuple(sorted(o.faults & DOCUMENTED)) if o else (), o.matches if o else None))
    return sorted(out, key=lambda a: {False: 0, None: 1, True: 2}[a.matches])


@dataclass(frozen=True)
class Total:
    """A scheme's figures over the scenarios of one variant."""

    scheme: Scheme
    variant: str
    scenarios: int
    right: int
    misattributed: int
    lost: int
    leaked: int
    turns_leaked: int
    never_clean: int
    unsupported: int

    @property
    def wrong(self) -> int:
        return self.misattributed + self.lost + self.leaked

    @property
    def lines(self) -> int:
        return self.right + self.wrong


_TELLINGS = ("idiomatic", "naive", "remedy", "neutral")  # in the order in which a reader asks
CATALOGUE = "catalogue, "  # its variants stand apart


def _way(scenario: Scenario) -> str:
    return (CATALOGUE if scenario.pattern else "") + scenario.variant


def ways(run: Run) -> list[str]:
    """The variants of the scenarios, then those of the catalogue."""
    def place(way: str) -> tuple[bool, int]:
        variant = way.removeprefix(CATALOGUE)
        return way != variant, _TELLINGS.index(variant) if variant in _TELLINGS else len(_TELLINGS)
    return sorted(dict.fromkeys(map(_way, run.scenarios.values())), key=place)


def totals(run: Run) -> list[Total]:
    """By variant, then scheme: the whole suite on one screen."""
    out = []
    for way in ways(run):
        names = [s.name for s in run.scenarios.values() if _way(s) == way]
        for scheme in run.schemes:
            seen = [o for n in names if (o := run.seen(n, scheme))]
            told = [o for o in seen if not o.unsupported]
            out.append(Total(scheme, way, len(told), sum(o.lines.right for o in told),
                             sum(o.lines.misattributed for o in told), sum(o.lines.lost for o in told),
                             sum(o.lines.leaked for o in told), sum(o.turns.leaked for o in told),
                             sum(o.turns.until_clean is None for o in told), len(seen) - len(told)))
    return out
