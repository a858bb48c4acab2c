"""What every record has around it, as scenarios/records/envelope.hpp writes it: schema, version, provenance, complete.

`read_record` promises either a whole record of the version that this package knows or a `RecordError` whose text is one
line: which file, what is wrong with it, what was expected, what to do.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable


class RecordError(Exception):
    """A record that cannot be used. `str()` is one line for the user."""


@dataclass(frozen=True)
class RecordKind:
    """A kind of record, as the module that reads it declares it: KIND. What `load` gives has a `provenance`, where the
    record has one, and perhaps `goals`. The report shows it by the templates sections/NAME.html.j2 and .md.j2, if there
    are such, in which it is called NAME."""

    name: str
    load: Callable[[Path], Any]
    written_by: str  # what makes it, for people
    absent: str  # what is said of a report without it: "No programs were replayed"


@dataclass(frozen=True)
class Scheme:
    """One way of carrying a context. `role` is the part it plays in the argument."""

    name: str
    role: str
    brief: str


def scheme_list(rows: list[dict]) -> tuple[Scheme, ...]:
    return tuple(Scheme(r["name"], r["role"], r["brief"]) for r in rows)


def read_json(path: Path, remedy: str) -> dict:
    """The JSON object in `path`. Raises RecordError if it is missing, cut short or no object."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); {remedy}") from None
    except UnicodeDecodeError:
        raise RecordError(f"{path}: is not UTF-8 text; expected JSON; {remedy}") from None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        what = "is cut short" if error.pos >= len(text.rstrip()) - 1 else "is not JSON"
        raise RecordError(f"{path}: {what} at line {error.lineno} ({error.msg}); expected one whole "
                          f"JSON object; {remedy}") from None
    except RecursionError:
        raise RecordError(f"{path}: is nested too deeply; expected a record; {remedy}") from None
    if not isinstance(value, dict):
        raise RecordError(f"{path}: holds a JSON {type(value).__name__}; expected an object; {remedy}")
    return value


def read_record(path: Path, schema: str, version: int, remedy: str) -> dict:
    """A whole record of `schema` and `version`, or a RecordError that says what else was found."""
    value = read_json(path, remedy)
    found = (value.get("schema"), value.get("version"))
    if found != (schema, version):
        what = "no schema" if found[0] is None else f"schema {found[0]} version {found[1]}"
        raise RecordError(f"{path}: has {what}; expected {schema} version {version}; {remedy}")
    if value.get("complete") is not True:
        raise RecordError(f'{path}: is cut short (no "complete": true); expected a whole {schema} record; '
                          f"{remedy}")
    return value


@contextmanager
def fields_of(path: Path, schema: str, version: int, remedy: str):
    """The fields of a whole record. While they are read, one that is missing or of another kind is a RecordError."""
    value = read_record(path, schema, version, remedy)
    try:
        yield value
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path}: a field is missing or of another kind ({type(error).__name__}: {error}); "
                          f"expected {schema} version {version}; {remedy}") from None
