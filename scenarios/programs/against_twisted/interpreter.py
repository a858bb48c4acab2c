"""Runs scenario programs on Twisted's own Deferreds, as ../conformance/FORMAT.md defines them."""
import contextvars
import functools
import heapq
import itertools

from twisted.internet import defer

from orphans import on_the_stack, reached_from
from schemes_on_twisted import SCHEMES, Context, Scope, named


class ProgramError(Exception):
    """What a program raises."""


@defer.inlineCallbacks
def run_coroutine(body):
    return body


class TimedCall:
    def __init__(self, call) -> None:
        self.call = call

    def active(self) -> bool:
        return self.call is not None

    def cancel(self) -> None:
        self.call = None


class Clock:
    """The list of timed calls: in order of time and, at the same time, as they were added."""

    def __init__(self) -> None:
        self.now = 0
        self.calls: list[tuple[int, int, TimedCall]] = []
        self.numbers = itertools.count()

    def callLater(self, later: int, call, *fed: object) -> TimedCall:
        timed = TimedCall(functools.partial(call, *fed))
        heapq.heappush(self.calls, (self.now + later, next(self.numbers), timed))
        return timed

    def run(self, turn_ended) -> None:
        while self.calls:
            self.now, _, timed = heapq.heappop(self.calls)
            if timed.active():
                call, timed.call = timed.call, None
                call()
                del call
                turn_ended(self.now)


