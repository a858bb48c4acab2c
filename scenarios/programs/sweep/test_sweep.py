"""A sweep gives the record that one process gives, whatever dies on the way."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import merge  # noqa: E402

ROOT = HERE.parents[2]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')) / 'ctxlab'


def explored(*words: str) -> str:
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}: build it first, or say in CTXLAB_BUILD where it is')
    return subprocess.run([CTXLAB, 'explore', *words, '--slips', '--json', '-'], capture_output=True, text=True,
                          check=True).stdout


def parts_of(cell: list[str], shard: int) -> list[list[dict]]:
    programs = int(subprocess.run([CTXLAB, 'explore', *cell, '--count'], capture_output=True, text=True, check=True).stdout)
    return [[json.loads(line) for line in explored(*cell, '--ranks', f'{first}-{min(first + shard, programs) - 1}').splitlines()]
            for first in range(0, programs, shard)]


CELLS = [['--size', '4', '--requests', str(requests), '--setting', setting, '--alphabet', alphabet]
         for requests in (1, 2) for setting in ('bare', 'served') for alphabet in ('linear', 'orphan')]


@pytest.mark.parametrize('cell', CELLS, ids=' '.join)
def test_the_sum_of_the_parts_is_the_whole_to_the_byte(cell):
    whole = explored(*cell)
    assert merge.written(merge.merged(parts_of(cell, 151)), whole=True) == whole


def test_what_does_not_belong_together_is_refused():
    whole = explored(*CELLS[0])
    parts = parts_of(CELLS[0], 151)
    with pytest.raises(merge.Unmergeable, match='the part from rank 151 is missing'):
        merge.merged([parts[0], *parts[2:]])
    with pytest.raises(merge.Unmergeable, match="alphabet 'linear' and 'orphan'"):
        merge.merged([parts[0], parts_of(CELLS[1], 151)[1]])
    assert whole


def test_records_are_added_up_by_a_command(tmp_path):
    parts, files = parts_of(CELLS[0], 151), []
    for number, part in enumerate(parts):
        files.append(tmp_path / f'part-{number}.jsonl')
        files[-1].write_text(merge.written(part, whole=False))

    def add_up(*words):
        return subprocess.run([sys.executable, HERE / 'merge.py', *words], capture_output=True, text=True)

    assert add_up('--whole', *reversed(files)).stdout == explored(*CELLS[0])
    assert 'the part from rank 0 is missing' in add_up('--whole', *files[1:]).stderr
    assert 'is no record of a range' in add_up(ROOT / 'README.md').stderr
    assert 'No such file' in add_up(tmp_path / 'nothing.jsonl').stderr


def children(of: int) -> list[int]:
    found = []
    for each in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            name, rest = each.read_text().rsplit(')', 1)
            if int(rest.split()[1]) == of and 'ctxlab' not in name:
                found.append(int(each.parent.name))
        except (OSError, ValueError):
            continue
    return found


def test_workers_and_the_sweep_itself_killed_at_random(optimised, tmp_path):
    pytest.importorskip('distributed', reason='no Dask (Debian: python3-distributed)')
    cell = ['--size', '6', '--requests', '1', '--setting', 'served']
    whole = explored(*cell)
    command = [sys.executable, '-B', str(HERE / 'sweep.py'), *cell, '--slips', '--shard', '5000', '--out', str(tmp_path),
               '--dashboard', ':0', '--workers', '2']
    environment = {**os.environ, 'CTXLAB_BUILD': str(CTXLAB.parent.resolve())}

    def sweep() -> subprocess.Popen:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)

    first = sweep()  # killed as soon as it has done something
    while first.poll() is None and not list(tmp_path.glob('*/*/*.jsonl')):
        time.sleep(0.05)
    killed_in_time = first.poll() is None
    workers = children(first.pid)
    first.kill()
    for each in workers:
        os.kill(each, signal.SIGKILL)
    first.communicate()
    assert killed_in_time
    done_before = len(list(tmp_path.glob('*/*/*.jsonl')))
    assert not list(tmp_path.glob('*.jsonl'))

    second = sweep()
    dice, killed = random.Random(1), 0

    def kill_workers() -> None:
        nonlocal killed
        while second.poll() is None and killed < 3:
            time.sleep(0.5)
            grandchildren = [g for c in [second.pid, *children(second.pid)] for g in children(c)]
            if grandchildren and len(list(tmp_path.glob('*/*/*.jsonl'))) > done_before:
                try:
                    os.kill(dice.choice(grandchildren), signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    continue

    killer = threading.Thread(target=kill_workers)
    killer.start()
    _, errors = second.communicate()
    killer.join()
    assert second.returncode == 0, errors[-3000:]
    assert (tmp_path / 'full-served-6-1-slips.jsonl').read_text() == whole
