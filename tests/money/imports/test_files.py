"""What is wrong with a file of money is told with its line and what to do; what is right is written whole."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings

from accounts.models import Event
from accounts.roles import Role
from indicators.imports import jobs
from indicators.imports.batches import Upload, keep_upload
from indicators.imports.limits import FileRefused
from indicators.imports.preview import Outcome
from indicators.imports.reading import receive
from indicators.models import ImportState
from money.imports.columns import BUDGET_COLUMNS, BUDGET_EXAMPLES, MONTH_COLUMNS, MONTH_EXAMPLES, names, needed
from money.models import BudgetLine, Extract, MonthFigure, Share
from tests.factories import LevelFactory, ObjectiveFactory, UnitFactory, sign_in
from tests.factories.money import BudgetLineFactory, ledger_month
from tests.money.imports.ledgers import as_csv, faults, month_table, planned_budget, planned_month

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 8, 6, 9, 30, tzinfo=UTC)


def rows_of(columns, examples):
    return [dict(zip(names(columns), each, strict=True)) for each in examples]


def month(*changes):
    """The template's month with the cells of some of its rows changed; None takes a row away."""
    rows = rows_of(MONTH_COLUMNS, MONTH_EXAMPLES)
    for number, changed in changes:
        rows[number] = changed and rows[number] | changed
    return [row for row in rows if row]


def budget(*changes):
    rows = rows_of(BUDGET_COLUMNS, BUDGET_EXAMPLES)
    for number, changed in changes:
        rows[number] = changed and rows[number] | changed
    return [row for row in rows if row]


@pytest.fixture
def service():
    return UnitFactory(name="Waste and Recycling")


@pytest.fixture
def objectives():
    return [ObjectiveFactory(ref=ref) for ref in ("WR1", "WR2")]


@pytest.fixture
def lines(service):
    """The lines of the template's month."""
    spending = {"code": "WR100", "planned": Decimal(1200000)}
    income = {"code": "WR190", "planned": Decimal(-300000), "flow": "income"}
    return [BudgetLineFactory(unit=service, **each) for each in (spending, income)]


def test_the_templates_can_be_imported_as_they_are(service, objectives):
    plan = planned_budget(budget())
    assert [(row.outcome, row.about) for row in plan.rows] == [(Outcome.NEW, "New line")] * 2
    assert plan.makes == ["The budget of 2026/27: 2 lines in the file. The total agrees: planned £900,000.00."]
    for each in plan.read.new:
        BudgetLineFactory(unit=service, code=each.code, flow=each.flow, planned=each.planned)
    plan = planned_month(month())
    assert [(row.ref, row.outcome, row.after, row.target_after) for row in plan.rows] == [
        ("WR100", Outcome.NEW, "£431,250.40", "£1,290,000.00"),
        ("WR190", Outcome.NEW, "−£96,500.00", "−£290,000.00"),
    ]
    assert plan.makes == [
        "July 2026, in 2026/27: 2 lines. The total agrees: planned £900,000.00, actual to date £334,750.40, forecast "
        "£1,000,000.00."
    ]


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ((0, {"Cost centre": "wr 100"}), 2, "It may be meant as WR100. Correct the code"),
        (
            (0, {"Cost centre": "X9"}),
            2,
            "Cost centre: “X9” is not in the budget of 2026/27. Correct the code or, if it",
        ),
        ((0, {"Cost centre": "WR190"}), 3, "Cost centre: “WR190” stands in line 2 already. Keep one of the two lines"),
        ((0, {"Cost centre": ""}), 2, "Cost centre: it is empty"),
        ((0, {"Cost centre": "W" * 40}), 2, "is longer than 30 characters"),
        ((0, {"Month": "Q2"}), 2, "Month: “Q2” is not a month. Write it like July 2026."),
        ((0, {"Year": "2026"}), 2, "Year: “2026” is not a financial year. Write it like 2026/27."),
        ((0, {"Actual to date": "1.2m"}), 2, "Actual to date: “1.2m” is no amount. Write pounds and pence"),
        ((0, {"Forecast for the year": ""}), 2, "Forecast for the year: there is no amount. Write 0"),
        ((0, {"Planned to date": "x"}), 2, "Planned to date: “x” is no amount"),
        ((2, {"Actual to date": "334,750.41"}), 4, "£334,750.40, the total says £334,750.41: £0.01 too much. Find the"),
        ((2, {"Planned for the year": "899,999.00"}), 4, "£1.00 too little"),
        ((2, {"Planned to date": "1"}), 4, "Planned to date: the lines come to £300,000.00"),
        ((2, None), 0, "The last line, Total, is missing. Add it"),
        ((1, None), 0, "1 cost centre of the budget is not in the file: WR190. Add a line for it, with 0"),
    ],
)
def test_each_fault_of_a_month_is_told_with_its_line_and_what_to_do(lines, change, line, said):
    plan = planned_month(month(change))
    assert said in faults(plan)[line]
    assert plan.read is None
    assert {row.outcome for row in plan.rows} == {Outcome.REFUSED}


