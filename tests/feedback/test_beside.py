"""What stands beside a measure and an objective, who took part, and what was set without anybody."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event
from accounts.roles import Role
from feedback.changes.consultations import ConsultationDetails, record_consultation
from feedback.models import Consultation
from foundation.refusals import ChangeRefused
from plans.periods import Frequency, containing
from tests.factories import AnnualTargetFactory, IndicatorFactory, ObjectiveFactory, acting_as, sign_in
from tests.factories.feedback import ConsultationFactory, RecordFactory, ThemeFactory
from tests.factories.target_decisions import ConsultedFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
YEAR = containing(date(2026, 10, 14), Frequency.YEAR)
TYPED = {"group": "staff", "how": "A workshop.", "held_on": "1/9/2026", "representative": "no"}


def text(answer):
    return " ".join(answer.content.decode().split())


def silent(client, query=""):
    return [(each.kind, each.ref) for each in client.get(f"/feedback/took-part/{query}").context["page"]]


def test_a_measure_has_its_themes_stories_and_who_took_part():
    client, _ = sign_in(Role.COUNCILLOR)
    measure, theme = IndicatorFactory(), ThemeFactory(name="Missed bins")
    about = {"unit": measure.service, "measures": [measure]}
    RecordFactory(count=14, themes=[theme], **about)
    RecordFactory(count=9, themes=[theme], last_on=date(2026, 6, 3), **about)
    RecordFactory(kind="story", title="A street that recycles", **about)
    RecordFactory(kind="concern", count=7, themes=[theme], title="Too few drivers", **about)
    ConsultationFactory(measure=measure, how_many=12)
    ConsultationFactory(measure=measure, group="staff", year=YEAR)
    ConsultedFactory(proposal__indicator=measure, group="members", how="Two days is too long.")
    answer = client.get(measure.get_absolute_url())
    beside = answer.context["people"]
    assert beside.counts == [("Complaints", "Missed bins", "14", "9")]
    page = text(answer)
    assert "A street that recycles" in page
    assert "Too few drivers" not in page
    assert "Residents and users of the service, 12 people:" in page
    assert "Staff (Target for 2026/27):" in page
    assert "Two days is too long." in page
    assert "Write down who took part" not in page


def test_where_there_is_nothing_a_measure_costs_no_statement_and_an_objective_one():
    client, _ = sign_in(Role.COUNCILLOR)
    for thing, tables in ((IndicatorFactory(), 1), (ObjectiveFactory(), 1)):
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get(thing.get_absolute_url()))
        assert "What people say" not in page
        assert sum("feedback_" in each["sql"] for each in asked) == tables, "the measure's own statement, or one"


def test_the_owner_writes_down_who_took_part_and_it_is_in_the_history():
    measure = IndicatorFactory()
    client, actor = sign_in(Role.APPROVER, measure.service)
    assert "Write down who took part" in text(client.get(measure.get_absolute_url()))
    address = f"/feedback/took-part/measures/{measure.ref}/"
    page = text(client.post(address, {**TYPED, "representative": "yes"}))
    assert "Say how it is known that they were representative" in page
    client.post(address, {**TYPED, "year": YEAR.key, "how_many": "12"})
    made = Consultation.objects.get()
    assert (made.year, made.how_many, made.recorded_by) == (YEAR, 12, actor.user)
    assert Event.objects.order_by("-pk").first().page_id == str(measure.pk)
    client.post(f"/feedback/took-part/{made.pk}/", {**TYPED, "how": "Two workshops.", "version": "1"})
    made.refresh_from_db()
    assert (made.how, made.year) == ("Two workshops.", None)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"how": " "}, "Enter how they took part"),
        ({"held_on": date(2026, 10, 15)}, "has not come yet"),
        ({"year": YEAR}, "An objective has no target"),
        ({"representative": "yes"}, "how it is known"),
    ],
)
def test_what_cannot_be_is_refused(changed, words):
    details = ConsultationDetails(**{"group": "staff", "how": "A workshop.", "held_on": date(2026, 9, 1), **changed})
    with pytest.raises(ChangeRefused, match=words):
        record_consultation(by=acting_as(Role.ADMINISTRATOR), at=AT, about=ObjectiveFactory(), details=details)
    assert not Consultation.objects.exists()


def test_what_was_set_without_anybody_is_listed_until_somebody_took_part():
    client, _ = sign_in(Role.ADMINISTRATOR)
    measure = IndicatorFactory(ref="M1")
    objective = ObjectiveFactory(ref="O1", plan__unit=measure.service, owner=measure.owner)
    AnnualTargetFactory(indicator=measure, year=YEAR)
    whole = {("Objective", "O1"), ("Measure", "M1"), ("Target for 2026/27", "M1")}
    assert set(silent(client, f"?unit={measure.service_id}")) == whole
    assert silent(client, "?kind=target") == [("Target for 2026/27", "M1")]
    ConsultationFactory(measure=measure)
    ConsultationFactory(measure=None, objective=objective)
    assert silent(client, f"?unit={measure.service_id}") == [("Target for 2026/27", "M1")]
    ConsultationFactory(measure=measure, year=YEAR)
    assert silent(client, f"?unit={measure.service_id}") == []


def test_a_service_is_told_of_its_own_alone():
    measure, other = IndicatorFactory(ref="M1"), IndicatorFactory(ref="M2")
    client, _ = sign_in(Role.APPROVER, measure.service)
    assert ("Measure", "M1") in silent(client)
    assert ("Measure", "M2") not in silent(client)
    assert client.post(f"/feedback/took-part/measures/{other.ref}/", TYPED).status_code == 403
