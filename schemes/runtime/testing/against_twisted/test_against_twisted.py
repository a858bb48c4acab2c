"""Random programs over raw deferreds do here what they do on Twisted, event for event."""
import gc
import json
import os
import pathlib
import subprocess
import sys

import pytest

pytest.importorskip('twisted', reason='no Twisted (Debian: python3-twisted) to compare with')
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from programs import Generator, Machine  # noqa: E402

ROOT = pathlib.Path(__file__).parents[4]
DRIVER = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')) / 'ctxlab-differential'
PROGRAMS = 3000
PRIVATE = '_InternalInlineCallbacksCancelledError'  # what only Twisted's own machinery ought to see


def played_here(programs: list[dict]) -> list[list[str]]:
    lines = ''.join(json.dumps(each) + '\n' for each in programs)
    done = subprocess.run([DRIVER], input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope='module')
def played() -> list[tuple[int, dict, list[str], list[str]]]:
    if not DRIVER.exists():
        pytest.skip(f'no {DRIVER}: build it first, or say in CTXLAB_BUILD where it is')
    programs = [Generator(seed).program() for seed in range(PROGRAMS)]
    here = played_here(programs)
    assert len(here) == PROGRAMS
    gc.collect()
    gc.freeze()  # a collection after each program is then a quick one
    return [(seed, each, Machine(each).run(), here[seed]) for seed, each in enumerate(programs)]


def test_every_program_gives_the_events_that_it_gives_on_twisted(played):
    compared = [each for each in played if not any(PRIVATE in event for event in each[2])]
    assert len(compared) > 0.99 * PROGRAMS
    different = [each for each in compared if each[2] != each[3]]
    if different:
        seed, program, there, here = min(different, key=lambda each: len(json.dumps(each[1])))
        pytest.fail(f'{len(different)} of {len(compared)} programs differ; the shortest, seed {seed}:\n'
                    f'{json.dumps(program)}\nTwisted: {there}\nhere:    {here}')


@pytest.mark.parametrize('words', [
    'failure x', 'failure cancelled', 'already', 'canceller', 'by ', 'in ', 'raised this deferred has fired already',
    'unhandled x', 'unhandled cancelled', 'left alive 0',
])
def test_the_programs_reach_every_part_of_the_machinery(played, words):
    assert sum(any(words in event for event in there) for _, _, there, _ in played) >= 40
