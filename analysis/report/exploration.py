"""Every small program, for a reader in a hurry: what is proved, what slips do, how good the alarm and the lint are."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib
from matplotlib import pyplot

from analysis.claims.every_program import ALPHABET, BASES, WEIGHTINGS, explored_distances, explored_slips, weighed
from analysis.claims.evidence import plural
from analysis.records.exploration import Exploration, Programs
from analysis.report.plots import SETTINGS, Plot, as_svg, legend_above, style_of

OBEYED = {"own": "the scheme", "both": "both"}


@dataclass(frozen=True)
class Row:
    """All programs of one setting and number of requests, up to a size, under one scheme."""

    setting: str
    requests: int
    sizes: tuple[int, int]
    scheme: str
    programs: int
    harm: int
    disciplined: int
    disciplined_harm: int
    recall: float | None  # of the warnings: the share of harmful programs that were warned of
    precision: float | None  # of the warnings: the share of programs warned of that are harmful
    lint: float | None  # precision of the rules: the share of programs that break one that are harmful


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def rows(found: Exploration) -> list[Row]:
    out = []
    groups = dict.fromkeys((c.setting, c.requests) for c in found.outcome if c.alphabet == ALPHABET)
    for setting, requests in groups:
        cells = [c for c in found.outcome if (c.alphabet, c.setting, c.requests) == (ALPHABET, setting, requests)]
        for scheme in found.schemes:
            seen: list[Programs] = [found.outcome[c][scheme] for c in cells]
            total = {name: sum(getattr(p, name) for p in seen) for name in Programs.__dataclass_fields__}
            programs = sum(found.programs[c] for c in cells)
            out.append(Row(setting, requests, (min(c.size for c in cells), max(c.size for c in cells)), scheme, programs,
                           total["harm"], total["disciplined"], total["disciplined_harm"],
                           _share(total["harm_warned"], total["harm"]),
                           _share(total["harm_warned"], total["harm_warned"] + total["clean_warned"]),
                           _share(total["harm"], programs - total["disciplined"])))
    return out


def sentences(found: Exploration) -> list[str]:
    """What is proved, with its bound: one for each setting and number of requests."""
    out = []
    told = rows(found)
    for setting, requests in dict.fromkeys((r.setting, r.requests) for r in told):
        here = [r for r in told if (r.setting, r.requests) == (setting, requests)]
        first = here[0]
        none = [r.scheme for r in here if not r.disciplined_harm]
        some = [r for r in here if r.disciplined_harm]
        harm = " and ".join(f"{r.harm:,} under {r.scheme}" for r in here)
        text = (f"Of all {first.programs:,} programs of {first.sizes[0]} to {first.sizes[1]} statements and expressions with "
                f"{requests} request{'s' if requests > 1 else ''} ({setting}), {harm} do harm")
        text += f"; of those that obey the scheme's own rules, none does under {' or '.join(none)}" if none else ""
        text += "".join(f"; {r.disciplined_harm:,} that obey its rules do under {r.scheme}" for r in some)
        out.append(text + ".")
    return out


@dataclass(frozen=True)
class Weighed:
    """The harm of slips at the largest size, in one kind of programs, by the three weightings: scheme by scheme."""

    setting: str
    requests: int
    size: int
    base: str
    harm: dict[str, dict[str, float]]  # by weighting, then scheme

    def least(self, weighting: str) -> float:
        return min(self.harm[weighting].values())


def weighings(found: Exploration) -> list[Weighed]:
    out = []
    for cell in explored_slips(found):
        for base in BASES:
            by_scheme = {s: weighed(found, cell, base, s) for s in found.schemes}
            out.append(Weighed(cell.setting, cell.requests, cell.size, OBEYED[base],
                               {w: {s: by_scheme[s][w] for s in found.schemes} for w in WEIGHTINGS}))
    return out


@dataclass(frozen=True)
class Distance:
    """Of the programs that one kind of slip gives wrong lines under one scheme: in percent."""

    slip: str
    scheme: str
    programs: int
    same: float
    next: float
    later: float
    warned: float
    hard: float


def distances(found: Exploration) -> list[Distance]:
    """Over the largest size of each setting and number of requests, in programs that obey the scheme's own rules."""
    sums = {}
    for cell in explored_distances(found):
        for (base, scheme, slip), made in found.distances[cell].items():
            if base == "own":
                key = (slip, scheme)
                sums[key] = sums[key] + made if key in sums else made
    return [Distance(slip, scheme, made.all, *(100 * part / made.all for part in (
                made.same_turn, made.silent[1] + made.warned[1], sum(made.silent[2:]) + sum(made.warned[2:]),
                sum(made.warned), made.hard)))
            for (slip, scheme), made in sorted(sums.items())]


