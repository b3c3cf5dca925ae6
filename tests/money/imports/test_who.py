"""Who imports money: finance and the performance team; finance imports nothing else, and sees nothing else imported."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from indicators.models import ImportBatch
from money.imports.columns import BUDGET_COLUMNS
from tests.factories import UnitFactory, UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_are_read_here")]
AT = datetime(2026, 10, 14, 9, tzinfo=UTC)


def batch(kind, filename):
    return ImportBatch.objects.create(
        kind=kind,
        filename=filename,
        content=b"x",
        created_at=AT,
        created_by=UserFactory(),
        summary={"counts": {}, "rows": []},
        state="discarded",
    )


@pytest.fixture
def finance(db):
    return sign_in(Role.FINANCE)[0]


def test_finance_is_offered_its_own_kinds_alone(finance):
    create = reverse("indicators:import-create")
    page = finance.get(create).content.decode()
    assert "kind=ledger-month" in page
    assert "kind=figures" not in page
    assert finance.get(f"{create}?kind=figures").status_code == 403
    assert finance.get(f"{create}?kind=nothing").status_code == 404
    money = finance.get(reverse("money:line-list")).content.decode()
    assert f"{create}?kind=ledger-month" in money
    assert reverse("money:line-create") not in money
    assert finance.get(reverse("money:line-create")).status_code == 403


def test_finance_sees_and_decides_what_was_imported_of_its_kinds_alone(finance):
    figures, ledger = batch("figures", "figures.csv"), batch("ledger-month", "july.csv")
    listed = finance.get(reverse("indicators:import-list")).content.decode()
    assert ("july.csv" in listed, "figures.csv" in listed) == (True, False)
    for name in ("import-detail", "import-progress"):
        assert finance.get(reverse(f"indicators:{name}", args=[figures.pk])).status_code == 403
        assert finance.get(reverse(f"indicators:{name}", args=[ledger.pk])).status_code == 200
    for name in ("import-apply", "import-discard"):
        assert finance.post(reverse(f"indicators:{name}", args=[figures.pk])).status_code == 403


def test_finance_uploads_a_budget(finance):
    UnitFactory(name="Waste", kind="department")
    columns = [each.name for each in BUDGET_COLUMNS]
    line = ["2026/27", "WR100", "Refuse", "Waste", "Revenue spending", "10.00", ""]
    rows = [columns, line, ["2026/27", "Total", "", "", "", "10.00", ""]]
    file = SimpleUploadedFile("budget.csv", "\n".join(",".join(row) for row in rows).encode())
    response = finance.post(f"{reverse('indicators:import-create')}?kind=budget", {"file": file})
    made = ImportBatch.objects.get()
    assert (response.url, made.kind) == (reverse("indicators:import-detail", args=[made.pk]), "budget")
    assert made.created_by.appointments.get().post.role == Role.FINANCE
    assert finance.get(response.url).status_code == 200


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.EMPLOYEE, Role.AUDITOR])
def test_others_import_nothing_and_learn_of_nothing(role):
    client, _ = sign_in(role)
    ledger = batch("ledger-month", "july.csv")
    for pk in (ledger.pk, ledger.pk + 9):
        assert client.get(reverse("indicators:import-detail", args=[pk])).status_code == 403
    assert client.get(reverse("indicators:import-list")).status_code == 403


def test_the_first_page_of_finance_leads_to_its_files(finance):
    page = finance.get("/").content.decode()
    assert "?kind=ledger-month" in page
    assert "No month of the ledger is read in yet." in page
