"""Starts the service under each scheme in turn, loads it, and prints what came of it: `make service`."""
import argparse
import asyncio
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request

from load import Answers, load, quantile
from private_postgres import PrivatePostgres

ROOT = pathlib.Path(__file__).parents[2]
SERVICE = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')).resolve() / 'ctxlab-service'
TICKS = os.sysconf('SC_CLK_TCK')
WARM, COUNTED = 100, 300  # requests under callgrind
DATABASES = {'sqlite': 'SQLite', 'postgres': 'PostgreSQL'}

EXAMPLE = """examples:
  make service
  python3 scenarios/service/run.py --scheme preserve-caller --telling naive --rate 500
"""


class Service:
    """One running service, on `database` or one of its own in `folder`. Under `wrapper` if there is one."""

    def __init__(self, scheme: str, folder: pathlib.Path, naive: bool = False, wrapper: tuple[str, ...] = (),
                 database: str | None = None, more: tuple[str, ...] = ()) -> None:
        words = [*wrapper, str(SERVICE), '--scheme', scheme, '--port', '0', '--quiet', '--database',
                 database or str(folder / 'messages.sqlite'), *more]
        self.process = subprocess.Popen(words + ['--naive'] * naive, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                        text=True, cwd=folder)
        for line in self.process.stderr:
            if found := re.search(r'listening on (http://\S+)', line):
                self.url = found[1]
                return
        raise RuntimeError(f'{scheme}: the service did not start; it ended with {self.process.wait()}')

    def __enter__(self) -> 'Service':
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stderr.close()

    def figures(self) -> dict:
        with urllib.request.urlopen(f'{self.url}/-/figures') as answer:
            return json.load(answer)

    def cpu_seconds(self) -> float:
        fields = pathlib.Path(f'/proc/{self.process.pid}/stat').read_text().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self) -> int:
        """Asks it to end, and waits until it has; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=120)


def instructions(scheme: str, database: str | None) -> float:
    """Instructions a request on the reactor's thread: counted between two moments, divided by the requests between."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        wrapper = ('valgrind', '-q', '--tool=callgrind', '--separate-threads=yes',
                   f'--callgrind-out-file={folder}/counted')
        with Service(scheme, folder, wrapper=wrapper, database=database) as it:
            for number, requests in enumerate((WARM, COUNTED)):
                asyncio.run(load(it.url, 200, requests, seed=number))
                subprocess.run(['callgrind_control', '--dump', str(it.process.pid)], check=True, capture_output=True)
        reactors = (folder / 'counted.2-01').read_text()  # the second dump's first thread
        return int(re.search(r'^(?:summary|totals): (\d+)', reactors, re.MULTILINE)[1]) / COUNTED


def measure(scheme: str, telling: str, wish: argparse.Namespace, database: str | None) -> dict:
    """One row: what came of the requests under a scheme, and what the service counted. Its provenance beside."""
    naive = telling == 'naive'
    with tempfile.TemporaryDirectory() as name, Service(scheme, pathlib.Path(name), naive, database=database) as it:
        asyncio.run(load(it.url, wish.rate, WARM))
        before, billed_before = it.cpu_seconds(), it.figures()['billed_cpu_ns']
        answers: Answers = asyncio.run(load(it.url, wish.rate, wish.requests, seed=2))
        cpu, figures = it.cpu_seconds() - before, it.figures()
        ended = it.stop()
    endpoints = figures['endpoints']
    brief = [seconds for endpoint, each in answers.seconds.items() if endpoint != 'poll' for seconds in each]
    return {'scheme': scheme, 'telling': telling, 'requests': answers.count, 'left': answers.left,
            'failed': answers.failed + sum(n for status, n in answers.statuses.items() if status >= 500),
            'endpoints': endpoints, 'leaked_turns': figures['leaked_turns'], 'charges': figures['charges'],
            **{key: sum(each[key] for each in endpoints.values()) for key in ('lines', 'lost', 'misnamed', 'wrong_bills')},
            'cpu_us': 1e6 * cpu / answers.count,
            'billed_percent': (figures['billed_cpu_ns'] - billed_before) / 1e7 / cpu if cpu else None,
            'p50_ms': 1e3 * quantile(brief, 0.5), 'p99_ms': 1e3 * quantile(brief, 0.99), 'ended': ended,
            'instructions': instructions(scheme, database) if wish.instructions and not naive else None,
            'provenance': figures['provenance']}


