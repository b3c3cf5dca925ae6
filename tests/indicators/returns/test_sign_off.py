"""The approver's page, revisions and what is kept of them (C7, A8)."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Event
from accounts.roles import Role
from indicators.models import Observation, PeriodTarget
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, period_target, sign_in
from tests.factories.indicators import Q2
from tests.indicators.returns.pages import edit_url, figures, form_of, make_return

pytestmark = pytest.mark.django_db


def test_a_revision_and_the_history_of_a_figure(officer, approver, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    Observation.objects.filter(pk=figure.pk).update(state="approved", value=95)
    url = reverse("indicators:figure-revise", args=["WR000", Q2.key])
    data = form_of(officer, url) | {f"f{figure.pk}-value": "94", "reason": "Late invoices"}
    page = officer.post(url, data, follow=True).content.decode()
    assert "The revision waits for approval" in page
    assert "Late invoices" in page
    page = approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    assert "A revision:" in page
    proposal = Observation.objects.get(revision=2)
    approver.post(
        reverse("indicators:return-approve", args=[in_return.pk]), {"approve": "1", "figure": [f"{proposal.pk}:1"]}
    )
    history = reverse("indicators:figure-history", args=["WR000", Q2.key])
    page = officer.get(history).content.decode()
    for text in ("94.0% [r]", "95.0%", "stands now", "Superseded", "Proposed a revision of"):
        assert text in page
    councillor, _ = sign_in(Role.COUNCILLOR)
    page = councillor.get(history).content.decode()
    assert "94.0% [r]" in page
    assert "Every change" not in page


def test_drafts_stay_out_of_the_history_that_councillors_read(service):
    in_return = make_return(service, 1)
    councillor, _ = sign_in(Role.COUNCILLOR)
    assert councillor.get(reverse("indicators:figure-history", args=["WR000", Q2.key])).status_code == 404
    assert figures(in_return)


def test_an_officer_cannot_approve_and_an_approver_not_their_own(officer, approver, service):
    in_return = make_return(service, 1)
    (figure,) = figures(in_return)
    approve = reverse("indicators:return-approve", args=[in_return.pk])
    assert officer.get(approve).status_code == 403
    approver.post(edit_url(in_return), form_of(approver, edit_url(in_return)) | {f"f{figure.pk}-value": "95"})
    approver.post(reverse("indicators:return-submit", args=[in_return.pk]), {"figure": f"{figure.pk}:2"})
    page = approver.get(approve).content.decode()
    assert "Your own" in page
    page = approver.post(approve, {"approve": "1", "figure": f"{figure.pk}:3"}).content.decode()
    assert "You entered or submitted this figure yourself" in page
    figure.refresh_from_db()
    assert figure.state == "submitted"


def to_approve(service, measures=3):
    in_return = make_return(service, measures)
    Observation.objects.filter(in_return=in_return).update(state="submitted", value=95)
    return reverse("indicators:return-approve", args=[in_return.pk]), figures(in_return)


@pytest.mark.parametrize(
    ("fields", "before", "now", "word", "change"),
    [
        ({"kind": "yes_no"}, 1, 1, "Same", ""),
        ({"kind": "yes_no"}, 1, 0, "Worse", ""),
        ({"kind": "grade", "grades": "Poor\nFair\nGood"}, 0, 1, "Better", ""),
        ({"kind": "date", "decimals": 0}, 739800, 739803, "Worse", "+3 days"),
        ({"kind": "number", "unit": "days"}, 7, 6, "Worse", "−1.0 days"),
    ],
)
def test_a_change_is_printed_between_amounts_and_not_between_answers(
    approver, service, fields, before, now, word, change
):
    in_return, indicator = ReturnFactory(service=service), IndicatorFactory(service=service, **fields)
    for period, value in ((Q2.previous(), before), (Q2, now)):
        period_target(indicator, period, {"date": 739800, "grade": 2}.get(fields["kind"], 1))
        state = {"state": "submitted", "in_return": in_return} if period == Q2 else {}
        ObservationFactory(indicator=indicator, period=period, value=Decimal(value), **state)
    page = approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    cell = page[page.index('data-label="Direction"') :]
    cell = cell[: cell.index("</td>")]
    assert word in cell
    printed = re.findall(r'app-measure__detail">([^<]*)', cell)
    assert printed == ([change] if change else [])


def test_a_note_that_says_nothing_is_refused_by_the_measure_s_name_and_its_row_opened(approver, service):
    url, (one, two, three) = to_approve(service)
    data = {"send_back": f"{two.pk}:1", f"note-{two.pk}": " ", f"note-{three.pk}": "Check it", "figure": f"{one.pk}:1"}
    page = approver.post(url, data).content.decode()
    assert f'<a href="#note-{two.pk}">Measure number 1: Say what has to change' in page
    row = page[page.index(f'id="approve-{two.pk}"') : page.index(f'id="approve-{three.pk}"')]
    assert '<details class="govuk-details app-return__words" open>' in row
    assert "govuk-textarea--error" in row
    assert f'value="{one.pk}:1" checked' in page
    assert "Check it</textarea>" in page
    assert not Event.objects.exists()


@pytest.mark.parametrize("button", ["approve", "approve_all"])
def test_a_figure_with_a_note_that_was_not_sent_is_not_approved(approver, service, button):
    url, (one, two, _) = to_approve(service)
    chosen = [f"{one.pk}:1", f"{two.pk}:1"]
    data = {button: "1", "figure": chosen, "all": chosen, f"note-{two.pk}": "Leave out garden waste"}
    page = approver.post(url, data).content.decode()
    assert f'<a href="#note-{two.pk}">Measure number 1: Your note has not been sent.' in page
    assert "Leave out garden waste</textarea>" in page
    assert not Event.objects.exists()


@pytest.mark.parametrize("button", ["approve", "send_back"])
def test_notes_and_ticks_for_other_figures_outlive_a_decision(approver, service, button):
    url, (one, two, three) = to_approve(service)
    data = {
        "approve": {"approve": "1", "figure": [f"{one.pk}:1"]},
        "send_back": {"send_back": f"{one.pk}:1", f"note-{one.pk}": "Wrong", "figure": [f"{three.pk}:1"]},
    }[button]
    page = approver.post(url, data | {f"note-{two.pk}": "Leave out garden waste"}).content.decode()
    assert {"approve": "1 figure approved.", "send_back": "Sent back with your note."}[button] in page
    assert "Leave out garden waste</textarea>" in page
    assert (f'value="{three.pk}:1" checked' in page) is (button == "send_back")
    assert "There is a problem" not in page
    assert [event.thing_id for event in Event.objects.all()] == [str(one.pk)]


def test_a_tick_does_not_outlive_a_change_of_its_figure(approver, service):
    url, (one, two, _) = to_approve(service)
    Observation.objects.filter(pk=two.pk).update(version=2)
    page = approver.post(url, {"approve": "1", "figure": [f"{one.pk}:1", f"{two.pk}:1"]}).content.decode()
    assert f'<a href="#approve-{two.pk}">Measure number 1: It was changed after you opened this page.' in page
    assert f'value="{one.pk}:1" checked' in page
    assert f'value="{two.pk}:2" checked' not in page


def test_what_was_handed_in_late_says_so(approver, officer, service):
    in_return = make_return(service, 1)
    late = datetime(2026, 10, 22, 23, 0, 0, tzinfo=UTC)
    Observation.objects.filter(in_return=in_return, state="due").update(state="submitted", value=95, submitted_at=late)
    handed_in = reverse("indicators:return-handed-in", args=[in_return.pk])
    assert "handed in late" in officer.get(handed_in).content.decode()
    assert "handed in late" in approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    Observation.objects.filter(in_return=in_return).update(submitted_at=datetime(2026, 10, 22, 22, 59, 59, tzinfo=UTC))
    assert "handed in late" not in officer.get(handed_in).content.decode()


def test_on_a_card_the_box_has_its_own_word_and_a_reason_its_own_room(approver, service):
    in_return = make_return(service, 1)
    Observation.objects.filter(in_return=in_return).update(state="submitted", value=85)
    page = approver.get(reverse("indicators:return-approve", args=[in_return.pk])).content.decode()
    assert '<span class="app-return__tick-word">Approve</span><span class="govuk-visually-hidden"> ' in page
    assert 'data-label="Approve"' not in page
    assert 'class="govuk-table__cell govuk-table__cell--numeric app-return__now" data-label="Now"' in page


def some_clean(service, odd=1, clean=2):
    """So many figures that stand out, and so many that do not; the address of the approver's page, and the figures."""
    url, waiting = to_approve(service, odd + clean)
    Observation.objects.filter(pk__in=[each.pk for each in waiting[:odd]]).update(value=40)
    for n, each in enumerate(waiting[odd:]):
        Observation.objects.filter(pk=each.pk).update(value=Decimal(92) + n)
    return url, waiting


