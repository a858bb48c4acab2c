"""Claims of the second document, on contexts bound to services: S1 to S5. Their measurements are still to come."""

from __future__ import annotations

from .claims import NOT_MEASURED, Claim, Evidence, Judgement


def _not_yet(needs: str) -> Judgement:
    return Judgement(NOT_MEASURED, (f"The records hold nothing on this yet. It takes {needs}.",))


def thread_local_alone(e: Evidence) -> Judgement:
    """To be decided by the scenarios that hop between threads without any help."""
    return _not_yet("scenarios that hop between threads")


def as_an_argument(e: Evidence) -> Judgement:
    """To be decided by the lines right when the context is an argument, and by the functions that carry it."""
    return _not_yet("a baseline that passes the context as an argument")


def bound_to_services(e: Evidence) -> Judgement:
    """To be decided by the scenarios of two services, and by whether an unused service is left unbound."""
    return _not_yet("a scheme that binds services, and the two-service scenarios")


def seen_by_foreign_code(e: Evidence) -> Judgement:
    """To be decided by what a logger that knows nothing of contexts writes."""
    return _not_yet("the scenario of the foreign logger")


def wrapped_executor(e: Evidence) -> Judgement:
    """To be decided by a foreign operation that runs on a wrapped thread pool."""
    return _not_yet("the foreign operation on a thread pool")


CLAIMS = (
    Claim("S1", "A thread-local alone fails once an operation changes threads.", thread_local_alone),
    Claim("S2", "Passing the context as an argument works, and clutters every signature.", as_an_argument),
    Claim("S3", "Binding the context to the service objects, which bind the services they use when they use them, "
                "carries it through an operation.", bound_to_services),
    Claim("S4", "Foreign code can see the context through a thread-local set for the duration of a call and put back "
                "afterwards.", seen_by_foreign_code),
    Claim("S5", "Wrapping the executor carries the context into foreign code that runs there.", wrapped_executor),
)
