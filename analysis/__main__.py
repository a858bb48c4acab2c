"""python3 -m analysis: reads the records of a run and writes report.html and report.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.records.envelope import RecordError
from analysis.records.kinds import KINDS
from analysis.report.render import Records, write

EXAMPLE = """example:
  /usr/bin/python3 -m analysis --run build/report/run.json --bench build/report/bench.json \\
      --instructions build/report/instructions.json --out build/report
"""


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(prog="python3 -m analysis", description="Writes the report of a run from its records.",
                                epilog=EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter)
    for kind in KINDS:
        p.add_argument(f"--{kind.name}", type=Path, required=kind.name == "run", metavar="FILE",
                       help=f"the record that {kind.written_by} wrote")
    p.add_argument("--quick", action="store_true", help="say on the report that its run was a quick one")
    p.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the report goes")
    return p


def main(arguments: list[str] | None = None) -> int:
    """0: the report is written. 1: a record cannot be used or a file not written; one line on stderr says which."""
    a = parser().parse_args(arguments)
    try:
        files = {kind: getattr(a, kind.name) for kind in KINDS}
        records = Records(quick=a.quick, **{kind.name: kind.load(file) for kind, file in files.items() if file})
        page = write(records, a.out)
    except RecordError as error:
        print(f"analysis: {error}", file=sys.stderr)
        return 1
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
