"""Records load whole or say in one line why not."""

import pytest

from analysis import synthetic
from analysis.records.bench import Case, load_bench
from analysis.records.instructions import load_instructions
from analysis.records.clocks import load_clocks
from analysis.records.replay import load_replay
from analysis.records.envelope import RecordError
from analysis.records.run import load_run

LOADERS = [(load_run, synthetic.run), (load_bench, synthetic.bench), (load_instructions, synthetic.instructions),
           (load_replay, synthetic.replay), (load_clocks, synthetic.clocks)]


def refusal(load, path) -> str:
    with pytest.raises(RecordError) as caught:
        load(path)
    text = str(caught.value)
    assert "\n" not in text and str(path) in text and "expected" in text
    return text


def test_a_whole_run_is_read_with_its_roles_and_families(save):
    run = load_run(save(synthetic.run()))
    assert run.by_role("rules").name == synthetic.FIRST
    assert run.by_role("services") is None
    assert run.families == ["linear", "fire-and-forget", "gather", "collected", "callbacks"]
    seen = run.seen("fire-and-forget/naive", run.by_role("rules"))
    assert (seen.lines.right, seen.lines.lost, seen.lines.leaked, seen.lines.wrong) == (5, 1, 1, 2)
    assert not seen.clean


@pytest.mark.parametrize("load, make", LOADERS)
def test_another_version_is_refused(load, make, save):
    assert "version 1; expected" in refusal(load, save(make() | {"version": 1}))


@pytest.mark.parametrize("load, make", LOADERS)
def test_a_record_without_its_end_is_refused(load, make, save):
    value = make()
    del value["complete"]
    assert "cut short" in refusal(load, save(value))


@pytest.mark.parametrize("load, make", LOADERS)
def test_text_cut_anywhere_is_refused(load, make, save):
    import json
    text = json.dumps(make())
    for end in (0, 1, len(text) // 3, len(text) - 2, len(text) - 1):
        assert "make it again" in refusal_any(load, save(text[:end]))


def refusal_any(load, path) -> str:
    with pytest.raises(RecordError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("load, make", LOADERS)
@pytest.mark.parametrize("text", ["[]", "7", "null", "{}", '"run"'])
def test_other_json_is_refused(load, make, text, save):
    refusal(load, save(text))


def test_a_missing_file_is_refused(tmp_path):
    assert "cannot be read" in refusal_any(load_run, tmp_path / "none.json")


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "run.json"
    path.write_bytes(b"\xff\xfe{}")
    assert "UTF-8" in refusal(load_run, path)


@pytest.mark.parametrize("field", ["lines", "turns", "cpu", "trace", "faults"])
def test_an_observation_without_a_field_is_refused(field, save):
    value = synthetic.run()
    del value["observations"][3][field]
    assert field in refusal(load_run, save(value))


@pytest.mark.parametrize("event", [["log", "text"], [], 7, ["turn", 1]])
def test_an_event_of_another_shape_is_refused(event, save):
    value = synthetic.run()
    value["observations"][0]["trace"].append(event)
    refusal(load_run, save(value))


def test_an_observation_of_an_unlisted_scenario_is_refused(save):
    value = synthetic.run()
    value["observations"][0]["scenario"] = "linear/unheard-of"
    assert "unheard-of" in refusal(load_run, save(value))


def test_a_case_has_its_fields_and_a_name_for_people(save):
    value = synthetic.bench(times={"gather": ((16,), {synthetic.FIRST: 4})}, repetitions=2)
    value["rows"][0]["accounting"] = True
    (series,) = load_bench(save(value)).series.values()
    assert series.case == Case("gather", synthetic.FIRST, 16, True)
    assert series.case.name == f"gather+accounting/{synthetic.FIRST}/16"
    assert series.times == pytest.approx((64, 65.28))
    assert series.counters == {"allocations": 0, "bytes": 64, "switches": 2}


def test_series_stand_in_the_order_of_the_record(save):
    value = synthetic.bench()
    value["rows"].reverse()
    assert [c.subject for c in load_bench(save(value)).series] == [row["subject"] for row in value["rows"]]


def test_a_benchmark_whose_answer_was_wrong_is_no_time(save):
    value = synthetic.bench()
    value["rows"][0] |= {"wrong": "a line is wrong", "times_ns": []}
    bench = load_bench(save(value))
    assert Case("scope", synthetic.FIRST, None, False) not in bench.series
    assert bench.failed == {f"scope/{synthetic.FIRST}": "a line is wrong"}


def test_a_row_with_neither_times_nor_a_reason_is_refused(save):
    value = synthetic.bench()
    value["rows"][0]["times_ns"] = []
    assert "neither times" in refusal(load_bench, save(value))
