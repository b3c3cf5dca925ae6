"""``import_performance``: what it says, and that it writes all or nothing (C17)."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Indicator, Observation, PeriodTarget
from tests.indicators.imports.import_files import csv_file
from tests.published import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.real_clock, pytest.mark.sweep]
PUBLISHED = "The councils published them."


@pytest.fixture
def run(tmp_path):
    def run(*files, **options):
        paths = []
        for n, content in enumerate(files):
            path = tmp_path / f"file{n}.csv"
            path.write_bytes(content)
            paths.append(str(path))
        out = StringIO()
        call_command("import_performance", *paths, stdout=out, **{"as_imported": PUBLISHED, **options})
        return out.getvalue()

    return run


def row(**cells):
    return {"period": "2025/26 Q1", **cells}


def test_it_writes_and_says_what(run):
    text = run(csv_file(row()))
    assert "file0.csv: 1 new, 0 changed, 0 unchanged, 0 refused rows; 1 new measure." in text
    assert "file0.csv: Makes the service “Customer Services” and the post “Head of Customer Services”." in text
    assert "which way is good" not in text.casefold()
    assert Observation.objects.count() == PeriodTarget.objects.count() == 1


def test_the_same_file_again_has_nothing_to_do(run):
    run(csv_file(row()))
    text = run(csv_file(row()))
    assert "0 new, 0 changed, 1 unchanged, 0 refused" in text
    assert "nothing to do" in text


def test_a_dry_run_says_what_would_be_made_and_what_is_not_known(run):
    text = run(csv_file(row(theme="", polarity="")), dry_run=True)
    assert "Makes the service “Performance measures” and the post “Head of Performance measures”." in text
    assert "Which way is good is not known of CS01" in text


def test_figures_that_nobody_could_approve_want_a_word_on_who_did(run):
    with pytest.raises(CommandError, match="Say that they stand as imported, and why"):
        run(csv_file(row()), as_imported=" ")
    assert not Observation.objects.exists()


def test_one_row_that_cannot_be_used_stops_everything(run):
    with pytest.raises(CommandError, match="1 row cannot be used, so nothing was written"):
        run(csv_file(row()), csv_file(row(period="2025/26 Q2"), row(period="Q9")))
    assert not Indicator.objects.exists()


def test_such_rows_can_be_left_out_by_choice(run):
    text = run(csv_file(row(), row(period="Q9")), skip_refused=True)
    assert "file0.csv, line 3: refused. period: “Q9” is not a period" in text
    assert Observation.objects.count() == 1


def test_a_dry_run_writes_nothing_and_plans_each_file_on_top_of_the_one_before(run):
    text = run(csv_file(row()), csv_file(row()), dry_run=True)
    assert "file1.csv: 0 new, 0 changed, 1 unchanged, 0 refused" in text
    assert "This was a dry run: nothing was written." in text
    assert not Indicator.objects.exists()


def test_a_dry_run_fails_too_when_rows_cannot_be_used(run):
    with pytest.raises(CommandError, match="1 row cannot be used"):
        run(csv_file(row(period="Q9")), dry_run=True)


def test_a_file_that_is_not_there_or_not_a_table_is_refused(run, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_performance", str(tmp_path / "nowhere.csv"))
    with pytest.raises(CommandError, match="Say what “something”"):
        run(b"indicator,something\nCalls,1\n")
    with pytest.raises(CommandError, match="PDF"):
        run(b"%PDF-1.7 renamed")
    with pytest.raises(CommandError, match="opens a quotation mark"):
        run(b'Ref,Measure,Odd,Result\nA1,"Calls,x,1\n', match=["Odd=out"])


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["hart", "mole_valley", "wealden", "calderdale"])
def test_councils_published_tables_come_in_and_come_in_once(name):
    path = next(each for each in TABLES if each.stem == name)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    out = StringIO()
    call_command("import_performance", str(path), stdout=out, skip_refused=True, as_imported=PUBLISHED)
    refused = out.getvalue().count(": refused.")
    assert Observation.objects.count() >= len(rows) - refused
    assert refused <= 1
    again = StringIO()
    call_command("import_performance", str(path), stdout=again, skip_refused=True, as_imported=PUBLISHED)
    assert "nothing to do" in again.getvalue()
