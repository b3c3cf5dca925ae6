"""What a year came to, where that is not what its periods come to (rules.md 7)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from benchmarks.rules.outturn import outturn_of
from foundation.refusals import ChangeRefused
from indicators.changes.outturns import NO_RETURN, restate_year
from indicators.changes.returns import approve_figures, send_back, submit_return
from indicators.judging.figure_entry import FigureEntry
from indicators.models import Indicator, Observation, Return
from indicators.queries.returns import came_in
from indicators.queries.year_results import results_before
from indicators.rules.vocabulary import Counting
from plans.periods import Period, parse_label
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, acting_as, sign_in

pytestmark = pytest.mark.django_db
D = Decimal
AT = datetime(2026, 10, 14, 10, tzinfo=UTC)
YEAR = parse_label("2025/26")


@pytest.fixture
def measure() -> Indicator:
    """A count whose quarters come to 100, and the return of the last of them, long locked."""
    made = IndicatorFactory(
        ref="HS07", kind="number", counting="flow", unit="homes", decimals=0, expected_from=date(2025, 7, 1)
    )
    for quarter in YEAR.parts(parse_label("2025/26 Q1").frequency):
        ObservationFactory(indicator=made, period=quarter, value=D(25), state="approved")
    ReturnFactory(service=made.service, period=parse_label("2025/26 Q4"), locked_at=datetime(2026, 10, 5, tzinfo=UTC))
    return made


def restate(measure: Indicator, value: int, year: Period = YEAR, reason: str = "Audited.") -> Observation:
    by = acting_as(Role.DATA_OFFICER, unit=measure.service)
    return restate_year(by=by, at=AT, indicator=measure, year=year, entry=FigureEntry(value=D(value)), reason=reason)


def approve(figure: Observation) -> None:
    by = acting_as(Role.APPROVER, unit=figure.indicator.service)
    approve_figures(by=by, at=AT, in_return=figure.in_return, observation_ids=[figure.pk])


def result(measure: Indicator) -> Decimal | None:
    (found,) = results_before([measure], 2026, years=1)[measure.pk]
    return found.value


def test_it_stands_for_the_year_once_it_is_approved(measure: Indicator) -> None:
    figure = restate(measure, 96)
    assert result(measure) == 100
    approve(figure)
    figure.refresh_from_db()
    assert (result(measure), figure.standing, figure.in_return.period.label) == (96, "revised", "2025/26 Q4")
    event = Event.objects.get(action="submitted", thing_id=str(figure.pk))
    assert (event.why, [D(each) for each in event.changes["2025/26"]]) == ("Audited.", [100, 96])
    # Its quarter came in when it came in, and figures are expected from when they were.
    assert came_in(figure.in_return) is None
    assert Indicator.objects.get().expected_from == date(2025, 7, 1)
    with pytest.raises(ChangeRefused, match="has a figure of its own already"):
        restate(measure, 97)


@pytest.mark.parametrize(("value", "year", "reason", "refusal"), [
    (96, "2026/27", "Audited.", "is no year of this measure that is over"),
    (96, "2025/26", " ", "Say why"),
    (100, "2025/26", "Audited.", "its quarters come to 100 homes"),
])  # fmt: skip
def test_what_says_nothing_new_is_refused(measure, value, year, reason, refusal) -> None:
    with pytest.raises(ChangeRefused, match=refusal):
        restate(measure, value, parse_label(year), reason)
    assert not Observation.objects.filter(period=YEAR).exists()


def test_without_a_return_nobody_could_approve_it(measure: Indicator) -> None:
    Return.objects.all().delete()
    with pytest.raises(ChangeRefused, match=NO_RETURN[:20]):
        restate(measure, 96)


def test_sent_back_it_is_proposed_again_though_the_return_is_locked(measure: Indicator) -> None:
    figure = restate(measure, 96)
    by = acting_as(Role.APPROVER, unit=measure.service)
    send_back(by=by, at=AT, observation=figure, note="Whose audit?")
    again = restate(measure, 95, reason="External audit.")
    assert (again.pk, again.state, again.revision_reason) == (figure.pk, "submitted", "External audit.")
    send_back(by=by, at=AT, observation=again, note="And the letter?")
    officer = acting_as(Role.DATA_OFFICER, unit=measure.service)
    submit_return(by=officer, at=AT, in_return=again.in_return, observation_ids=[again.pk])
    again.refresh_from_db()
    assert (again.state, again.submitted_at) == ("submitted", None)


def test_a_rate_of_parts_has_an_outturn_to_compare_once_somebody_says_it() -> None:
    quarters = [D(80), D(82), D(84), D(86)]
    assert outturn_of(quarters, Counting.RATE) is None
    assert outturn_of(quarters, Counting.RATE, D(83)) == 83


def test_the_page_tells_the_year_and_leads_to_restating_it(measure: Indicator) -> None:
    client, _ = sign_in(Role.DATA_OFFICER, measure.service)
    page = client.get(f"/measures/HS07/?period={parse_label('2025/26 Q4').key}")
    assert [(each.year, each.value, each.said) for each in page.context["years"].rows] == [
        ("2025/26", "100 homes", "Its quarters added up")
    ]
    url = reverse("indicators:outturn-create", args=["HS07"])
    assert page.context["years"].restate_url == url
    asked = client.get(url)
    assert "2025/26: its quarters come to 100 homes" in asked.content.decode()
    assert "(optional)" not in asked.content.decode().partition("Why is it another figure")[0]
    empty = client.post(url, {"year": YEAR.key, "value": "", "reason": "Audited."})
    assert "Enter what the year came to" in empty.content.decode()
    done = client.post(url, {"year": YEAR.key, "value": "96", "reason": "Audited."})
    assert done.url == reverse("indicators:figure-history", args=["HS07", YEAR.key])
    approve(Observation.objects.get(period=YEAR))
    page = client.get(f"/measures/HS07/?period={parse_label('2025/26 Q4').key}")
    (row,) = page.context["years"].rows
    assert (row.value, row.said) == ("96 homes", "Restated: its quarters come to 100 homes")
    assert client.get(done.url).status_code == 200
    assert client.get(reverse("indicators:figure-revise", args=["HS07", YEAR.key])).status_code == 200


def test_its_approver_reads_what_it_is(measure: Indicator) -> None:
    figure = restate(measure, 96)
    client, _ = sign_in(Role.APPROVER, measure.service)
    page = client.get(reverse("indicators:return-approve", args=[figure.in_return_id]))
    assert "It stands for the whole year" in page.content.decode()
