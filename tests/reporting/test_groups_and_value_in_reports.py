"""Groups of measures and value for money in reports: which reports tell them, what is hidden, and in every output."""

from decimal import Decimal

import pytest

from indicators.models import Indicator, Observation
from reporting import sections
from reporting.document import section
from reporting.exports import document_xlsx
from reporting.pdf import pdf_text_contains, render_pdf
from tests.factories import UnitFactory
from tests.factories.breakdowns import BreakdownFactory, entry, fill, wards
from tests.factories.indicators import Q2
from tests.factories.reporting import measured_service
from tests.reporting.sample_document import document as sample
from tests.reporting.sample_document import mark
from tests.reporting.test_exports import WHEN, opened, table_of
from tests.reporting.test_sections import needs_fonts, page_of
from tests.reporting.test_snapshots import _no_remits, document, statements  # noqa: F401 - a fixture
from tests.reporting.test_snapshots import section as section_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
NAMES = ("Abbey", "Castle", "Mill", "Priory")


def ids(made):
    return [each["id"] for each in made["sections"]]


def by_ward(indicator, *pairs):
    """The measure by wards of so many of so many each, which add up to its figure."""
    Indicator.objects.filter(pk=indicator.pk).update(has_parts=True, numerator="Homes let", denominator="Homes")
    indicator.refresh_from_db()
    made = BreakdownFactory(indicator=indicator)
    figure = Observation.objects.get(indicator=indicator, period=Q2)
    figure.numerator, figure.denominator = (sum(column) for column in zip(*pairs, strict=True))
    figure.value = Decimal(100 * figure.numerator) / figure.denominator
    figure.save()
    figure.refresh_from_db()
    groups = wards(made.dimension, *NAMES)
    fill(figure, made, {group: entry(*pair) for group, pair in zip(groups, pairs, strict=True)})
    return made


def test_a_service_report_tells_a_measure_by_its_groups_and_no_hidden_number():
    *_, (measure, _, _) = measured_service()
    made = by_ward(measure, (1, 3), (19, 20), (20, 20), (20, 20))
    report = document("service")
    part = section_of(report, f"by-group-{made.pk}")
    rows = {row["name"]: (row["value"], row["parts"], row["status"]["word"]) for row in part["breakdown"]["rows"]}
    assert rows == {
        "All": ("95.2%", "", "On target"),
        "Abbey": ("Not shown", "", "Not shown"),
        "Castle": ("95.0%", "19 of 20", "On target"),
        "Mill": ("100.0%", "20 of 20", "On target"),
        "Priory": ("Not shown", "", "Not shown"),
    }
    assert any("2 wards are not shown" in each for each in part["paragraphs"])
    assert part["heading"] == f"{measure.name} ({measure.ref}) by ward"
    assert not any(each.startswith("by-group") for each in ids(document("exception")))


def test_a_report_of_a_quarter_without_figures_of_groups_has_no_such_section():
    *_, (measure, _, _) = measured_service()
    BreakdownFactory(indicator=measure)
    assert "by-group" not in ids(document("service"))


def test_gathering_takes_the_same_statements_however_many_breakdowns():
    *_, indicators = measured_service()
    by_ward(indicators[0], (19, 20), (19, 20), (20, 20), (20, 20))
    few = statements()
    for each in indicators[1:]:
        by_ward(each, (19, 20), (19, 20), (20, 20), (20, 20))
    assert statements() == few


def grouped(name, *, cost, performance):
    """A service with a measure of each, its target 90."""
    unit, *_, indicators = measured_service(name, values=(cost, performance))
    for each, group in zip(indicators, ("cost", "performance"), strict=True):
        Indicator.objects.filter(pk=each.pk).update(dimension=group, polarity="low" if group == "cost" else "high")
    return unit


def test_reports_on_several_services_tell_their_value_for_money():
    bins, parks = grouped("Bins", cost=80, performance=95), grouped("Parks", cost=120, performance=50)
    part = section_of(document("exception"), "value")
    told = [(each["number"], each["name"], each["reading"]["word"]) for each in part["value"]["services"]]
    assert told == [("1", "Bins", "Good value"), ("2", "Parks", "Costs too much and falls short")]
    assert part["paragraphs"] == ["1 of 2 services placed is good value. It is meant to prompt questions, not to rank."]
    assert "value" not in ids(document("service", title="Bins")), "one service by itself"
    place = UnitFactory(name="Place", kind="directorate", parent=bins.parent)
    for unit in (bins, parks):
        unit.parent = place
        unit.save()
    _, plan, *_ = measured_service("Place plan", values=(95,))
    plan.unit = place
    plan.save()
    part = section_of(document("service", title="Place"), "value")
    assert [each["name"] for each in part["value"]["services"]] == ["Bins", "Parks"]


def test_without_measures_of_the_three_groups_there_is_no_value_for_money():
    measured_service()
    assert "value" not in ids(document("exception"))


GROUP = {"score": "6.7", "mark": mark("green"), "measures": "1 measure"}
NOTHING = {"score": "", "mark": None, "measures": "No measure"}
SERVICE = {
    "number": "1", "name": "Waste and Recycling", "reading": mark("green"), "cost": GROUP, "performance": GROUP,
    "satisfaction": NOTHING, "said": "It costs little and does well.", "place": [6.7, 6.7],
}  # fmt: skip
WARD = {"name": "Abbey", "value": "95.0%", "parts": "19 of 20", "target": "90.0%", "status": mark("green")}


@needs_fonts
def test_both_are_in_every_output():
    value = {"corners": ["Costly", "Good", "Poor", "Short"], "services": [SERVICE]}
    wards_told = {"caption": "Homes let by ward", "noun": "Ward", "rows": [WARD | {"name": "All", "parts": ""}, WARD]}
    parts = [section("v", "Value for money", value=value), section("g", "By ward", breakdown=wards_told)]
    made, said = sample(sections=parts), ["Waste and Recycling", "It costs little and does well.", "19 of 20", "Abbey"]
    assert sections.problems(made) == []
    assert all(sections.room_of(part) > 0 for part in parts)
    assert all(each in page_of(made) for each in said)
    assert pdf_text_contains(render_pdf(made, timestamp=WHEN), said) == said
    book = opened(document_xlsx(made, timestamp=WHEN))
    assert table_of(book["Table 2"])[1] == {
        "Ward": "Abbey", "Result": "95.0%", "Counted": "19 of 20", "Target": "90.0%", "Status": "On target"
    }  # fmt: skip
    assert "Good" not in sections.texts_of(parts)
    value["corners"].pop()
    value["services"] = [{**SERVICE, "place": [1.0]}]
    assert [each.partition(".value.")[2] for each in sections.problems(made)] == [
        "corners has 3 entries, expected 4", "services[0].place is no place with a number"
    ]  # fmt: skip
