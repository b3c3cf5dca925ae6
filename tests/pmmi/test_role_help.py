"""Help names each role, the reader's own first."""

import pytest
from django.urls import reverse

from accounts.roles import ROLES, Role
from pmmi.role_help import help_for
from tests.factories import sign_in


def test_each_role_has_its_help():
    assert [each.name for each in help_for([])] == [ROLES[role].name for role in Role]


@pytest.mark.django_db
def test_the_readers_own_role_comes_first():
    client, _ = sign_in(Role.AUDITOR)
    page = client.get(reverse("help")).content.decode()
    assert page.count("You hold this role") == 1
    assert page.index("You hold this role") < page.index(">Councillor<")
    assert all(ROLES[role].name.replace("’", "&#x27;") in page for role in Role)
