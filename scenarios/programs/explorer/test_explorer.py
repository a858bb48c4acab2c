"""What `ctxlab explore` counts is what two independent programs counted, line for line, in every size that they give."""
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[3]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')) / 'ctxlab'
COUNTED = [json.loads(line) for line in
           (ROOT / 'scenarios/programs/explorer/independent/sizes-1-to-5.jsonl').read_text().splitlines()]


def explored(*words: str) -> list[dict]:
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}: build it first, or say in CTXLAB_BUILD where it is')
    done = subprocess.run([CTXLAB, 'explore', *words, '--json', '-'], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize('kind, alphabet, setting',
                         sorted({(each['kind'], each['alphabet'], each['setting']) for each in COUNTED}))
def test_the_record_is_the_independent_one(optimised, kind, alphabet, setting):
    def of_kind(records: list[dict]) -> list[dict]:
        return [each for each in records if each['kind'] == kind]

    wanted = [each for each in of_kind(COUNTED) if each['alphabet'] == alphabet and each['setting'] == setting]
    assert len(wanted) == 10
    slips = ['--slips'] if kind == 'slips' else []
    assert of_kind(explored('--alphabet', alphabet, '--setting', setting, '--size', '1-5', *slips)) == wanted


@pytest.mark.parametrize('words, said', [
    (['--alphabet', 'ful'], 'no alphabet is named "ful"; expected linear, queue, gather, full or orphan; did you mean "full"?'),
    (['--setting', 'x'], 'no setting is named "x"; expected bare or served'),
    (['--size', '0'], '--size 0 is no size; expected a number from 1 on'),
    (['--size', '5-3'], '--size 5-3 is no size'),
    (['--size', '2x'], '--size 2x is no size'),
    (['--size', '40'], 'there are more programs of 40 words (full) than 64 bits count'),
    (['--ranks', '0-1'], 'say --size N --requests 1 or 2'),
    (['--size', '3', '--requests', '1', '--ranks', '5-2'], '--ranks 5-2 is no range; expected FIRST-LAST'),
    (['--size', '2', '--requests', '1', '--ranks', '0-8'], 'there are 8, with the ranks 0 to 7'),
    (['--json', '/no/such/folder/x'], '/no/such/folder'),
])
def test_what_cannot_be_explored_is_said_in_one_line(words, said):
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}')
    size = [] if '--size' in words else ['--size', '1']
    done = subprocess.run([CTXLAB, 'explore', *size, *words], capture_output=True, text=True)
    assert done.returncode != 0
    assert said in done.stderr
    assert 'terminate' not in done.stderr
