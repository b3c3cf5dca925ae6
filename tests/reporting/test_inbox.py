"""The inbox in a browser: what needs its reader, what they were told, what they watch."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.actors import SYSTEM, Actor
from accounts.changes.news import News, tell
from accounts.models import MailPace, Notice, NoticeKind, Watch
from accounts.roles import Role
from tests.factories import IndicatorFactory, MilestoneFactory, ObjectiveFactory, PlanFactory, UnitFactory, sign_in
from tests.reporting.small_council import SmallCouncil, text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def member() -> tuple[Client, Actor]:
    return sign_in(Role.COUNCILLOR)


def told(who: Actor, words: str, *, watched: bool = False) -> Notice:
    key = ("measure", 1)
    if watched:
        Watch.objects.get_or_create(user=who.user, about="measure", about_id=1, since=AT)
    reason = {"watched": {key: "watch this measure"}} if watched else {"people": {who.user.pk: "own this measure"}}
    news = News(kind=NoticeKind.SHEET, words=words, path="/about/", about=key, unit_id=None, **reason)
    tell(by=SYSTEM, at=AT, news=[news])
    return Notice.objects.get(words=words)


def test_the_header_counts_what_is_new(member):
    client, who = member
    assert "Inbox 1" not in text_of(client.get("/help/"))
    told(who, "It changed.")
    assert "Inbox 1 new" in text_of(client.get("/help/"))
    Notice.objects.update(read_at=AT)
    assert "Inbox 1" not in text_of(client.get("/help/"))


def test_the_inbox_says_what_happened_and_why_its_reader_is_told(member):
    client, who = member
    told(who, "It changed.")
    text = text_of(client.get("/inbox/"))
    assert "New Targets and definitions 14 October 2026, 10:30, The system It changed." in text
    assert "You get this because you own this measure." in text
    assert "Nothing waits for you." in text


def test_filters_are_in_the_address(member):
    client, who = member
    told(who, "Sent to you.")
    told(who, "Watched by you.", watched=True)
    Notice.objects.filter(words="Sent to you.").update(read_at=AT)
    shown = {
        query: [
            words for words in ("Sent to you.", "Watched by you.") if words in text_of(client.get(f"/inbox/{query}"))
        ]
        for query in ("", "?show=you", "?show=watching", "?show=needs", "?unread=1", "?show=you&unread=1")
    }
    assert shown == {
        "": ["Sent to you.", "Watched by you."],
        "?show=you": ["Sent to you."],
        "?show=watching": ["Watched by you."],
        "?show=needs": [],
        "?unread=1": ["Watched by you."],
        "?show=you&unread=1": [],
    }


def test_one_is_marked_as_read_and_as_new_again(member):
    client, who = member
    notice = told(who, "It changed.")
    answer = client.post(f"/inbox/{notice.pk}/read/", {"back": "/inbox/?show=you"})
    assert answer["Location"] == "/inbox/?show=you"
    assert Notice.objects.get().read_at
    client.post(f"/inbox/{notice.pk}/read/", {"new": "//elsewhere.example/"})
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize(
    "back", ["", "nowhere", "home", "inbox/", "javascript:x", "//elsewhere.example/", "https://elsewhere.example/"]
)
def test_what_is_no_address_of_ours_is_not_where_a_button_leads_back_to(member, back):
    client, who = member
    notice, measure = told(who, "It changed."), IndicatorFactory()
    assert client.post(f"/inbox/{notice.pk}/read/", {"back": back})["Location"] == "/inbox/"
    watched = client.post(f"/inbox/watching/measure/{measure.pk}/", {"back": back})
    assert watched["Location"] == measure.get_absolute_url()


def test_all_are_marked_as_read(member):
    client, who = member
    told(who, "One.")
    told(who, "Two.")
    assert "2 notices marked as read." in text_of(client.post("/inbox/read/", follow=True))
    assert "Nothing was new." in text_of(client.post("/inbox/read/", follow=True))


def test_what_needs_its_reader_is_what_home_says(council: SmallCouncil):
    client, who = sign_in(Role.APPROVER, council.housing)
    plan = PlanFactory(unit=council.housing)
    own = {"objective": ObjectiveFactory(plan=plan), "owner": who.grants[0].post, "due_on": date(2026, 10, 1)}
    MilestoneFactory(ref="M9", title="Open the hostel", **own)
    home, inbox = client.get("/"), client.get("/inbox/")
    first, rest = home.context["first"], home.context["first"].facts
    waiting = [each.title for each in inbox.context["waiting"]]
    assert waiting == [first.headline, *(each.title for each in rest)]
    assert any("M9 Open the hostel" in title for title in waiting)
    assert f"You own this milestone as {who.grants[0].post}." in text_of(inbox)


def test_a_member_who_owes_something_is_told_so_on_the_first_page(member):
    client, who = member
    MilestoneFactory(title="Open the hostel", owner=who.grants[0].post, due_on=date(2026, 10, 1))
    assert "Open the hostel" in client.get("/").context["first"].headline


def test_the_first_page_shows_the_newest_of_what_is_new(member):
    client, who = member
    for number in range(5):
        told(who, f"Change {number}.")
    text = text_of(client.get("/"))
    assert "New for you 5" in text
    assert "Change 4." in text
    assert "Change 0." not in text
    assert "All 5 in your inbox" in text
    Notice.objects.update(read_at=AT)
    assert "New for you" not in text_of(client.get("/"))


def test_a_measure_is_watched_and_no_longer(member):
    client, _ = member
    measure = IndicatorFactory(name="Bins emptied")
    page = measure.get_absolute_url()
    assert "Watch this measure" in text_of(client.get(page))
    answer = client.post(f"/inbox/watching/measure/{measure.pk}/", {"back": page}, follow=True)
    assert "You watch “Bins emptied” from now on." in text_of(answer)
    assert "Stop watching" in text_of(answer)
    assert "Bins emptied" in text_of(client.get("/inbox/watching/"))
    client.post("/inbox/watching/stop/", {"thing": f"measure:{measure.pk}"})
    assert not Watch.objects.exists()


@pytest.mark.parametrize("thing", ["", "measure", "measure:x", "measure:" + "9" * 30, "nothing:1"])
def test_what_nobody_watches_is_no_longer_watched(member, thing):
    answer = member[0].post("/inbox/watching/stop/", {"thing": thing}, follow=True)
    assert "You do not watch it any more." in text_of(answer)


@pytest.mark.parametrize("path", ["nothing/1", "measure/1", "measure/99999999999999999999"])
def test_what_is_not_there_cannot_be_watched(member, path):
    assert member[0].post(f"/inbox/watching/{path}/").status_code == 404


def test_a_partner_watches_its_own_alone():
    unit = UnitFactory(kind="partner")
    client, _ = sign_in(Role.PARTNER, unit)
    own, other = IndicatorFactory(service=unit), IndicatorFactory()
    assert client.post(f"/inbox/watching/measure/{own.pk}/").status_code == 302
    assert client.post(f"/inbox/watching/measure/{other.pk}/").status_code == 404


def test_how_often_news_comes_by_mail(member):
    client, who = member
    assert "Each working day" in text_of(client.get("/inbox/watching/"))
    client.post("/inbox/mail/", {"mail_pace": MailPace.NEVER})
    who.user.refresh_from_db()
    assert who.user.mail_pace == MailPace.NEVER
    assert "There is a problem" in text_of(client.post("/inbox/mail/", {"mail_pace": "hourly"}))
