"""Certificates of data quality by workbook: given, standing in another's place, refused, taken back."""

from datetime import date

import pytest

from accounts.actors import Actor
from assurance.models import Certificate
from assurance.rules.grades import ASKS
from indicators.models import ImportState, Indicator
from tests.factories import IndicatorFactory, ObservationFactory, UserFactory
from tests.factories.assurance import CertificateFactory, EvidenceFactory
from tests.factories.indicators import Q2
from tests.pmmi.workbook.books import applied, kept, planned, problems, row_counts, taken_back, taken_otherwise

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

GRADED = {name: text for each in ASKS for name, text in (
    (each.capitalize(), "Sound"), (f"{each.capitalize()}: found", f"Of {each}: looked at."))}  # fmt: skip
ROW = {
    "Measure": "HO1", "Figures of": "2026/27", "Checked on": "1 September 2026", "Checked by": "ana@example.org",
    "To be reviewed by": "1 September 2027", **GRADED, "Validity": "Weak", "What to bear in mind": "Counted by hand.",
}  # fmt: skip


@pytest.fixture
def measure(by: Actor) -> Indicator:
    UserFactory(email="ana@example.org")
    return IndicatorFactory(ref="HO1")


def test_one_is_given_and_taken_back(by: Actor, measure: Indicator) -> None:
    before = row_counts()
    batch = applied(by, {"Certificates": [ROW]})
    assert batch.state == ImportState.APPLIED, batch.reason
    found = Certificate.objects.get()
    assert (found.grade, found.limitations, found.is_current) == ("weak", "Counted by hand.", True)
    assert (found.checked_by.email, found.review_on) == ("ana@example.org", date(2027, 9, 1))
    assert dict(found.dimensions.values_list("dimension", "grade"))["validity"] == "weak"
    assert found.dimensions.count() == 6
    counts = planned({"Certificates": [ROW]}).counts
    assert (counts["new"], counts["changed"], counts["refused"], counts["unchanged"]) == (0, 0, 0, 1)
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert row_counts() == before


def test_the_last_check_stands_and_those_before_stay(by: Actor, measure: Indicator) -> None:
    stood = CertificateFactory(indicator=measure, checked_on=date(2026, 5, 1), review_on=date(2026, 8, 1))
    earlier = {**ROW, "Checked on": "2 May 2026", "To be reviewed by": "1 June 2026"}
    batch = applied(by, {"Certificates": [ROW, earlier]})
    assert batch.state == ImportState.APPLIED, batch.reason
    days = Certificate.objects.order_by("checked_on").values_list("checked_on", "is_current")
    assert list(days) == [(date(2026, 5, 1), False), (date(2026, 5, 2), False), (date(2026, 9, 1), True)]
    assert taken_back(by, batch).state == ImportState.UNDONE
    assert Certificate.objects.get() == stood
    assert Certificate.objects.get().is_current


def test_what_rests_on_one_keeps_it(by: Actor, measure: Indicator) -> None:
    batch = applied(by, {"Certificates": [ROW]})
    EvidenceFactory(certificate=Certificate.objects.get())
    assert taken_back(by, batch).state == ImportState.APPLIED
    assert Certificate.objects.count() == 1


def test_one_that_was_given_stays(by: Actor, measure: Indicator) -> None:
    kept(by, {"Certificates": [ROW]})
    (refused,) = problems({"Certificates": [{**ROW, "What to bear in mind": "Nothing."}]})
    assert refused.endswith(" here: a certificate that was given stays. Add a row with a later check.")


def test_what_no_screen_takes_is_refused_with_its_cell(by: Actor, measure: Indicator) -> None:
    ObservationFactory(indicator=measure, period=Q2, entered_by=UserFactory(email="bo@example.org"))
    CertificateFactory(indicator=IndicatorFactory(ref="HO2"), checked_on=date(2026, 9, 2))
    day = "Certificates, cell C2 (Checked on)"
    bad = {
        "the enterer": ({**ROW, "Checked by": "bo@example.org"}, "Certificates, cell D2 (Checked by) entered its"),
        "nobody": ({**ROW, "Checked by": "cy@example.org"}, "Certificates, cell D2 (Checked by) says"),
        "a check to come": ({**ROW, "Checked on": "1 December 2026"}, f"{day} does not agree with the rest. The day"),
        "no later review": ({**ROW, "To be reviewed by": "1 September 2026"}, f"{day} does not agree with the rest."),
        "too late a review": ({**ROW, "To be reviewed by": "1 September 2030"}, f"{day} does not agree with the rest."),
        "a year to come": ({**ROW, "Figures of": "2027/28"}, f"{day} does not agree with the rest. 2027/28 has not"),
        "no note": ({**ROW, "What it is made of": "Personal data"}, f"{day} does not agree with the rest. Say how"),
        "a grade left out": ({**ROW, "Accuracy": ""}, "Certificates, cell F2 (Accuracy) is blank."),
        "an unknown grade": ({**ROW, "Accuracy": "Perfect"}, "Certificates, cell F2 (Accuracy) is none of the words"),
        "too many words": ({**ROW, "Accuracy: found": "x" * 501}, "Certificates, cell G2 (Accuracy: found) has 501"),
        "before the last": ({**ROW, "Measure": "HO2"}, f"{day} is before the check that stands, of 2 September 2026."),
    }  # fmt: skip
    assert taken_otherwise({case: ({"Certificates": [row]}, said) for case, (row, said) in bad.items()}) == {}
