"""A parameter sent twice, or in the address and in the form: what is checked is what is used."""

import pytest
from django.test import Client

from accounts.models import Unit
from accounts.roles import Role
from tests.factories import UserFactory, sign_in
from tests.pages import words_of

pytestmark = pytest.mark.django_db
NEW = "/organisation/units/new/"
PASSWORD = "Correct-Horse-Battery-7"


@pytest.fixture
def administrator() -> Client:
    return sign_in(Role.ADMINISTRATOR)[0]


def test_a_form_takes_nothing_from_the_address(administrator: Client):
    administrator.post(f"{NEW}?name=Address&kind=team", {"name": "", "kind": "department"})
    administrator.post(f"{NEW}?name=Address&kind=team", {"name": "Form", "kind": "department"})
    assert list(Unit.objects.filter(name__in=["Address", "Form"]).values_list("name", "kind")) == [
        ("Form", "department")
    ]


def test_of_a_field_sent_twice_the_one_that_was_checked_is_kept(administrator: Client):
    long = "x" * 500
    before = set(Unit.objects.values_list("pk", flat=True))
    administrator.post(NEW, {"name": ["Good", long], "kind": "department"})
    assert set(Unit.objects.values_list("pk", flat=True)) == before
    administrator.post(NEW, {"name": [long, "Good"], "kind": ["nonsense", "department"]})
    assert [(unit.name, unit.kind) for unit in Unit.objects.exclude(pk__in=before)] == [("Good", "department")]


def test_a_filter_sent_twice_is_one_filter_and_the_page_says_which(administrator: Client):
    UserFactory(name="Ann Lee")
    UserFactory(name="Bob Ray", is_active=False)
    words = words_of(administrator.get("/organisation/people/?state=active&state=disabled"))
    assert "Bob Ray" in words
    assert "Ann Lee" not in words


@pytest.mark.parametrize("order", [("/plans/", "//elsewhere.example/"), ("//elsewhere.example/", "/plans/")])
@pytest.mark.parametrize("where", ["address", "form", "both"])
def test_a_way_back_sent_twice_leads_nowhere_else(order: tuple[str, str], where: str):
    person = UserFactory()
    person.set_password(PASSWORD)
    person.save()
    first, second = order
    query = {"address": f"?next={first}&next={second}", "form": "", "both": f"?next={first}"}[where]
    data = {"address": {}, "form": {"next": [first, second]}, "both": {"next": second}}[where]
    answer = Client().post(f"/account/sign-in/{query}", {"login": person.email, "password": PASSWORD, **data})
    assert answer.status_code == 302
    assert "elsewhere" not in answer["Location"]