def test_one_slip_in_an_amount_is_told_once(lines):
    """A total is not held against a column with amounts that could not be read."""
    assert list(faults(planned_month(month((0, {"Actual to date": "1.2m"}))))) == [2]


def test_a_total_may_hold_what_stands_twice_or_not(lines):
    rows = month()
    twice = [rows[0], rows[0], *rows[1:]]
    assert list(faults(planned_month(twice))) == [3]
    rows[2] = rows[2] | {"Actual to date": "766000.80", "Forecast for the year": "2290000.00"}
    assert list(faults(planned_month([rows[0], rows[0], *rows[1:]]))) == [3]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"Month": "July 2027"}, "July 2027 does not lie in 2026/27. Correct the year or the month"),
        ({"Month": "September 2026"}, "September 2026 is still to come. Check the month."),
        ({"Year": "2025/26", "Month": "July 2025"}, "No budget of 2025/26 is stored. Import the budget first"),
    ],
)
def test_a_month_that_cannot_be_is_refused_as_a_whole(lines, typed, said):
    assert faults(planned_month(month((0, typed), (1, typed))))[0].startswith(said)


def test_lines_after_the_total_and_a_second_total_are_refused(lines):
    rows = month()
    assert "Lines stand after the total, down to line 4" in faults(planned_month([rows[0], rows[2], rows[1]]))[3]
    assert "Line 4 is a total too. Keep the last one only." in faults(planned_month([*rows, rows[2]]))[0]


def test_a_file_without_lines_is_refused(lines):
    assert faults(planned_month(month((0, None), (1, None))))[0].startswith("The file has no lines.")


def test_a_file_without_its_columns_is_no_file_of_money():
    with pytest.raises(FileRefused, match="Forecast for the year"):
        month_table([{"Year": "2026/27", "Month": "July 2026", "Cost centre": "A", "Actual to date": "1"}])


def test_a_month_that_is_read_in_again_says_what_it_takes_the_place_of(lines):
    spending, income = lines
    ledger_month((spending, "431250.40", "1290000"), (income, "-96500", "-280000"))
    MonthFigure.objects.filter(line=spending).update(profiled=400000)
    plan = planned_month(month())
    assert [row.outcome for row in plan.rows] == [Outcome.UNCHANGED, Outcome.CHANGED]
    assert plan.makes[1] == (
        "It takes the place of what the system read in on 5 August 2026: planned £900,000.00, actual to date "
        "£334,750.40, forecast £1,010,000.00. That stays on record."
    )
    Extract.objects.update(is_standing=False)
    assert planned_month(month()).digest != plan.digest


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ((0, {"Service": "Parks"}), 2, "Service: there is no “Parks”. Write the name as it stands under Organisation."),
        ((0, {"Service": ""}), 2, "Service: it is empty"),
        (
            (0, {"Service": "Old Parks"}),
            2,
            "Service: “Old Parks” closed after 30 June 2026. Write the name of the unit",
        ),
        ((0, {"Service": "Twins"}), 2, "Service: 2 units are called “Twins”"),
        ((0, {"Kind": "Income"}), 2, "Kind: “Income” is none. Write Revenue spending"),
        ((0, {"Kind": ""}), 2, "Kind: it is empty"),
        ((0, {"Name": ""}), 2, "Name: it is empty"),
        ((0, {"Name": "n" * 201}), 2, "Name: it is longer than 200 characters"),
        ((0, {"Kind": "Revenue income"}), 2, "Planned for the year: income is written with a minus: −£1,200,000.00."),
        ((1, {"Kind": "Revenue spending"}), 3, "Planned for the year: spending has no minus"),
        ((0, {"Objectives": "WR1"}), 2, "Objectives: “WR1” could not be read. Write it like WR1 60%; WR2 40%."),
        ((0, {"Objectives": "ZZ9 60%"}), 2, "Objectives: no plan that is open has an objective “ZZ9”"),
        ((0, {"Objectives": "SECRET 60%"}), 2, "Objectives: no plan that is open has an objective “SECRET”"),
        ((0, {"Objectives": "WR1 60%; WR2 41%"}), 2, "Objectives: The shares come to 101%"),
        ((0, {"Objectives": "WR1 60%; WR1 10%"}), 2, "Objectives: WR1 stands there twice"),
        ((0, {"Year": "2025/26"}), 2, "Year: 2025/26, while most lines are about 2026/27."),
        ((2, {"Planned for the year": "1"}), 4, "the total says £1.00: £899,999.00 too little"),
    ],
)
def test_each_fault_of_a_budget_is_told_with_its_line_and_what_to_do(service, objectives, change, line, said):
    UnitFactory(name="Twins", kind="team"), UnitFactory(name="twins")
    UnitFactory(name="Old Parks", ends_on=date(2026, 6, 30))
    ObjectiveFactory(ref="SECRET", plan__level=LevelFactory(name="EDR", is_private=True))
    third = ("2026/27", "WR200", "More", "Waste and Recycling", "Revenue spending", "0", "")
    rows = budget(change)
    rows.insert(2, dict(zip(names(BUDGET_COLUMNS), third, strict=True)))
    line += line == 4
    plan = planned_budget(rows)
    assert said in faults(plan)[line]
    assert plan.read is None


