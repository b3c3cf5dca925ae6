"""A file of published figures: each fault told with its line and what to do, and nothing written twice."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings

from accounts.models import Event
from accounts.roles import Role
from benchmarks.imports.columns import COLUMNS, EXAMPLES, names
from benchmarks.imports.plan import plan_adding, plan_known, read_figures_file
from benchmarks.models import Council, CouncilFigure, Group, KeptSummary, Round
from indicators.imports import jobs
from indicators.imports.batches import Upload
from indicators.imports.limits import FileRefused
from indicators.imports.preview import Outcome
from indicators.imports.reading import receive
from indicators.models import ImportState
from tests.factories import sign_in
from tests.factories.benchmarks import ComparedMeasureFactory, CouncilFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)


def rows(*changes):
    """The template's lines with the cells of some changed."""
    found = [dict(zip(names(), each, strict=True)) for each in EXAMPLES]
    for number, changed in changes:
        found[number] = found[number] | changed
    return found


def as_csv(lines):
    file = io.StringIO()
    writer = csv.DictWriter(file, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode()


def planned(lines, plan=plan_known):
    return plan(read_figures_file(as_csv(lines), "file.csv"), "file.csv", today=date(2026, 8, 6))


def by_the_worker(by, lines, kind="published", *, without_refused=False):
    """Uploaded, asked for and applied as the pages and the worker do it."""
    upload = Upload(filename="file.csv", content=as_csv(lines), kind=kind)
    batch = receive(by=by, at=AT, upload=upload, wake=lambda _: None)
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None, without_refused=without_refused)
    jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED, batch.reason
    return batch


@pytest.fixture
def by():
    return sign_in(Role.ADMINISTRATOR)[1]


@pytest.fixture
def measure():
    return ComparedMeasureFactory(code="ENV06", unit="%")


@pytest.fixture
def councils():
    return [CouncilFactory(name="Exampleshire", code="E1"), CouncilFactory(name="Otherton")]


@pytest.mark.usefixtures("councils")
def test_the_template_is_imported_as_it_is_and_a_second_time_changes_nothing(by, measure):
    plan = planned(rows())
    assert [(row.outcome, row.before, row.after, row.target_after) for row in plan.rows] == [
        (Outcome.NEW, "", "44.7", "Final"),
        (Outcome.NEW, "", "51.2", "Provisional"),
    ]
    assert plan.makes == ["2 figures of 1 measure, from 2 councils."]
    by_the_worker(by, rows())
    told = Round.objects.get()
    assert (told.period.label, told.source, told.figures.count()) == ("2024/25", "National waste return", 2)
    assert KeptSummary.objects.get(round=told, group__kind="all").median == Decimal("47.95")
    event = Event.objects.get(thing_type="benchmarks.comparedmeasure", action="loaded")
    assert event.changes == {"figures of 2024/25": [None, "2 councils"]}
    again = planned(rows())
    assert {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    assert (again.read.figures, again.makes) == ([], [])


@pytest.mark.usefixtures("councils")
def test_a_corrected_figure_stands_in_place_of_the_one_before(by, measure):
    by_the_worker(by, rows())
    corrected = rows((0, {"Value": "40", "Standing": "Revised"}))
    (row, _) = planned(corrected).rows
    assert (row.outcome, row.before, row.after) == (Outcome.CHANGED, "44.7", "40")
    by_the_worker(by, corrected)
    figure = CouncilFigure.objects.get(council__name="Exampleshire")
    assert (figure.value, figure.numerator, figure.standing) == (40, 47382, "revised")
    assert KeptSummary.objects.get(group__kind="all").median == Decimal("45.6")


@pytest.mark.usefixtures("councils")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Council": "Atlantis"}, "Council: “Atlantis” is not under Councils. Correct its name, or add it there."),
        ({"Council": ""}, "Council: it is empty. Fill it in"),
        ({"Council": "x" * 121}, "is longer than 120 characters"),
        ({"Measure code": "X9"}, "Measure code: “X9” is not under Benchmarks. Correct the code"),
        ({"Measure code": ""}, "Measure code: it is empty"),
        ({"Period": "2023/24 and 2024/25"}, "“2023/24 and 2024/25” names more than one year. Write one year in a cell"),
        ({"Period": "2021-24"}, "“2021-24” names more than one year, and figures of this measure are of one"),
        ({"Period": "some time"}, "Period: “some time” is not a period. Write it like 2026/27 Q1"),
        ({"Period": "2027/28"}, "Period: 2027/28 is still to come"),
        ({"Value": "2023/24: 45.1, 2024/25: 46"}, "Value: “2023/24: 45.1, 2024/25: 46”"),
        ({"Value": "nan"}, "Value: “nan”"),
        ({"Value": "9" * 16}, "Value: "),
        ({"Numerator": "many"}, "Numerator: “many”"),
        ({"Standing": "Approved"}, "Standing: “approved” is none. Write Provisional, Final"),
        ({"Council": "Otherton"}, "the same figure stands in line 2 already"),
    ],
)
def test_each_fault_is_told_with_its_line_and_what_to_do(measure, change, said):
    plan = planned(rows((0, change)))
    refused = [row for row in plan.rows if row.outcome is Outcome.REFUSED]
    assert len(refused) == 1
    assert said in " ".join(refused[0].problems)
    assert len(plan.read.figures) == 1
    assert not Round.objects.exists()


