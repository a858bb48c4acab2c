"""All claims, in the order of their documents, judged."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.claims import accounting, alternative, background, bound, collected, comparison, linear
from analysis.claims.evidence import Claim, Evidence, Judgement, judge

_MODULES = (linear, background, alternative, comparison, collected, accounting, bound)


def _order(claim: Claim) -> tuple[str, int]:
    return claim.id[0], int(claim.id[1:])


ALL: tuple[Claim, ...] = tuple(sorted((c for m in _MODULES for c in m.CLAIMS), key=_order))


@dataclass(frozen=True)
class Judged:
    claim: Claim
    judgement: Judgement


def judge_all(evidence: Evidence) -> list[Judged]:
    return [Judged(claim, judge(claim, evidence)) for claim in ALL]
