"""Councils built, read and compared: what is told differently in them."""

import logging
from collections import defaultdict
from collections.abc import Collection
from itertools import chain

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.agreement.claims import Claim, Disagreement, disagreements
from tests.agreement.council import Council, build_council
from tests.agreement.known import TOLD
from tests.agreement.promises import promised
from tests.agreement.specs import STAGES, CouncilSpec, councils
from tests.agreement.visits import claims_of

STEP = 200  # claims read before they are compared, where reading ends with the first that differ


def told_differently(
    stage: str, *, number: int = 1, until: str = "", first: Collection[str] = ()
) -> dict[str, list[str]]:
    """By kind of fact, every one of which not all pages say the same, in so many councils at this stage of a
    collection: the first is the same each time. ``until``: pages are read until a fact of this kind is told
    differently, those of the routes ``first`` before the others. AssertionError where all are read and a kind of fact
    is said nowhere.
    """
    found: dict[str, list[str]] = defaultdict(list)

    # What is wrong in a council of forty measures is said measure by measure: a smaller council would say no more.
    @seed(STAGES.index(stage))
    @settings(max_examples=number, deadline=None, phases=[Phase.generate], database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(councils(stage))
    def read(spec: CouncilSpec) -> None:
        for each, told in _differences(spec, until, first):
            found[each.fact].append(told)

    # Everybody knocks at every door: what is refused is no news.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    read()
    return found


def _differences(spec: CouncilSpec, until: str, first: Collection[str]) -> list[tuple[Disagreement, str]]:
    """The disagreements of one council, each with its words; nothing of the council stays."""
    with transaction.atomic():
        council = build_council(spec)
        found = [(each, _told(each, council)) for each in _compared(council, until, first)]
        transaction.set_rollback(True)
    return found


def _compared(council: Council, until: str, first: Collection[str]) -> list[Disagreement]:
    claims: list[Claim] = []
    for claim in claims_of(council, first=first):
        claims.append(claim)
        if until and not len(claims) % STEP:
            found = disagreements(chain(claims, promised(council, claims)))
            if any(each.fact == until for each in found):
                return found
    claims += list(promised(council, claims))
    unsaid = sorted(set(TOLD) - {claim.fact for claim in claims})
    assert not unsaid, f"No reader finds anything said of: {unsaid}"
    return disagreements(claims)


def _told(each: Disagreement, council: Council) -> str:
    spec = next((council.specs[ref] for ref in council.specs if ref in each.subject), None)
    return f"{each}\n    drawn as {spec}" if spec else str(each)
