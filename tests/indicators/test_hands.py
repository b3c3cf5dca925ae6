"""Nobody approves a figure that they entered, by whichever road it came (``indicators.queries.hands``).

The page and revisions: ``returns/test_sign_off.py``; files: ``imports/test_four_eyes.py``; other systems:
``tests/api/test_four_eyes.py``; groups: ``tests/breakdowns/test_changes.py``.
"""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.actors import SYSTEM, actor_for
from accounts.roles import Permission, Role
from indicators.changes.figures import FiguresRefused, save_figures
from indicators.changes.returns import approve_figures, send_back, submit_return
from indicators.judging.figure_entry import FigureEntry
from indicators.queries.hands import OWN, own_figures
from plans.periods import parse_label
from tests.conftest import NOW
from tests.factories import AppointmentFactory, IndicatorFactory, ObservationFactory, ReturnFactory
from tests.indicators.imports.conftest import files_are_read_here  # noqa: F401  a fixture
from tests.indicators.returns.test_workbook import book_of, fill, send

pytestmark = pytest.mark.django_db
Q1 = parse_label("2026/27 Q1")


@pytest.fixture
def due():
    measure = IndicatorFactory(ref="WR01")
    return ObservationFactory(
        indicator=measure, in_return=ReturnFactory(service=measure.service), state="due", value=None
    )


@pytest.fixture
def both(due):
    """Approves for the service, and stands in for its data officer."""
    user = AppointmentFactory(post__role=Role.APPROVER, post__unit=due.indicator.service).user
    AppointmentFactory(user=user, post__role=Role.DATA_OFFICER, post__unit=due.indicator.service, is_deputy=True)
    return user


def actor(user):
    return actor_for(user, today=NOW.date())


def refused(user, figure):
    with pytest.raises(FiguresRefused, match="You entered or submitted this figure yourself"):
        approve_figures(by=actor(user), at=NOW, in_return=figure.in_return, observation_ids=[figure.pk])
    return True


def test_a_deputy_who_entered_it_for_the_officer_does_not_approve_it_and_the_officer_themselves_may(due, both):
    deputy = actor(both).using(Permission.FIGURE_ENTER, due.indicator.service_id)
    save_figures(by=deputy, at=NOW, entries={due.pk: (1, FigureEntry(value=Decimal(95)))})
    submit_return(by=deputy, at=NOW, in_return=due.in_return)
    assert refused(both, due)
    head = AppointmentFactory(post__role=Role.APPROVER, post__unit=due.indicator.service).user
    assert approve_figures(by=actor(head), at=NOW, in_return=due.in_return, observation_ids=[due.pk]) == 1


@pytest.mark.usefixtures("files_are_read_here")
def test_who_sent_the_return_as_a_workbook_does_not_approve_it(due, both):
    client = Client()
    client.force_login(both)
    content = fill(book_of(client, due.in_return), {"WR01": {"Figure": 95}})
    assert "Saved 1 figure from the file." in send(client, due.in_return, content, follow=True).content.decode()
    colleague = AppointmentFactory(post__role=Role.DATA_OFFICER, post__unit=due.indicator.service).user
    submit_return(by=actor(colleague), at=NOW, in_return=due.in_return)
    assert refused(both, due)
    assert refused(colleague, due)


def test_who_sent_it_back_or_entered_that_of_another_quarter_may_approve_it(due, both):
    officer = AppointmentFactory(post__role=Role.DATA_OFFICER, post__unit=due.indicator.service).user
    before = ObservationFactory(indicator=due.indicator, in_return=due.in_return, period=Q1, state="due", value=None)
    save_figures(by=actor(both), at=NOW, entries={before.pk: (1, FigureEntry(value=Decimal(94)))})
    save_figures(by=actor(officer), at=NOW, entries={due.pk: (1, FigureEntry(value=Decimal(95)))})
    for _ in range(2):
        submit_return(by=actor(officer), at=NOW, in_return=due.in_return, observation_ids=[due.pk])
        if not due.note_back:
            due = send_back(by=actor(both), at=NOW, observation=due, note="Look again.")
    assert approve_figures(by=actor(both), at=NOW, in_return=due.in_return, observation_ids=[due.pk]) == 1


def test_nobody_of_the_system_itself_and_no_figures_is_nobodys(due, both):
    assert own_figures(SYSTEM, [due]) == {}
    assert own_figures(actor(both), []) == {}
    due.entered_by = both
    assert own_figures(actor(both), [due]) == {due.pk: OWN}
