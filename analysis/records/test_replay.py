"""Programs replayed: what agrees, what the handmade ones show, and the speed."""

import pytest

from analysis import synthetic
from analysis.records.replay import Score, Shown, load_replay
from analysis.records.envelope import RecordError


@pytest.fixture
def replayed(save):
    return lambda **bent: load_replay(save(synthetic.replay(**bent)))


def test_scores_by_file_and_scheme(replayed):
    r = replayed(differed=1, unusable=2)
    assert [f.name for f in r.files] == ["handmade.jsonl", "random-core.jsonl"]
    assert r.schemes == [s["name"] for s in synthetic.SCHEMES]
    assert r.files[0].scores[synthetic.SECOND] == Score(agreed=2, differed=1)
    assert (r.agreed, r.differed, r.unusable) == (16, 2, 4)


def test_handmade_programs_add_up_by_scheme(replayed):
    r = replayed()
    total = r.handmade_totals()[0]
    assert total.scheme == synthetic.FIRST and total.sum == Shown(wrong_lines=7, leaked_turns=1, warnings=2)
    assert (total.programs, total.with_wrong_lines, total.with_leaked_turns) == (3, 2, 1)
    assert r.handmade["kept"][synthetic.FIRST].clean is False and r.handmade["linear"][synthetic.FIRST].clean


def test_a_turn_that_leaks_is_not_clean_and_a_warning_is():
    assert not Shown(0, 1, 0).clean and not Shown(1, 0, 0).clean and Shown(0, 0, 1).clean


def test_the_goal_is_the_records(replayed):
    assert [(g.id, g.must, g.met, g.direction) for g in replayed().goals] == [("replay-speed", 1e6, True, "at least")]
    assert replayed(met=False).goals[0].met is False


@pytest.mark.parametrize("field", ["files", "handmade", "alarms", "speed", "goals", "provenance"])
def test_a_record_without_a_field_is_refused(field, save):
    value = synthetic.replay()
    del value[field]
    with pytest.raises(RecordError, match=field):
        load_replay(save(value))


@pytest.mark.parametrize("bad", [{"files": [{"file": "x"}]}, {"files": [7]}, {"handmade": [{}]}, {"speed": None},
                                 {"files": [{"file": "x", "programs": 1, "unusable": 0, "schemes": []}]}])
def test_rows_of_another_shape_are_refused(bad, save):
    with pytest.raises(RecordError, match="expected ctxlab.replay version 4"):
        load_replay(save(synthetic.replay() | bad))
