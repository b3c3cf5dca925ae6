"""Imports of figures and of plans, taken back as one on their day."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.models import Event
from accounts.roles import Role
from indicators.changes.formulas import FormulaDetails, set_formula
from indicators.imports.batches import Upload, keep_upload
from indicators.imports.jobs import perform_import, request_import, sweep_imports
from indicators.imports.kinds import import_kinds
from indicators.imports.undo import request_undo
from indicators.models import Commentary, ImportBatch, ImportState, Indicator, Observation
from plans.periods import parse_label
from tests.factories import IndicatorFactory, LevelFactory, ObservationFactory, UnitFactory, sign_in
from tests.indicators.imports.import_files import csv_file
from tests.pmmi.workbook.books import row_counts, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here"), pytest.mark.sweep]
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
WHY = "Reported to cabinet in 2026."
PLANS = b"""id,level,title,parent_id,period
CP,corporate_plan,Corporate Plan,,2023-2027
P1,priority,A healthy place,CP,
K1,key_result_indicator,Adults who are active,P1,
"""


@pytest.fixture
def by() -> Actor:
    UnitFactory(name="Exampleshire", kind="council")
    LevelFactory(name="Corporate plan", position=1)
    return sign_in(Role.ADMINISTRATOR)[1]


def applied(by: Actor, content: bytes, kind: str = "figures") -> ImportBatch:
    chosen = import_kinds()[kind]
    plan = chosen.plan(chosen.read(content, "own.csv"), "own.csv", today=AT.date())
    upload = Upload(filename="own.csv", content=content, kind=kind)
    batch = keep_upload(by=by, at=AT, upload=upload, plan=plan)
    request_import(by=by, at=AT, batch=batch, wake=lambda _: None, why=WHY)
    perform_import(batch_id=batch.pk, clock=lambda: AT)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED, batch.reason
    return batch


def fields_of(model: type) -> list[tuple[object, ...]]:
    """All that is stored, but for versions."""
    names = [field.attname for field in model._meta.concrete_fields if field.name != "version"]
    return list(model._base_manager.order_by("pk").values_list(*names))


@pytest.mark.parametrize(
    ("kind", "content"),
    [("figures", csv_file({"commentary": "Fewer calls."}, {"period": "2026/27 Q2", "actual": "81"})), ("plans", PLANS)],
)
def test_what_was_made_is_gone(by: Actor, kind: str, content: bytes) -> None:
    before = row_counts()
    batch = applied(by, content, kind)
    assert row_counts() != before
    batch = taken_back(by, batch)
    assert (batch.state, batch.done) == (ImportState.UNDONE, None), batch.reason
    assert row_counts() == before
    assert Event.objects.filter(action="took back", thing_id=str(batch.pk)).count() == 1


def test_what_was_changed_is_as_it_was(by: Actor) -> None:
    """A revision that stood as imported, an expected figure that was filled in, and words that were added."""
    measure = IndicatorFactory(ref="CS01", name="Calls answered in 15 seconds", kind="percentage", unit="%")
    stood = ObservationFactory(indicator=measure, period="2025-04-01QF", value=70, state="approved")
    worded = ObservationFactory(indicator=measure, period="2025-07-01QF", value=71, state="approved")
    Commentary.objects.create(observation=worded, happened="As before.")
    ObservationFactory(indicator=measure, period="2025-10-01QF", value=None, state="due")
    before, stored, measures = row_counts(), fields_of(Observation), fields_of(Indicator)
    rows = (
        {"period": "2025/26 Q1", "actual": "75"},
        {"period": "2025/26 Q2", "actual": "71", "commentary": "More calls."},
        {"period": "2025/26 Q3", "actual": "72"},
    )
    batch = applied(by, csv_file(*rows))
    stood.refresh_from_db()
    assert (stood.state, stood.is_current) == ("superseded", False)
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert row_counts() == before
    assert fields_of(Observation) == stored
    assert fields_of(Indicator) == measures
    worded.commentary.refresh_from_db()
    assert worded.commentary.happened == "As before."


def test_a_figure_that_was_worked_on_since_keeps_it(by: Actor) -> None:
    batch = applied(by, csv_file({}))
    Observation.objects.update(version=2, warning_reason="It is right.")
    batch = taken_back(by, batch)
    assert batch.state == ImportState.APPLIED
    assert "1 thing changed since: CS01 2026/27 Q1." in batch.reason


def test_an_undo_whose_worker_died_is_taken_up_again(by: Actor) -> None:
    batch = applied(by, csv_file({}))
    request_undo(by=by, at=AT, batch=batch, wake=lambda _: None)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.UNDOING, lease_token="dead", lease_ends_at=datetime(2026, 10, 14, 8, tzinfo=UTC), attempts=1,
        woken_at=datetime(2026, 10, 14, 8, tzinfo=UTC),
    )  # fmt: skip
    assert sweep_imports(at=AT, wake=lambda pk: perform_import(batch_id=pk, clock=lambda: AT)) == [batch.pk]
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not Indicator.objects.exists()


def test_what_formulas_came_to_with_it_goes_along(by: Actor) -> None:
    """An import that gives an input: the result is calculated in its transaction, and taken back with it."""
    measure = IndicatorFactory(ref="CS01", name="Calls answered in 15 seconds", kind="percentage", unit="%")
    homes = IndicatorFactory(ref="CS02", kind="number")
    each = IndicatorFactory(ref="CS03", kind="number")
    for period in ("2025-04-01QF", "2025-07-01QF"):
        ObservationFactory(indicator=homes, period=period, value=2)
    ObservationFactory(indicator=measure, period="2025-04-01QF", value=70)
    details = FormulaDetails(first=parse_label("2025/26 Q1"), text="[CS01] / [CS02]")
    set_formula(by=by, at=AT, indicator=each, version=each.version, details=details)
    before, stored = row_counts(), fields_of(Observation)
    rows = ({"period": "2025/26 Q1", "actual": "75"}, {"period": "2025/26 Q2", "actual": "80"})
    batch = applied(by, csv_file(*rows))
    standing = Observation.objects.standing().filter(indicator=each).order_by("period")
    assert list(standing.values_list("value", flat=True)) == [Decimal("37.5"), 40]
    assert Event.objects.filter(action="calculated", thing_type="indicators.observation").count() == 3
    batch = taken_back(by, batch)
    assert batch.state == ImportState.UNDONE, batch.reason
    assert row_counts() == before
    assert fields_of(Observation) == stored


def test_what_is_calculated_is_not_imported_but_as_it_stands(by: Actor) -> None:
    each = IndicatorFactory(ref="CS01", name="Calls answered in 15 seconds", kind="percentage", unit="%")
    IndicatorFactory(ref="CS02", kind="percentage")
    ObservationFactory(indicator=Indicator.objects.get(ref="CS02"), period="2025-04-01QF", value=35)
    details = FormulaDetails(first=parse_label("2025/26 Q1"), text="[CS02] * 2")
    set_formula(by=by, at=AT, indicator=each, version=each.version, details=details)
    chosen = import_kinds()["figures"]
    rows = (
        {"period": "2025/26 Q1", "actual": "70", "target": ""},
        {"period": "2025/26 Q2", "actual": "80"},
        {"period": "2024/25 Q4", "actual": "60"},
    )
    plan = chosen.plan(chosen.read(csv_file(*rows), "own.csv"), "own.csv", today=AT.date())
    assert [row.outcome.value for row in plan.rows] == ["unchanged", "refused", "new"]
    assert plan.rows[1].problems == (
        "actual: CS01 is calculated in this period, and not typed. Import the figures that it is worked out from, and "
        "leave this one blank.",
    )
