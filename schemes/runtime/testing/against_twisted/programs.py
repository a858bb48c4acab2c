"""Random programs over raw deferreds, and what they do on Twisted. The language is main.cpp's."""
import gc
import random

from twisted.internet import defer
from twisted.logger import globalLogPublisher
from twisted.python.failure import Failure


class Generator:
    """One program a seed. A deferred waits for, or is paused on, none with a number above its own: a ring of those
    that wait for each other has no meaning, and cancelling it recurses without end on Twisted."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbers = 0
        self.bodies = 0
        self.fireable = [0]
        self.drops = self.random.random() < 0.3

    def program(self) -> dict:
        length = self.random.choice([4, 8, 16, 30])
        return {'collector': self.drops, 'ops': [self.op(3, True) for _ in range(length)]}

    def fresh(self) -> int:
        self.numbers += 1
        return self.numbers

    def known(self, below: int | None = None) -> int:
        """A number made before, rather a late one; with `below`, a lower one."""
        most = self.numbers if below is None else below - 1
        return max(min(most, 1), most - int(self.random.expovariate(0.4)))

    def body(self, owner: int, depth: int, throws: bool = True, returns: bool = True) -> dict:
        self.bodies += 1
        number = self.bodies
        count = self.random.choice([0, 0, 0, 1, 2]) if depth else 0
        ops = [self.op(depth - 1, throws) for _ in range(count)]
        return {'id': number, 'ops': ops, 'return': self.returned(owner) if returns else ['nothing']}

    def returned(self, owner: int, deferreds: bool = True) -> list:
        kind = self.random.choices(
            ['nothing', 'value', 'raise', 'failure', 'pass', 'deferred'], [2, 2, 2, 1, 3, 4 if deferreds else 0]
        )[0]
        if kind == 'deferred':
            return [kind, self.known(owner)]
        if kind == 'value':
            return [kind, self.random.randrange(100)]
        return [kind, f'x{self.random.randrange(100)}'] if kind in ('raise', 'failure') else [kind]

    def coroutine(self, owner: int, depth: int) -> dict:
        self.bodies += 1
        number = self.bodies
        ops = []
        for _ in range(self.random.choice([1, 1, 2, 3, 4])):
            if depth and self.random.random() < 0.25:
                ops.append(self.op(depth - 1, True))
            else:
                ops.append([self.random.choice(['await', 'await', 'try', 'outcome']), self.known(owner)])
        return {'id': number, 'ops': ops, 'return': self.returned(owner, deferreds=False)}

    def op(self, depth: int, throws: bool) -> list:
        kinds = {'new': 5, 'canceller': 2, 'succeed': 1, 'failed': 1, 'callback': 5, 'errback': 3, 'both': 4,
                 'finally': 1, 'fire': 6, 'fail': 3, 'throwing fire': 1 if throws else 0, 'cancel': 4, 'probe': 1,
                 'drop': 2 if self.drops else 0, 'gather': 0 if self.drops else 2, 'coroutine': 4}
        kind = self.random.choices(list(kinds), list(kinds.values()))[0]
        if kind in ('new', 'canceller', 'succeed', 'failed', 'gather', 'coroutine'):
            return self.maker(kind, depth)
        number = self.known()
        if kind == 'finally':
            return [kind, number, self.random.randrange(100)]
        if kind in ('callback', 'errback', 'both'):
            return [kind, number, self.body(number, depth, throws)]
        if kind in ('fire', 'throwing fire', 'fail'):
            number = self.fireable[max(0, len(self.fireable) - 1 - int(self.random.expovariate(0.4)))]
        if kind in ('fire', 'throwing fire'):
            return [kind, number, self.random.randrange(100)]
        if kind == 'fail':
            return [kind, number, f'x{self.random.randrange(100)}']
        return [kind, number]

    def maker(self, kind: str, depth: int) -> list:
        number = self.fresh()
        if kind not in ('gather', 'coroutine'):
            self.fireable.append(number)
        if kind == 'canceller':
            body = self.body(number, depth, throws=False, returns=False)
            if self.random.random() < 0.4:
                body['ops'].append(self.random.choice([['fire', number, 5], ['fail', number, 'given up']]))
            return [kind, number, body]
        if kind == 'succeed':
            return [kind, number, self.random.randrange(100)]
        if kind == 'failed':
            return [kind, number, f'x{self.random.randrange(100)}']
        if kind == 'gather':
            return [kind, number, [self.known(number) for _ in range(self.random.choice([0, 1, 2, 2, 3, 4]))]]
        return [kind, number, self.coroutine(number, depth)] if kind == 'coroutine' else [kind, number]


class Told(Exception):
    """A failure of the programs' own."""


def reason(error: BaseException) -> str:
    if isinstance(error, defer.FirstError):
        return reason(error.subFailure.value)
    if isinstance(error, defer.CancelledError):
        return 'cancelled'
    if isinstance(error, defer.AlreadyCalledError):
        return 'this deferred has fired already'
    return str(error) if isinstance(error, Told) else repr(error)


