"""Puts the report together from the records and writes it.

`write` leaves either a whole report under the final names or the files that were there before: each file is
written beside its place and then moved there. `report.html` needs nothing but itself.
"""

from __future__ import annotations

import base64
import os
import tempfile
from pathlib import Path

import jinja2

from analysis.records import goals, hops
from analysis.report import alarms, catalogue, exploration, matrix, plots, service, timeline_svg, verdict
from analysis.records.instructions import Instructions
from analysis.claims.evidence import Evidence, plural
from analysis.claims.accounting import TOLERATED
from analysis.claims.all import judge_all
from analysis.records.overhead import Overhead, worded
from analysis.records.envelope import RecordError
from analysis.records.kinds import KINDS
from analysis.records.run import Run


class Records:
    """What a report is made from: the run and, by the names of their kinds, other records; None for one that was not
    made."""

    def __init__(self, run: Run, quick: bool = False, **others):
        self.quick = quick
        self.by_kind = {kind.name: others.pop(kind.name, None) for kind in KINDS} | {"run": run}
        if others:
            raise TypeError(f"no such kind of record: {', '.join(others)}")

    def __getattr__(self, name: str):
        if name in vars(self).get("by_kind", ()):
            return self.by_kind[name]
        raise AttributeError(name)

    @property
    def present(self) -> list:
        return [record for record in self.by_kind.values() if record]


def _data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def number(value, digits: int = 3) -> str:
    """A figure for a table: whole as whole, thousands spaced, else `digits` significant digits; '–' for None."""
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        if abs(value) >= 1000:
            return f"{value:,.0f}".replace(",", "\u202f")
        return f"{value:.{digits}g}"
    return f"{value:,.0f}".replace(",", "\u202f")


def limit(goal: goals.Goal, which: str) -> str:
    """'≤ 25': a goal's `must` or `aim`, and whether it is the most or the least."""
    value = getattr(goal, which)
    return number(value) if value is None else f"{'≥' if goal.direction == 'at least' else '≤'}\u00a0{number(value)}"


def unmeasured(records: Records, judged) -> list[str]:
    """What a reader might look for and will not find, as sentences."""
    out = []
    out += [f"{kind.absent} in this run." for kind in KINDS if not records.by_kind[kind.name]]
    if records.bench and not records.bench.hops:
        out.append("No operations hopped to threads and back in this run.")
    if records.bench and not records.bench.peers:
        out.append("No peers were measured: make report PEERS=1 installs and measures them.")
    waiting = [j.claim.id for j in judged if j.judgement.verdict == "not measured yet"]
    if waiting:
        out.append(f"Not measured yet: {', '.join(waiting)}.")
    by_scheme: dict[tuple[str, str], list[str]] = {}
    for o in records.run.observations.values():
        if o.unsupported:
            by_scheme.setdefault((o.scheme, o.unsupported), []).append(o.scenario)
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}  # schemes that lack the same, for one reason
    for (scheme, why), names in by_scheme.items():
        alike.setdefault((why, tuple(names)), []).append(scheme)
    for (why, names), schemes in alike.items():
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        out.append(f"Unsupported under {', '.join(schemes)}: {', '.join(names[:5])}{more}; {why}.")
    missing = [f"{n} under {s.name}" for n in records.run.scenarios for s in records.run.schemes
               if records.run.seen(n, s) is None]
    if missing:
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        out.append(f"Not run: {', '.join(missing[:5])}{more}.")
    if records.bench:
        out += [f"{name} was not timed: {why}." for name, why in records.bench.failed.items()]
    return out


def machine(records: Records) -> list[tuple[str, str]]:
    """On what the records were made: (what, value). Records that disagree show both values."""
    fields = (("date", "made"), ("commit", "commit"), ("dirty", "uncommitted changes"), ("compiler", "compiler"),
              ("flags", "flags"), ("processor", "processor"), ("cores", "cores"), ("system", "system"))
    out = []
    for key, label in fields:
        values = dict.fromkeys(("yes" if v else "no") if key == "dirty" else str(v)
                               for s in _sources(records) if (v := s.get(key)) is not None)
        if values:
            out.append((label, " / ".join(list(values)[:1] if key == "date" else values)))
    load = records.bench.load_average if records.bench else None
    return out + ([("load while timing began", " ".join(f"{v:.2f}" for v in load))] if load else [])


def _sources(records: Records) -> list[dict]:
    """The provenance of each record that has one."""
    return [r.provenance for r in records.present if hasattr(r, "provenance")]


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent.parent / "templates"), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, autoescape=lambda name: bool(name) and ".html" in name)
    environment.filters |= {"number": number, "anchor": matrix.anchor, "cell": _cell, "plural": plural,
                            "rounded": lambda value: number(value and round(value)), "limit": limit,
                            "operation": worded, "data_uri": lambda plot: _data_uri(plot.svg), "tally": goals.tally, "worst_first": goals.worst_first}
    return environment


