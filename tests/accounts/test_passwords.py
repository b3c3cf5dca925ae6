"""Passwords that strangers would try first are refused."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import CommonBeneathValidator, OurWordsValidator

pytestmark = pytest.mark.django_db
PERSON = User(name="Siân O'Hare-Okafor", email="sian.okafor@northdale.gov.uk")


@pytest.mark.parametrize(
    "password", ["password2026!", "!!Password123456", "Football-2026-!", "111122223333", "abcabcabcabc", "qwertyuiop12"]
)
def test_a_common_password_with_signs_around_it_is_common(password: str):
    with pytest.raises(ValidationError, match="too common"):
        CommonBeneathValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    ["Northdale-Council-1", "northdale2026!!", "Okafor-Okafor-7", "Siân-Northdale-26", "PMMI-performance-1"],
)
def test_what_is_made_of_the_councils_or_the_persons_name_is_refused(password: str, settings):
    settings.PMMI_COUNCIL_NAME = "Northdale Council"
    with pytest.raises(ValidationError, match="your name or the council"):
        OurWordsValidator().validate(password, PERSON)


@pytest.mark.parametrize("password", ["Correct-Horse-Battery-7", "a long quiet sentence", "northdale-otters-in-spring"])
def test_other_long_passwords_are_taken(password: str, settings):
    settings.PMMI_COUNCIL_NAME = "Northdale Council"
    CommonBeneathValidator().validate(password)
    OurWordsValidator(published=["a-golden-thread"]).validate(password, PERSON)


def test_the_demos_published_password_is_refused_outside_the_demo():
    with pytest.raises(ValidationError, match="published"):
        OurWordsValidator(published=["a-golden-thread"]).validate("a-golden-thread", PERSON)
    OurWordsValidator().validate("a-golden-thread", PERSON)