HEAD = (f'{"":24}{"requests":>9}{"failed":>7}{"lines":>7}{"wrong":>6}{"leaked":>7}{"wrong":>6}{"instructions":>14}'
        f'{"CPU":>8}{"billed":>8}{"p50":>7}{"p99":>7}\n{"scheme":24}{"":9}{"":>7}{"":>7}{"":>6}{"turns":>7}{"bills":>6}'
        f'{"a request":>14}{"us":>8}{"%":>8}{"ms":>7}{"ms":>7}')


def line(of: dict) -> str:
    counted = f'{of["instructions"]:14,.0f}' if of['instructions'] else f'{"-":>14}'
    bills = f'{of["wrong_bills"]:6}' if of['charges'] else f'{"-":>6}'
    return (f'{of["scheme"]:24}{of["requests"]:9}{of["failed"]:7}{of["lines"]:7}{of["lost"] + of["misnamed"]:6}'
            f'{of["leaked_turns"]:7}{bills}{counted}{of["cpu_us"]:8.0f}{of["billed_percent"] or 0:8.1f}'
            f'{of["p50_ms"]:7.1f}{of["p99_ms"]:7.1f}')


def write(rows: list[dict], wish: argparse.Namespace) -> None:
    """The record, whole or not at all."""
    provenance = rows[0]['provenance']
    record = {'schema': 'ctxlab.service', 'version': 1, 'provenance': provenance, 'rate': wish.rate,
              'database': DATABASES[wish.db],
              'rows': [{key: value for key, value in row.items() if key != 'provenance'} for row in rows], 'complete': True}
    part = pathlib.Path(f'{wish.json}.part')
    part.write_text(json.dumps(record) + '\n')
    part.replace(wish.json)


def schemes() -> list[str]:
    told = subprocess.run([SERVICE, '--help'], capture_output=True, text=True, check=True).stdout
    return re.search(r'--scheme \S*\{([^}]*)\}', told)[1].split(',')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLE,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--scheme', action='append', help='only this scheme; may be given again (default: all)')
    parser.add_argument('--telling', action='append', choices=['idiomatic', 'naive'],
                        help='naive: each handler with one mistake; may be given again (default: idiomatic)')
    parser.add_argument('--db', choices=list(DATABASES), default='sqlite', help='on which database (default: %(default)s)')
    parser.add_argument('--rate', type=float, default=300, help='requests a second (default: %(default)s)')
    parser.add_argument('--requests', type=int, default=900, help='how many (default: %(default)s)')
    parser.add_argument('--no-instructions', dest='instructions', action='store_false', help='not under callgrind')
    parser.add_argument('--json', metavar='FILE', help='write the record there')
    wish = parser.parse_args()
    if not SERVICE.exists():
        print(f'run.py: no {SERVICE}: build it first, or say in CTXLAB_BUILD where it is', file=sys.stderr)
        return 2
    known = schemes()
    if unknown := set(wish.scheme or []) - set(known):
        print(f'run.py: no scheme is called {", ".join(unknown)}; the schemes are {", ".join(known)}', file=sys.stderr)
        return 2
    rows = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    try:
        with PrivatePostgres() if wish.db == 'postgres' else contextlib.nullcontext() as server:
            for telling in wish.telling or ['idiomatic']:
                print(f'{telling}, on {DATABASES[wish.db]}\n{HEAD}')
                for scheme in wish.scheme or known:
                    rows.append(measure(scheme, telling, wish, server and server.database))
                    print(line(rows[-1]), flush=True)
                print()
    except RuntimeError as wrong:
        print(f'run.py: {wrong}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print('Lines in the wrong name; turns that leave a context behind; requests charged with other transactions than theirs. '
          'Billed: of the\nprocess\'s CPU time, what some request was charged with. Latency is from when a request was due, '
          'without the long polls.')
    if wish.json:
        write(rows, wish)
    return 0


if __name__ == '__main__':
    sys.exit(main())
