"""The heading of a return: by when it is due and, once everything is handed in, when it came in."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.roles import Role
from indicators.models import Observation
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, sign_in

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2026, 10, 22, 22, 59, 59, tzinfo=UTC)  # the last moment of grace, in London
LATE = datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


@pytest.fixture
def in_return():
    return ReturnFactory()


def figure(in_return, state="approved", submitted_at=IN_TIME, **fields):
    indicator = fields.pop("indicator", None) or IndicatorFactory(service=in_return.service)
    return ObservationFactory(
        indicator=indicator, in_return=in_return, state=state, submitted_at=submitted_at, **fields
    )


def progress_words(in_return):
    with time_machine.travel(datetime(2026, 12, 1, 10, 0, tzinfo=UTC), tick=False):
        client, _ = sign_in(Role.DATA_OFFICER, in_return.service)
        page = client.get(reverse("indicators:return-handed-in", args=[in_return.pk])).content.decode()
    (words,) = re.findall(r'<p class="govuk-body app-return__progress">(.*?)</p>', page, re.DOTALL)
    return " ".join(strip_tags(words).split())


@pytest.mark.parametrize("state", ["approved", "submitted"])
@pytest.mark.parametrize(
    ("last", "said"),
    [
        (IN_TIME, "2 of 2 handed in, the last on Thursday 22 October 2026"),
        (LATE, "2 of 2 handed in, the last on Monday 26 October 2026, which was late"),
    ],
)
def test_a_return_that_is_all_in_says_when_it_came_in_and_whether_late(in_return, state, last, said):
    figure(in_return)
    figure(in_return, state, last)
    words = progress_words(in_return)
    assert words.endswith(said)
    assert "late since" not in words


def test_a_correction_made_later_does_not_make_a_return_late(in_return):
    first = figure(in_return)
    Observation.objects.filter(pk=first.pk).update(is_current=False, state="superseded")
    figure(in_return, submitted_at=LATE, indicator=first.indicator, revision=2, revision_reason="A slip")
    assert progress_words(in_return).endswith("1 of 1 handed in, the last on Thursday 22 October 2026")


def test_a_return_whose_coming_in_nobody_recorded_says_nothing_of_it(in_return):
    figure(in_return, submitted_at=None)
    assert progress_words(in_return).endswith("1 of 1 handed in")


@pytest.mark.parametrize("state", ["due", "missing", "sent_back"])
def test_a_return_that_is_not_all_in_is_late_since_the_days_of_grace(in_return, state):
    figure(in_return)
    figure(in_return, state, None, value=None)
    assert progress_words(in_return).endswith(", late since Thursday 22 October 2026")


def test_how_many_are_left_is_said_once(in_return):
    figure(in_return)
    figure(in_return, "due", value=None)
    with time_machine.travel(datetime(2026, 10, 24, 10, 0, tzinfo=UTC), tick=False):
        client, _ = sign_in(Role.DATA_OFFICER, in_return.service)
        page = client.get(reverse("indicators:return-edit", args=[in_return.pk])).content.decode()
    (words,) = re.findall(r'<p class="govuk-body app-return__progress">(.*?)</p>', page, re.DOTALL)
    assert " ".join(strip_tags(words).split()).startswith("Late 1 of 2 handed in, 1 left, late since")
