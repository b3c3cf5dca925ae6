"""What one page says of a measure, milestone, count or deadline, all say: whole councils, read as people read them."""

import logging
import os
from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.agreement.claims import Claim, Disagreement, disagreements
from tests.agreement.council import Council, build_council
from tests.agreement.known import KNOWN, TOLD
from tests.agreement.promises import promised
from tests.agreement.specs import STAGES, CouncilSpec, councils
from tests.agreement.visits import claims_of

pytestmark = [pytest.mark.django_db, pytest.mark.agreement]
# How many councils of each stage. One is the same each time; more are for an evening.
COUNCILS = int(os.environ.get("PMMI_AGREEMENT_COUNCILS", "1"))
SHOWN = 3


@pytest.fixture(autouse=True)
def _quiet_refusals() -> None:
    """Everybody knocks at every door: what is refused is no news."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)


@pytest.mark.parametrize("stage", STAGES)
def test_all_pages_agree(stage):
    found: dict[str, list[str]] = defaultdict(list)

    # What is wrong in a council of forty measures is said measure by measure: a smaller council would say no more.
    @seed(STAGES.index(stage))
    @settings(max_examples=COUNCILS, deadline=None, phases=[Phase.generate], database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(councils(stage))
    def read(spec: CouncilSpec) -> None:
        for each, told in _differences(spec):
            found[each.fact].append(told)

    read()
    known = {each.fact for each in KNOWN if stage in each.stages}
    told = [f"{fact}: {len(found[fact])}\n" + "\n".join(found[fact][:SHOWN]) for fact in sorted(found.keys() - known)]
    assert not told, f"Not all say the same ({stage}).\n\n" + "\n\n".join(told)
    mended = sorted(known - found.keys())
    assert COUNCILS > 1 or not mended, f"Mended, so delete it from tests/agreement/known.py ({stage}): {mended}"


def _differences(spec: CouncilSpec) -> list[tuple[Disagreement, str]]:
    """The disagreements of one council, each with its words; nothing of the council stays."""
    with transaction.atomic():
        council = build_council(spec)
        claims = list(claims_of(council))
        claims += list(promised(council, claims))
        unsaid = sorted(set(TOLD) - {claim.fact for claim in claims})
        assert not unsaid, f"No reader finds anything said of: {unsaid}"
        found = [(each, _told(each, council)) for each in disagreements(claims)]
        transaction.set_rollback(True)
    return found


def _told(each: Disagreement, council: Council) -> str:
    spec = next((council.specs[ref] for ref in council.specs if ref in each.subject), None)
    return f"{each}\n    drawn as {spec}" if spec else str(each)


class TestClaims:
    def test_that_differ_are_told_with_who_says_what_where(self):
        said = [Claim("status", "M1", "red", "/a/", "member"), Claim("status", "M1", "green", "/b/", "officer")]
        [found] = disagreements([*said, Claim("status", "M2", "red", "/a/", "member")])
        assert str(found).splitlines() == [
            "status of M1:", "    “red” says /a/ (member)", "    “green” says /b/ (officer)"
        ]  # fmt: skip

    def test_that_are_alike_are_none(self):
        assert disagreements([Claim("status", "M1", "red", "/a/", "member")] * 2) == []
