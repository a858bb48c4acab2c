"""The alarm's table: what counts as wrong, as warned, and what follows."""

import dataclasses

import pytest

from analysis import synthetic
from analysis.records.replay import Alarm, load_replay
from analysis.records.run import Lines, Turns, load_run
from analysis.report.alarms import rows, sentences


@pytest.fixture
def run(save):
    return load_run(save(synthetic.run()))


def bent(run, *kinds):
    """The run with these kinds of observation under the first scheme, one a scenario, and nothing else."""
    scheme = run.schemes[0]
    scenarios = [s for s in run.scenarios.values() if not s.pattern]
    some = next(o for o in run.observations.values() if not o.unsupported)
    seen = {}
    for scenario, (wrong, leaked, warned, harmless, unsupported) in zip(scenarios, kinds, strict=False):
        seen[scenario.name, scheme.name] = dataclasses.replace(
            some, scenario=scenario.name, scheme=scheme.name, lines=Lines(1, 0, wrong, 0),
            turns=Turns(3, leaked, 1, None), warnings={"restart-finished": warned}, harmless=harmless,
            unsupported=unsupported)
    assert len(seen) == len(kinds)
    return dataclasses.replace(run, observations=seen)


def test_a_wrong_line_or_a_leaked_turn_is_wrong_and_any_warning_is_an_alarm(run):
    found = rows(bent(run, (1, 0, 1, 0, None), (0, 1, 0, 0, None), (0, 0, 2, 1, None), (0, 0, 1, 0, "cannot")), None)
    assert [(r.over, r.scheme, r.alarm) for r in found if r.alarm != Alarm()] == [
        ("the suite", run.schemes[0].name, Alarm(wrong_warned=1, wrong_silent=1, right_warned=1))]


def test_what_warned_of_nothing_but_harmless_restarts_is_counted_apart_and_said(run):
    found = rows(bent(run, (1, 0, 1, 0, None), (0, 0, 2, 2, None), (0, 0, 0, 0, None)), None)
    assert [r.alarm for r in found if r.alarm != Alarm()] == [Alarm(wrong_warned=1, right_harmless=1, right_silent=1)]
    assert sentences(run, found)[0] == (
        f"{run.schemes[0].name} warned of 1 of 1 stories that went wrong, and of 1 of 2 that did not. "
        "Without those that are harmless: of 1, and of 0.")


def test_a_scheme_that_never_warns_has_no_row_and_is_named(run):
    found = rows(bent(run, (1, 0, 0, 0, None)), None)
    assert found == []
    assert sentences(run, found) == [f"Never warned: {', '.join(s.name for s in run.schemes)}."]


def test_programs_are_counted_by_file_and_what_follows_is_said(run, save):
    replay = load_replay(save(synthetic.replay(), "replay.json"))
    found = rows(dataclasses.replace(run, observations={}), replay)
    assert [(r.over, r.alarm) for r in found if r.scheme == synthetic.SECOND and r.over.endswith("jsonl")] == [
        ("random-core.jsonl", Alarm(3, 0, 3, 1, 1, 2))]
    said = sentences(run, found)
    assert (f"{synthetic.FIRST} warned of 5 of 6 programs that went wrong, and of 2 of 6 that did not. "
            "Without those that are harmless: of 5, and of 1.") in said
    assert any(s.startswith(f"{synthetic.SECOND} warned of 3 of 6") and "tells nothing" in s for s in said)
