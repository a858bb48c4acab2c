"""Fixtures: records in a folder of the test's own."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from analysis import synthetic
from analysis.records.bench import load_bench
from analysis.claims.evidence import Evidence, judge
from analysis.records.clocks import load_clocks
from analysis.claims.all import ALL
from analysis.records.exploration import load_exploration
from analysis.records.overhead import Overhead
from analysis.records.run import load_run


@pytest.fixture
def save(tmp_path):
    """Writes a value as JSON and returns the path."""
    def _save(value, name="record.json"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value))
        return path
    return _save


@pytest.fixture
def world(save):
    """A loaded run record; arguments as for synthetic.run."""
    return lambda **bent: load_run(save(synthetic.run(**bent), "run.json"))


@pytest.fixture
def timed(save):
    """A loaded bench record as Overhead; arguments as for synthetic.bench."""
    return lambda **bent: Overhead(load_bench(save(synthetic.bench(**bent), "bench.json")))


@pytest.fixture
def clock_record(save):
    """A loaded record of the clocks; arguments as for synthetic.clocks."""
    return lambda **bent: load_clocks(save(synthetic.clocks(**bent), "clocks.json"))


@pytest.fixture
def explored(save):
    """A loaded exploration; arguments as for synthetic.exploration, or the lines."""
    return lambda lines=None, **bent: load_exploration(
        save("".join(json.dumps(line) + "\n" for line in lines or synthetic.exploration(**bent)), "exploration.jsonl"))


@pytest.fixture
def judged(world, timed, clock_record):
    """The judgement of one claim in a bent world: judged("L1", changes=..., times=..., clocks=dict(...) or None,
    exploration=...)."""
    def _judged(claim_id, times=None, overhead=True, clocks=MappingProxyType({}), exploration=None, **bent):
        claim = next(c for c in ALL if c.id == claim_id)
        return judge(claim, Evidence(world(**bent), timed(times=times) if overhead else None,
                                     None if clocks is None else clock_record(**clocks), exploration))
    return _judged
