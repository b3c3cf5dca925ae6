"""The description of what other systems may ask: every address, every field, for people and as OpenAPI."""

import json

import pytest

from accounts.roles import Role
from api.v1.reference import operations
from api.v1.routes import description
from tests.api.factories import caller
from tests.factories import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/help/other-systems/"


def text(answer):
    return " ".join(answer.content.decode().split())


def test_everybody_who_is_signed_in_reads_every_address_and_field():
    client, _ = sign_in(Role.EMPLOYEE)
    page = text(client.get(PAGE))
    described = description()
    for path in described["paths"]:
        assert path in page
    for field in described["components"]["schemas"]["FigureIn"]["properties"]:
        assert f"<code>{field}</code>" in page
    assert "/set-up/tokens/" not in page
    admin, _ = sign_in(Role.ADMINISTRATOR)
    assert "/set-up/tokens/" in text(admin.get(PAGE))


def test_the_file_and_what_a_token_is_given_are_one():
    client, _ = sign_in(Role.EMPLOYEE)
    file = client.get(f"{PAGE}?download=json")
    assert file["Content-Disposition"] == 'attachment; filename="openapi.json"'
    assert json.loads(file.content) == caller(Role.EMPLOYEE).get("/openapi.json").json()


def test_no_page_of_ours_loads_anything_from_elsewhere():
    client, _ = sign_in(Role.EMPLOYEE)
    assert "https://" not in client.get(PAGE).content.decode().replace("https://www.w3.org", "")


def test_bodies_take_no_other_field_and_every_address_says_how_it_refuses():
    described = description()
    sent = {
        each["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for found in described["paths"].values()
        for each in found.values()
        if "requestBody" in each
    }
    assert sent == {"FigureIn", "SubmitIn"}
    assert {described["components"]["schemas"][name]["additionalProperties"] for name in sent} == {False}
    for group in operations(described).values():
        for each in group:
            assert {"401", "403", "404", "422", "429"} <= {status for status, _ in each.refusals}, each.path
            assert each.said
            assert each.answered
