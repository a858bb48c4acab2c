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
    counts = {f"{outcome}_{level}": 0 for outcome in ("wrong", "right") for level in ("warned", "harmless", "silent")}
    for o in seen:
        if o is not None and not o.unsupported:
            warned = sum(o.warnings.values())
            level = "silent" if not warned else "harmless" if warned == o.harmless else "warned"
            counts[f"{'right' if o.clean else 'wrong'}_{level}"] += 1
    return Alarm(**counts)


def _warns(alarm: Alarm) -> bool:
    return bool(alarm.whole.wrong_warned or alarm.whole.right_warned)


def _tells_nothing(alarm: Alarm) -> bool:
    """Whether a warning is no more frequent where something goes wrong."""
    return bool(alarm.wrong and alarm.right
                and alarm.wrong_warned * alarm.right <= alarm.right_warned * alarm.wrong)


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
                        Alarm())
            if not _warns(total):
                continue
            whole, graded = total.whole, total.graded
            sentence = f"{name} warned of {whole.wrong_warned} of {total.wrong} {what} that went wrong" + (
                f", and of {whole.right_warned} of {total.right} that did not." if total.right else ".")
            if _tells_nothing(whole):
                sentence += " There a warning tells nothing: it is no more frequent where something goes wrong."
            if graded != whole:
                sentence += f" Without those that are harmless: of {graded.wrong_warned}" + (
                    f", and of {graded.right_warned}" if total.right else "") + (
                    ", which still tells nothing." if _tells_nothing(graded) else ".")
            out.append(sentence)
    silent = [s.name for s in run.schemes if s.name not in {r.scheme for r in found}]
    return out + ([f"Never warned: {', '.join(silent)}."] if silent else [])