@pytest.mark.usefixtures("councils", "measure")
def test_unknown_councils_are_named_and_can_be_left_out_or_added(by):
    lines = rows((1, {"Council": "Newtown"}))
    plan = planned(lines)
    assert plan.notes[-1].startswith("1 council in the file is not known here: Newtown. Correct the names, leave")
    by_the_worker(by, lines, without_refused=True)
    assert CouncilFigure.objects.count() == 1
    plan = planned(lines, plan_adding)
    assert [row.outcome for row in plan.rows] == [Outcome.UNCHANGED, Outcome.NEW]
    assert plan.makes[1].startswith("1 new council: Newtown.")
    by_the_worker(by, lines, "published-new")
    assert CouncilFigure.objects.get(council__name="Newtown").value == Decimal("51.2")
    assert Group.objects.get(kind="all").members.filter(name="Newtown").exists()
    assert KeptSummary.objects.get(group__kind="all").reporting == 2


@pytest.mark.usefixtures("councils")
def test_councils_are_found_by_their_code_and_periods_however_they_are_written(measure):
    ways = ("2024-25", "2024/2025", "FY 2024/25", "2024–25", "April 2024 to March 2025")
    for way in ways:
        plan = planned(rows((0, {"Council": "e1", "Period": way})))
        assert [row.name for row in plan.rows] == ["Exampleshire", "Otherton"]
        assert {each.span.label for each in plan.read.figures} == {"2024/25"}, way


@pytest.mark.usefixtures("councils")
def test_figures_of_several_years_are_read_where_the_measure_has_such(by):
    ComparedMeasureFactory(code="ENV06", may_span=True)
    lines = rows((0, {"Period": "2022-25"}), (1, {"Period": "2022-25"}))
    by_the_worker(by, lines)
    assert Round.objects.get().span.label == "2022/23 to 2024/25"
    plan = planned(rows((0, {"Period": "2023-25"})))
    assert "Period: 2023/24 to 2024/25, where other figures are of 2022/23 to 2024/25" in plan.rows[0].problems[0]


@pytest.mark.usefixtures("councils", "measure")
def test_an_empty_value_was_not_published_and_is_no_fault():
    plan = planned(rows((0, {"Value": ""}), (1, {"Value": ""})))
    assert (plan.rows, plan.read.figures) == ([], [])
    assert plan.notes[-1].startswith("2 lines without a value")


@pytest.mark.usefixtures("councils")
def test_a_file_reads_the_database_no_more_often_for_more_lines(measure, django_assert_max_num_queries):
    lines = rows() * 1
    for number in range(40):
        ComparedMeasureFactory(code=f"M{number}")
        lines += rows((0, {"Measure code": f"M{number}"}), (1, {"Measure code": f"M{number}"}))
    with django_assert_max_num_queries(4):
        assert len(planned(lines).read.figures) == 82


def test_a_file_without_its_columns_is_refused_whole():
    with pytest.raises(FileRefused):
        read_figures_file(b"Council,Value\nA,1\n", "file.csv")


@pytest.mark.parametrize("kind", ["published", "published-new"])
def test_the_page_of_import_explains_the_columns_to_who_may_import_them(kind):
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = f"/indicators/imports/new/?kind={kind}"
    page = client.get(address).content.decode()
    assert all(each.name in page for each in COLUMNS)
    assert client.get(f"{address}&download=csv").content.decode("utf-8-sig").splitlines()[0] == ",".join(names())
    assert sign_in(Role.APPROVER)[0].get(address).status_code == 403


def test_the_guide_explains_each_column_as_the_page_does():
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for column in COLUMNS:
        assert f"| `{column.name}` | {'yes ' if column.is_required else ''}| {column.meaning} |" in guide


def test_adding_never_makes_a_council_of_lines_that_cannot_be_used(measure):
    plan = planned(rows((0, {"Value": "lots"}), (1, {"Value": ""})), plan_adding)
    assert plan.read.new_councils == []
    assert not Council.objects.exists()