def hidden(page, name):
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', page)


def test_what_stands_out_comes_first_and_the_rest_is_approved_with_one_button(approver, service):
    url, (odd, *clean) = some_clean(service)
    page = approver.get(url).content.decode()
    assert "<strong>1 stands out.</strong> 2 raise no question, folded below." in page
    assert "Approve the 2 without warnings" in page
    assert page.index(f'id="approve-{odd.pk}"') < page.index('<details class="govuk-details app-return__folded">')
    assert page.index("app-return__folded") < page.index(f'id="approve-{clean[0].pk}"')
    assert "Off target · Unusual" in page
    assert page.count('<svg class="app-spark"') == 3
    assert hidden(page, "clean") == [f"{each.pk}:1" for each in clean]
    page = approver.post(url, {"approve_clean": "1", "clean": hidden(page, "clean")}, follow=True).content.decode()
    assert "2 figures approved." in page
    assert "without warnings" not in page
    assert [each.state for each in Observation.objects.filter(pk__in=[odd.pk, *(each.pk for each in clean)])] == [
        "submitted",
        "approved",
        "approved",
    ]


def test_nothing_is_approved_at_once_where_one_of_them_changed_meanwhile(approver, service):
    url, (_, one, two) = some_clean(service)
    seen = hidden(approver.get(url).content.decode(), "clean")
    Observation.objects.filter(pk=two.pk).update(version=2, value=93)
    page = approver.post(url, {"approve_clean": "1", "clean": seen}).content.decode()
    assert "It was changed after you opened this page." in page
    assert not Event.objects.exists()
    assert Observation.objects.get(pk=one.pk).state == "submitted"


