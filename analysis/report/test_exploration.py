"""What the report shows of every small program."""

import pytest

from analysis import synthetic
from analysis.report.exploration import distances, distances_of, plots, rows, sentences, weighings

FIRST, SECOND = synthetic.FIRST, synthetic.SECOND


def test_what_is_shown(explored):
    found = explored()
    first, second, *_ = rows(found)
    assert (first.programs, first.harm, first.disciplined, first.sizes) == (2000, 40, 1200, (3, 4))
    assert (first.recall, first.lint) == (50, 5)
    assert first.precision == pytest.approx(100 * 20 / 30)
    assert sentences(found)[0].startswith("Of all 2,000 programs of 3 to 4 statements")
    assert f"none does under {FIRST} or {SECOND}" in sentences(found)[0]
    assert [w.harm["by slip"] for w in weighings(found)] == 4 * [{FIRST: 0.2, SECOND: 0.1}]
    assert {p.name for p in plots(found)} == {"slips-by-kind", "slips-by-size"}


def test_how_far_from_the_slip(explored):
    found = explored(dropped=([2, 1, 3, 0], [0, 3, 0, 1]))
    assert distances_of(found) == "bare, size 4, 1 request; served, size 4, 1 request"
    [it] = distances(found)
    assert (it.slip, it.scheme, it.programs) == ("drop-both-ends", FIRST, 20)
    assert (it.same, it.next, it.later, it.warned, it.hard) == (20, 40, 40, 40, 40)
    assert distances(explored()) == []