def distances_of(found: Exploration) -> str:
    return "; ".join(f"{c.setting}, size {c.size}, {plural(c.requests, 'request')}" for c in explored_distances(found))


def _by_kind(found: Exploration) -> str | None:
    cells = [c for c in explored_slips(found) if c.requests == min(x.requests for x in explored_slips(found))]
    if not cells:
        return None
    with matplotlib.rc_context(SETTINGS):
        figure, all_axes = pyplot.subplots(1, len(cells), figsize=(4.6 * len(cells), 4.2), sharey=True, squeeze=False)
        kinds = sorted({kind for c in cells for _, _, kind in found.slips[c]}, reverse=True)
        for axes, cell in zip(all_axes[0], cells):
            for i, scheme in enumerate(found.schemes):
                slips = [found.slips[cell].get(("own", scheme, kind)) for kind in kinds]
                shares = [100 * s.harm / s.slips if s and s.slips else 0 for s in slips]
                at = [k + (0.2 if i == 0 else -0.2) for k in range(len(kinds))]
                axes.barh(at, shares, height=0.36, label=scheme, color=style_of(scheme, found.schemes)["color"],
                          hatch=None if i == 0 else "///", edgecolor="white")
            axes.set_yticks(range(len(kinds)), kinds)
            axes.set_xlabel(f"slips that do harm (%), {cell.setting}, size {cell.size}")
        legend_above(all_axes[0][0], len(found.schemes), 2)
        return as_svg(figure)


def _by_size(found: Exploration) -> str | None:
    cells = sorted((c for c in found.slips if c.alphabet == ALPHABET and c.size > 2), key=lambda c: c.size)
    groups = list(dict.fromkeys((c.setting, base) for c in explored_slips(found) for base in BASES))
    requests = min((c.requests for c in cells), default=1)
    if len({c.size for c in cells}) < 2:
        return None
    with matplotlib.rc_context(SETTINGS):
        figure, all_axes = pyplot.subplots(1, len(groups), figsize=(2.9 * len(groups), 3.2), squeeze=False)
        for axes, (setting, base) in zip(all_axes[0], groups):
            here = [c for c in cells if (c.setting, c.requests) == (setting, requests)]
            for scheme in found.schemes:
                axes.plot([c.size for c in here], [100 * weighed(found, c, base, scheme)["by slip"] for c in here],
                          label=scheme, **style_of(scheme, found.schemes))
            axes.set_ylim(bottom=0)
            axes.set_xticks(sorted({c.size for c in here}))
            axes.set_xlabel(f"size ({setting}, {base})")
        all_axes[0][0].set_ylabel("slips that do harm (%)")
        legend_above(all_axes[0][0], len(found.schemes), 1)
        figure.tight_layout()
        return as_svg(figure)


def plots(found: Exploration) -> list[Plot]:
    drawn = [("slips-by-kind", _by_kind(found), "Slips in programs that obey the scheme's own rules: the share that does "
                                                "harm, by kind of slip, at the largest size explored."),
             ("slips-by-size", _by_size(found), "The share of slips that does harm, by the size of the program: in "
                                                "programs that obey the scheme's own rules (own) or both (both).")]
    return [Plot(name, svg, caption) for name, svg, caption in drawn if svg]
