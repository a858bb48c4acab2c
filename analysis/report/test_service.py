"""What the report shows of the service."""

import pytest

from analysis import synthetic
from analysis.records.envelope import RecordError
from analysis.records.service import load_service
from analysis.report.service import over_control, plot

FIRST, SECOND, NOTHING = synthetic.FIRST, synthetic.SECOND, synthetic.NOTHING


@pytest.fixture
def loaded(save):
    return lambda **bent: load_service(save(synthetic.service(**bent), "service.json"))


def test_rows_add_up_their_endpoints(loaded):
    found = loaded()
    naive = found.told("naive")[0]
    assert (naive.scheme, naive.wrong, naive.total("lines"), naive.total("requests")) == (FIRST, 5, 200, 50)
    assert found.endpoints == ["post", "read"]
    assert [r.wrong for r in found.told("idiomatic")] == [0, 0, 0]


def test_cost_is_told_over_the_control_where_it_was_counted(loaded):
    found = loaded()
    assert [over_control(found, r, NOTHING) for r in found.rows] == [100, 200, 0, None, None, None]
    assert over_control(found, found.rows[0], "nobody") is None


def test_a_picture_has_a_half_for_each_telling(loaded):
    drawn = plot(loaded())
    assert "idiomatic" in drawn.svg and "naive" in drawn.svg and drawn.name == "service-wrong-lines"


@pytest.mark.parametrize("bent", [{"telling": "otherwise"}, {"requests": 0},
                                  {"endpoints": {"post": {"lines": 1, "lost": 1, "misnamed": 1, "requests": 1,
                                                          "wrong_bills": 0}}}])
def test_a_row_that_contradicts_itself_is_refused(loaded, bent):
    with pytest.raises(RecordError, match="contradicts itself"):
        loaded(bend={(FIRST, "idiomatic"): bent})


def test_a_row_without_a_field_is_refused(save):
    record = synthetic.service()
    del record["rows"][0]["lines" if "lines" in record["rows"][0] else "left"]
    with pytest.raises(RecordError, match="missing or of another kind"):
        load_service(save(record, "service.json"))
