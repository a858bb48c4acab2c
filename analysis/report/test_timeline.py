"""Traces become turns, turns become pictures, and the distance from cause to effect is counted."""

import re
from xml.etree import ElementTree

from analysis import synthetic
from analysis.records.timeline import Line, leak_distance, turns_of, unhandled_in
from analysis.report.timeline_svg import ALIKE, MOST_TURNS, RUN, columns, contexts_of, draw, drawn, segments

TRACE = [
    ["start", 0, "sentinel"], ["switch", "A"], ["log", "in", "A", "A"], ["turn", 0, "A"],
    ["start", 2, "A"], ["log", "mine", "A", "B"], ["warn", "found", "A", "B"], ["unhandled", "boom", "A"],
    ["switch", "sentinel"], ["log", "gone", "sentinel", "B"], ["end", 0, "ok", "sentinel"], ["turn", 2, "sentinel"],
    ["usage", "A", 0, 0, 0, 0, 0],
]


def test_a_line_knows_its_verdict():
    assert Line("", "A", "A").verdict == "right"
    assert Line("", "sentinel", "A").verdict == "lost"
    assert Line("", "A", "sentinel").verdict == "leaked"
    assert Line("", "A", "B").verdict == "misattributed"


def test_turns():
    first, second = turns_of(TRACE)
    assert (first.at, first.left, first.leaked, first.wrong) == (0, "A", True, [])
    assert [line.verdict for line in second.wrong] == ["misattributed", "lost"]
    assert second.warnings == ["found A B", "unhandled failure: boom"] and not second.leaked


def test_a_failure_that_nobody_handled_is_in_the_context_it_was_reported_in():
    there = [["log", "on a thread", "A", "A"], ["unhandled", "boom", "A"]]
    trace = [["start", 0, "sentinel"], ["turn", 0, "sentinel"], *there, ["start", 1, "B"], ["turn", 1, "B"]]
    assert unhandled_in(trace) == ["A"]
    assert turns_of(trace)[1].warnings == ["unhandled failure: boom"]


def test_a_trace_without_starts_and_switches_still_shows_its_contexts():
    bare = [e for e in TRACE if e[0] not in ("start", "switch")]
    assert [s.context for s in segments(turns_of(bare)[0])] == ["sentinel", "A"]
    assert len(turns_of(bare)[1].wrong) == 2


def test_a_turn_without_lines_has_a_band_too():
    turns = turns_of([["end", 0, "ok", "sentinel"], ["turn", 0, "sentinel"], ["turn", 1, "sentinel"]])
    assert [[s.context for s in segments(t)] for t in turns] == [["sentinel"], ["sentinel"]]
    ElementTree.fromstring(draw({"a": turns}))


def test_what_other_threads_log_between_turns_is_not_lost():
    trace = [["start", 0, "sentinel"], ["turn", 0, "B"], ["log", "there", "sentinel", "A"], ["log", "too", "A", "A"],
             ["start", 1, "B"], ["log", "here", "B", "B"], ["turn", 1, "sentinel"], ["warn", "lost", "A"],
             ["log", "late", "A", "B"]]
    turns = turns_of(trace)
    assert [(t.at, t.elsewhere, [line.text for line in t.lines], t.left) for t in turns] == [
        (0, False, [], "B"), (0, True, ["there", "too"], "B"), (1, False, ["here"], "sentinel"),
        (1, True, ["late"], "sentinel")]
    assert [s.context for s in segments(turns[1])] == ["sentinel", "A"]
    picture = draw({"a": turns})
    assert ">threads<" in picture and ">t=1<" in picture
    assert not any(t.elsewhere for t in turns_of(trace[:2] + trace[4:7] + [["warn", "lost", "A"]]))


def test_no_trace_no_turns():
    assert turns_of([]) == []


def observed(world, **args):
    run = world(changes={("linear/complete", "rules"): args})
    return run.seen("linear/complete", run.by_role("rules"))


def test_distance_is_counted_in_turns_and_right_lines(world):
    events = [["start", 0, "sentinel"], ["turn", 0, "A"], ["start", 1, "A"], ["switch", "B"], ["log", "b", "B", "B"],
              ["switch", "sentinel"], ["log", "lost", "sentinel", "B"], ["switch", "A"], ["turn", 1, "A"],
              ["start", 5, "A"], ["log", "c", "A", "sentinel"], ["turn", 5, "sentinel"]]
    distance = leak_distance(observed(world, events=events))
    assert (distance.turns, distance.lines, distance.warned) == (2, 1, ())


def test_a_loss_before_the_leak_is_not_its_effect(world):
    events = [["start", 0, "sentinel"], ["log", "a", "sentinel", "A"], ["turn", 0, "A"], ["start", 1, "A"],
              ["switch", "sentinel"], ["turn", 1, "sentinel"]]
    assert leak_distance(observed(world, events=events)) is None


def test_no_leak_no_distance(world):
    assert leak_distance(observed(world)) is None


def picture(traces: dict, **how) -> ElementTree.Element:
    return ElementTree.fromstring(draw({k: turns_of(v) for k, v in traces.items()}, **how))


