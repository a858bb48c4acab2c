"""Which suspended coroutines nothing can resume or reach any more.

Asked of Python itself, which knows what leads where: Twisted's deferreds, its callbacks and its bookkeeping of
coroutines are looked through as they are.
"""
import gc
import sys
import types

from twisted.internet import defer
from twisted.python.failure import Failure

# What leads nowhere: a failure's frames are not the program's, and the rest are Python's own.
LEADS_NOWHERE = (Failure, BaseException, types.FrameType, types.TracebackType, types.ModuleType, types.CodeType, type,
                 str, int, float)


def reached_from(roots: list[object], stop: object) -> set[int]:
    """The identities of what the roots lead to, but through `stop`."""
    seen = {id(stop)}
    kept = []  # or an identity might be used twice
    todo = list(roots)
    while todo:
        it = todo.pop()
        if id(it) in seen or isinstance(it, LEADS_NOWHERE):
            continue
        seen.add(id(it))
        kept.append(it)
        if isinstance(it, types.FunctionType):
            todo += [it.__closure__, it.__defaults__, it.__kwdefaults__]
        elif isinstance(it, types.GeneratorType):
            todo += [] if it.gi_running else [it.gi_yieldfrom, *gc.get_referents(it)]  # one that runs is on the stack
        else:
            todo += gc.get_referents(it)
    return seen


def on_the_stack(files: list[str]) -> list[object]:
    """What the running functions of these files hold, and Twisted's."""
    held = []
    frame = sys._getframe(1)
    while frame:
        if frame.f_code.co_filename in (defer.__file__, *files):
            held += frame.f_locals.values()
        frame = frame.f_back
    return held
