"""Lint and blame on a program as long as people's are: a chat server (chat.json), right as it stands, and then with one
mistake at a time. Both name the statement in which it was made."""
import copy
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[3]
CTXLAB = pathlib.Path(os.environ.get('CTXLAB_BUILD', ROOT / 'build')) / 'ctxlab'
CHAT = json.loads((pathlib.Path(__file__).parent / 'chat.json').read_text())
CLEAR, PRESERVE = 'clear-on-incomplete', 'preserve-caller'
ROOM = {'background': 'room'}
MEMBERS = [{'raw_sleep': 1}, {'raw_sleep': 2}, {'call': 'index_words'}]

# Where, what stands there instead, the rule under each scheme that has one for it, and under which it does harm here.
MISTAKES = {
    'an await is forgotten': ('/functions/post/body/4/except/1', {'eval': {'call': 'roll_back'}},
                              {CLEAR: 'not-awaited'}, set()),
    'a raw wait': ('/functions/look_up/body/1', {'await': {'wait': 'cache'}},
                   {CLEAR: 'await-foreign', PRESERVE: 'await-foreign'}, {CLEAR, PRESERVE}),
    'called, not run in the background': ('/functions/post/body/5', {'eval': {'call': 'notify'}},
                                          {CLEAR: 'not-awaited'}, {CLEAR}),
    'called into a gather': ('/functions/index/body/1', {'await': {'yieldable': {'gather': MEMBERS}}},
                             {CLEAR: 'gather-of-compliant'}, {CLEAR}),
    'wrapped twice': ('/functions/store/body/5', {'await': {'yieldable': {'call': 'insert'}}},
                      {CLEAR: 'wrapped-twice'}, {CLEAR}),
    'a queue is fired in a request': ('/functions/post/body/4/finally/1', {'fire_one': 'pool'},
                                      {CLEAR: 'complete-in-context'}, set()),
    'a scope over a wait': ('/functions/serve_read/body/1', {'with': 'read', 'do': [{'await': {'call': 'read'}}]},
                            {PRESERVE: 'scope-over-await'}, {PRESERVE}),
    'a gather that is not wrapped': ('/functions/sync/body/2', {'await': {'gather': [ROOM, ROOM, ROOM]}},
                                     {CLEAR: 'await-foreign', PRESERVE: 'await-foreign'}, {CLEAR}),
    'a timeout that is not wrapped': ('/functions/poll/body/2/try/0', {'await': {'timeout': {'wait': 'news'}, 'after': 6}},
                                      {CLEAR: 'await-foreign', PRESERVE: 'await-foreign'}, {CLEAR, PRESERVE}),
    'a long call, not awaited': ('/functions/purge/body/1', {'eval': {'call': 'purge_all'}},
                                 {CLEAR: 'not-awaited'}, {CLEAR}),
    'awaited late': ('/functions/page/body/1', {'let': 'fetched', 'be': {'call': 'fetch_page'}},
                     {CLEAR: 'not-awaited'}, {CLEAR}),
}


def ctxlab(command: str, program: dict, scheme: str) -> list[dict]:
    if not CTXLAB.exists():
        pytest.skip(f'no {CTXLAB}: build it first, or say in CTXLAB_BUILD where it is')
    done = subprocess.run([CTXLAB, command, '-', '--scheme', scheme, '--json', '-'],
                          input=json.dumps({'id': 'chat', 'program': program}), capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def broken(program: dict, scheme: str) -> list[tuple[str, str]]:
    """What is certain: a timeout, which may cancel, cannot be judged under preserve-caller."""
    found = ctxlab('lint', program, scheme)
    assert {each['place'].split('/')[2] for each in found if not each['rule']} <= {'poll'}
    return [(each['place'], each['rule']) for each in found if each['rule']]


def with_mistake(place: str, instead: dict) -> dict:
    program = copy.deepcopy(CHAT)
    *above, last = [int(step) if step.isdigit() else step for step in place.split('/')[1:]]
    where = program
    for step in above:
        where = where[step]
    assert where[last] != instead
    where[last] = instead
    return program


@pytest.mark.parametrize('scheme', [CLEAR, PRESERVE])
def test_as_it_stands_it_is_right(scheme):
    assert broken(CHAT, scheme) == []
    assert ctxlab('blame', CHAT, scheme) == []


@pytest.mark.parametrize('mistake', MISTAKES)
@pytest.mark.parametrize('scheme', [CLEAR, PRESERVE])
def test_the_statement_in_which_the_mistake_was_made_is_named(scheme, mistake):
    place, instead, rules, harmful = MISTAKES[mistake]
    program = with_mistake(place, instead)
    found = broken(program, scheme)
    assert [rule for _, rule in found] == ([rules[scheme]] if scheme in rules else [])
    assert all(at.startswith(place) for at, _ in found)
    faults = ctxlab('blame', program, scheme)
    assert bool(faults) == (scheme in harmful)
    assert all(each['place'] and each['place'].startswith(place) for each in faults)
