"""lint, blame and reduce, as somebody types them: what is written, and how they end."""
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')).resolve() / 'ctxlab'
EXAMPLE = 'scenarios/programs/example.json'


def ctxlab(*words: str) -> subprocess.CompletedProcess:
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}: build it first, or say in CTXLAB_BUILD where it is')
    return subprocess.run([CTXLAB, *words], capture_output=True, text=True, cwd=ROOT)


def test_lint_says_where_and_ends_with_1():
    done = ctxlab('lint', EXAMPLE)
    assert done.returncode == 1
    assert f'{EXAMPLE}:7: /functions/handle/body/0/do/0' in done.stdout
    assert '1     eval refresh()' in done.stdout
    [line] = ctxlab('lint', EXAMPLE, '--json', '-').stdout.splitlines()
    assert {k: json.loads(line)[k] for k in ('id', 'scheme', 'place', 'rule', 'line')} == {
        'id': 'example', 'scheme': 'clear-on-incomplete', 'place': '/functions/handle/body/0/do/0',
        'rule': 'not-awaited', 'line': 7}


def test_lint_of_what_obeys_ends_with_0():
    assert ctxlab('lint', '--text', 'aR(as)', '--scheme', 'clear-on-incomplete').returncode == 0


def test_blame_names_the_statement():
    done = ctxlab('blame', EXAMPLE, '--json', '-')
    assert done.returncode == 1
    faults = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(f['fault'], f['place'], f['found']) for f in faults] == [
        ('line', '/functions/handle/body/0/do/0', 'sentinel'), ('turn', '/functions/handle/body/0/do/0', 'request-1')]
    assert ctxlab('blame', EXAMPLE, '--scheme', 'preserve-caller').returncode == 0


def test_blame_says_where_no_place_alone_is_to_blame(tmp_path):
    twice = {'await': {'call': 'g'}}
    forgets = {'kind': 'coroutine', 'body': [{'eval': {'sleep': 1}}, {'eval': {'sleep': 1}}, {'log': 'x'}]}
    program = {'functions': {'f': {'kind': 'coroutine', 'body': [{'with': 'c', 'do': [twice]}]}, 'g': forgets},
               'requests': [{'at': 0, 'call': 'f'}]}
    file = tmp_path / 'twice.json'
    file.write_text(json.dumps(program))
    done = ctxlab('blame', str(file), '--scheme', 'clear-on-incomplete')
    assert done.returncode == 1
    assert 'no place alone is to blame' in done.stdout
    assert 'coroutine f():' in done.stdout


def test_reduce_leaves_what_is_needed():
    done = ctxlab('reduce', EXAMPLE, '--right', 'preserve-caller', '--wrong', 'clear-on-incomplete')
    assert done.returncode == 0
    program = json.loads(done.stdout)['program']
    assert program['functions']['handle']['body'][0]['do'][0] == {'eval': {'sleep': 1}}
    assert '1 wrong line' in done.stderr


def test_a_text_of_the_fragment_stands_for_a_program_in_a_file(tmp_path):
    file = tmp_path / 'texts.jsonl'
    file.write_text('{"id": "a", "program": "w(es)"}\n{"id": "b", "program": "w(e)"}\n')
    done = ctxlab('lint', str(file), '--scheme', 'clear-on-incomplete')
    assert done.returncode == 2
    assert f'{file}:1: /functions/f1/body/1/do/1' in done.stdout
    assert f'{file}:2: /program: expected an expression (C B R Y G s r q v) at character 4 of "w(e)"' in done.stderr


@pytest.mark.parametrize('words, said', [
    (['lint'], 'lint needs files of programs, or --text'),
    (['lint', '/no/such'], 'cannot read /no/such'),
    (['lint', EXAMPLE, '--scheme', 'snapshot'], 'the scheme snapshot has no rules to judge programs by'),
    (['lint', '--text', 'x'], '--text: expected a statement (w p a e l f g) at character 1 of "x", found "x"'),
    (['lint', EXAMPLE, '--json', '/no/such/folder/x'], '/no/such/folder'),
    (['blame'], 'expected a file of programs, or a program as --text'),
    (['blame', EXAMPLE, '--scheme', 'none'], 'the scheme none has no rules, so there is nothing to blame'),
    (['reduce', EXAMPLE, '--text', 'w()'], 'expected a file of programs or --text, found both'),
    (['reduce', '--text', 'w()'], 'shows nothing to be kept: it does no harm under any scheme of the format'),
    (['reduce', EXAMPLE, '--right', 'snapshot'], '--right needs --wrong'),
    (['show', '--text', 'w('], 'found the end'),
])
def test_what_is_wrong_is_said_in_one_line(words, said):
    done = ctxlab(*words)
    assert done.returncode == 2 or '/no/such/folder' in said
    assert said in done.stderr and done.stderr.count('\n') == 1
