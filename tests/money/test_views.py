"""The pages of money: what they say to whom, and what a form says of what cannot be."""

import pytest

from accounts.roles import Role
from money.models import BudgetLine
from tests.factories import LevelFactory, ObjectiveFactory, UnitFactory, sign_in
from tests.factories.money import YEAR, BudgetLineFactory, ShareFactory, ledger_month

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(answer.content.decode().split())


def test_a_council_without_a_budget_is_told_what_to_do():
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/money/"))
    assert "No budget yet" in page
    assert "Add a budget line" not in page


def test_the_list_opens_with_its_finding_and_the_largest_overspend():
    over, under = BudgetLineFactory(name="Refuse"), BudgetLineFactory(name="Parks")
    ledger_month((over, "60000", "150000"), (under, "20000", "100000"))
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/money/"))
    assert "Revenue of £240,000 is forecast to come in £10,000 over, 4.2%." in page
    assert "Budget of 2026/27, to the end of July 2026." in page
    assert page.index("Refuse") < page.index("Parks")
    narrowed = text(client.get("/money/?state=under"))
    assert "1 of 2 budget lines shown, because of Forecast: Under plan" in narrowed
    assert "Refuse" not in narrowed


@pytest.mark.parametrize("query", ["?state=x", "?year=1999", "?unit=0", "?priority=zzz", "?sort=none", "?page=99"])
def test_an_address_that_cannot_be_answered_shows_the_list(query):
    BudgetLineFactory(name="Refuse")
    client, _ = sign_in(Role.COUNCILLOR)
    answer = client.get(f"/money/{query}")
    assert (answer.status_code, "Refuse" in text(answer)) == (200, True)


def test_the_file_has_amounts_as_numbers_and_nothing_where_nothing_was_told():
    line, waits = BudgetLineFactory(code="A1", name="=1+1"), BudgetLineFactory(code="B2")
    ledger_month((line, "60000.5", "150000"))
    assert waits.planned
    client, _ = sign_in(Role.COUNCILLOR)
    rows = client.get("/money/?download=csv&sort=code").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("A1,'=1+1,")
    assert rows[1].endswith("120000.00,40000.00,60000.50,150000.00,30000.00,Over plan,0")
    assert rows[2].endswith("120000.00,,,,,,0")


def test_a_line_tells_its_months_and_what_it_serves():
    line, objective = BudgetLineFactory(name="Refuse"), ObjectiveFactory(title="Cleaner streets")
    private = ObjectiveFactory(title="SECRET", plan__level=LevelFactory(name="EDR", is_private=True))
    ShareFactory(line=line, objective=objective, percent="62.5")
    ShareFactory(line=line, objective=private, percent=5)
    ledger_month((line, "60000", "150000"))
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(line.get_absolute_url()))
    for said in ("£60,000.00 (£20,000 over, 50.0%)", "£30,000 over, 25.0%", "Cleaner streets", "62.5%", "£75,000.00"):
        assert said in page
    assert "32.5% of it is linked to no objective." in page
    assert "SECRET" not in page
    assert "Say what it serves" not in page


def test_a_line_of_another_unit_is_not_there_for_a_partner():
    line = BudgetLineFactory()
    client, _ = sign_in(Role.PARTNER)
    assert client.get(line.get_absolute_url()).status_code == 404
    assert client.get("/money/months/").status_code == 403


def test_an_administrator_adds_a_line_as_ledgers_write_it():
    client, _ = sign_in(Role.ADMINISTRATOR)
    typed = {
        "code": "WR190", "name": "Trade waste", "unit": UnitFactory().pk, "nature": "revenue", "flow": "income",
        "planned": "(£300,000.00)",
    }  # fmt: skip
    assert client.post("/money/lines/new/", typed).status_code == 302
    line = BudgetLine.objects.get()
    assert (line.planned, line.year) == (-300000, YEAR)
    page = text(client.get(f"/money/lines/{line.pk}/change/"))
    assert 'value="-300,000.00"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"planned": "lots"}, "“lots” is no amount. Write pounds and pence"),
        ({"planned": ""}, "Enter what is planned for the year"),
        ({"planned": "1.005"}, "holds parts of a penny"),
        ({"planned": "-5"}, "Write income with a minus, as ledgers do, and spending without one."),
        ({"code": ""}, "Enter the cost centre’s code"),
        ({"code": "W" * 31}, "must be 30 characters or fewer"),
        ({"unit": "0"}, "Choose the service from the list"),
        ({"nature": "both"}, "Choose"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(typed, said):
    client, _ = sign_in(Role.ADMINISTRATOR)
    given = {
        "code": "WR100", "name": "Refuse & more", "unit": UnitFactory().pk, "nature": "revenue", "flow": "spending",
        "planned": "5",
    }  # fmt: skip
    page = text(client.post("/money/lines/new/", given | typed))
    assert said in page
    assert "Refuse &amp; more" in page
    assert not BudgetLine.objects.exists()


def test_a_head_of_service_says_what_the_own_lines_serve():
    line, objective = BudgetLineFactory(), ObjectiveFactory()
    client, _ = sign_in(Role.APPROVER, line.unit)
    address = f"/money/lines/{line.pk}/serves/"
    typed = {"objective_1": objective.pk, "percent_1": "60", "version": 1}
    assert client.post(address, typed).status_code == 302
    assert line.shares.get().percent == 60
    page = text(client.post(address, typed | {"percent_1": "70"}))
    assert "Somebody else saved this while you had it open" in page
    assert line.shares.get().percent == 60
    assert sign_in(Role.APPROVER)[0].get(address).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"percent_1": "101"}, "The share of line 1 must be 100 or less"),
        ({"percent_1": "0"}, "The share of line 1 must be more than 0"),
        ({"percent_1": "1.234"}, "may have two decimal places"),
        ({"percent_1": "half"}, "The share of line 1 must be a number, such as 60"),
        ({"percent_1": ""}, "Enter the share of line 1, such as 60"),
        ({"objective_1": "", "percent_1": "5"}, "Select the objective of line 1, or take its share away"),
        ({"objective_1": "999999"}, "Choose the objective from the list"),
        ({"objective_2": "same", "percent_2": "5"}, "This objective is named twice"),
        ({"objective_2": "other", "percent_2": "50"}, "The shares come to 110%"),
    ],
)
def test_shares_that_cannot_be_are_told_and_nothing_is_written(typed, said):
    line, objective, other = BudgetLineFactory(), ObjectiveFactory(), ObjectiveFactory()
    client, _ = sign_in(Role.ADMINISTRATOR)
    keys = {"same": objective.pk, "other": other.pk}
    given = {"objective_1": objective.pk, "percent_1": "60", "version": 1}
    given |= {name: keys.get(value, value) for name, value in typed.items()}
    assert said in text(client.post(f"/money/lines/{line.pk}/serves/", given))
    assert not line.shares.exists()


def test_months_read_in_tell_who_and_what_stands_no_longer():
    line = BudgetLineFactory()
    ledger_month((line, "41000", "130000"), is_standing=False, filename="first.csv")
    ledger_month((line, "40000", "130000"))
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/money/months/"))
    assert page.count("July 2026") >= 2
    assert page.index("£40,000.00") < page.index("Corrected since: it stands no longer") < page.index("£41,000.00")
