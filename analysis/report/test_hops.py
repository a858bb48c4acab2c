"""Operations that hop between threads: what the record says of them, as sentences and in the report."""

import pytest

from analysis import synthetic
from analysis.records.bench import load_bench
from analysis.records.hops import sentences
from analysis.records.envelope import RecordError
from analysis.records.run import load_run
from analysis.report.render import Records, render, unmeasured


@pytest.fixture
def hopped(save):
    return lambda **bent: load_bench(save(synthetic.bench(hopped=synthetic.hops(**bent)), "bench.json")).hops


def test_what_is_whole_is_said_in_one_sentence_and_what_was_not_promised_in_another(hopped):
    assert sentences(hopped()) == [
        "In 2\u202f000 operations under first-way, second-way every line was right, every result and failure came back "
        "once, and nothing was left alive at the end.",
        "Under nothing, which does not promise right lines there: 20 lines of 20 wrong; every result and failure came "
        "back once, and nothing was left alive."]


@pytest.mark.parametrize("bent, said", [
    (dict(lines={"right": 1999, "wrong": 1}), "which promises right lines there: 1 line of 2\u202f000 wrong"),
    (dict(came_back=998), "2 operations not come back right"),
    (dict(unhandled=1), "1 failure unhandled"),
    (dict(requests_ended=4), "1 request never ended"),
    (dict(alive={"contexts": 3, "deferreds": 1}), "3 contexts left alive, 1 deferred left alive"),
])
def test_whatever_went_wrong_is_said_of_the_scheme_and_takes_it_from_the_whole_ones(hopped, bent, said):
    first, *others = sentences(hopped(**bent))
    assert first.startswith("In 1\u202f000 operations under second-way ")
    assert any(said in each and each.startswith("Under first-way") for each in others)


def test_the_report_shows_them_or_says_that_there_are_none(save):
    def report(**bent):
        records = Records(load_run(save(synthetic.run(), "run.json")),
                          bench=load_bench(save(synthetic.bench(**bent), "bench.json")))
        return render(records), unmeasured(records, [])
    files, lacking = report()
    for name in ("report.html", "report.md"):
        assert "Between threads" in files[name] and "In 2\u202f000 operations under" in files[name]
    assert not any("hopped" in each for each in lacking)
    files, lacking = report(hopped=[])
    assert "Between threads" not in files["report.html"] and "Between threads" not in files["report.md"]
    assert any("hopped" in each for each in lacking)


def test_a_record_of_another_kind_is_refused(save):
    value = synthetic.bench()
    del value["hops"][0]["lines"]
    with pytest.raises(RecordError, match="lines"):
        load_bench(save(value))
