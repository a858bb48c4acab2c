"""The three schemes that programs can run in, on Twisted's Deferreds, as ../conformance/FORMAT.md says.

Written from that page, to be compared with the schemes in C++: it shares nothing with them.
"""
import contextvars

from twisted.internet import defer


class Context:
    """One log context. Two of one name differ."""

    def __init__(self, name: str, parent: 'Context | None' = None) -> None:
        self.name = name
        self.parent = parent
        self.finished = False
        self.since: int | None = None  # current, since that much CPU time was spent
        self.spent = [0, 0, 0, 0, 0]  # CPU, transactions, their time, waits for them, events fetched

    def lineage(self):
        each = self
        while each:
            yield each
            each = each.parent


class Scope:
    """Between enter and leave, a context is current."""

    def __init__(self, scheme, inside: Context | None, finishes: bool) -> None:
        self.scheme = scheme
        self.inside = inside
        self.finishes = finishes

    def __enter__(self) -> None:
        self.outside = self.scheme.switch(self.inside)

    def __exit__(self, *_: object) -> None:
        found = self.scheme.switch(self.outside)
        if found is not self.inside:
            self.scheme.misses(self.inside, found)
        if self.finishes:
            self.inside.finished = True


class OneVariable:
    """The current context is in one variable, for all; it is charged, and misuse is warned of."""

    accounts = True

    def __init__(self, tell) -> None:
        self.tell = tell
        self.now: Context | None = None
        self.clock = 0

    def current(self) -> Context | None:
        return self.now

    def switch(self, to: Context | None) -> Context | None:
        before = self.now
        if to is before:
            return before
        if before:
            for each in before.lineage():
                each.spent[0] += self.clock - before.since
            before.since = None
        if to:
            if to.finished:
                self.tell('warn', 'restart-finished', to.name)
            to.since = self.clock
        self.now = to
        return before

    def misses(self, expected: Context | None, found: Context | None) -> None:
        if found:
            self.tell('warn', 'found', named(expected), named(found))
        else:
            self.tell('warn', 'lost', named(expected))

    def charge(self, *amounts: int) -> None:
        for each in self.now.lineage() if self.now else ():
            each.spent[1:] = [a + b for a, b in zip(each.spent[1:], amounts)]

    def usage_of(self, it: Context) -> list[int]:
        running = self.clock - it.since if it is self.now else 0
        return [it.spent[0] + running, *it.spent[1:]]

    def callback(self, function):
        return function

    def body(self, generator):
        return generator

    def destroy(self, generator) -> None:
        generator.close()


class ClearOnIncomplete(OneVariable):
    def yieldable(self, it: defer.Deferred) -> defer.Deferred:
        if complete(it):
            return it
        before = self.switch(None)
        return it.addBoth(self.back_to, before)

    def back_to(self, result: object, context: Context | None) -> object:
        self.switch(context)
        return result

    def background(self, call) -> defer.Deferred:
        caller = self.current()
        try:
            started = call()
        except Exception:
            return defer.fail()
        if complete(started):
            if self.current() is not caller:
                self.tell('warn', 'not-maintained')
            return started
        self.switch(caller)
        return started.addBoth(self.back_to, None)

    def request(self, inside: Context, call, coroutine) -> defer.Deferred:
        return coroutine(requested(self, inside, call))


class PreserveCaller(OneVariable):
    def yieldable(self, it: defer.Deferred) -> defer.Deferred:
        return Preserving(self, it)

    def background(self, call) -> defer.Deferred:
        try:
            return call()
        except Exception:
            return defer.fail()

    def request(self, inside: Context, call, coroutine) -> defer.Deferred:
        with Scope(self, inside, True):
            returned = call()
        return self.yieldable(returned)


class Preserving(defer.Deferred):
    """What is added to it runs in the context in which it was made."""

    def __init__(self, scheme: OneVariable, source: defer.Deferred) -> None:
        super().__init__(lambda _: source.cancel())
        self.scheme = scheme
        self.inside = scheme.current()
        source.chainDeferred(self)

    def addCallbacks(self, callback, errback=None, callbackArgs=(), callbackKeywords={}, errbackArgs=(),
                     errbackKeywords={}):
        return super().addCallbacks(self.preserving(callback), errback and self.preserving(errback), callbackArgs,
                                    callbackKeywords, errbackArgs, errbackKeywords)

    def preserving(self, function):
        def preserved(*fed: object, **keywords: object) -> object:
            with Scope(self.scheme, self.inside, False):
                return function(*fed, **keywords)

        return preserved


class Snapshot:
    """The current context is a context variable, of which a coroutine has its own copy."""

    accounts = False

    def __init__(self, tell) -> None:
        self.clock = 0
        self.variable: contextvars.ContextVar[Context | None] = contextvars.ContextVar('current', default=None)

    def current(self) -> Context | None:
        return self.variable.get()

    def switch(self, to: Context | None) -> Context | None:
        before = self.variable.get()
        self.variable.set(to)
        return before

    def misses(self, expected: Context | None, found: Context | None) -> None:
        pass

    def charge(self, *amounts: int) -> None:
        pass

    def callback(self, function):
        return lambda fed, *rest, at=contextvars.copy_context(): at.run(function, fed, *rest)

    def yieldable(self, it: defer.Deferred) -> defer.Deferred:
        return it

    background = PreserveCaller.background
    request = ClearOnIncomplete.request

    def body(self, generator):
        return travelling(generator)

    def destroy(self, generator) -> None:
        contextvars.copy_context().run(generator.close)


def travelling(body):
    """A coroutine's body, in a copy of its caller's variables. Nothing else of the coroutine runs there: its deferred
    fires in the variables of whoever resumed it."""
    variables = contextvars.copy_context()
    step, fed = body.send, None
    while True:
        try:
            awaited = variables.run(step, fed)
        except StopIteration:
            return
        try:
            fed = yield awaited
            step = body.send
        except Exception as failure:
            step, fed = body.throw, failure


class Here:
    """Instead of a copy of the variables: as they are. Twisted before 23 resumes a coroutine wholly inside its copy, and
    later versions, which gave the recorded traces, its body alone."""

    @staticmethod
    def run(function, *fed: object) -> object:
        return function(*fed)


defer._copy_context = lambda: Here

SCHEMES = {'clear-on-incomplete': ClearOnIncomplete, 'preserve-caller': PreserveCaller, 'snapshot': Snapshot}


def named(it: Context | None) -> str:
    return it.name if it else 'sentinel'


def complete(it: defer.Deferred) -> bool:
    return bool(it.called and not it.paused)


def requested(scheme, inside: Context, call):
    with Scope(scheme, inside, True):
        yield call()
