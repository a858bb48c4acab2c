"""What every small program decides, as its counts are bent."""

import pytest

from analysis import synthetic
from analysis.records.envelope import RecordError

FIRST, SECOND = synthetic.FIRST, synthetic.SECOND


@pytest.fixture
def judgement(judged):
    return lambda claim, exploration: judged(claim, exploration=exploration)


@pytest.mark.parametrize("how, verdict", [
    ({}, "supported"),
    ({"harm": {FIRST: 10, SECOND: 20}}, "refuted"),
    ({"harm": {FIRST: 10, SECOND: 10}}, "refuted"),
    ({"bend": {("bare", 4, "both", SECOND, "wrap-twice"): 99}}, "in part"),
    # Below the largest size nothing is decided.
    ({"bend": {("bare", 3, "both", SECOND, "wrap-twice"): 99}}, "supported"),
])
def test_less_easy_to_get_wrong(explored, judgement, how, verdict):
    found = judgement("L13", explored(**how))
    assert found.verdict == verdict, found.figures
    assert ("Not so: bare, size 4" in " ".join(found.figures)) == (verdict != "supported")


@pytest.mark.parametrize("forever, verdict", [(0, "supported"), (5, "in part"), (20, "refuted")])
def test_works_itself_out(explored, judgement, forever, verdict):
    assert judgement("L3", explored(forever=forever)).verdict == verdict


def test_without_an_exploration_the_stories_decide(judgement):
    assert judgement("L13", None).verdict == "supported"
    assert "comparisons" not in judgement("L13", None).figures[0]


def test_no_harm_is_no_mess(explored, judgement):
    assert judgement("L3", explored(harm={FIRST: 1, SECOND: 1},
                                    bend={(s, 4, "own", FIRST, "forget-await"): 0 for s in ("bare", "served")})
                     ).verdict == "not decided"


@pytest.mark.parametrize("dropped, verdict", [
    (None, "supported"),  # by the stories alone
    (([0, 3, 2], [0, 0, 0]), "supported"),
    (([0, 3, 2], [1, 0, 0]), "in part"),
    (([0, 3, 2], [0, 1, 0]), "in part"),
    (([1, 3, 2], [0, 0, 0]), "in part"),
])
def test_hard_to_track_down(explored, judgement, dropped, verdict):
    found = judgement("L17", explored(dropped=dropped))
    assert found.verdict == verdict, found.figures
    assert ("dropping both ends" in " ".join(found.figures)) == (dropped is not None)


def bent(change):
    lines = synthetic.exploration()
    change(lines)
    return lines


@pytest.mark.parametrize("change, said", [
    (lambda lines: lines[0]["schemes"][FIRST].update(harm=3), "do not add up to 1000"),
    (lambda lines: lines[0]["outcome"][0].append(1), "do not add up to 1000"),
    (lambda lines: lines[1]["tally"][0].update(harm=101), "contradict each other"),
    (lambda lines: lines.append(lines[0]), "is there already"),
    (lambda lines: lines[0].update(ranks=[0, 9]), "of a part of the programs"),
    (lambda lines: lines[0].pop("size"), "is no line of an exploration"),
])
def test_a_record_that_lies_is_refused(explored, change, said):
    with pytest.raises(RecordError, match=said):
        explored(lines=bent(change))
