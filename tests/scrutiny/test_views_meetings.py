"""Meetings and actions as their forms take them: dates, warnings, and calling a meeting off."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Appointment
from accounts.roles import Role
from scrutiny.models import Meeting, MeetingAction
from tests.factories import PostFactory, UnitFactory, sign_in
from tests.reporting.small_council import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(scene):
    return scene.client(Role.SCRUTINY_CHAIR)


def address(name, thing):
    return reverse(f"scrutiny:{name}", args=[thing.pk])


@pytest.mark.parametrize("day", ["1 January 1900", "10 December 2150"])
def test_a_meeting_lies_within_a_few_years(scene, chair, day):
    answer = chair.post(address("meeting-create", scene.committee), {"day": day, "time": "6pm"})
    assert "Enter a date between 2021 and 2031" in text_of(answer)
    assert Meeting.objects.count() == 1


def test_an_action_whose_date_has_passed_is_taken_with_a_warning(scene, chair):
    typed = {"text": "Report back", "owner": PostFactory().pk}
    answer = chair.post(address("action-create", scene.meeting), {**typed, "due_on": "1 January 2024"}, follow=True)
    assert "Its date, 1 January 2024, has passed already." in text_of(answer)
    answer = chair.post(address("action-create", scene.meeting), {**typed, "due_on": "1 January 1900"})
    assert "Enter a date between 2021 and 2031" in text_of(answer)
    action = MeetingAction.objects.get()
    kept = {**typed, "due_on": "1 January 2024", "state": "open", "progress": "Begun.", "version": 1}
    assert "has passed already" not in text_of(chair.post(address("action-edit", action), kept, follow=True))


def test_a_meeting_is_called_off_with_a_reason_and_shown_as_cancelled(scene, chair):
    page = address("meeting-detail", scene.meeting)
    assert f'href="{address("meeting-cancel", scene.meeting)}"' in chair.get(page).content.decode()
    asked = text_of(chair.get(address("meeting-cancel", scene.meeting)))
    assert "cannot be brought back" in asked
    assert "Enter why" in text_of(chair.post(address("meeting-cancel", scene.meeting), {"version": 1}))
    after = chair.post(address("meeting-cancel", scene.meeting), {"version": 1, "why": "Snow."}, follow=True)
    assert "Cancelled on" in text_of(after)
    assert "Move the meeting" not in text_of(after)
    assert "Cancelled 3 December 2026" in text_of(chair.get(address("committee-detail", scene.committee)))


def test_a_meeting_that_was_held_is_neither_moved_nor_cancelled_from_its_page(scene, chair):
    Meeting.objects.filter(pk=scene.meeting.pk).update(held_at=datetime(2026, 9, 3, 17, tzinfo=UTC))
    text = text_of(chair.get(address("meeting-detail", scene.meeting)))
    assert "Correct its date or place" in text
    assert "Move the meeting" not in text
    assert "Cancel the meeting" not in text


def test_what_stands_out_is_opened_in_the_quarter_it_is_told_of(scene, chair):
    page = chair.get(address("committee-detail", scene.committee))
    noted = [*page.context["bad"], *page.context["good"]]
    assert noted
    for each in noted:
        assert f'href="{each.row["url"]}?period={page.context["period"].key}"' in page.content.decode()


def test_a_cancelled_meeting_agrees_nothing_and_loses_nothing_that_was_typed(scene, chair):
    Meeting.objects.filter(pk=scene.meeting.pk).update(cancelled_at=scene.meeting.held_at)
    typed = {"text": "Report back", "owner": PostFactory().pk}
    answer = chair.post(address("action-create", scene.meeting), typed)
    assert "This meeting is cancelled." in text_of(answer)
    assert "Report back" in answer.content.decode()
    assert not MeetingAction.objects.exists()


def test_the_owner_of_an_action_says_what_became_of_it_and_changes_nothing_else(scene, chair):
    owner, _ = sign_in(Role.DATA_OFFICER, UnitFactory(name="Waste"))
    post = Appointment.objects.latest("pk").post
    action = MeetingAction.objects.create(meeting=scene.meeting, text="Report back", owner=post)
    assert (
        f'href="{address("action-edit", action)}"'
        in owner.get(address("meeting-detail", scene.meeting)).content.decode()
    )
    assert "Report back" in text_of(owner.get(address("action-edit", action)))
    said = {"state": "done", "progress": "Reported.", "text": "Something easier", "version": 1}
    assert "The action is saved." in text_of(owner.post(address("action-edit", action), said, follow=True))
    action.refresh_from_db()
    assert (action.state, action.progress, action.text) == ("done", "Reported.", "Report back")
    stranger, _ = sign_in(Role.DATA_OFFICER, UnitFactory(name="Parks"))
    assert stranger.get(address("action-edit", action)).status_code == 403