def _cell(text: str) -> str:
    """Text that cannot break a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


# What the schemes' probe tells; the words are those of the record.
WARNINGS = ("Warnings: lost, a scope was left and no context was found; found, another context was; restart-finished, "
            "a finished context became current again; not-maintained, a function returned what was complete, but had "
            "changed the context; figures-lost, work was sent to a thread for nobody; crossed, a scope died on another "
            "thread than its own.")


def _context(records: Records) -> dict:
    overhead = Overhead(records.bench) if records.bench else None
    judged = judge_all(Evidence(records.run, overhead, records.clocks, records.exploration))
    patterns = catalogue.rows(records.run)
    alarmed = alarms.rows(records.run, records.replay)
    comparisons, families = matrix.comparisons(records.run), matrix.families(records.run)
    return records.by_kind | {
        "kinds": [kind.name for kind in KINDS if records.by_kind[kind.name]], "tolerated": 100 * TOLERATED,
        "warnings": WARNINGS,
        "quick": records.quick or bool(records.bench and records.bench.quick),
        "judged": judged, "tally": verdict.tally(judged), "sentences": verdict.sentences(records.run, judged, overhead),
        "catalogue": patterns, "mended": catalogue.mended(patterns),
        "explored": _explored(records), "served": _served(records),
        "alarms": alarmed, "alarm_sentences": alarms.sentences(records.run, alarmed), "families": families,
        "expected": [s for f in families for s in f.sections if s.picture and s.picture.only_expected],
        "failing": sorted(matrix.failing(records.run)),
        "totals": matrix.totals(records.run), "ways": matrix.ways(records.run), "comparisons": comparisons,
        "hops": records.bench.hops if records.bench else (),
        "cores": records.run.provenance.get("cores"),
        "hopped": hops.sentences(records.bench.hops) if records.bench else [],
        "overhead": overhead, "rows": overhead.rows() if overhead else [],
        "peers": list(overhead.peers) if overhead else [],
        "goals": goals.all_goals(*(r for r in records.present if hasattr(r, "goals"))),
        "counted": _counted(records.instructions), "unmeasured": unmeasured(records, judged),
        "machine": machine(records), "signs": timeline_svg.SIGNS, "meaning": timeline_svg.MEANING,
    }


def _explored(records: Records) -> dict | None:
    found = records.exploration
    return found and {"sentences": exploration.sentences(found), "rows": exploration.rows(found),
                      "weighings": exploration.weighings(found), "weightings": list(exploration.WEIGHTINGS),
                      "distances": exploration.distances(found), "distances_of": exploration.distances_of(found),
                      "plots": exploration.plots(found)}


def _served(records: Records) -> dict | None:
    found, control = records.service, next((s.name for s in records.run.schemes if s.role == "control"), None)
    return found and {"plot": service.plot(found), "tellings": [t for t in service.TELLINGS if found.told(t)],
                      "more": {row: service.over_control(found, row, control) for row in found.rows}}


def _counted(instructions: Instructions | None) -> dict:
    """The instruction rows by (operation, n, variant), then by who."""
    table: dict = {}
    for row in instructions.rows if instructions else ():
        table.setdefault((row.operation, row.n, row.variant), {})[row.subject] = row
    return table


def render(records: Records) -> dict[str, str]:
    """The files of the report by their path under the output folder."""
    context, environment = _context(records), _environment()
    drawn = plots.all_plots(context["overhead"])
    more = context["explored"]["plots"] if context["explored"] else []
    more += [context["served"]["plot"]] if context["served"] and context["served"]["plot"] else []
    files = {f"plots/{p.name}.svg": p.svg for p in [*drawn, *more]}
    files |= {s.picture.file: s.picture.standalone for f in context["families"] for s in f.sections if s.picture}
    context["definitions"], context["timeline_style"] = timeline_svg.definitions(), timeline_svg.STYLE
    files["report.md"] = environment.get_template("report.md.j2").render(
        context, plots=[(p, f"plots/{p.name}.svg") for p in drawn])
    files["report.html"] = environment.get_template("report.html.j2").render(
        context, plots=[(p, _data_uri(p.svg)) for p in drawn])
    return files


def write_file(path: Path, text: str) -> None:
    """Replaces `path` by `text` in one step. Raises RecordError if it cannot be written."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.",
                                         delete=False) as out:
            temporary = Path(out.name)
            out.write(text)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        raise RecordError(f"{path}: cannot be written ({error.strerror}); choose another --out") from None
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)


def write(records: Records, out: Path) -> Path:
    """Writes the report under `out`, the page that a reader opens last, and returns that page's path."""
    for name, text in render(records).items():
        write_file(out / name, text)
    return out / "report.html"
