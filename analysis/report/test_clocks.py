"""The clocks of the accounting: what is read, what is shown, and how they decide L18."""

import dataclasses

import pytest

from analysis import synthetic
from analysis.records.clocks import load_clocks
from analysis.records.envelope import RecordError
from analysis.records.run import load_run
from analysis.report.render import Records, render

S, R, N = "supported", "refuted", "not decided"


def off(by, *where, clock="cheap"):
    return {"errors": {(clock, situation, burst): by for situation, burst in where}}


def test_costs_and_errors_by_clock_situation_and_burst(clock_record):
    c = clock_record(errors={("cheap", "busy", 1000): 0.5})
    assert [k.clock for k in c.costs] == list(synthetic.CLOCKS)
    assert c.costs[1].ns == 9.5 and c.costs[1].instructions is None
    assert c.situations == ["alone", "interleaved", "busy"] and c.bursts == [20, 1000, 10000]
    e = c.error("cheap", "busy", 1000)
    assert (e.mean, e.worst, e.calls_per_switch) == (0.5, 1.0, 0.005)
    assert c.error("cheap", "busy", 7) is None


def test_a_busy_measurement_that_nobody_disturbed_is_told(clock_record):
    assert clock_record().undisturbed == []
    assert {e.situation for e in clock_record(preemptions=0).undisturbed} == {"busy"}


@pytest.mark.parametrize("verdict, clocks", [
    (S, {}),
    (S, off(1.0, ("busy", 20))),
    (N, off(1.1, ("busy", 20))),  # only the short bursts
    (R, off(1.1, ("alone", 1000))),
    (R, off(1.1, ("busy", 10000))),
    (S, {"errors": off(50, ("busy", 10000))["errors"] | {("crude", s, b): 0 for s in ("alone", "interleaved", "busy")
                                                         for b in (20, 1000, 10000)}}),
    (N, {"situations": ("alone", "interleaved")}),
    (N, {"without": (1000, 10000)}),
    (N, None),
])
def test_the_clocks_decide_whether_accounting_works(verdict, clocks, judged):
    judgement = judged("L18", clocks=clocks)
    assert judgement.verdict == verdict, judgement.figures


def test_a_clock_is_right_only_where_it_was_measured_throughout(judged, clock_record):
    from analysis.claims.accounting import within
    c = clock_record()
    assert within(c) == ["cheap"]
    partial = dataclasses.replace(c, errors=tuple(e for e in c.errors if (e.clock, e.situation) != ("cheap", "busy")))
    assert within(partial) == []


def test_charging_another_refutes_whatever_the_clocks(judged):
    for clocks in ({}, None):
        assert judged("L18", clocks=clocks, changes={("gather/many-4", "rules"): dict(cpu=(100, 2))}).verdict == R


def test_the_report_has_a_section_of_clocks(save, clock_record):
    run = load_run(save(synthetic.run(), "run.json"))
    files = render(Records(run, clocks=clock_record(met=False, preemptions=0)))
    for name in ("report.html", "report.md"):
        assert "How far off" in files[name] and "NOT met" in files[name] and "3 busy measurements" not in files[name]
        assert "6 busy measurements" in files[name]
    assert "**90.00** (180.0)" in files["report.md"] and "| 0.10 (0.2)" in files["report.md"]
    assert "How far off" not in render(Records(run))["report.md"]


def test_goals_of_the_clocks_stand_among_all_goals(save, clock_record):
    run = load_run(save(synthetic.run(), "run.json"))
    assert "1 of 1 met" in render(Records(run, clocks=clock_record()))["report.md"]


@pytest.mark.parametrize("field", ["rows", "clocks", "goals", "provenance"])
def test_a_record_without_a_field_is_refused(field, save):
    value = synthetic.clocks()
    del value[field]
    with pytest.raises(RecordError, match=field):
        load_clocks(save(value))


@pytest.mark.parametrize("bad", [{"rows": [{"clock": "x"}]}, {"rows": [7]}, {"rows": None}, {"clocks": ["x"]}])
def test_rows_of_another_shape_are_refused(bad, save):
    with pytest.raises(RecordError, match="expected ctxlab.clocks version 2"):
        load_clocks(save(synthetic.clocks() | bad))
