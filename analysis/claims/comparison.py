"""Claims that weigh the two conventions against each other: L13, L14, L15."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.claims.evidence import (FAMILIES, NOT_DECIDED, REFUTED, SUPPORTED, Claim, Evidence, Judgement,
                                      NotDecided, plural)
from analysis.claims.alternative import harm
from analysis.claims.every_program import explored_slips, less_easy
from analysis.records.overhead import AWAIT
from analysis.records.run import ALTERNATIVE, RULES, Observation

PLAIN_FAMILY = "linear"
LARGE = 2.0  # an improvement is more than marginal when it at least halves the figure


def _pairs(e: Evidence, names):
    return [(n, p) for n in names if (p := e.both(n))]


@dataclass(frozen=True)
class Mistakes:
    """What the scenarios told naively come to under one scheme. `spread`: turns until the reactor was clean again
    for good, in the worst of those in which it ever was."""

    scheme: str
    scenarios: int
    harmful: int
    wrong_lines: int
    leaked_turns: int
    never_clean: int
    spread: int

    @property
    def harm(self) -> int:
        return self.wrong_lines + self.leaked_turns

    def sentence(self) -> str:
        text = (f"{self.scheme}: {self.harmful} of {plural(self.scenarios, 'mistake')} do harm: "
                f"{plural(self.wrong_lines, 'wrong line')}")
        if self.leaked_turns:
            text += (f" and {plural(self.leaked_turns, 'leaked turn')}; the reactor is never clean again after "
                     f"{self.never_clean} of them"
                     + (f", after the others within {plural(self.spread, 'turn')}" if self.spread else ""))
        return text + "."


def mistakes(scheme: str, seen: list[Observation]) -> Mistakes:
    return Mistakes(scheme, len(seen), sum(not o.clean for o in seen), sum(o.lines.wrong for o in seen),
                    sum(o.turns.leaked for o in seen), sum(o.turns.until_clean is None for o in seen),
                    max((o.turns.until_clean or 0 for o in seen), default=0))


def easy_to_get_wrong(e: Evidence) -> Judgement:
    """Where every small program was explored: every slip, at every place of every program that obeys the rules, of the
    largest size explored of each setting and number of requests. Harm is compared by slip, by kind of slip and by
    program, in programs that obey the scheme's own rules and in those that obey both. Supported if the alternative has
    less in all of these comparisons, refuted if in none, else in part: what is not so is named. Where nothing was
    explored, by the stories. Each scenario told naively makes one mistake, the same in each scheme. Three figures, lower is better: how many
    of the mistakes do harm at all; how much, in wrong lines and leaked turns; and after how many the reactor is never
    clean again. Supported if the alternative has fewer that do harm and no more of the other two; refuted if it has at
    least as many and no less of the other two; else not decided. It takes scenarios of every family. The other schemes
    are shown beside."""
    if explored_slips(e.exploration):
        return less_easy(e)
    pairs = _pairs(e, e.variants("naive"))
    e.must_cover(n for n, _ in pairs)
    rules, alternative = (mistakes(p[0].scheme, list(p)) for p in zip(*(p for _, p in pairs)))
    figures = [rules.sentence(), alternative.sentence()]
    for scheme in e.run.schemes:
        if scheme.name not in (rules.scheme, alternative.scheme):
            seen = e.sweep_scheme(scheme, (n for n, _ in pairs)).seen
            figures += [mistakes(scheme.name, list(seen)).sentence()] if seen else []
    deciding = tuple(n for n, p in pairs if not p[0].clean or not p[1].clean)
    other = [(rules.harm, alternative.harm), (rules.never_clean, alternative.never_clean)]
    if alternative.harmful < rules.harmful and all(a <= r for r, a in other):
        return Judgement(SUPPORTED, tuple(figures), deciding)
    if alternative.harmful >= rules.harmful and all(a >= r for r, a in other):
        return Judgement(REFUTED, tuple(figures), deciding)
    return Judgement(NOT_DECIDED, tuple(figures), deciding)


def _calls(e: Evidence):
    """Esoteric idiomatic scenarios that both conventions get right, with the calls each needs; and those left out."""
    names = [n for n in e.variants("idiomatic") if e.run.scenarios[n].family != PLAIN_FAMILY]
    pairs = _pairs(e, names)
    return [(n, r.needed, a.needed) for n, (r, a) in pairs if r.clean and a.clean], \
           [n for n, (r, a) in pairs if not (r.clean and a.clean)]


def easier_to_write(e: Evidence) -> Judgement:
    """In each scenario beyond linear code that is told idiomatically and comes out right under both conventions, the
    calls of the scheme's vocabulary that it needs are counted. Supported if the alternative needs fewer in sum and
    needs fewer in more scenarios than it needs more; refuted if it needs as many or more in sum and fewer in no more
    scenarios than more; else not decided. It takes scenarios of every family."""
    cases, omitted = _calls(e)
    e.must_cover((n for n, *_ in cases), (f for f in FAMILIES if f != PLAIN_FAMILY))
    fewer = [n for n, r, a in cases if a < r]
    more = [n for n, r, a in cases if a > r]
    rules, alternative = sum(r for _, r, _ in cases), sum(a for _, _, a in cases)
    figures = [f"Calls needed in {plural(len(cases), 'scenario')}: {e.scheme(RULES).name} {rules}, "
               f"{e.scheme(ALTERNATIVE).name} {alternative}.",
               f"{e.scheme(ALTERNATIVE).name} needs fewer in {len(fewer)}, more in {len(more)}, as many in "
               f"{len(cases) - len(fewer) - len(more)}."]
    if omitted:
        figures.append(f"Not counted, as not right under both: {', '.join(omitted)}.")
    deciding = tuple(fewer + more) or tuple(n for n, *_ in cases)
    if alternative < rules and len(fewer) > len(more):
        return Judgement(SUPPORTED, tuple(figures), deciding)
    if alternative >= rules and len(fewer) <= len(more):
        return Judgement(REFUTED, tuple(figures), deciding)
    return Judgement(NOT_DECIDED, tuple(figures), deciding)


@dataclass(frozen=True)
class Axis:
    """One way to compare, lower is better. Large: one figure is at most half of the other."""

    what: str
    rules: float
    alternative: float
    unit: str

    @property
    def much_better(self) -> bool:
        return self.rules > 0 and self.alternative * LARGE <= self.rules

    @property
    def much_worse(self) -> bool:
        return self.alternative > 0 and self.rules * LARGE <= self.alternative

    def sentence(self) -> str:
        word = "a large gain" if self.much_better else "a large loss" if self.much_worse else \
            "a small gain" if self.alternative < self.rules else \
            "no difference" if self.alternative == self.rules else "a small loss"
        return f"{self.what}: {self.rules:.4g} against {self.alternative:.4g} {self.unit}: {word}."


def _axes(e: Evidence) -> list[Axis]:
    axes = []
    for what, variant in (("Harm when told idiomatically (L12)", "idiomatic"),
                          ("Harm when told with one mistake (L13)", "naive")):
        pairs = _pairs(e, e.variants(variant))
        e.must_cover(n for n, _ in pairs)
        axes.append(Axis(what, *(sum(harm(p[i]) for _, p in pairs) for i in (0, 1)), "wrong lines and leaked turns"))
    cases, _ = _calls(e)
    e.must_cover((n for n, *_ in cases), (f for f in FAMILIES if f != PLAIN_FAMILY))
    axes.append(Axis("Calls to write it (L14)", sum(r for _, r, _ in cases), sum(a for _, _, a in cases), "calls"))
    times = e.overhead and [e.overhead.median(AWAIT, e.scheme(role).name) for role in (RULES, ALTERNATIVE)]
    if not times or None in times:
        raise NotDecided("The overhead of a suspended await is not measured under both conventions.")
    axes.append(Axis("A suspended await, with all it takes", *times, "ns"))
    return axes


def marginal(e: Evidence) -> Judgement:
    """Four comparisons, lower is better: harm told idiomatically, harm told naively, calls, and the CPU time of a
    suspended await. A gain is large if it at least halves the figure. Supported if the alternative has no large gain
    in any; refuted if it has one and no large loss; not decided if it has both. It takes scenarios of every
    family."""
    axes = _axes(e)
    gains, losses = [a for a in axes if a.much_better], [a for a in axes if a.much_worse]
    verdict = SUPPORTED if not gains else NOT_DECIDED if losses else REFUTED
    return Judgement(verdict, tuple(a.sentence() for a in axes))


CLAIMS = (
    Claim("L13", "The alternative is less easy to get wrong.", easy_to_get_wrong),
    Claim("L14", "The alternative makes the more esoteric flows easier to write.", easier_to_write),
    Claim("L15", "The improvement is marginal.", marginal),
)
