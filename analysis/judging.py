"""All claims, in the order of their documents, judged."""

from __future__ import annotations

from dataclasses import dataclass

from . import (claims_accounting, claims_alternative, claims_background, claims_bound, claims_collected,
               claims_comparison, claims_linear)
from .claims import Claim, Evidence, Judgement, judge

_MODULES = (claims_linear, claims_background, claims_alternative, claims_comparison, claims_collected,
            claims_accounting, claims_bound)


def _order(claim: Claim) -> tuple[str, int]:
    return claim.id[0], int(claim.id[1:])


ALL: tuple[Claim, ...] = tuple(sorted((c for m in _MODULES for c in m.CLAIMS), key=_order))


@dataclass(frozen=True)
class Judged:
    claim: Claim
    judgement: Judgement


def judge_all(evidence: Evidence) -> list[Judged]:
    return [Judged(claim, judge(claim, evidence)) for claim in ALL]