def test_the_picture_marks_wrong_lines_by_sign_and_leaks_by_a_strip():
    text = draw({"one": turns_of(TRACE), "two": turns_of([])}, standalone=True)
    ElementTree.fromstring(text)
    assert text.count('class="w"') == 2 and ">×<" in text and ">?<" in text
    assert text.count("left A behind") == 1
    assert text.count('class="k"') == 2
    assert "<style>" in text and 'id="h0"' in text


def test_inside_the_page_hatches_and_style_are_shared():
    text = draw({"one": turns_of(TRACE)})
    assert "<style>" not in text and "<pattern" not in text and "url(#h0)" in text


def test_names_in_a_trace_cannot_break_the_picture():
    bad = [["start", 0, "sentinel"], ["switch", '<b>&"'], ["log", "</svg>", '<b>&"', "A"], ["turn", 0, "sentinel"]]
    picture({'<s "&': bad}, standalone=True)


def test_turns_of_all_schemes_share_columns():
    later = [["start", 7, "sentinel"], ["turn", 7, "sentinel"], ["start", 7, "sentinel"], ["turn", 7, "sentinel"]]
    assert columns({"a": turns_of(TRACE), "b": turns_of(later)}) == [(0, 0), (2, 0), (7, 0), (7, 1)]


def test_long_runs_leave_out_the_turns_in_which_nothing_went_wrong():
    quiet = [e for t in range(500) for e in (["start", t, "sentinel"], ["turn", t, "sentinel"])]
    quiet[600:602] = [["start", 300, "sentinel"], ["log", "x", "sentinel", "A"], ["turn", 300, "sentinel"]]
    rows = {"a": turns_of(quiet)}
    kept = drawn(columns(rows), rows)
    assert [k for k in kept if not isinstance(k, int)] == [(0, 0), (300, 0), (499, 0)]
    assert sum(k if isinstance(k, int) else 1 for k in kept) == 500


def test_of_many_turns_that_tell_something_those_with_a_wrong_line_stay():
    busy = [e for t in range(100) for e in (["start", t, "sentinel"], ["switch", "AB"[t % 2]], ["turn", t, "sentinel"])]
    busy[270:272] = [["start", 90, "sentinel"], ["log", "x", "sentinel", "A"]]
    rows = {"a": turns_of(busy)}
    kept = drawn(columns(rows), rows)
    assert (90, 0) in kept and sum(not isinstance(k, int) for k in kept) in (MOST_TURNS - 1, MOST_TURNS)


def test_long_runs_of_lines_become_one_mark_with_a_count():
    many = [["start", 0, "sentinel"], *(["log", f"{i}", "sentinel", "A"] for i in range(64)), ["turn", 0, "sentinel"]]
    text = draw({"a": turns_of(many)})
    assert text.count('class="w"') == 1 and "×64" in text


def test_what_repeats_within_a_turn_is_drawn_once_with_how_often():
    once = [["switch", "A"], ["log", "x", "A", "A"], ["switch", "sentinel"]]
    few, many = ([["start", 0, "sentinel"], *(times * once), ["turn", 0, "sentinel"]] for times in (RUN, 64))
    assert len(segments(turns_of(few)[0])) == 2 * RUN + 1
    folded = segments(turns_of(many)[0])
    assert [(s.context, s.times) for s in folded] == [("sentinel", 1), ("A", 64), ("sentinel", 1)]
    assert "×64" in draw({"a": turns_of(many)}) and "×" not in draw({"a": turns_of(few)})
    # One that differs is not swallowed.
    odd = [["start", 0, "sentinel"], *(20 * once), ["switch", "A"], ["log", "y", "A", "B"], ["switch", "sentinel"],
           *(20 * once), ["turn", 0, "sentinel"]]
    assert sum(m.kind == "misattributed" for s in segments(turns_of(odd)[0]) for m in s.marks) == 1


def test_of_turns_that_look_alike_the_first_stand_for_all():
    wrong = [e for t in range(60)
             for e in (["start", t, "sentinel"], ["log", "x", "sentinel", "A"], ["turn", t, "sentinel"])]
    wrong[90:93] = [["start", 30, "sentinel"], ["log", "x", "A", "B"], ["turn", 30, "sentinel"]]
    rows = {"a": turns_of(wrong)}
    kept = drawn(columns(rows), rows)
    assert (30, 0) in kept and sum(k if isinstance(k, int) else 1 for k in kept) == 60
    assert sum(not isinstance(k, int) for k in kept) == 2 * ALIKE + 2  # the two runs, the odd one, and the last


def test_pictures_stay_light():
    for changes in ({}, dict(lost=64, leaked=64, turns_leaked=64)):
        text = draw({s: turns_of(synthetic.trace(**changes)) for s in "abcd"})
        assert len(text) < 40_000


def test_contexts_in_order_of_appearance():
    assert contexts_of({"a": turns_of(TRACE)}) == ["A"]
    assert not re.search("sentinel", "".join(contexts_of({"a": turns_of(TRACE)})))