def by_the_worker(by, kind, content, filename="file.csv"):
    """Uploaded, asked for and applied as the pages and the worker do it."""
    batch = receive(by=by, at=AT, upload=Upload(filename=filename, content=content, kind=kind), wake=lambda _: None)
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None)
    jobs.perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    return batch


def test_a_budget_and_its_month_are_imported_as_every_file_is(service, objectives):
    _, by = sign_in(Role.ADMINISTRATOR)
    assert by_the_worker(by, "budget", as_csv(budget())).state == ImportState.APPLIED
    line = BudgetLine.objects.get(code="WR100")
    assert dict(line.shares.values_list("objective__ref", "percent")) == {"WR1": 60, "WR2": 40}
    (event,) = Event.objects.filter(thing_type="money.budgetline", thing_id=str(line.pk))
    assert (event.action, event.changes["objectives"]) == ("made", [None, "WR1 60%; WR2 40%"])
    assert by_the_worker(by, "ledger-month", as_csv(month()), "july.csv").state == ImportState.APPLIED
    extract = Extract.objects.get()
    assert (extract.read_by, extract.filename, extract.actual) == (by.user, "july.csv", Decimal("334750.40"))
    assert line.months.get().profiled == 400000
    changed = budget((0, {"Name": "Bins", "Objectives": "WR2 100%"}), (1, {"Objectives": "WR1 5"}))
    assert by_the_worker(by, "budget", as_csv(changed)).state == ImportState.APPLIED
    line.refresh_from_db()
    assert (line.name, line.version) == ("Bins", 2)
    assert sorted(Share.objects.values_list("objective__ref", "percent")) == [("WR1", 5), ("WR2", 100)]


def test_no_part_of_a_faulty_file_is_written_whoever_asks(lines):
    client, by = sign_in(Role.ADMINISTRATOR)
    rows = month((1, {"Year": "2025/26"}))
    plan = planned_month(rows)
    upload = Upload(filename="july.csv", content=as_csv(rows), kind="ledger-month")
    batch = keep_upload(by=by, at=AT, upload=upload, plan=plan)
    client.post(f"/indicators/imports/{batch.pk}/apply/", {"without_refused": "yes"})
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    page = client.get(f"/indicators/imports/{batch.pk}/").content.decode()
    assert "2025/26, while most lines are about 2026/27" in page
    assert "1 other line can be used. Nothing is written until the whole file can." in page
    assert not Extract.objects.exists()


def test_what_somebody_else_did_between_preview_and_decision_stops_the_import(lines):
    _, by = sign_in(Role.ADMINISTRATOR)
    upload = Upload(filename="july.csv", content=as_csv(month()), kind="ledger-month")
    batch = keep_upload(by=by, at=AT, upload=upload, plan=planned_month(month()))
    ledger_month(*((line, "1", "2") for line in lines))
    jobs.request_import(by=by, at=AT, batch=batch, wake=lambda _: None)
    assert jobs.perform_import(batch_id=batch.pk, clock=lambda: AT) is False
    batch.refresh_from_db()
    assert (batch.state, "Somebody changed" in batch.reason) == (ImportState.PREVIEWED, True)
    assert Extract.objects.get().actual == 2


@pytest.mark.parametrize("kind", ["budget", "ledger-month"])
def test_each_page_of_import_explains_its_columns_and_has_its_template(kind):
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = f"/indicators/imports/new/?kind={kind}"
    page = client.get(address).content.decode()
    columns = BUDGET_COLUMNS if kind == "budget" else MONTH_COLUMNS
    assert all(each.name in page for each in columns)
    template = client.get(f"{address}&download=csv").content.decode("utf-8-sig")
    assert template.splitlines()[0] == ",".join(names(columns))
    assert "Total" in template.splitlines()[-1]
    assert sign_in(Role.APPROVER)[0].get(address).status_code == 403


@pytest.mark.parametrize("columns", [BUDGET_COLUMNS, MONTH_COLUMNS])
def test_the_guide_explains_each_column_as_the_page_does(columns):
    guide = (settings.BASE_DIR / "docs/import.md").read_text()
    for column in columns:
        assert f"| `{column.name}` | {'yes ' if column.is_required else ''}| {column.meaning} |" in guide
    assert set(needed(columns)) < set(names(columns))
