"""Showing partner organisations something of the council's own (A14)."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Event, Notice
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from reporting.changes.sharing import share, stop_sharing
from reporting.models import Sharing
from tests.factories import (
    AppointmentFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    UnitFactory,
    sign_in,
)
from tests.factories.indicators import Q2
from tests.factories.reporting import give_figure
from tests.factories.risks import RiskFactory

AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
EXEMPT = {"is_exempt": True, "exempt_paragraph": 3, "exempt_reason": "A contract."}
OURS = reverse("reporting:shared")

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return UnitFactory(name="Health Trust", kind="partner")


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)


def shown_to(partner) -> str:
    client, _ = sign_in(Role.PARTNER, partner)
    return client.get(OURS).content.decode()


def test_what_is_shared_stands_on_one_page_as_everybody_sees_it(partner, admin):
    measure = IndicatorFactory(ref="MS1", name="Missed collections")
    give_figure(measure, Q2, 95)
    milestone = MilestoneFactory(objective__plan__state="approved", title="Open the hub")
    risk = RiskFactory(title="The hub floods")
    made = share(by=admin[1], at=AT, partner=partner, things=[measure, milestone.objective, risk])
    text = shown_to(partner)
    assert len(made) == 3
    for words in ("Missed collections", "On target", "Open the hub", milestone.objective.title, "The hub floods"):
        assert words in text
    for thing in (measure, milestone.objective, milestone, risk):
        assert thing.get_absolute_url() not in text


def test_a_partner_is_told_how_a_year_is_expected_to_end(partner, admin):
    measure = IndicatorFactory(ref="MS1", counting="flow")
    for back in range(9):
        give_figure(measure, Q2.previous(back), 95)
    share(by=admin[1], at=AT, partner=partner, things=[measure])
    text = shown_to(partner)
    assert "Year-end forecast" in text
    assert "No forecast" not in text


def test_it_opens_no_other_page(partner, admin):
    measure, risk, aim = IndicatorFactory(), RiskFactory(), ObjectiveFactory()
    share(by=admin[1], at=AT, partner=partner, things=[measure, risk, aim])
    client, _ = sign_in(Role.PARTNER, partner)
    for thing in (measure, risk, aim):
        assert client.get(thing.get_absolute_url()).status_code == 404
    assert measure.name not in client.get(reverse("reporting:measure-list")).content.decode()


def test_another_partner_is_shown_nothing_of_it(partner, admin):
    measure = IndicatorFactory(name="Missed collections")
    share(by=admin[1], at=AT, partner=partner, things=[measure])
    assert "Nothing is shared yet" in shown_to(UnitFactory(kind="partner"))


def test_who_is_no_partner_has_no_such_page(admin):
    assert admin[0].get(OURS).status_code == 403


def test_neither_drafts_nor_exempt_risks_nor_plans_before_their_approval_are_shown(partner, admin):
    measure = IndicatorFactory(name="Missed collections")
    aim = ObjectiveFactory(plan__state="approved", title="Clean streets")
    risk = RiskFactory(title="The hub floods")
    share(by=admin[1], at=AT, partner=partner, things=[measure, aim, risk])
    give_figure(measure, Q2, 77.31)
    measure.observations.update(state="draft")
    aim.plan.state, risk.is_exempt, risk.exempt_paragraph, risk.exempt_reason = "draft", True, 3, "A contract."
    aim.plan.approved_on = None
    aim.plan.save()
    risk.save()
    text = shown_to(partner)
    assert "Missed collections" in text
    assert "77.3" not in text.partition("<main")[2]
    assert "Clean streets" not in text
    assert "The hub floods" not in text
    listed = admin[0].get(reverse("reporting:sharing-list")).content.decode()
    assert "Shown once its plan is approved." in listed
    assert "Not shown: the risk is exempt." in listed


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (
            lambda: RiskFactory(ref="R1", is_exempt=True, exempt_paragraph=3, exempt_reason="A contract."),
            "R1 is exempt",
        ),
        (lambda: ObjectiveFactory(ref="O1", plan__level__is_private=True), "O1 is of a private plan"),
    ],
)
def test_secrets_are_shared_with_nobody(partner, admin, thing, words):
    with pytest.raises(ChangeRefused, match=words):
        share(by=admin[1], at=AT, partner=partner, things=[IndicatorFactory(), thing()])
    assert not Sharing.objects.exists()


def test_a_service_of_the_council_is_no_partner(admin):
    with pytest.raises(ChangeRefused, match="no partner organisation"):
        share(by=admin[1], at=AT, partner=UnitFactory(name="Waste"), things=[IndicatorFactory()])


def test_its_people_are_told_once_and_the_history_keeps_it(partner, admin):
    told = AppointmentFactory(post__unit=partner, post__role=Role.PARTNER.value).user
    measure = IndicatorFactory()
    assert len(share(by=admin[1], at=AT, partner=partner, things=[measure], why="Joint work.")) == 1
    assert share(by=admin[1], at=AT, partner=partner, things=[measure]) == []
    notice = Notice.objects.get(to=told)
    assert (notice.words, notice.path) == ("The council shares 1 more thing with Health Trust.", OURS)
    assert Event.objects.filter(action="shared", why="Joint work.").count() == 1
    stop_sharing(by=admin[1], at=AT, sharing=Sharing.objects.get(), why="It ended.")
    assert Event.objects.filter(action="stopped sharing", why="It ended.").exists()
    assert "Nothing is shared yet" in shown_to(partner)


def test_the_form_names_each_reference_that_is_none_and_keeps_what_was_typed(partner, admin):
    PlanFactory(ref="SP1")
    typed = {"partner": partner.pk, "measures": "NO1", "objectives": "SP1", "risks": "NO2", "why": "Joint work."}
    text = admin[0].post(reverse("reporting:sharing-create"), typed).content.decode()
    for words in ("No measure has the reference NO1", "No objective has the reference SP1", "the reference NO2"):
        assert words in text
    assert "Joint work.</textarea>" in text
    assert not Sharing.objects.exists()


def test_the_form_refuses_nothing_at_all(partner, admin):
    answer = admin[0].post(reverse("reporting:sharing-create"), {"partner": partner.pk})
    assert "Name a measure, an objective or a risk to share." in answer.content.decode()


def test_shared_and_stopped_by_the_pages(partner, admin):
    IndicatorFactory(ref="MS1"), RiskFactory(ref="RK1")
    typed = {"partner": partner.pk, "measures": "ms1", "risks": "RK1"}
    text = admin[0].post(reverse("reporting:sharing-create"), typed, follow=True).content.decode()
    assert "Health Trust is shown 2 more things now." in text
    for sharing in Sharing.objects.all():
        admin[0].post(reverse("reporting:sharing-end", args=[sharing.pk]), {"why": ""})
    assert not Sharing.objects.exists()


def test_the_home_of_a_partner_leads_there(partner, admin):
    share(by=admin[1], at=AT, partner=partner, things=[IndicatorFactory()])
    client, _ = sign_in(Role.PARTNER, partner)
    assert "Shared with us" in client.get("/").content.decode()


def test_the_list_is_a_file_too(partner, admin):
    share(by=admin[1], at=AT, partner=partner, things=[IndicatorFactory(name="Missed collections")])
    text = admin[0].get(reverse("reporting:sharing-list") + "?download=csv").content.decode()
    assert "Health Trust" in text
    assert "Missed collections" in text


def test_sharing_begins_on_a_things_own_page_and_leads_back_there(partner, admin):
    client, _ = admin
    milestone = MilestoneFactory(objective__plan__state="approved")
    reader, _ = sign_in(Role.COUNCILLOR)
    for thing, kind in ((milestone.objective, "objective"), (IndicatorFactory(), "measure"), (RiskFactory(), "risk")):
        address = f"{reverse('reporting:sharing-create')}?{kind}={thing.ref}"
        assert address in client.get(thing.get_absolute_url()).content.decode()
        assert address not in reader.get(thing.get_absolute_url()).content.decode()
        assert f">{thing.ref}</textarea>" in client.get(address).content.decode().replace("\n", "")
        given = {"partner": partner.pk, f"{kind}s": thing.ref}
        assert client.post(address, given).url == thing.get_absolute_url()
        assert "It is shown to Health Trust already." in client.get(address).content.decode()
    assert Sharing.objects.count() == 3
    assert f"?objective={milestone.objective.ref}" in client.get(milestone.get_absolute_url()).content.decode()
    hidden = RiskFactory(**EXEMPT)
    assert "Share with a partner" not in client.get(hidden.get_absolute_url()).content.decode()
