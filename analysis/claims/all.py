"""All claims, in the order of their documents, judged. A claim is an entry of CLAIMS in a module of this folder: to add
one, nothing else has to know.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from pathlib import Path

from analysis.claims.evidence import Claim, Evidence, Judgement, judge


def _claims() -> list[Claim]:
    found = []
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.name.startswith("test_") and module.name != "all":
            found += getattr(importlib.import_module(f"analysis.claims.{module.name}"), "CLAIMS", ())
    return found


def _order(claim: Claim) -> tuple[str, int]:
    return claim.id[0], int(claim.id[1:])


ALL: tuple[Claim, ...] = tuple(sorted(_claims(), key=_order))


@dataclass(frozen=True)
class Judged:
    claim: Claim
    judgement: Judgement


def judge_all(evidence: Evidence) -> list[Judged]:
    return [Judged(claim, judge(claim, evidence)) for claim in ALL]
