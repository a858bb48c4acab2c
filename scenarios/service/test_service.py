"""The service as a process: under load, when it is told to end, when it is killed, and with clients who misbehave."""
import asyncio
import json
import pathlib
import random
import select
import signal
import socket
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from load import Answers, load  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402
from run import SERVICE, Service  # noqa: E402

MESSAGE = {'author': 'ann', 'text': 'x'}
FOLLOWING = ['clear-on-incomplete', 'preserve-caller', 'snapshot']  # waits, and charge what is spent


@pytest.fixture
def serving(tmp_path):
    """Starts a service: serving(scheme, ...)."""
    if not SERVICE.exists():
        pytest.skip(f'no {SERVICE}: build it first, or say in CTXLAB_BUILD where it is')
    started = []

    def start(*words, **more) -> Service:
        started.append(Service(*words, folder=tmp_path, **more))
        return started[-1]

    yield start
    for each in started:
        each.__exit__()


def ask(it: Service, method: str, path: str, body=None) -> tuple[int, bytes]:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    wanted = urllib.request.Request(it.url + path, data=data, method=method)
    try:
        with urllib.request.urlopen(wanted) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as wrong:
        return wrong.code, wrong.read()


def readable(client: socket.socket) -> bool:
    return bool(select.select([client], [], [], 0)[0])


def raw(it: Service) -> socket.socket:
    host, port = it.url.removeprefix('http://').split(':')
    return socket.create_connection((host, int(port)), timeout=60)


@pytest.mark.parametrize('scheme', FOLLOWING)
def test_under_load_while_clients_leave_every_line_and_bill_is_right(serving, scheme):
    it = serving(scheme)
    answers = asyncio.run(load(it.url, 250, 500))
    assert answers.failed == 0 and answers.left > 0
    assert set(answers.statuses) <= {200, 201, 202, 204}
    figures = it.figures()
    assert it.stop() == 0
    for name, each in figures['endpoints'].items():
        assert (each['lost'], each['misnamed'], each['wrong_bills']) == (0, 0, 0), name
    assert figures['leaked_turns'] == 0
    assert figures['endpoints']['nobody']['lines'] > 0


def test_naive_handlers_are_caught(serving):
    it = serving('clear-on-incomplete', naive=True)
    asyncio.run(load(it.url, 250, 300))
    endpoints = it.figures()['endpoints'].values()
    assert sum(each['lost'] + each['misnamed'] for each in endpoints) > 0


def test_told_to_end_it_answers_what_is_under_way_and_ends_well(serving):
    it = serving('preserve-caller')
    polled = []
    waits = threading.Thread(target=lambda: polled.append(ask(it, 'GET', '/rooms/tea/next?timeout=60000')))
    waits.start()
    while it.figures()['endpoints'].get('poll', {}).get('lines', 0) == 0:
        time.sleep(0.01)
    assert it.stop() == 0
    waits.join()
    assert polled == [(204, b'')]


def test_killed_at_any_moment_it_has_every_message_that_it_acknowledged(serving, tmp_path):
    draw = random.Random(1)
    acknowledged: set[int] = set()
    for _ in range(3):
        it = serving('clear-on-incomplete')
        stop = threading.Event()

        def post() -> None:
            while not stop.is_set():
                try:
                    status, body = ask(it, 'POST', '/rooms/tea/messages', MESSAGE)
                except OSError:
                    return
                if status == 201:
                    acknowledged.add(json.loads(body)['id'])

        posting = [threading.Thread(target=post) for _ in range(4)]
        for each in posting:
            each.start()
        time.sleep(0.1 + draw.random() / 4)
        it.process.kill()
        it.process.wait()
        stop.set()
        for each in posting:
            each.join()
    it = serving('clear-on-incomplete')
    newest = json.loads(ask(it, 'GET', '/rooms/tea/messages')[1])
    assert acknowledged and max(acknowledged) in {each['id'] for each in newest}
    assert it.stop() == 0
    kept = sqlite3.connect(tmp_path / 'messages.sqlite')
    assert acknowledged <= {row[0] for row in kept.execute('SELECT id FROM messages')}
    kept.close()


@pytest.mark.parametrize('text', ['GET / HTTP/9.9\r\n\r\n', 'no HTTP at all\r\n\r\n', 'GET /x\r\n\r\n',
                                  'POST /rooms/tea/messages HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n' + 'x' * 100_000,
                                  'GET / HTTP/1.1\r\n' + 'a: b\r\n' * 1000 + '\r\n', 'GET /' + 'x' * 10_000 + ' HTTP/1.1\r\n\r\n'])
def test_what_is_no_request_ends_its_connection_and_nothing_else(serving, text):
    it = serving('snapshot')
    with raw(it) as client:
        try:
            client.sendall(text.encode())
            answer = client.recv(100)
        except OSError:
            answer = b''
        assert b' 200 ' not in answer
    assert ask(it, 'GET', '/rooms/tea/messages')[0] == 200


