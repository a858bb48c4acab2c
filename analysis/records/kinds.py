"""The kinds of records, in the order of the report. To add one: a module here that declares KIND, its word in this line,
and its templates.
"""

from __future__ import annotations

from analysis.records import bench, clocks, exploration, explorer, instructions, profile, replay, run, service

KINDS = tuple(module.KIND for module in (run, exploration, explorer, service, bench, instructions, clocks, replay, profile))
