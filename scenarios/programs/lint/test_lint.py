"""A program in which nothing is found does no harm: tried on random programs of all words, whose findings are taken out
of them one after the other until none is left. CTXLAB_PROGRAMS says how many to try, instead of 1200."""
import json
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'against_twisted'))

from generator import Generator  # noqa: E402

ROOT = pathlib.Path(__file__).parents[3]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')) / 'ctxlab'
FIRST_SEED = 1200  # 1285 and 1837 found what a cancellation does, and a complete deferred that is wrapped
PROGRAMS = int(os.environ.get('CTXLAB_PROGRAMS', 1200))
ROUNDS = 40


def ctxlab(command: str, programs: dict[str, dict], *words: str) -> list[dict]:
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}: build it first, or say in CTXLAB_BUILD where it is')
    lines = ''.join(json.dumps({'id': name, 'program': each}) + '\n' for name, each in programs.items())
    done = subprocess.run([CTXLAB, command, '-', *words], input=lines, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def findings(programs: dict[str, dict], scheme: str) -> dict[str, list[str]]:
    """By program, the places; the deepest first, so that taking out one leaves the others where they are."""
    found: dict[str, list[str]] = {}
    for each in ctxlab('lint', programs, '--scheme', scheme, '--json', '-'):
        found.setdefault(each['id'], []).append(each['place'])
    return {name: sorted(set(places), key=lambda place: -place.count('/')) for name, places in found.items()}


def take_out(program: dict, place: str) -> None:
    """What stands at the place becomes nothing: a statement that does not matter, or a complete deferred."""
    *above, last = [int(step) if step.isdigit() else step for step in place.split('/')[1:]]
    where = program
    for step in above:
        where = where[step]
    is_statement = isinstance(last, int) and above[-1] != 'gather'
    where[last] = {'fetch': 0} if is_statement else {'succeed': True}


def is_harm(event: list) -> bool:
    return (event[0] == 'log' and event[2] != event[3]) or (event[0] == 'turn' and event[2] != 'sentinel')


@pytest.mark.parametrize('scheme', ['clear-on-incomplete', 'preserve-caller'])
def test_what_is_not_found_does_no_harm(scheme):
    programs = {str(seed): Generator(seed).program() for seed in range(FIRST_SEED, FIRST_SEED + PROGRAMS)}
    before = {name: json.dumps(each) for name, each in programs.items()}
    left = programs
    for _ in range(ROUNDS):
        found = findings(left, scheme)
        for name, places in found.items():
            for place in places:
                take_out(programs[name], place)
        left = {name: programs[name] for name in found}
        if not left:
            break
    assert not left
    runs = [each for each in ctxlab('replay', programs, '--scheme', scheme) if 'stopped' not in each]
    assert len(runs) > 0.99 * len(programs)
    assert sum(each['trace'] != [] for each in runs) > 0.9 * len(runs)
    assert sum(json.dumps(programs[name]) != text for name, text in before.items()) > 0.5 * len(programs)
    assert [each['id'] for each in runs if any(map(is_harm, each['trace']))] == []