class Activation:
    """A function that runs, or waits: its variables, its scopes that are no blocks, and whose lines it writes now."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.variables: dict[str, defer.Deferred] = {}
        self.opened: dict[str, Scope] = {}


class Machine:
    def __init__(self, program: dict, scheme: str) -> None:
        self.functions = program['functions']
        self.requests = program['requests']
        self.events: list[list] = []
        self.scheme = SCHEMES[scheme](self.tell)
        self.clock = Clock()
        self.queues: dict[str, list[defer.Deferred]] = {}
        self.contexts: list[Context] = []
        self.coroutines: list = []  # in the order in which they were called

    def run(self) -> list[list]:
        contextvars.copy_context().run(self.run_here)
        return self.events

    def run_here(self) -> None:
        for number, each in enumerate(self.requests):
            self.clock.callLater(each['at'], self.start, number, each['call'])
        self.clock.run(lambda now: self.tell('turn', now, named(self.scheme.current())))
        if self.scheme.accounts:
            for each in self.contexts:
                self.tell('usage', each.name, *self.scheme.usage_of(each))
        self.events, told = [], self.events  # what is thrown away now leaves no trace
        for each in self.coroutines:
            self.destroy(each)
        self.events = told

    def tell(self, *event: object) -> None:
        self.events.append(list(event))

    def make(self, name: str, parent: Context | None = None) -> Context:
        self.contexts.append(Context(name, parent))
        return self.contexts[-1]

    def start(self, number: int, function: str) -> None:
        try:
            returned = self.call(function, 'sentinel')
        except Exception:
            returned = defer.fail()
        returned.addCallbacks(lambda _: self.tell('end', number, 'ok', named(self.scheme.current())),
                              lambda _: self.tell('end', number, 'failed', named(self.scheme.current())))

    # Functions.

    def call(self, function: str, owner: str) -> defer.Deferred:
        called = self.functions[function]
        if called['kind'] == 'coroutine':
            return self.coroutine(self.block(Activation(owner), called['body']))
        try:
            for _ in self.block(Activation(owner), called['body']):
                raise AssertionError('a plain function that awaits')
        except Returned as end:
            return end.what
        return defer.succeed(None)

    def coroutine(self, generator) -> defer.Deferred:
        self.coroutines.append(generator)
        return run_coroutine(self.scheme.body(generator))

    def calling(self, fed: object, function: str, owner: str) -> defer.Deferred:
        return self.call(function, owner)

    # Statements.

    def block(self, frame: Activation, statements: list):
        for each in statements:
            yield from self.statement(frame, each)

    def owned_block(self, frame: Activation, owner: str, scope: Scope, statements: list):
        outer, frame.owner = frame.owner, owner
        try:
            with scope:
                yield from self.block(frame, statements)
        finally:
            frame.owner = outer

    def statement(self, frame: Activation, it: dict):
        kind = next(iter(it))
        if kind == 'log':
            self.tell('log', it['log'], named(self.scheme.current()), it.get('for', frame.owner) or 'sentinel')
        elif kind == 'with':
            yield from self.owned_block(frame, it['with'], Scope(self.scheme, self.make(it['with']), True), it['do'])
        elif kind == 'nested':
            parent = self.scheme.current()
            inside = self.make(f"{named(parent)}-{it['nested']}", parent)
            owner = f"{frame.owner}-{it['nested']}"
            yield from self.owned_block(frame, owner, Scope(self.scheme, inside, True), it['do'])
        elif kind == 'preserve':
            inside = it['preserve'] and self.make(it['preserve'])
            yield from self.owned_block(frame, named(inside), Scope(self.scheme, inside, False), it['do'])
        elif kind == 'open':
            opened = Scope(self.scheme, self.make(it['in']), True)
            opened.__enter__()
            frame.opened[it['open']] = opened
        elif kind == 'close':
            if closed := frame.opened.pop(it['close'], None):
                closed.__exit__()
        elif kind == 'await':
            yield self.value(frame, it['await'])
        elif kind == 'try':
            yield from self.guarded(frame, it)
        elif kind == 'repeat':
            for _ in range(it['repeat']):
                yield from self.block(frame, it['do'])
        elif kind == 'raise':
            raise ProgramError(it['raise'])
        elif kind == 'return':
            raise Returned(self.value(frame, it['return']))
        else:
            getattr(self, 'do_' + kind)(frame, it)

    def guarded(self, frame: Activation, it: dict):
        try:
            try:
                yield from self.block(frame, it['try'])
            except Exception:
                if 'except' not in it:
                    raise
                failed = True
            else:
                failed = False
            if failed:
                yield from self.block(frame, it['except'])
        finally:
            yield from self.block(frame, it.get('finally', []))

    def do_eval(self, frame: Activation, it: dict) -> None:
        self.value(frame, it['eval'])

    def do_let(self, frame: Activation, it: dict) -> None:
        frame.variables[it['let']] = self.value(frame, it['be'])

    def do_drop(self, frame: Activation, it: dict) -> None:
        frame.variables.pop(it['drop'], None)

    def do_fire(self, frame: Activation, it: dict) -> None:
        self.settle(self.queues.pop(it['fire'], []), defer.Deferred.callback, None)

    def do_fail(self, frame: Activation, it: dict) -> None:
        self.settle(self.queues.pop(it['fail'], []), defer.Deferred.errback, ProgramError('failed'))

    def do_fire_one(self, frame: Activation, it: dict) -> None:
        self.settle(self.first_of(it['fire_one']), defer.Deferred.callback, None)

    def do_fail_one(self, frame: Activation, it: dict) -> None:
        self.settle(self.first_of(it['fail_one']), defer.Deferred.errback, ProgramError('failed'))

    def first_of(self, queue: str) -> list[defer.Deferred]:
        waiting = self.queues.get(queue, [])
        while waiting:
            first = waiting.pop(0)
            if not first.called:
                return [first]
        return []

    @staticmethod
    def settle(taken: list[defer.Deferred], how, outcome: object) -> None:
        while taken:
            each = taken.pop(0)
            if not each.called:
                how(each, outcome)
            del each

    def do_clear(self, frame: Activation, it: dict) -> None:
        self.queues.pop(it['clear'], None)

    def do_cancel(self, frame: Activation, it: dict) -> None:
        if it['cancel'] in frame.variables:
            frame.variables[it['cancel']].cancel()

    def do_cpu(self, frame: Activation, it: dict) -> None:
        self.scheme.clock += it['cpu']

    def do_db(self, frame: Activation, it: dict) -> None:
        self.scheme.charge(1, it['db']['txn'], it['db']['sched'], 0)

    def do_fetch(self, frame: Activation, it: dict) -> None:
        self.scheme.charge(0, 0, 0, it['fetch'])

    def do_gc(self, frame: Activation, it: dict) -> None:
        roots = [self.clock.calls, self.queues, *on_the_stack([__file__])]
        reached = reached_from(roots, self)
        waiting = [each for each in self.coroutines if each.gi_frame and not each.gi_running]
        orphans = [each for each in waiting if id(each) not in reached]
        for each in orphans:
            self.destroy(each)

    def destroy(self, coroutine) -> None:
        try:
            self.scheme.destroy(coroutine)
        except Exception:  # what its last words raise is lost
            pass

    # Expressions.

    def value(self, frame: Activation, it: dict) -> defer.Deferred:
        kind = next(iter(it))
        if kind == 'call':
            return self.call(it['call'], frame.owner)
        if kind == 'background':
            return self.scheme.background(functools.partial(self.call, it['background'], frame.owner))
        if kind == 'request':
            call = functools.partial(self.call, it['request'], it['in'])
            return self.scheme.request(self.make(it['in']), call, self.coroutine)
        if kind == 'sleep':
            return self.scheme.yieldable(self.raw_sleep(it['sleep']))
        if kind == 'raw_sleep':
            return self.raw_sleep(it['raw_sleep'])
        if kind == 'wait':
            waits: defer.Deferred = defer.Deferred()
            self.queues.setdefault(it['wait'], []).append(waits)
            return waits
        if kind == 'yieldable':
            return self.scheme.yieldable(self.value(frame, it['yieldable']))
        if kind == 'timeout':
            return self.value(frame, it['timeout']).addTimeout(it['after'], self.clock)
        if kind == 'gather':
            members: list[defer.Deferred] = []  # seen by the collector, as a list that is being written would not be
            for each in it['gather']:
                members.append(self.value(frame, each))
            return defer.gatherResults(members, consumeErrors=True)
        if kind == 'succeed':
            return defer.succeed(None)
        if kind == 'failed':
            return defer.fail(ProgramError(it['failed']))
        if kind == 'var':
            return frame.variables.get(it['var']) or defer.succeed(None)
        return self.adding(frame, kind, it)

    def adding(self, frame: Activation, kind: str, it: dict) -> defer.Deferred:
        add = {'then': defer.Deferred.addCallback, 'catch': defer.Deferred.addErrback, 'both': defer.Deferred.addBoth}
        to = self.value(frame, it[kind])
        return add[kind](to, self.scheme.callback(self.calling), it['do'], frame.owner)

    def raw_sleep(self, long: int) -> defer.Deferred:
        slept: defer.Deferred = defer.Deferred(lambda _: timed.cancel())
        timed = self.clock.callLater(long, slept.callback, None)
        return slept


class Returned(Exception):
    """A plain function ends with a deferred."""

    def __init__(self, what: defer.Deferred) -> None:
        self.what = what
