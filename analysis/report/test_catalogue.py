"""The catalogue's section: a row a pattern, a cell a scheme, naive and mended."""

from dataclasses import replace

from analysis import synthetic
from analysis.report.catalogue import Cell, happened, mended, rows
from analysis.records.run import load_run
from analysis.report.render import Records, render

PATTERN = {"number": 7, "text": "fired, but paused", "program": "in A{ ~d }", "wild": "the reactor g A",
           "source": "someone/somewhere#1", "shown_by": "lines"}


def _run(tmp_path, write):
    value = synthetic.run()
    for name in ("fire-and-forget/naive", "linear/wrapped-sleep"):
        scenario = next(s for s in value["scenarios"] if s["name"] == name)
        scenario["pattern"] = PATTERN
        scenario["variant"] = "naive" if name.endswith("naive") else "remedy"
    return load_run(write(value, tmp_path / "run.json"))


def _write(value, path):
    import json
    path.write_text(json.dumps(value))
    return path


def test_a_pattern_is_one_row_with_both_tellings_of_each_scheme(tmp_path):
    run = _run(tmp_path, _write)
    (row,) = rows(run)
    assert row.pattern.number == 7 and row.pattern.source == "someone/somewhere#1"
    assert [s.name for s, _, _ in row.cells] == [s.name for s in run.schemes]
    by_role = {s.role: (naive, mended) for s, naive, mended in row.cells}
    assert by_role["rules"][0].state == "wrong" and by_role["rules"][1].state == "right"
    assert by_role["control"][1].state == "wrong"  # it carries nothing, so no remedy helps


def test_lines_that_the_story_did_not_touch_are_left_out_and_cpu_is_shown_where_it_is_the_pattern(tmp_path):
    seen = replace(next(iter(_run(tmp_path, _write).observations.values())), unsupported=None, cpu_spent=110, cpu_wrong=100,
                   trace=(("log", "a", "sentinel", "competing"), ("log", "b", "r1", "competing")))
    seen = replace(seen, turns=replace(seen.turns, leaked=0))
    assert happened(seen, "lines").what == "wanted competing, got r1"
    assert happened(seen, "cpu").what == "wanted competing, got r1; CPU charged wrongly: 100 of 110 units"
    assert happened(replace(seen, trace=()), "lines").state == "right"
    kept = replace(seen, trace=(), alive={"contexts": 1})
    assert happened(kept, "lines").state == "right" and happened(kept, "alive").what == "1 context never freed"
    assert happened(replace(seen, unsupported="no threads"), "lines").what == "unsupported: no threads"
    assert happened(None, "lines").state == "missing"


def test_lines_are_put_together_by_whose_name_they_got(tmp_path):
    seen = replace(next(iter(_run(tmp_path, _write).observations.values())), unsupported=None,
                   trace=tuple(("log", "x", got, owner) for got, owner in
                               (("r1", "r2"), ("sentinel", "r3"), ("r1", "sentinel"), ("r1", "r2"), ("r1", "r4"),
                                ("r1", "r5"))))
    seen = replace(seen, turns=replace(seen.turns, leaked=0))
    assert happened(seen, "lines").what == "wanted r2, nobody, r4 and 1 more, got r1 (5 lines); wanted r3, got nobody"


def test_what_the_remedies_come_to_is_counted(tmp_path):
    (row,) = rows(_run(tmp_path, _write))
    assert mended([row]) == ["After the remedy everything is right in every row under "
                             f"{synthetic.FIRST}, {synthetic.SECOND}.",
                             f"Under {synthetic.NOTHING} everything is right after the remedy in no row."]
    wrong = replace(row, cells=tuple((s, a, Cell("wrong", "")) for s, a, _ in row.cells))
    said = f"Under {synthetic.FIRST} everything is right after the remedy in 1 of 2 rows (not in 7)."
    assert said in mended([row, wrong])
    assert mended([]) == []


def test_a_cell_that_cannot_be_told_counts_against_its_scheme(tmp_path):
    run = _run(tmp_path, _write)
    name = next(n for n, s in run.scenarios.items() if s.pattern and s.variant == "remedy")
    untold = replace(run.seen(name, run.by_role("rules")), unsupported="no words for it")
    run.observations[(name, synthetic.FIRST)] = untold
    assert f"Under {synthetic.FIRST} everything is right after the remedy in no row." in mended(rows(run))
    assert '<td class="wrong">unsupported: no words for it</td>' in render(Records(run))["report.html"]


def test_the_report_shows_the_section_only_if_there_are_patterns(tmp_path):
    with_rows = render(Records(_run(tmp_path, _write)))
    for file in ("report.html", "report.md"):
        assert "fired, but paused" in with_rows[file] and "someone/somewhere#1" in with_rows[file]
    plain = render(Records(load_run(_write(synthetic.run(), tmp_path / "plain.json"))))
    assert 'id="catalogue"' not in plain["report.html"] and "## The catalogue" not in plain["report.md"]


def test_what_the_catalogue_says_of_a_row_is_not_counted_as_the_documents(tmp_path):
    plain = render(Records(load_run(_write(synthetic.run(), tmp_path / "plain.json"))))
    assert "Of 1 thing that the document says of these scenarios, 1 came out so" in plain["report.html"]
    assert "What the catalogue says" not in plain["report.md"]
    with_rows = render(Records(_run(tmp_path, _write)))  # its one prediction is of a row
    assert "The record holds nothing that the document says." in with_rows["report.html"]
    assert "Of 1 thing that the catalogue says of its rows, 1 came out so" in with_rows["report.html"]
    assert "0 of 0 agree" in with_rows["report.md"] and "1 of 1 agree" in with_rows["report.md"]
