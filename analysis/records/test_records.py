"""Records load whole or say in one line why not."""

import pytest

from analysis import synthetic
from analysis.records.bench import Case, load_bench, load_instructions, parse_name
from analysis.records.clocks import load_clocks
from analysis.records.replay import load_replay
from analysis.records.run import RecordError, load_run

LOADERS = [(load_run, synthetic.run), (load_bench, synthetic.bench), (load_instructions, synthetic.instructions),
           (load_replay, synthetic.replay), (load_clocks, synthetic.clocks)]
VERSIONED = [pair for pair in LOADERS if pair[0] is not load_bench]


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


@pytest.mark.parametrize("load, make", VERSIONED)
def test_another_version_is_refused(load, make, save):
    assert "version 2; expected" in refusal(load, save(make() | {"version": 2}))


@pytest.mark.parametrize("load, make", VERSIONED)
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


@pytest.mark.parametrize("name, case", [
    ("scope/first-way", Case("scope", "first-way", None, False)),
    ("gather/first-way/4096", Case("gather", "first-way", 4096, False)),
    ("gather+accounting/first-way/n:16", Case("gather", "first-way", 16, True)),
    ("deferred_one_callback/peer:KJ/min_time:0.050/repeats:9/real_time",
     Case("deferred_one_callback", "peer:KJ", None, False)),
    ("chain/first-way/64/repeats:3", Case("chain", "first-way", 64, False)),
    ("scope", None), ("a/b/c/d", None), ("a/b/c", None),
])
def test_benchmark_names(name, case):
    assert parse_name(name) == case


def test_times_are_per_operation_in_nanoseconds(save):
    value = synthetic.bench(times={"scope": ((None,), {synthetic.FIRST: 4})}, repetitions=2)
    for row in value["benchmarks"]:
        row["time_unit"] = "us"
    bench = load_bench(save(value))
    (series,) = bench.series.values()
    assert series.times == pytest.approx((4000, 4080))
    assert series.counters["allocs"] == 0


def test_series_stand_in_the_order_of_registration_whatever_the_order_of_running(save):
    value = synthetic.bench()
    inorder = list(load_bench(save(value)).series)
    names = list(dict.fromkeys(row["run_name"] for row in value["benchmarks"]))
    for row in value["benchmarks"]:
        row["family_index"] = names.index(row["run_name"])
    value["benchmarks"].sort(key=lambda row: row["run_name"], reverse=True)
    assert list(load_bench(save(value)).series) == inorder


def test_a_benchmark_whose_answer_was_wrong_is_no_time(save):
    value = synthetic.bench()
    for row in value["benchmarks"]:
        if row["run_name"].startswith(f"scope/{synthetic.FIRST}"):
            row |= {"error_occurred": True, "error_message": "a line is wrong"}
    bench = load_bench(save(value))
    assert Case("scope", synthetic.FIRST, None, False) not in bench.series
    assert "a line is wrong" in bench.failed.values()
