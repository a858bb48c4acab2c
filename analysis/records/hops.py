"""Operations that hop to a pool's threads and back, as ctxlab-bench watched them: rows and sentences."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.records.run import plural


@dataclass(frozen=True)
class Hops:
    """Under one scheme. `promised`: whether its context is to follow a wait. `came_back`: operations whose result, or
    failure, was the right one. `seconds`: by the wall."""

    subject: str
    promised: bool
    threads: int
    at_once: int
    throw_every: int
    operations: int
    right: int
    wrong: int
    came_back: int
    unhandled: int
    requests_ended: int
    contexts_alive: int
    deferreds_alive: int
    seconds: float

    @property
    def faults(self) -> tuple[str, ...]:
        """All that is not as promised to every scheme: each operation comes back, and nothing is left."""
        counts = ((self.operations - self.came_back, "operation", "not come back right"),
                  (self.unhandled, "failure", "unhandled"),
                  (self.at_once - self.requests_ended, "request", "never ended"),
                  (self.contexts_alive, "context", "left alive"), (self.deferreds_alive, "deferred", "left alive"))
        return tuple(f"{plural(n, what)} {how}" for n, what, how in counts if n)

    @property
    def microseconds(self) -> float:
        return 1e6 * self.seconds / self.operations


def hops_list(value: list[dict]) -> tuple[Hops, ...]:
    """What the record holds. Raises KeyError or TypeError if it is of another kind."""
    return tuple(Hops(h["subject"], h["promised"], h["threads"], h["at_once"], h["throw_every"], h["operations"],
                      h["lines"]["right"], h["lines"]["wrong"], h["came_back"], h["unhandled"], h["requests_ended"],
                      h["alive"]["contexts"], h["alive"]["deferreds"], h["seconds"]) for h in value)


def _spaced(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")


def _count(n: int, what: str) -> str:
    return f"{_spaced(n)} {what if n == 1 else what + 's'}"


def sentences(hops: tuple[Hops, ...]) -> list[str]:
    """What came out."""
    whole = [h for h in hops if h.promised and not h.wrong and not h.faults]
    out = []
    if whole:
        out.append(f"In {_count(sum(h.operations for h in whole), 'operation')} under "
                   f"{', '.join(h.subject for h in whole)} every line was right, every result and failure came back once, "
                   "and nothing was left alive at the end.")
    for h in (h for h in hops if h not in whole):
        logged = h.right + h.wrong
        lines = f"{_count(logged, 'line')} right"
        if h.wrong:
            lines = f"{_count(h.wrong, 'line')} of {_spaced(logged)} wrong"
        rest = ", ".join(h.faults) or "every result and failure came back once, and nothing was left alive"
        out.append(f"Under {h.subject}, which {'promises' if h.promised else 'does not promise'} right lines there: "
                   f"{lines}; {rest}.")
    return out