def shown(what: object) -> str:
    if isinstance(what, Failure):
        return 'failure ' + reason(what.value)
    return str(what) if isinstance(what, int) else 'nothing'  # a gather's values stay with its members


class Machine:
    def __init__(self, program: dict) -> None:
        self.ops = program['ops']
        self.counts = not program['collector']
        self.deferreds: dict[int, defer.Deferred] = {}
        self.events: list[str] = []
        self.asked: set[int] = set()  # cancellers

    def run(self) -> list[str]:
        unhandled = []

        def observe(event: dict) -> None:
            if 'log_failure' in event:
                unhandled.append('unhandled ' + reason(event['log_failure'].value))

        globalLogPublisher.addObserver(observe)
        try:
            self.play()
            self.deferreds.clear()
            while gc.collect():  # what reports a failure may keep another for one collection more
                pass
        finally:
            globalLogPublisher.removeObserver(observe)
        return self.events + sorted(unhandled) + ['left alive 0'] * self.counts

    def play(self) -> None:
        for op in self.ops:
            try:
                self.execute(op)
            except Exception as error:
                self.events.append('raised ' + reason(error))
        for number, it in sorted(self.deferreds.items()):
            self.probe(number, it)
        for number, it in sorted(self.deferreds.items()):
            it.addBoth(self.last, number)

    def last(self, fed: object, number: int) -> object:
        self.events.append(f'end {number} {shown(fed)}')
        return fed if number % 2 else None

    def probe(self, number: int, it: defer.Deferred) -> None:
        complete = it.called and not it.paused
        self.events.append(f'probe {number}' + ' fired' * it.called + ' complete' * complete)

    def returned(self, how: list, fed: object) -> object:
        kind = how[0]
        if kind == 'nothing':
            return None
        if kind == 'raise':
            raise Told(how[1])
        if kind == 'failure':
            return Failure(Told(how[1]))
        if kind == 'pass':
            return fed
        return how[1] if kind == 'value' else self.deferreds.get(how[1])

    def function(self, fed: object, body: dict) -> object:
        self.events.append(f"run {body['id']} fed {shown(fed)}")
        for op in body['ops']:
            self.execute(op)
        return self.returned(body['return'], fed)

    def leaves_result(self, fed: object, word: int) -> object:
        self.events.append(f'by {word}')
        return fed

    @defer.inlineCallbacks
    def coroutine(self, body: dict):
        self.events.append(f"start {body['id']}")
        for kind, *rest in body['ops']:
            if kind not in ('await', 'try', 'outcome'):
                self.execute([kind, *rest])
            elif rest[0] in self.deferreds:
                try:
                    got = yield self.deferreds[rest[0]]
                except Exception as error:
                    if kind == 'await':
                        raise
                    got = Failure(error)
                self.events.append(f"in {body['id']} got {shown(got)}")
                del got
        return self.returned_of_coroutine(body['return'])

    def returned_of_coroutine(self, how: list) -> object:
        if how[0] == 'failure':
            raise Told(how[1])
        return self.returned(how, None)

    def execute(self, op: list) -> None:
        kind, number, *rest = op
        if self.make(kind, number, rest) or number not in self.deferreds:
            return
        it = self.deferreds[number]
        if kind == 'callback':
            it.addCallback(self.function, rest[0])
        elif kind == 'errback':
            it.addErrback(self.function, rest[0])
        elif kind == 'both':
            it.addBoth(self.function, rest[0])
        elif kind == 'finally':
            it.addBoth(self.leaves_result, rest[0])
        elif kind in ('fire', 'throwing fire', 'fail'):
            try:
                it.callback(Failure(Told(rest[0])) if kind == 'fail' else rest[0])
            except defer.AlreadyCalledError:
                if kind == 'throwing fire':
                    raise
                self.events.append(f'already {number}')
        elif kind == 'cancel':
            it.cancel()
        elif kind == 'probe':
            self.probe(number, it)
        elif kind == 'drop':
            del self.deferreds[number]

    def make(self, kind: str, number: int, rest: list) -> bool:
        if kind == 'new':
            self.deferreds[number] = defer.Deferred()
        elif kind == 'canceller':
            self.deferreds[number] = defer.Deferred(lambda _: self.cancelled(rest[0]))
        elif kind == 'succeed':
            self.deferreds[number] = defer.succeed(rest[0])
        elif kind == 'failed':
            self.deferreds[number] = defer.fail(Told(rest[0]))
        elif kind == 'gather':
            members = [self.deferreds[each] for each in rest[0] if each in self.deferreds]
            self.deferreds[number] = defer.DeferredList(members, fireOnOneErrback=True, consumeErrors=True)
        elif kind == 'coroutine':
            self.deferreds[number] = self.coroutine(rest[0])
        else:
            return False
        return True

    def cancelled(self, body: dict) -> None:
        self.events.append(f"canceller {body['id']}")
        if body['id'] in self.asked:
            return
        self.asked.add(body['id'])
        for op in body['ops']:
            self.execute(op)
