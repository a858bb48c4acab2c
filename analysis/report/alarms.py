"""How good the warnings are as an alarm: whether a scheme warns where something goes wrong, and is silent where not.

Wrong is a story or a program with a line in another's name or nobody's, or with a turn that leaves a context behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.records.envelope import Scheme
from analysis.records.replay import Alarm, Replay
from analysis.records.run import Observation, Run


STORIES = ("the suite", "the catalogue")


@dataclass(frozen=True)
class Row:
    """The alarm of one scheme over the stories of the suite, over those of the catalogue, or over a file of programs."""

    over: str
    scheme: str
    alarm: Alarm


def _of_stories(seen: Iterable[Observation | None]) -> Alarm:
    counts = {(wrong, warned): 0 for wrong in (True, False) for warned in (True, False)}
    for o in seen:
        if o is not None and not o.unsupported:
            counts[not o.clean, any(o.warnings.values())] += 1
    return Alarm(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def _warns(alarm: Alarm) -> bool:
    return bool(alarm.wrong_warned or alarm.right_warned)


def rows(run: Run, replay: Replay | None) -> list[Row]:
    """Those of the schemes that warned anywhere, in the order of the suite, the catalogue, the files of programs."""
    out = []
    for over in STORIES:
        told = [s for s in run.scenarios.values() if bool(s.pattern) == (over == "the catalogue")]
        out += [Row(over, scheme.name, _of_stories(run.seen(s.name, scheme) for s in told))
                for scheme in run.schemes if told]
    for file, by_scheme in (replay.alarms if replay else {}).items():
        out += [Row(file, scheme, alarm) for scheme, alarm in by_scheme.items()]
    heard = {r.scheme for r in out if _warns(r.alarm)}
    return [r for r in out if r.scheme in heard]


def sentences(run: Run, found: list[Row]) -> list[str]:
    """What follows, scheme by scheme, over stories and over programs."""
    out = []
    for name in dict.fromkeys(r.scheme for r in found):
        for what in ("stories", "programs"):
            total = sum((r.alarm for r in found if r.scheme == name and (r.over in STORIES) == (what == "stories")),
                        Alarm(0, 0, 0, 0))
            if not _warns(total):
                continue
            sentence = f"{name} warned of {total.wrong_warned} of {total.wrong} {what} that went wrong" + (
                f", and of {total.right_warned} of {total.right} that did not." if total.right else ".")
            if total.wrong and total.right and total.wrong_warned * total.right <= total.right_warned * total.wrong:
                sentence += " There a warning tells nothing: it is no more frequent where something goes wrong."
            out.append(sentence)
    silent = [s.name for s in run.schemes if s.name not in {r.scheme for r in found}]
    return out + ([f"Never warned: {', '.join(silent)}."] if silent else [])
