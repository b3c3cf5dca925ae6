"""Who is told of meetings, of what they agree and of their packs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actors import SYSTEM
from accounts.models import Notice, Watch
from scrutiny.changes.committees import agree_action, cancel_meeting, edit_action, edit_meeting
from scrutiny.changes.told import pack_published
from scrutiny.models import Meeting, Pack, PackQuestion
from tests.factories import AppointmentFactory, UnitFactory
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def meeting() -> Meeting:
    committee = UnitFactory(name="Place Scrutiny Committee", kind="committee")
    found = Meeting.objects.create(committee=committee, held_at=datetime(2026, 12, 3, 18, tzinfo=UTC))
    person = AppointmentFactory(post__role="councillor", user__name="Ann").user
    Watch.objects.create(user=person, about="meeting", about_id=found.pk, since=AT)
    return found


@pytest.fixture
def head():
    return AppointmentFactory(post__title="Head of waste", post__role="approver", user__name="Hetty").post


def told() -> dict[str, tuple[str, str]]:
    found = {each.to.name: (each.words, each.because) for each in Notice.objects.select_related("to")}
    Notice.objects.all().delete()
    return found


def test_a_meeting_that_moves_and_one_that_is_cancelled(meeting):
    later = meeting.held_at + timedelta(days=1)
    edit_meeting(by=SYSTEM, at=AT, meeting=meeting, version=1, held_at=later, place="Town Hall")
    words = "The Place Scrutiny Committee meeting of 3 December 2026 is on 4 December 2026, 18:00, Town Hall."
    assert told() == {"Ann": (words, "watch this meeting")}
    cancel_meeting(by=SYSTEM, at=AT, meeting=meeting, version=2, why="Snow.")
    assert told()["Ann"][0] == "The Place Scrutiny Committee meeting of 4 December 2026 is cancelled: Snow."


def test_what_is_agreed_is_told_to_who_is_to_do_it(meeting, head):
    action = agree_action(
        by=SYSTEM, at=AT, meeting=meeting, text="Report back.", owner=head, due_on=date(2027, 1, 8)
    )  # fmt: skip
    words = "Place Scrutiny Committee gave Head of waste something to do, by 8 January 2027: Report back."
    assert told() == {"Hetty": (words, "are Head of waste"), "Ann": (words, "watch this meeting")}
    edit_action(
        by=SYSTEM, at=AT, action=action, version=1, today=AT.date(), state="done", progress="Reported.",
    )  # fmt: skip
    assert told()["Ann"][0].endswith("“Report back.” is done.")
    heir = AppointmentFactory(post__title="Head of streets", user__name="Heir").post
    edit_action(by=SYSTEM, at=AT, action=action, version=2, today=AT.date(), state="done", progress="x", owner=heir)
    assert told()["Heir"][1] == "are Head of streets"


def test_a_partner_is_told_of_no_committee(meeting):
    partner = AppointmentFactory(post__role="partner", post__unit=UnitFactory(kind="partner"), user__name="Pat").post
    agree_action(by=SYSTEM, at=AT, meeting=meeting, text="Report back.", owner=partner, due_on=None)
    assert set(told()) == {"Ann"}


def test_a_pack_says_to_whom_it_puts_a_public_question_and_not_its_words(meeting, head):
    pack = Pack.objects.create(meeting=meeting, title="Pack", period=Q2)
    other = AppointmentFactory(post__title="Head of parks", user__name="Pia").post
    exempt = {"is_exempt": True, "exempt_paragraph": 3, "public_interest_test": "It names a firm."}
    PackQuestion.objects.create(pack=pack, position=1, text="Why late?", to=head)
    PackQuestion.objects.create(pack=pack, position=2, text="What price?", to=other, **exempt)
    news = pack_published(pack)
    assert [dict(each.posts) for each in news] == [{}, {head.pk: "are Head of waste"}]
    assert not any("Why late?" in each.words for each in news)
