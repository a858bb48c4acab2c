"""callgrind's dump, read: what the instructions of an execution are spent on."""

import dataclasses

import pytest

from analysis import synthetic
from analysis.records.profile import MUST, load_profile, part_of
from analysis.records.envelope import RecordError
from analysis.records.run import load_run
from analysis.report.render import Records, render

DUMP = """# callgrind format
version: 1
cmd:  build/ctxlab replay --time x.jsonl
positions: line
events: Ir
summary: 1000

fl=a.cpp
fn=ctxlab::programs::(anonymous namespace)::runner_of<ctxlab::second_way>::run(ctxlab::programs::program const&)
0 100
cfn=ctxlab::context::make(std::basic_string_view<char>)
calls=3 0
0 500

fn=ctxlab::context::make(std::basic_string_view<char>)
0 400
7 100

fn=malloc
0 250

fn=std::vector<ctxlab::context>::push_back(ctxlab::context&&)
0 150

fn=ctxlab::programs::time_programs(int)
cfn=ctxlab::programs::(anonymous namespace)::runner_of<ctxlab::second_way>::run(ctxlab::programs::program const&)
calls=4 0
0 1000

totals: 1000
"""


def test_an_instruction_counts_where_its_code_stands_and_calls_count_nowhere(save):
    profile = load_profile(save(DUMP))
    assert profile.instructions == 1000 and profile.command == "build/ctxlab replay --time x.jsonl"
    assert profile.executions == {"second_way": (4, 250.0)}
    (goal,) = profile.goals
    assert (goal.reached, goal.met, goal.aimed) == (250.0, True, True) and "second_way" in goal.how
    (missed,) = dataclasses.replace(profile, executions=profile.executions | {"first_way": (1, MUST + 1.0)}).goals
    assert (missed.reached, missed.met) == (MUST + 1.0, False) and "first_way" in missed.how
    assert dataclasses.replace(profile, executions={}).goals == ()
    assert [(p.name, p.share, p.most) for p in profile.parts] == [
        ("context", 0.5, "make 50.0%"), ("memory (malloc and free)", 0.25, "malloc 25.0%"),
        ("libraries", 0.15, "push_back 15.0%"), ("runner_of", 0.1, "run 10.0%")]


def test_many_small_parts_are_put_together(save):
    more = "".join(f"fn=ctxlab::part_{i}::f()\n0 {i + 1}\n\n" for i in range(15))
    parts = load_profile(save(DUMP.replace("totals:", more + "totals:"))).parts
    assert parts[-1].name == "7 others" and len(parts) == 13 and sum(p.share for p in parts) == pytest.approx(1)


@pytest.mark.parametrize("function, part", [
    ("ctxlab::programs::machine<ctxlab::a>::go_on(ctxlab::programs::activation<ctxlab::a>&)'2", ("machine", "go_on")),
    ("non-virtual thunk to ctxlab::programs::recorder::turn_ended(long)", ("recorder", "turn_ended")),
    ("ctxlab::gather(std::span<ctxlab::deferred const, 18446744073709551615ul>)", ("gather", "gather")),
    ("bool ctxlab::pool::empty<int>(int) [clone .isra.0]", ("pool", "empty")),
    ("operator new(unsigned long)", ("memory (malloc and free)", "operator new")),
    ("???", ("libraries", "???")), ("decltype(auto) std::f(int&&)", ("libraries", "f")),
    ("__memcpy_avx_unaligned_erms", ("libraries", "__memcpy_avx_unaligned_erms"))])
def test_the_part_of_a_function_is_its_class(function, part):
    assert part_of(function) == part


@pytest.mark.parametrize("dump, what", [(DUMP.replace("totals: 1000", ""), "cut short"),
                                        (DUMP.replace("events: Ir", "events: Ge"), "no count of instructions"),
                                         ("", "no count")])
def test_a_dump_that_is_none_is_refused(dump, what, save):
    with pytest.raises(RecordError, match=what):
        load_profile(save(dump))


def test_the_report_shows_it_or_says_that_it_is_missing(save):
    run = load_run(save(synthetic.run(), "run.json"))
    for name in ("report.html", "report.md"):
        assert "50.0 %" in render(Records(run, profile=load_profile(save(DUMP))))[name]
        assert "No profile of the programs was taken" in render(Records(run))[name]
