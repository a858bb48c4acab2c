"""Ratios to the control, with quartiles, and the plots of them."""

from xml.etree import ElementTree

import pytest

from analysis import synthetic
from analysis.report import plots
from analysis.records.overhead import AWAIT, spread


def test_spread_is_median_and_quartiles():
    s = spread([1, 2, 3, 4, 100])
    assert (s.median, s.low, s.high, s.repetitions) == (3, 2, 4, 5)


def test_ratios_are_to_the_median_of_the_control(timed):
    row = next(r for r in timed().rows() if r.operation == AWAIT)
    assert row.cells[synthetic.FIRST].ratio.median == pytest.approx(50 / 40)
    assert row.cells[synthetic.NOTHING].ratio.median == pytest.approx(1)
    assert row.cells[synthetic.FIRST].ratio.low < 50 / 40 < row.cells[synthetic.FIRST].ratio.high


def test_without_a_control_there_is_a_time_and_no_ratio(timed):
    overhead = timed(times={"scope": ((None,), {synthetic.FIRST: 4})})
    assert overhead.rows()[0].cells[synthetic.FIRST].ratio is None
    assert plots.ratios(overhead, overhead.rows()) is None


def test_accounting_is_a_row_of_its_own_and_is_compared_with_the_control_without(timed):
    overhead = timed(times={"scope": ((None,), {synthetic.NOTHING: 2, synthetic.FIRST: 4}),
                            "scope+accounting": ((None,), {synthetic.FIRST: 10})})
    plain, accounted = overhead.rows()
    assert (plain.accounting, accounted.accounting) == (False, True)
    assert accounted.cells[synthetic.FIRST].ratio.median == pytest.approx(5)
    assert "accounting" in accounted.label


def test_sizes_stand_in_order(timed):
    assert [r.n for r in timed().rows() if r.operation == "gather"] == [1, 16, 256, 4096]
    assert [n for n, _ in timed().scaling("gather", synthetic.FIRST)] == [1, 16, 256, 4096]


def test_how_often_it_was_repeated(timed):
    overhead = timed(repetitions=3)
    assert overhead.repeated == "3"
    case, series = next(iter(overhead.bench.series.items()))
    overhead.bench.series[case] = type(series)(case, series.times * 3, {})
    assert overhead.repeated == "3 to 9"


def test_peers_follow_the_schemes(timed):
    overhead = timed(peers=True)
    assert overhead.subject[:3] == [s["name"] for s in synthetic.SCHEMES]
    assert tuple(overhead.subject[3:]) == overhead.peers == ("KJ", "log4cxx")


def test_plots_are_svg_with_units_and_every_name(timed):
    drawn = {p.name: p for p in plots.all_plots(timed(peers=True))}
    assert set(drawn) == {"ratios", "peers", "scaling-chain", "scaling-gather", "scaling-pending"}
    for plot in drawn.values():
        ElementTree.fromstring(plot.svg)
        assert plot.caption


def test_without_peers_no_plot_of_peers(timed):
    assert "peers" not in {p.name for p in plots.all_plots(timed())}


def test_plots_of_the_same_record_are_the_same(timed):
    assert plots.all_plots(timed()) == plots.all_plots(timed())


def test_every_series_differs_in_more_than_colour():
    everyone = [str(i) for i in range(8)]
    styles = [plots.style_of(w, everyone) for w in everyone]
    assert len({s["marker"] for s in styles}) == len({str(s["linestyle"]) for s in styles}) == 8


def test_one_size_is_no_curve(timed):
    overhead = timed(times={"chain": ((16,), {synthetic.FIRST: 4})})
    assert plots.all_plots(overhead) == []


def test_a_dozen_series_are_told_apart_without_colour():
    subject = [str(i) for i in range(12)]
    styles = [plots.style_of(w, subject) for w in subject]
    assert len({(s["marker"], s["fillstyle"]) for s in styles}) == 12
    assert len({str(s["linestyle"]) for s in styles[:8]}) == 8
