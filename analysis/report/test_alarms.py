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
    for scenario, (wrong, leaked, warned, unsupported) in zip(scenarios, kinds, strict=False):
        seen[scenario.name, scheme.name] = dataclasses.replace(
            some, scenario=scenario.name, scheme=scheme.name, lines=Lines(1, 0, wrong, 0),
            turns=Turns(3, leaked, 1, None), warnings={"lost": warned}, unsupported=unsupported)
    assert len(seen) == len(kinds)
    return dataclasses.replace(run, observations=seen)


def test_a_wrong_line_or_a_leaked_turn_is_wrong_and_any_warning_is_an_alarm(run):
    found = rows(bent(run, (1, 0, 1, None), (0, 1, 0, None), (0, 0, 2, None), (0, 0, 1, "cannot")), None)
    assert [(r.over, r.scheme, r.alarm) for r in found if r.alarm != Alarm(0, 0, 0, 0)] == [
        ("the suite", run.schemes[0].name, Alarm(1, 1, 1, 0))]


def test_a_scheme_that_never_warns_has_no_row_and_is_named(run):
    found = rows(bent(run, (1, 0, 0, None)), None)
    assert found == []
    assert sentences(run, found) == [f"Never warned: {', '.join(s.name for s in run.schemes)}."]


def test_programs_are_counted_by_file_and_what_follows_is_said(run, save):
    replay = load_replay(save(synthetic.replay(), "replay.json"))
    found = rows(dataclasses.replace(run, observations={}), replay)
    assert [(r.over, r.alarm) for r in found if r.scheme == synthetic.SECOND and r.over.endswith("jsonl")] == [
        ("random-core.jsonl", Alarm(3, 3, 2, 2))]
    said = sentences(run, found)
    assert f"{synthetic.FIRST} warned of 5 of 6 programs that went wrong, and of 2 of 6 that did not." in said
    assert any(s.startswith(f"{synthetic.SECOND} warned of 3 of 6") and "tells nothing" in s for s in said)
