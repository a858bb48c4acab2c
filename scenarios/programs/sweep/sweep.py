"""Explores more programs than one sitting allows: ranges of their ranks, spread over the workers of Dask, each a record
of its own. What is there already is not done again, so a sweep goes on where it was stopped, and nothing that dies (a
worker, the scheduler, the machine) loses more than the ranges that it was at."""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys

from merge import Unmergeable, merged, written

ROOT = pathlib.Path(__file__).parents[3]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')).resolve() / 'ctxlab'
SHARD = 1_000_000  # programs
# How often a range may lose its worker before it is given up: Dask's own 3 blames a range for whatever kills workers.
ALLOWED_FAILURES = 1000

EXAMPLE = """example:
  make sweep SIZE=8
  python3 scenarios/programs/sweep/sweep.py --size 9 --setting served --requests 1
  python3 scenarios/programs/sweep/sweep.py --size 9 --scheduler tcp://10.0.0.1:8786    (which sees the same files)
"""


def explore(*words: str) -> str:
    """What `ctxlab explore` prints. Raises RuntimeError with what it complains of."""
    done = subprocess.run([CTXLAB, 'explore', *words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f'ctxlab explore {" ".join(words)}: {done.stderr.strip() or done.returncode}')
    return done.stdout


def explore_range(words: list[str], first: int, last: int, record: str) -> str:
    """The task: explores the ranks and leaves their record, whole or not at all. It depends on nothing else, and may be
    run twice."""
    if not pathlib.Path(record).exists():
        part = f'{record}.{os.getpid()}.part'
        explore(*words, '--ranks', f'{first}-{last}', '--jobs', '1', '--json', part)
        os.replace(part, record)
    return record


def build_key() -> str:
    """Of the program that explores: records of another are not mixed with its own."""
    return hashlib.sha256(CTXLAB.read_bytes()).hexdigest()[:16]


def ranges(programs: int, shard: int) -> list[tuple[int, int]]:
    return [(first, min(first + shard, programs) - 1) for first in range(0, programs, shard)]


def read(record: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in record.read_text().splitlines()]


def client_of(wish: argparse.Namespace):
    """Dask's client: of the scheduler that was named, or of a cluster on this machine with a worker a core."""
    import dask
    from distributed import Client, LocalCluster
    dask.config.set({'distributed.scheduler.allowed-failures': ALLOWED_FAILURES})
    if wish.scheduler:
        return Client(wish.scheduler)
    cluster = LocalCluster(n_workers=wish.workers, threads_per_worker=1, dashboard_address=wish.dashboard)
    print(f'dashboard: {cluster.dashboard_link}', flush=True)
    return Client(cluster)


def run(wish: argparse.Namespace) -> list[pathlib.Path]:
    """The records of the whole, one for each number of requests."""
    todo, wholes = [], []
    for requests in [wish.requests] if wish.requests else [1, 2]:
        words = ['--alphabet', wish.alphabet, '--setting', wish.setting, '--size', str(wish.size), '--requests', str(requests)]
        programs = int(explore(*words, '--count'))
        words += ['--slips'] if wish.slips else []
        name = f'{wish.alphabet}-{wish.setting}-{wish.size}-{requests}{"-slips" if wish.slips else ""}'
        folder = wish.out.resolve() / build_key() / name
        folder.mkdir(parents=True, exist_ok=True)
        parts = [(words, first, last, folder / f'{first}-{last}.jsonl') for first, last in ranges(programs, wish.shard)]
        wholes.append((wish.out / f'{name}.jsonl', [record for *_, record in parts]))
        todo += [part for part in parts if not part[-1].exists()]
    there = sum(len(records) for _, records in wholes) - len(todo)
    print(f'{len(todo)} ranges of {wish.shard:,} programs to do, {there} there already', flush=True)
    if todo:
        spread(todo, wish)
    for whole, records in wholes:
        lines = written(merged([read(record) for record in records]), whole=True)
        part = whole.with_suffix('.part')
        part.write_text(lines)
        os.replace(part, whole)
    return [whole for whole, _ in wholes]


def spread(todo: list[tuple], wish: argparse.Namespace) -> None:
    from distributed import as_completed
    with client_of(wish) as client:
        tasks = [client.submit(explore_range, words, first, last, str(record), pure=False, retries=3)
                 for words, first, last, record in todo]
        for done, task in enumerate(as_completed(tasks), 1):
            task.result()
            print(f'{done}/{len(tasks)} ranges', flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLE,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--size', type=int, required=True, metavar='N', help='statements and expressions of a program')
    parser.add_argument('--alphabet', default='full', metavar='NAME', help='as of ctxlab explore (full)')
    parser.add_argument('--setting', default='bare', metavar='NAME', help='bare or served (bare)')
    parser.add_argument('--requests', type=int, choices=[1, 2], help='of a program; both, if not said')
    parser.add_argument('--slips', action='store_true', help='also make every slip')
    parser.add_argument('--shard', type=int, default=SHARD, metavar='N', help=f'programs in a range ({SHARD})')
    parser.add_argument('--out', type=pathlib.Path, default=ROOT / 'build/sweep', metavar='FOLDER',
                        help='where the records go, and those of the ranges (build/sweep)')
    parser.add_argument('--scheduler', metavar='ADDRESS', help="that of a cluster of one's own, which sees the same files")
    parser.add_argument('--workers', type=int, default=os.cpu_count(), metavar='N', help='here, if no scheduler is named')
    parser.add_argument('--dashboard', default=':8787', metavar='ADDRESS', help='of the cluster here (:8787)')
    wish = parser.parse_args()
    if wish.shard < 1 or wish.size < 1:
        parser.error('--size and --shard are at least 1')
    try:
        for whole in run(wish):
            print(whole)
    except (RuntimeError, Unmergeable, OSError) as why:
        sys.exit(f'sweep: {why}')
    except KeyboardInterrupt:
        sys.exit('sweep: interrupted; the ranges that are done are kept, and the same command goes on with the others')


if __name__ == '__main__':
    main()
