"""The goals are those of the records, each once."""

import pytest

from analysis import synthetic
from analysis.records.bench import load_bench
from analysis.records.instructions import load_instructions
from analysis.records.goals import all_goals, goal_list, tally
from analysis.records.envelope import RecordError


def test_each_goal_stands_once_in_the_order_of_the_records(save):
    counted = synthetic.instructions()
    counted["goals"].append(synthetic.goal("both", 2, 1, True))
    timed = synthetic.bench(goals=(synthetic.goal("both", 9, 1, True), synthetic.goal("time", 4, 3, False, "at least")))
    goals = all_goals(load_instructions(save(counted)), load_bench(save(timed)), None)
    assert [(g.id, g.must) for g in goals] == [("scope", 30), ("kj", 4), ("both", 2), ("time", 4)]
    assert goals[-1].direction == "at least" and goals[-1].met is False
    assert all_goals(None) == []


def test_a_goal_without_its_limits_is_refused():
    with pytest.raises(KeyError):
        goal_list([{"id": "x"}])


def test_what_was_not_measured_counts_apart():
    goals = goal_list([synthetic.goal(str(i), 1, None, met) for i, met in enumerate((True, True, False, None))])
    assert tally(goals) == "2 of 4 met, 1 NOT met, 1 not measured"
    assert tally(goals[:2]) == "2 of 2 met"


def test_a_record_of_times_without_its_goals_is_refused(save):
    value = synthetic.bench()
    del value["goals"]
    with pytest.raises(RecordError, match="goals"):
        load_bench(save(value))
