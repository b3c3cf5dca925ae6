"""*Match your columns* on screen and by command: said once, and not asked again (C17)."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Event, Unit
from accounts.roles import Role
from indicators.imports import reading
from indicators.imports.jobs import perform_import
from indicators.models import ImportBatch, ImportLayout, ImportState, Indicator, Observation, PeriodTarget
from tests.factories import IndicatorFactory, UnitFactory, sign_in
from tests.indicators.imports.matching.sheets import book, long_list, months, quarters
from tests.indicators.opened import address

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real_clock,
    pytest.mark.usefixtures("files_are_read_here"),
    pytest.mark.sweep,
]


@pytest.fixture
def admin():
    UnitFactory(name="Exampleshire", kind="council")
    return sign_in(Role.ADMINISTRATOR)[0]


def upload(client, data, name="KPIs.xlsx", query=""):
    file = SimpleUploadedFile(name, data)
    answer = client.post(address("import-create") + query, {"file": file}, follow=True)
    return ImportBatch.objects.latest("pk"), answer


def said(answer, **changed):
    """What the page proposes, with some of it said otherwise."""
    form = answer.context["form"]
    filled = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**filled, **changed}.items() if value not in (None, False)}


def applied(client, batch):
    client.post(address("import-apply", batch.pk), {"as_imported": "on", "why": "Reported to cabinet."})
    perform_import(batch_id=batch.pk, clock=timezone.now)
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED, batch.reason


def test_a_councils_own_file_is_matched_once_and_never_again(admin):
    batch, answer = upload(admin, quarters())
    assert answer.redirect_chain[-1][0] == address("import-match", batch.pk)
    assert batch.state == ImportState.MATCHING
    assert "Match your columns" in answer.content.decode()
    assert answer.context["rows"][1][:4] == ["Homes let on time", "2025/26 Q1", "70", "75"]
    done = admin.post(address("import-match", batch.pk), said(answer), follow=True)
    assert done.redirect_chain[-1][0] == address("import-detail", batch.pk)
    batch.refresh_from_db()
    assert batch.summary["counts"] == {"new": 15, "changed": 0, "unchanged": 0, "refused": 0}
    applied(admin, batch)
    q2 = Observation.objects.get(indicator__ref="HS01", period="2025-07-01QF")
    assert q2.value == Decimal(74)
    assert Event.objects.filter(source="import KPIs.xlsx, cell H6").exists()
    again, answer = upload(admin, quarters(), "KPIs again.xlsx")
    assert answer.redirect_chain[-1][0] == address("import-detail", again.pk)
    assert again.summary["counts"]["unchanged"] == 15
    assert "read as was said of “KPIs.xlsx”" in again.summary["notes"][0]
    assert address("import-match", again.pk) in answer.content.decode()
    assert admin.get(address("import-match", again.pk)).status_code == 200


def test_months_across_with_rows_of_actual_and_target(admin):
    batch, answer = upload(admin, months())
    admin.post(address("import-match", batch.pk), said(answer))
    batch.refresh_from_db()
    applied(admin, batch)
    assert Observation.objects.filter(indicator__ref="HS02").count() == 3
    assert PeriodTarget.objects.get(indicator__ref="HS01", period="2025-05-01MF").value == 75
    assert Event.objects.filter(changes__icontains="Lead officer: A. Green").exists()


def test_what_is_not_said_is_asked_and_what_was_typed_is_kept(admin):
    batch, answer = upload(admin, long_list())
    refused = admin.post(address("import-match", batch.pk), said(answer, **{"use-10": "why"}))
    text = refused.content.decode()
    assert "Say what “Odd one” (L) is, or leave it out" in text
    assert refused.context["form"]["use-10"].value() == "why"
    shown = admin.post(address("import-match", batch.pk), said(answer, **{"use-11": "out", "preview": "yes"}))
    assert "Columns left out by choice: “Odd one” (L)." in shown.content.decode()
    batch.refresh_from_db()
    assert batch.state == ImportState.MATCHING
    admin.post(address("import-match", batch.pk), said(answer, **{"use-11": "note"}))
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED
    assert ImportLayout.objects.get().filename == "KPIs.xlsx"


def test_a_refusal_names_the_cell_of_the_file_as_it_is(admin):
    broken = ["Place", "Cllr Ash", "A3", "Bins emptied", "abc", 5, None, "Maximise", None, None, None, None]
    batch, answer = upload(admin, long_list(more=[broken]))
    admin.post(address("import-match", batch.pk), said(answer, **{"use-11": "out"}))
    batch.refresh_from_db()
    problems = [row[-1] for row in batch.summary["rows"] if row[-1]]
    assert len(problems) == 1
    assert problems[0][0].startswith("actual (cell E7): “abc”")


def test_another_row_of_headings_and_another_sheet_can_be_chosen(admin):
    data = book(
        [["Ref", "KPI", "Period", "Result"], ["Code", "Name", "When", "Value"], ["A1", "Bins", "2025/26 Q1", 4]]
    )
    batch, answer = upload(admin, data)
    assert answer.context["layout"].line == 1
    answer = admin.get(address("import-match", batch.pk), {"line": "2"})
    assert answer.context["layout"].columns[0].heading == "Code"
    chosen = {"use-0": "indicator_ref", "use-1": "indicator", "use-2": "period", "use-3": "actual"}
    admin.post(address("import-match", batch.pk) + "?line=2", said(answer, **chosen))
    batch.refresh_from_db()
    assert batch.summary["counts"]["new"] == 1
    again, _ = upload(admin, data)
    assert again.state == ImportState.PREVIEWED


@pytest.mark.parametrize(
    ("heading", "period", "label"),
    [
        ("Quarter", "Quarter 3", "2024/25 Q3"),
        ("period", "Q2 (year not shown in the text)", "2024/25 Q2"),
        ("Month", "January", "January 2025"),
    ],
)
def test_periods_without_a_year_are_asked_for_it_with_each_file(admin, heading, period, label):
    data = f"indicator,{heading},actual\nBins,{period},4\n".encode()
    batch, answer = upload(admin, data, "figures.csv")
    assert "Which financial year do these figures belong to?" in answer.content.decode()
    refused = admin.post(address("import-match", batch.pk), said(answer))
    assert "nothing in the file names it" in refused.content.decode()
    admin.post(address("import-match", batch.pk), said(answer, year="2024/25"))
    batch.refresh_from_db()
    assert [row[3] for row in batch.summary["rows"]] == [label]
    again, answer = upload(admin, data.replace(b"4", b"5"), "figures.csv")
    assert again.state == ImportState.MATCHING
    assert answer.context["form"]["year"].value() == "2024/25"
    assert answer.context["form"].is_bound is False


def test_the_period_of_a_whole_file_is_asked_for_with_each(admin):
    data = b"Ref,Indicator,Actual,Odd one\nA1,Bins,4,x\n"
    batch, answer = upload(admin, data, "figures.csv")
    admin.post(address("import-match", batch.pk), said(answer, **{"common-period": "2025/26 Q1", "use-3": "out"}))
    batch.refresh_from_db()
    assert batch.summary["counts"]["new"] == 1
    again, answer = upload(admin, data, "figures.csv")
    form = answer.context["form"]
    assert (again.state, form["common-period"].value(), form["use-3"].value()) == (ImportState.MATCHING, "", "out")


def test_a_large_file_is_looked_at_and_read_by_a_worker(admin, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 10)
    batch, _ = upload(admin, quarters())
    perform_import(batch_id=batch.pk, clock=timezone.now)
    batch.refresh_from_db()
    assert batch.state == ImportState.MATCHING
    answer = admin.get(address("import-match", batch.pk))
    admin.post(address("import-match", batch.pk), said(answer))
    perform_import(batch_id=batch.pk, clock=timezone.now)
    batch.refresh_from_db()
    assert (batch.state, batch.summary["counts"]["new"]) == (ImportState.PREVIEWED, 15)


def test_the_council_in_another_spelling_is_asked_about_once(admin):
    rows = [["Council", "Ref", "KPI", "Period", "Result"], ["Exampleshire DC", "A1", "Bins", "2025/26 Q1", 4]]
    batch, answer = upload(admin, book(rows))
    assert "That is Exampleshire" in answer.content.decode()
    admin.post(address("import-match", batch.pk), said(answer, same_council="yes"))
    batch.refresh_from_db()
    applied(admin, batch)
    assert Indicator.objects.get().ref == "A1"
    again, _ = upload(admin, book(rows))
    assert again.summary["counts"]["unchanged"] == 1


def test_a_published_table_is_shown_before_it_is_read_and_its_theme_is_asked(admin):
    rows = [
        ["indicator_ref", "indicator", "theme", "period", "actual", "published_rag"],
        ["A1", "Bins", "Clean", "2025/26 Q1", 4, "Red"],
    ]
    batch, answer = upload(admin, book(rows))
    assert answer.context["form"]["use-2"].value() == ""
    admin.post(address("import-match", batch.pk), said(answer, **{"use-2": "note"}))
    batch.refresh_from_db()
    applied(admin, batch)
    assert Indicator.objects.get().service.name == "Performance measures"


def test_a_reference_a_period_and_a_figure_are_enough_of_a_stored_measure(admin):
    IndicatorFactory(ref="HS07", service=UnitFactory(name="Housing", parent=Unit.objects.get(kind="council")))
    batch, answer = upload(admin, b"Ref,Quarter,Figure\nHS07,2025/26 Q1,1\nHS08,2025/26 Q1,2\n", "figures.csv")
    admin.post(address("import-match", batch.pk), said(answer))
    batch.refresh_from_db()
    assert (batch.summary["counts"]["new"], batch.summary["counts"]["refused"]) == (1, 1)


def test_the_command_reads_what_is_known_and_says_what_is_not(admin, tmp_path):
    path = tmp_path / "KPIs.xlsx"
    path.write_bytes(long_list())
    with pytest.raises(CommandError, match="Say what “Odd one”"):
        call_command("import_performance", path)
    with pytest.raises(CommandError, match="is nothing that a column can be"):
        call_command("import_performance", path, "--match", "Odd one=nonsense")
    out = StringIO()
    call_command("import_performance", path, "--match", "Odd one=out", "--as-imported", "Reported.", stdout=out)
    assert "2 new measures" in out.getvalue()
    assert Observation.objects.get(indicator__ref="A1", period="2025-04-01QF").value == 14
    limits = PeriodTarget.objects.filter(indicator__ref="A2").values_list("value", "red_limit")
    assert list(limits) in ([], [(Decimal(90), Decimal(85))])


def test_a_matched_file_can_be_discarded_and_its_page_then_leads_to_it(admin):
    batch, _ = upload(admin, quarters())
    admin.post(address("import-discard", batch.pk))
    batch.refresh_from_db()
    assert batch.state == ImportState.DISCARDED
    assert admin.get(address("import-match", batch.pk)).status_code == 302


def test_headings_within_the_table_may_name_the_service(admin):
    data = b"Ref,KPI,Q1 2025/26\nHOUSING,,\nA1,Homes let,4\n"
    batch, answer = upload(admin, data, "figures.csv")
    assert "Kept as a note of the rows beneath them" in answer.content.decode()
    shown = admin.post(address("import-match", batch.pk), said(answer, heads="theme", preview="yes"))
    assert "Headings within the table, as the service of the rows beneath them" in shown.content.decode()
    admin.post(address("import-match", batch.pk), said(answer, heads="theme"))
    batch.refresh_from_db()
    applied(admin, batch)
    assert Indicator.objects.get().service.name == "HOUSING"
    again, _ = upload(admin, data.replace(b",4", b",5"), "figures.csv")
    assert (again.state, again.summary["counts"]["changed"]) == (ImportState.PREVIEWED, 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_the_performance_team_matches(role, admin):
    batch, _ = upload(admin, quarters())
    client, _ = sign_in(role)
    assert client.get(address("import-match", batch.pk)).status_code == 403
