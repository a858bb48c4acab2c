"""Rows of the tables: what each cell says, and what the document said."""

from analysis import synthetic
from analysis.report import matrix

CLEAN = dict(lost=0)


def sections(run):
    return {s.scenario.name: s for f in matrix.families(run) for s in f.sections}


def test_every_scenario_has_an_entry_for_every_scheme(world):
    run = world()
    found = sections(run)
    assert found.keys() == run.scenarios.keys()
    assert all([e.scheme.name for e in s.entries] == [x["name"] for x in synthetic.SCHEMES] for s in found.values())


def test_a_scenario_that_nobody_gets_wrong_has_no_picture(world):
    found = sections(world(changes={("linear/complete", "control"): CLEAN}))
    assert found["linear/complete"].picture is None
    assert found["linear/incomplete"].picture.only_expected
    assert not found["linear/scope-held"].picture.only_expected
    # A scheme that is wrong even as it prescribes the story is expected to be wrong elsewhere.
    lost_once = world(changes={("linear/complete", "rules"): dict(lost=1)})
    assert not sections(lost_once)["linear/complete"].picture.only_expected
    bent = {("linear/complete", "rules"): dict(lost=1), ("gather/many-4", "rules"): dict(lost=1)}
    assert sections(world(changes=bent))["linear/complete"].picture.only_expected


def test_wrong_lines_are_told_by_what_went_wrong_with_them(world):
    picture = sections(world())["linear/forgotten-await"].picture
    (group,) = picture.wrong[synthetic.FIRST]
    assert (group.sign, group.owner, group.carried, group.count) == ("?", "A", "nobody", 3)
    assert picture.counts == {synthetic.FIRST: 3, synthetic.NOTHING: 6}


def test_cells(world):
    changes = {("linear/complete", "rules"): dict(warnings={"lost": 2, "found": 0}, turns_leaked=1, until_clean=None,
                                                       unhandled=1)}
    entry = sections(world(changes=changes))["linear/complete"].entries[0]
    assert (entry.warnings, entry.clean_after, entry.alive, entry.comparison) == \
        ("lost 2, unhandled failure 1", "never", "", "")


def test_what_differs_from_the_document_comes_first_then_what_was_not_run(world):
    run = world()
    scenario = run.scenarios["fire-and-forget/naive"]
    for name, matches in (("linear/complete", True), ("linear/incomplete", None), ("linear/wrapper", False)):
        run.scenarios[name] = type(scenario)(**{**vars(scenario), "name": name})
        o = run.observations[(name, synthetic.FIRST)]
        run.observations[(name, synthetic.FIRST)] = type(o)(**{**vars(o), "matches": matches})
    assert [a.matches for a in matrix.comparisons(run)] == [False, None, True, True]


def test_totals_count_by_telling_and_scheme(world):
    totals = {(t.variant, t.scheme.name): t for t in matrix.totals(world())}
    naive = totals[("naive", synthetic.FIRST)]
    assert (naive.scenarios, naive.lost, naive.leaked, naive.turns_leaked, naive.never_clean) == (10, 11, 4, 10, 2)
    assert totals[("idiomatic", synthetic.NOTHING)].right == 0


def test_what_cannot_be_told_is_counted_apart(world):
    totals = matrix.totals(world(changes={("gather/naive", "rules"): dict(unsupported="no words")}))
    naive = next(t for t in totals if (t.variant, t.scheme.name) == ("naive", synthetic.FIRST))
    assert (naive.scenarios, naive.unsupported) == (9, 1)


def test_of_what_came_out_only_that_is_set_beside_the_document_of_which_it_speaks(world):
    changes = {("fire-and-forget/naive", "rules"): dict(matches=True, faults=("lost", "alive", "warning"))}
    (only,) = matrix.comparisons(world(changes=changes))
    assert only.found == ("lost",)


def test_what_is_right_and_quiet_is_told_apart(world):
    changes = {("linear/complete", "alternative"): dict(warnings={"lost": 1})}
    section = sections(world(changes=changes))["linear/complete"]
    assert [e.scheme.name for e in section.uneventful] == [synthetic.FIRST]
    assert [e.scheme.name for e in section.eventful] == [synthetic.SECOND, synthetic.NOTHING]
    for bad in (dict(unsupported="no words"), dict(cpu=(3, 1)), dict(matches=False), dict(turns_leaked=1), dict(unhandled=1)):
        assert not sections(world(changes={("linear/complete", "rules"): bad, **changes}))["linear/complete"].uneventful
