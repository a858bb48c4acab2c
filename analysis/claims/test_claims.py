"""The framework of the claims: roles, missing evidence, and that nothing here knows a scheme."""

import re
from pathlib import Path

import pytest

from analysis import synthetic
from analysis.claims.evidence import NOT_DECIDED, VERDICTS, Claim, Evidence, Judgement, NotDecided, judge, plural, state
from analysis.claims.all import ALL, judge_all


def test_every_claim_of_both_documents_is_judged_once_and_in_order():
    for document in ("L", "S"):
        numbers = [int(c.id[1:]) for c in ALL if c.id[0] == document]
        assert numbers and numbers == list(range(1, len(numbers) + 1))
    assert {c.id[0] for c in ALL} == {"L", "S"}


def test_every_claim_shows_its_rule():
    for claim in ALL:
        assert len(claim.rule) > 50 and "\n" not in claim.rule, claim.id


def test_claims_are_worded_with_the_names_in_the_record(world):
    texts = {c.id: c.worded(world()) for c in ALL}
    assert synthetic.FIRST in texts["L2"] and synthetic.SECOND in texts["L10"]
    assert not any("{" in t for t in texts.values())


def test_nothing_but_tests_spells_the_name_of_a_scheme():
    folder = Path(__file__).parents[1]
    name = re.compile("clear.on.incomplete|preserve.caller", re.IGNORECASE)
    for path in [*folder.rglob("*.py"), *folder.rglob("templates/**/*.j2")]:
        if not path.name.startswith("test_"):
            assert not name.search(path.read_text()), path.name


@pytest.mark.parametrize("scenario", sorted({n for names in synthetic.VARIANTS.values() for n in names.split()}))
def test_no_single_missing_scenario_breaks_a_judge(scenario, world):
    for judged in judge_all(Evidence(world(without=(scenario,)))):
        assert judged.judgement.verdict in VERDICTS and judged.judgement.figures, judged.claim.id


def test_an_empty_record_decides_nothing(world):
    everything = tuple(n for names in synthetic.VARIANTS.values() for n in names.split())
    for judged in judge_all(Evidence(world(without=everything))):
        assert judged.judgement.verdict.startswith("not "), judged.claim.id


def test_a_record_without_the_alternative_decides_nothing_on_it(world):
    schemes = [s for s in synthetic.SCHEMES if s["role"] != "alternative"]
    verdicts = {j.claim.id: j.judgement for j in judge_all(Evidence(world(schemes=schemes)))}
    for claim in ("L1", "L10", "L11", "L12", "L14", "L15", "L18"):
        assert verdicts[claim].verdict == NOT_DECIDED and "alternative" in verdicts[claim].figures[0], claim


def test_deciding_scenarios_are_in_the_record(world, timed):
    run = world()
    for judged in judge_all(Evidence(run, timed())):
        assert set(judged.judgement.scenarios) <= run.scenarios.keys()


def test_what_cannot_be_told_is_said_with_its_reason(world):
    evidence = Evidence(world(changes={("gather/naive", "rules"): dict(unsupported="no words for it")}))
    with pytest.raises(NotDecided, match="no words for it"):
        evidence.see("rules", "gather/naive")


def test_scenarios_that_even_the_control_gets_right_cannot_tell(world):
    evidence = Evidence(world(changes={("linear/complete", "control"): dict(lost=0)}))
    with pytest.raises(NotDecided, match=synthetic.NOTHING):
        evidence.must_be_able_to_fail(["linear/complete"])
    evidence.must_be_able_to_fail(["linear/complete", "linear/incomplete"])


def test_a_judge_without_evidence_is_not_decided_with_the_reason(world):
    def judge_it(e):
        """A rule."""
        raise NotDecided("because")
    assert judge(Claim("L99", "", judge_it), Evidence(world())) == Judgement(NOT_DECIDED, ("because",))


def test_words(world):
    assert plural(1, "turn") == "1 turn" and plural(2, "turn") == "2 turns"
    run = world()
    assert state(run.seen("linear/scope-held", run.by_role("alternative"))) == \
        "6 of 7 lines right, 1 leaked; 1 turn left a context behind, never clean again"