def test_nothing_is_approved_at_once_where_one_of_them_raises_a_concern_meanwhile(approver, service):
    url, (_, _, two) = some_clean(service)
    seen = hidden(approver.get(url).content.decode(), "clean")
    PeriodTarget.objects.filter(indicator=two.indicator, period=Q2).update(value=200)
    page = approver.post(url, {"approve_clean": "1", "clean": seen}).content.decode()
    assert "It raised no concern when you opened this page, and does now. Look at it first: Off target" in page
    assert not Event.objects.exists()


def test_one_s_own_clean_figures_are_folded_and_not_approved(approver, service):
    url, (_, one, two) = some_clean(service)
    user = approver.session["_auth_user_id"]
    Observation.objects.filter(pk=one.pk).update(entered_by=user)
    page = approver.get(url).content.decode()
    assert "2 without warnings</span>" in page
    assert "Approve the one without warnings" in page
    assert hidden(page, "clean") == [f"{two.pk}:1"]
    page = approver.post(url, {"approve_clean": "1", "clean": [f"{one.pk}:1"]}).content.decode()
    assert "You entered or submitted this figure yourself" in page


def test_the_fold_is_open_where_something_in_it_needs_an_answer(approver, service):
    url, (_, one, two) = some_clean(service)
    data = {"approve_clean": "1", "clean": [f"{one.pk}:1", f"{two.pk}:1"], f"note-{two.pk}": "Leave out garden waste"}
    page = approver.post(url, data).content.decode()
    assert '<details class="govuk-details app-return__folded" open>' in page
    assert "Your note has not been sent." in page
    assert not Event.objects.exists()
