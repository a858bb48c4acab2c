"""Adds up the records of parts of an exploration: the sum is the record of the whole, byte for byte."""
import argparse
import json
import pathlib
import sys

FIRST = 10  # of the witnesses, that many are kept, the least texts
FINGERPRINTS = 1 << 64


class Unmergeable(Exception):
    """Two records that are not parts of one exploration. `str()` is one line for people."""


def merged(records: list[list[dict]]) -> list[dict]:
    """The sum of records, each a list of the lines of one part, which lie one after the other and leave nothing out."""
    sums = [dict(line) for line in records[0]]
    for record in records[1:]:
        if len(record) != len(sums):
            raise Unmergeable(f'a part has {len(record)} lines and another {len(sums)}; expected as many of each')
        for into, line in zip(sums, record):
            _add_line(into, line)
    return sums


def written(lines: list[dict], whole: bool) -> str:
    """The lines as `ctxlab explore --json` writes them; of the whole without the ranks."""
    kept = [{key: value for key, value in line.items() if not (whole and key == 'ranks')} for line in lines]
    return ''.join(json.dumps(line, separators=(',', ':'), ensure_ascii=False) + '\n' for line in kept)


def _add_line(into: dict, line: dict) -> None:
    for key in ('kind', 'alphabet', 'setting', 'size', 'requests'):
        if into[key] != line[key]:
            raise Unmergeable(f'parts of different explorations: {key} {into[key]!r} and {line[key]!r}')
    if line['ranks'][0] != into['ranks'][1] + 1:
        raise Unmergeable(f'the part from rank {into["ranks"][1] + 1} is missing; the next begins at {line["ranks"][0]}')
    into['ranks'] = [into['ranks'][0], line['ranks'][1]]
    for key, value in line.items():
        if key == 'tally':
            into[key] = _added_rows(into[key], value, list(line['disciplined']))
        elif key not in ('kind', 'alphabet', 'setting', 'size', 'requests', 'ranks'):
            into[key] = _added(key, into[key], value)


def _added(key: str, a, b):
    if isinstance(a, dict):
        return {name: _added(name, a[name], b[name]) for name in a}
    if key == 'fingerprint':
        return f'{(int(a, 16) + int(b, 16)) % FINGERPRINTS:016x}'
    if key in ('first', 'first_irreducible'):
        return sorted(a + b)[:FIRST]
    if isinstance(a, list):
        return [_added(key, one, other) for one, other in zip(a, b)]
    if isinstance(a, str):
        if a != b:
            raise Unmergeable(f'parts of different explorations: {key} {a!r} and {b!r}')
        return a
    return a + b


def _added_rows(a: list[dict], b: list[dict], schemes: list[str]) -> list[dict]:
    """A row is left out of a part in which it has no slips."""
    rows: dict[tuple, dict] = {}
    for row in a + b:
        key = (row['base'] == 'both', schemes.index(row['scheme']), row['slip'])
        before = rows.get(key)
        rows[key] = row if before is None else {name: _added(name, before[name], row[name]) for name in row}
    return [rows[key] for key in sorted(rows)]


def main() -> int:
    parser = argparse.ArgumentParser(
        description='Adds up the records of ranges, as ctxlab explore --ranks --json writes them, and prints the sum.',
        epilog='example:\n  python3 scenarios/programs/sweep/merge.py --whole part-*.jsonl > whole.jsonl',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('files', nargs='+', metavar='FILE', help='the records, in any order')
    parser.add_argument('--whole', action='store_true', help='they are all: the sum is the record of one process')
    wish = parser.parse_args()
    try:
        records = [[json.loads(line) for line in pathlib.Path(file).read_text().splitlines()] for file in wish.files]
        records.sort(key=lambda record: record[0]['ranks'])
        if wish.whole and records[0][0]['ranks'][0] != 0:
            raise Unmergeable(f'the part from rank 0 is missing; the first begins at {records[0][0]["ranks"][0]}')
        print(written(merged(records), wish.whole), end='')
    except (Unmergeable, OSError) as wrong:
        print(f'merge.py: {wrong}', file=sys.stderr)
        return 1
    except (ValueError, KeyError, IndexError, TypeError) as wrong:
        print(f'merge.py: a file is no record of a range ({type(wrong).__name__}: {wrong}); expected what ctxlab '
              'explore --ranks --json writes', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
