"""Loads the service with a real HTTP client, in an open loop: requests come at a fixed rate, whether those before are
answered or not, as those of people do; a client that waits for its answer before it asks again would hide a stall."""
import asyncio
import dataclasses
import random
import time

import aiohttp

ROOMS = [f'room{number}' for number in range(8)]
CLIENT_LEAVES = 0.05  # of the long polls
POLL_MS = 200


@dataclasses.dataclass
class Answers:
    """What came of the requests: seconds from when each was due to its answer, by endpoint; statuses; clients that left."""
    seconds: dict[str, list[float]] = dataclasses.field(default_factory=dict)
    statuses: dict[int, int] = dataclasses.field(default_factory=dict)
    left: int = 0
    failed: int = 0

    @property
    def count(self) -> int:
        return sum(map(len, self.seconds.values())) + self.left


def some_request(draw: random.Random) -> tuple[str, str, str, dict | None]:
    """(endpoint, method, path, body) of the next request."""
    room = draw.choice(ROOMS)
    endpoint = draw.choices(['post', 'read', 'sync', 'poll', 'purge'], [30, 40, 15, 14, 1])[0]
    return {
        'post': ('post', 'POST', f'/rooms/{room}/messages', {'author': 'ann', 'text': f'hello {draw.random()}'}),
        'read': ('read', 'GET', f'/rooms/{room}/messages', None),
        'sync': ('sync', 'GET', '/sync?rooms=' + ','.join(draw.sample(ROOMS, 3)), None),
        'poll': ('poll', 'GET', f'/rooms/{room}/next?timeout={POLL_MS}', None),
        'purge': ('purge', 'DELETE', f'/rooms/{room}/messages', None),
    }[endpoint]


async def one(session: aiohttp.ClientSession, url: str, due: float, draw: random.Random, name: str, into: Answers) -> None:
    endpoint, method, path, body = some_request(draw)
    leaves = endpoint == 'poll' and draw.random() < CLIENT_LEAVES
    try:
        async with session.request(method, url + path, json=body, headers={'X-Request-Id': name},
                                   timeout=aiohttp.ClientTimeout(total=0.02 if leaves else 30)) as answer:
            await answer.read()
            into.statuses[answer.status] = into.statuses.get(answer.status, 0) + 1
            into.seconds.setdefault(endpoint, []).append(time.perf_counter() - due)
            assert answer.headers.get('X-Request-Id') == name, 'the answer to another request'
    except asyncio.TimeoutError:
        into.left += 1
    except aiohttp.ClientError:
        into.failed += 1


async def load(url: str, rate: float, requests: int, seed: int = 1) -> Answers:
    """So many requests, `rate` of them a second."""
    draw, into = random.Random(seed), Answers()
    connector = aiohttp.TCPConnector(limit=512)
    async with aiohttp.ClientSession(connector=connector) as session:
        began, running = time.perf_counter(), []
        for number in range(requests):
            due = began + number / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            running.append(asyncio.create_task(one(session, url, due, draw, f's{seed}-{number}', into)))
        await asyncio.gather(*running)
    return into


def quantile(values: list[float], share: float) -> float:
    """Requires: some values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
