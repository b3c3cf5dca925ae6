"""What one page says of a measure, milestone, count or deadline, all say: whole councils, read as people read them."""

import os

import pytest

from tests.agreement.claims import Claim, disagreements
from tests.agreement.found import told_differently
from tests.agreement.known import KNOWN
from tests.agreement.specs import STAGES

pytestmark = [pytest.mark.django_db, pytest.mark.agreement]
# How many councils of each stage. One is the same each time; more are for an evening.
COUNCILS = int(os.environ.get("PMMI_AGREEMENT_COUNCILS", "1"))
SHOWN = 3


@pytest.mark.parametrize("stage", STAGES)
def test_all_pages_agree(stage):
    found = told_differently(stage, number=COUNCILS)
    known = {each.fact for each in KNOWN if stage in each.stages}
    told = [f"{fact}: {len(found[fact])}\n" + "\n".join(found[fact][:SHOWN]) for fact in sorted(found.keys() - known)]
    assert not told, f"Not all say the same ({stage}).\n\n" + "\n\n".join(told)
    mended = sorted(known - found.keys())
    assert COUNCILS > 1 or not mended, f"Mended, so delete it from tests/agreement/known.py ({stage}): {mended}"


class TestClaims:
    def test_that_differ_are_told_with_who_says_what_where(self):
        said = [Claim("status", "M1", "red", "/a/", "member"), Claim("status", "M1", "green", "/b/", "officer")]
        [found] = disagreements([*said, Claim("status", "M2", "red", "/a/", "member")])
        assert str(found).splitlines() == [
            "status of M1:", "    “red” says /a/ (member)", "    “green” says /b/ (officer)"
        ]  # fmt: skip

    def test_that_are_alike_are_none(self):
        assert disagreements([Claim("status", "M1", "red", "/a/", "member")] * 2) == []
