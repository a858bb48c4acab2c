"""python3 -m analysis: reads the records of a run and writes report.html and report.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.records.bench import load_bench, load_instructions
from analysis.records.clocks import load_clocks
from analysis.records.profile import load_profile
from analysis.records.replay import load_replay
from analysis.records.envelope import RecordError
from analysis.records.run import load_run
from analysis.report.render import Records, write

EXAMPLE = """example:
  /usr/bin/python3 -m analysis --run build/report/run.json --bench build/report/bench.json \\
      --instructions build/report/instructions.json --out build/report
"""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(prog="python3 -m analysis", description="Writes the report of a run from its records.",
                                epilog=EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--run", type=Path, required=True, metavar="FILE", help="what ctxlab run --json wrote")
    p.add_argument("--bench", type=Path, metavar="FILE", help="what ctxlab-bench --json wrote")
    p.add_argument("--instructions", type=Path, metavar="FILE", help="the counted instructions and the goals")
    p.add_argument("--replay", type=Path, metavar="FILE", help="what ctxlab replay --check --json wrote")
    p.add_argument("--clocks", type=Path, metavar="FILE", help="what ctxlab-clocks --json wrote")
    p.add_argument("--profile", type=Path, metavar="FILE", help="what callgrind wrote of ctxlab replay --time")
    p.add_argument("--quick", action="store_true", help="say on the report that its run was a quick one")
    p.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the report goes")
    return p


def main(arguments: list[str] | None = None) -> int:
    """0: the report is written. 1: a record cannot be used or a file not written; one line on stderr says which."""
    a = parser().parse_args(arguments)
    try:
        records = Records(
            run=load_run(a.run),
            bench=load_bench(a.bench) if a.bench else None,
            instructions=load_instructions(a.instructions) if a.instructions else None,
            replay=load_replay(a.replay) if a.replay else None,
            quick=a.quick,
            clocks=load_clocks(a.clocks) if a.clocks else None,
            profile=load_profile(a.profile) if a.profile else None)
        page = write(records, a.out)
    except RecordError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 1
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
