"""The whole report: what stands in it, that it needs nothing else, and that it is written whole or not at all."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis import synthetic
from analysis.report import matrix, plots
from analysis.__main__ import main
from analysis.records.bench import load_bench
from analysis.records.instructions import load_instructions
from analysis.claims.evidence import Evidence
from analysis.claims.all import judge_all
from analysis.records.clocks import load_clocks
from analysis.records.replay import load_replay
from analysis.records.envelope import RecordError
from analysis.records.run import load_run
from analysis.report.render import Records, machine, number, render, unmeasured, write
from analysis.report.verdict import sentences, tally


@pytest.fixture
def records(save, monkeypatch):
    """Loaded records; without `drawn` one stand-in for the plots, which take their time."""
    def _records(quick=False, peers=True, met=True, only_run=False, drawn=False, **bent):
        if not drawn:
            monkeypatch.setattr(plots, "all_plots", lambda _: [plots.Plot("ratios", "<svg/>", "A caption.")])
        run = load_run(save(synthetic.run(**bent), "run.json"))
        if only_run:
            return Records(run, quick=quick)
        return Records(run, quick, bench=load_bench(save(synthetic.bench(peers=peers), "bench.json")),
                       instructions=load_instructions(save(synthetic.instructions(met), "instructions.json")),
                       replay=load_replay(save(synthetic.replay(), "replay.json")),
                       clocks=load_clocks(save(synthetic.clocks(), "clocks.json")))
    return _records


class Page(HTMLParser):
    """Collects ids, links and tags; checks that tags close as they open."""

    VOID = {"meta", "img", "br", "link", "path", "rect", "circle"}

    def __init__(self, text):
        super().__init__()
        self.ids, self.hrefs, self.sources, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.ids += [a["id"]] if "id" in a else []
        self.hrefs += [a["href"]] if "href" in a else []
        self.sources += [a["src"]] if "src" in a else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, self.getpos()


def test_the_page_is_whole_and_needs_nothing_else(records):
    text = render(records(drawn=True))["report.html"]
    page = Page(text)
    assert page.open == [] and len(page.sources) == 5
    assert all(s.startswith("data:") for s in page.sources)
    assert all(h.startswith("#") for h in page.hrefs)
    assert not re.search(r"@import|<script|<link|url\((?!#)", text)
    assert len(page.ids) == len(set(page.ids))
    assert {h[1:] for h in page.hrefs} <= set(page.ids)


def test_every_scenario_and_claim_has_its_place(records):
    r = records()
    page = Page(render(r)["report.html"])
    for name in r.run.scenarios:
        assert matrix.anchor(name) in page.ids
    assert {f"claim-L{i}" for i in range(1, 19)} | {f"claim-S{i}" for i in range(1, 6)} <= set(page.ids)


def test_a_picture_for_each_scenario_in_which_some_scheme_is_wrong(records):
    r = records()
    files = render(r)
    page = Page(files["report.html"])
    for name in r.run.scenarios:
        wrong = any(o.lines.wrong for s in r.run.schemes if (o := r.run.seen(name, s)))
        assert (f"picture-{matrix.anchor(name)}" in page.ids) == wrong
        assert (f"plots/{matrix.anchor(name)}.svg" in files) == wrong


def test_quick_is_said_on_its_face(records):
    for name in ("report.html", "report.md"):
        assert "QUICK" in render(records(quick=True))[name]
        assert "QUICK" not in render(records())[name]


def test_a_record_that_was_quick_makes_a_quick_report(records):
    r = records()
    r = Records(**(r.by_kind | {"bench": dataclasses.replace(r.bench, quick=True)}))
    assert "QUICK" in render(r)["report.md"]


def test_goals_are_shown_honestly(records):
    good, bad = render(records(met=True))["report.html"], render(records(met=False))["report.html"]
    assert "NOT met" in bad and "NOT met" not in good
    assert "not measured" in good  # the goal that needs the peer


def test_programs_replayed_have_their_section(records, save):
    r = records()
    for text in render(r).values():
        assert "<svg" in text or "event for event" in text and "1\u202f100\u202f000" in text and "forgotten" in text
    bent = Records(**(r.by_kind | {"replay": load_replay(save(synthetic.replay(differed=2, met=False)))}))
    files = render(bent)
    assert "4 differ" in files["report.md"] and "4 differ" in files["report.html"]
    assert "NOT met" in files["report.md"]  # the speed


def test_peers_are_named_or_said_to_be_missing(records):
    assert "KJ" in render(records())["report.html"]
    without = render(records(peers=False))
    assert "Peers were not measured" in without["report.html"] and "Peers were not measured" in without["report.md"]


def test_a_run_alone_makes_a_report_that_says_what_is_missing(records):
    files = render(records(only_run=True))
    Page(files["report.html"])
    for what in ("No overhead was timed", "No instructions were counted", "No programs were replayed",
                 "No clock of the accounting was measured"):
        assert what in files["report.html"] and what in files["report.md"]


def test_a_difference_from_the_document_stands_first(records):
    r = records(changes={("fire-and-forget/naive", "rules"): dict(matches=False, faults=("leaked",))})
    assert matrix.comparisons(r.run)[0].matches is False
    assert "did not" in render(r)["report.html"]


def test_what_cannot_be_told_is_shown(records):
    r = records(changes={("gather/naive", "alternative"): dict(unsupported="no words for it")})
    files = render(r)
    assert "no words for it" in files["report.html"] and "no words for it" in files["report.md"]


def schemes_of(count):
    extra = [{"name": f"way-{i}", "role": f"part-{i}", "brief": "Another way."} for i in range(count - 3)]
    return synthetic.SCHEMES + extra


def test_tables_tighten_where_schemes_are_many(records):
    assert '<table class="matrix">' in render(records())["report.html"]
    text = render(records(schemes=schemes_of(7)))["report.html"]
    Page(text)
    assert '<table class="matrix many">' in text and '<table class="matrix">' not in text and "way-3" in text


def test_what_a_scheme_cannot_tell_counts_in_the_verdict(records):
    names = [n for n, s in records().run.scenarios.items() if s.variant == "naive"]
    some = records(changes={(n, "alternative"): dict(unsupported="no words for it") for n in names[:2]}).run
    text = sentences(some, [], None)[1]
    assert f" and 1 leaked turn, {synthetic.NOTHING} 60 of 60; " in text
    assert f"unsupported: 2 under {synthetic.SECOND}." in text
    none = records(changes={(n, "alternative"): dict(unsupported="no words for it") for n in names}).run
    assert f"unsupported: {len(names)} under {synthetic.SECOND}." in sentences(none, [], None)[1]


def test_the_verdict_names_together_those_that_get_every_line_right(records):
    text = sentences(records().run, [], None)[0]
    assert f"nothing leaks under {synthetic.FIRST} and {synthetic.SECOND};" in text
    bent = records(changes={("gather/many-4", "alternative"): dict(lost=1)}).run
    text = sentences(bent, [], None)[0]
    assert f"nothing leaks under {synthetic.FIRST};" in text and f"wrong lines: {synthetic.SECOND} 1 of 90," in text


def test_what_cannot_be_told_is_said_once_for_each_reason(records):
    names = list(records().run.scenarios)[:7]
    r = records(changes={(n, "alternative"): dict(unsupported="no words for it") for n in names})
    told = [s for s in unmeasured(r, []) if s.startswith("Unsupported")]
    assert told == [f"Unsupported under {synthetic.SECOND}: {', '.join(names[:5])} and 2 more; no words for it."]
    same = {(n, role): dict(unsupported="no words for it") for n in names for role in ("rules", "alternative")}
    told = [s for s in unmeasured(records(changes=same), []) if s.startswith("Unsupported")]
    assert len(told) == 1 and told[0].startswith(f"Unsupported under {synthetic.FIRST}, {synthetic.SECOND}: ")


def test_text_of_a_record_cannot_become_markup(records):
    schemes = [dict(synthetic.SCHEMES[0], brief="<script>|x|</script>"), *synthetic.SCHEMES[1:]]
    files = render(records(schemes=schemes))
    assert "<script>" not in files["report.html"]
    assert "\\|x\\|" in files["report.md"]


def test_markdown_tables_have_even_rows(records):
    text = render(records())["report.md"]
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block


def test_the_verdict_is_counted_from_the_judgements(records, timed, clock_record):
    run = records().run
    judged = judge_all(Evidence(run, timed(), clock_record()))
    assert sum(len(ids) for ids in tally(judged).values()) == 23
    text = " ".join(sentences(run, judged, timed()))
    assert "supports 17" in text and synthetic.FIRST in text and "ns" in text
    bent = records(changes={("linear/complete", "rules"): dict(lost=1)}).run
    assert "supports 16" in sentences(bent, judge_all(Evidence(bent, timed(), clock_record())), None)[-1]


def test_the_machine_is_named_once_and_disagreement_shows(records):
    rows = dict(machine(records()))
    assert rows["load while timing began"] == "0.50 0.25"
    assert rows["commit"] == "abc123" and rows["uncommitted changes"] == "no" and rows["compiler"] == "g++ 12.2.0"


def test_what_was_not_run_is_said(records):
    r = records()
    gone = ("linear/complete", synthetic.FIRST)
    r.run.observations.pop(gone)
    assert any("linear/complete under first-way" in s for s in unmeasured(r, []))


@pytest.mark.parametrize("value, text", [(None, "–"), (3, "3"), (3.0, "3"), (3.14159, "3.14"), (12345, "12\u202f345"),
                                         (1234.5, "1\u202f234"), (0, "0")])
def test_numbers(value, text):
    assert number(value) == text


MAKERS = {"run": synthetic.run, "bench": synthetic.bench, "instructions": synthetic.instructions,
          "replay": synthetic.replay, "clocks": synthetic.clocks}


def arguments(save, tmp_path, **records):
    files = {name: make() for name, make in MAKERS.items()} | records
    out = []
    for name, value in files.items():
        out += [f"--{name}", str(save(value, f"{name}.json"))]
    return out + ["--out", str(tmp_path / "report")]


def test_the_command_writes_both_reports_and_nothing_else(save, tmp_path, capsys):
    assert main(arguments(save, tmp_path)) == 0
    report = tmp_path / "report"
    assert capsys.readouterr().out.strip() == str(report / "report.html")
    assert sorted(p.name for p in report.iterdir()) == ["plots", "report.html", "report.md"]
    assert not [p for p in report.rglob(".*")]


@pytest.mark.parametrize("name", MAKERS)
def test_a_bad_record_is_one_line_and_the_old_report_stays(name, save, tmp_path, capsys):
    report = tmp_path / "report"
    report.mkdir()
    (report / "report.html").write_text("old")
    cut = json.dumps(MAKERS[name]())[:-9]
    assert main(arguments(save, tmp_path, **{name: cut})) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and f"{name}.json" in error
    assert (report / "report.html").read_text() == "old"
    assert sorted(p.name for p in report.iterdir()) == ["report.html"]


def test_a_place_that_cannot_be_written_is_one_line(save, tmp_path, capsys):
    (tmp_path / "report").write_text("a file, no folder")
    assert main(arguments(save, tmp_path)) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_an_interrupted_write_leaves_the_old_page(records, tmp_path, monkeypatch):
    write(records(), tmp_path)
    before = (tmp_path / "report.html").read_text()

    def fail(*_):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(RecordError, match="No space left"):
        write(records(quick=True), tmp_path)
    assert (tmp_path / "report.html").read_text() == before
    assert not [p for p in tmp_path.rglob(".*")]


def test_help_has_an_example():
    root = Path(__file__).parents[2]
    out = subprocess.run([sys.executable, "-m", "analysis", "--help"], cwd=root, capture_output=True, text=True,
                         check=True)
    assert "example:" in out.stdout
