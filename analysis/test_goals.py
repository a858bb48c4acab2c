"""Goals on time, from the medians."""

import pytest

from . import synthetic
from .bench_records import load_instructions
from .goals import all_goals, faster_than_kj, pending_scaling


def one_callback(own, kj):
    return {"deferred_one_callback": ((None,), {synthetic.NOTHING: own} | ({"peer:kj": kj} if kj else {}))}


@pytest.mark.parametrize("own, kj, met", [(10, 40, True), (10, 39, False), (10, None, None)])
def test_faster_than_kj(own, kj, met, timed):
    goal = faster_than_kj(timed(times=one_callback(own, kj), peers=True))
    assert goal.met is met
    assert goal.reached == (kj and pytest.approx(kj / own))


@pytest.mark.parametrize("factor, met", [(1.6, True), (1.7, False)])
def test_scaling_is_judged_by_the_worst_scheme(factor, met, timed):
    overhead = timed()
    case = next(c for c in overhead.bench.series if (c.operation, c.who, c.n) == ("pending", synthetic.SECOND, 1000000))
    few = overhead.median("pending", synthetic.SECOND, 1000)
    overhead.bench.series[case] = type(overhead.bench.series[case])(case, (few * factor,), {})
    goal = pending_scaling(overhead)
    assert goal.met is met and goal.reached == pytest.approx(factor) and synthetic.SECOND in goal.how


def test_scaling_is_not_measured_where_a_scheme_was_not(timed):
    goal = pending_scaling(timed(times={"pending": ((1000, 1000000), {synthetic.FIRST: 4})}))
    assert goal.met is None and goal.reached is None


def test_each_goal_stands_once(save, timed):
    value = synthetic.instructions()
    value["goals"].append(dict(value["goals"][0], id="pending-scaling"))
    ids = [g.id for g in all_goals(load_instructions(save(value)), timed())]
    assert ids == ["scope", "kj", "pending-scaling", "times-faster-than-kj"]
    assert all_goals(None, None) == []