def test_a_client_whose_headers_never_end_is_let_go_of(serving):
    it = serving('snapshot', more=('--patience', '1'))
    with raw(it) as client:
        client.sendall(b'GET /rooms/tea/messages HTTP/1.1\r\n')
        sent = 0
        try:
            while not (ended := client.recv(1, socket.MSG_DONTWAIT) == b'' if readable(client) else False):
                client.sendall(b'A: b\r\n')
                sent += 1
                time.sleep(0.05)
        except (BrokenPipeError, ConnectionResetError):
            ended = True
    assert ended and sent > 0
    assert ask(it, 'GET', '/rooms/tea/messages')[0] == 200


def test_a_client_that_leaves_cancels_its_poll_and_nobody_elses(serving):
    it = serving('clear-on-incomplete')
    stays: list[tuple[int, bytes]] = []
    other = threading.Thread(target=lambda: stays.append(ask(it, 'GET', '/rooms/tea/next?timeout=60000')))
    other.start()
    with raw(it) as client:
        client.sendall(b'GET /rooms/tea/next?timeout=60000 HTTP/1.1\r\nHost: here\r\nX-Request-Id: leaves\r\n\r\n')
        while it.figures()['endpoints'].get('poll', {}).get('lines', 0) < 2:
            time.sleep(0.01)
    while it.figures()['endpoints']['poll']['requests'] < 1:
        time.sleep(0.01)
    assert other.is_alive()
    ask(it, 'POST', '/rooms/tea/messages', {'author': 'ann', 'text': 'news'})
    other.join()
    assert stays[0][0] == 200 and json.loads(stays[0][1])['text'] == 'news'


@pytest.fixture
def postgres():
    try:
        with PrivatePostgres() as server:
            yield server
    except RuntimeError as missing:
        pytest.skip(str(missing))


def test_while_the_database_is_locked_requests_fail_under_their_own_name_and_then_go_on(serving, tmp_path):
    it = serving('preserve-caller')
    assert ask(it, 'POST', '/rooms/tea/messages', MESSAGE)[0] == 201
    other = sqlite3.connect(tmp_path / 'messages.sqlite', isolation_level=None)
    other.execute('BEGIN EXCLUSIVE')
    status, body = ask(it, 'POST', '/rooms/tea/messages', MESSAGE)
    assert status == 503 and 'locked' in json.loads(body)['error']
    other.execute('ROLLBACK')
    other.close()
    assert ask(it, 'POST', '/rooms/tea/messages', MESSAGE)[0] == 201
    endpoints = it.figures()['endpoints']
    assert (endpoints['post']['lost'], endpoints['post']['misnamed'], endpoints['post']['wrong_bills']) == (0, 0, 0)
    assert it.stop() == 0


@pytest.mark.parametrize('how', [signal.SIGINT, signal.SIGQUIT], ids=['ended', 'killed'])
def test_a_database_that_is_gone_and_comes_back(serving, postgres, how):
    it = serving('clear-on-incomplete', database=postgres.database)
    assert ask(it, 'POST', '/rooms/tea/messages', MESSAGE)[0] == 201
    loading = threading.Thread(target=lambda: loaded.append(asyncio.run(load(it.url, 200, 300))))
    loaded: list[Answers] = []
    loading.start()
    time.sleep(0.3)
    postgres.stop(how)
    status, body = ask(it, 'DELETE', '/rooms/tea/messages')
    assert status == 202  # that goes on in the background, and fails there
    status, body = ask(it, 'POST', '/rooms/tea/messages', MESSAGE)
    assert status == 503 and 'database' in json.loads(body)['error']
    postgres.start()
    loading.join()
    assert ask(it, 'POST', '/rooms/tea/messages', MESSAGE)[0] == 201
    assert loaded[0].failed == 0  # each was answered, once
    assert set(loaded[0].statuses) <= {200, 201, 202, 204, 503}
    assert loaded[0].statuses[503] > 0
    for name, each in it.figures()['endpoints'].items():
        assert (each['lost'], each['misnamed'], each['wrong_bills']) == (0, 0, 0), name
    assert it.stop() == 0


@pytest.mark.parametrize('database', ['sqlite', 'postgres'])
def test_a_message_may_hold_anything(serving, database, request):
    it = serving('preserve-caller',
                 database=request.getfixturevalue('postgres').database if database == 'postgres' else None)
    texts = ["'; DROP TABLE messages; --", 'a "b" \\ \x00 \u20ac', '', 'x' * 10_000]
    for text in texts:
        assert ask(it, 'POST', "/rooms/o'hara%00%2F/messages", {'author': 'ann', 'text': text})[0] == 201
    found = json.loads(ask(it, 'GET', "/rooms/o'hara%00%2F/messages")[1])
    assert [each['text'] for each in found] == texts
