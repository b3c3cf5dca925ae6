"""The organisation's screens: who may open them, what they keep, how many statements they make (A8, G1, G2)."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Appointment, Event, Post, Unit, User
from accounts.roles import Role
from tests.factories import AppointmentFactory, PostFactory, UnitFactory, UserFactory, sign_in
from tests.pages import page, words_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
UNREAD = "What this address asks under “From” could not be read, so it is left out."
LISTS = ("unit-list", "post-list", "person-list", "role-list")


def address(name, *arguments):
    return reverse(f"accounts:{name}", args=arguments)


def post_of(client):
    return Appointment.objects.get(user_id=client.session["_auth_user_id"]).post


@pytest.fixture
def admin():
    return sign_in(Role.ADMINISTRATOR)[0]


# Who may open what


@pytest.mark.parametrize("name", [*LISTS, "audit", "unit-create", "post-create", "person-create", "appointment-create"])
def test_a_stranger_is_sent_to_sign_in(name):
    answer = Client().get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/")


@pytest.mark.sweep
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_others_read_the_organisation_and_change_nothing(role):
    client, _ = sign_in(role)
    post = post_of(client)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    for url in (
        *(address(name) for name in LISTS),
        address("unit-detail", post.unit_id),
        address("post-detail", post.pk),
        address("person-detail", user.pk),
    ):
        assert not re.search(r'href="[^"]*(/change/|/new/)|<form[^>]*method="post"(?!.*sign-out)', page(client, url))
    for name, arguments in (
        ("unit-create", ()),
        ("unit-edit", (post.unit_id,)),
        ("post-create", ()),
        ("post-edit", (post.pk,)),
        ("person-create", ()),
        ("person-edit", (user.pk,)),
        ("appointment-create", ()),
        ("appointment-edit", (Appointment.objects.get().pk,)),
    ):
        assert client.get(address(name, *arguments)).status_code == 403
        assert client.post(address(name, *arguments), {"name": "x"}).status_code == 403
    for name in ("person-disable", "person-enable", "person-password-link"):
        assert client.post(address(name, user.pk)).status_code == 403
    assert not Event.objects.changes().exists()


def test_only_auditors_and_administrators_open_the_whole_trail():
    allowed = {role for role in Role if sign_in(role)[0].get(address("audit")).status_code == 200}
    assert allowed == {Role.ADMINISTRATOR, Role.AUDITOR}


def test_a_partner_sees_its_own_units_posts_and_people_only():
    theirs = PostFactory(unit__name="Housing", title="Head of Housing")
    held = AppointmentFactory(post=theirs, user__name="Sam Price")
    client, _ = sign_in(Role.PARTNER, UnitFactory(name="Police", kind="partner"))
    for name in LISTS[:3]:
        text = page(client, address(name))
        assert "Housing" not in text
        assert "Sam Price" not in text
    for name, pk in (
        ("unit-detail", theirs.unit_id),
        ("post-detail", theirs.pk),
        ("person-detail", held.user_id),
    ):
        hidden, absent = client.get(address(name, pk)), client.get(address(name, 999_999))
        assert hidden.status_code == absent.status_code == 404
        assert words_of(hidden) == words_of(absent)


def test_a_partners_post_names_nobody_outside_its_reach():
    above = PostFactory(title="Chief executive")
    client, _ = sign_in(Role.PARTNER)
    post = post_of(client)
    post.reports_to = above
    post.save()
    PostFactory(title="Council liaison", reports_to=post)
    PostFactory(title="Police analyst", reports_to=post, unit=post.unit)
    text = page(client, address("post-detail", post.pk))
    assert "Police analyst" in text
    assert "Chief executive" not in text
    assert "Council liaison" not in text


def test_the_history_tab_is_shown_to_those_who_may_read_it(admin):
    unit = UnitFactory(name="Housing")
    audit.record(by=SYSTEM, at=AT, action="created", thing=unit, why="Reorganisation")
    detail = address("unit-detail", unit.pk)
    assert "?tab=history" in page(admin, detail)
    assert "Reason: Reorganisation" in page(admin, detail, tab="history")
    reader, _ = sign_in(Role.COUNCILLOR)
    assert "?tab=history" not in page(reader, detail)
    assert reader.get(detail, {"tab": "history"}).status_code == 403


@pytest.mark.sweep
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_an_address_is_for_those_who_administer_people_and_for_its_owner(role):
    client, reader = sign_in(role)
    unit = post_of(client).unit
    ann = AppointmentFactory(post__unit=unit, user__name="Ann Lee", user__email="ann@council.example").user
    people = address("person-list")
    for url, asked in (
        (people, {}), (people, {"sort": "email"}), (address("person-detail", ann.pk), {}), (people, {"download": "csv"})
    ):  # fmt: skip
        text = page(client, url, **asked)
        assert "Ann Lee" in text
        assert "ann@" not in text
        assert "Email" not in text
    assert "Ann Lee" not in page(client, people, q="ann@")
    assert reader.user.email in page(client, address("person-detail", reader.user.pk))


def test_who_administers_people_reads_and_finds_their_addresses(admin):
    ann = UserFactory(name="Ann Lee", email="ann@council.example")
    people = address("person-list")
    for asked in ({"q": "ann@"}, {"sort": "-email"}, {"download": "csv"}):
        assert ann.email in page(admin, people, **asked)
    assert ann.email in page(admin, address("person-detail", ann.pk))


def test_the_trail_tells_auditors_of_people_without_their_addresses(admin):
    auditor, _ = sign_in(Role.AUDITOR)
    ann = UserFactory(name="Ann Lee", email="ann@council.example")
    moved = {"email": ("ann@council.example", "lee@council.example")}
    audit.record(by=SYSTEM, at=AT, action="changed", thing=ann, changes=moved)
    page(admin, address("person-list"), q="ann@council.example", download="csv")
    history = address("person-detail", ann.pk)
    for client, told in ((admin, True), (auditor, False)):
        for text in (page(client, address("audit")), page(client, history, tab="history")):
            assert ("lee@council.example" in text) is told
            assert ("(an e-mail address)" in text) is not told
        assert ("ann%40council.example" in page(client, address("audit"), part="access")) is told


def test_a_partner_is_told_of_a_colleagues_posts_in_its_own_unit_only():
    client, _ = sign_in(Role.PARTNER, UnitFactory(name="Police", kind="partner"))
    own = PostFactory(unit=post_of(client).unit, title="Inspector")
    colleague = AppointmentFactory(post=own, user__name="Sam Price").user
    AppointmentFactory(user=colleague, post__title="Head of Housing")
    AppointmentFactory(user=colleague, post__title="Clerk of Housing", ends_on=date(2021, 3, 31))
    people = address("person-list")
    for text in (
        page(client, people), page(client, people, download="csv"), page(client, address("person-detail", colleague.pk))
    ):  # fmt: skip
        assert "Inspector" in text
        assert "of Housing" not in text


def test_a_filter_by_a_unit_out_of_reach_is_answered_like_one_by_no_unit():
    client, _ = sign_in(Role.PARTNER, UnitFactory(name="Police", kind="partner"))
    theirs = UnitFactory()
    for name in ("post-list", "person-list"):
        hidden, missing = (words_of(client.get(address(name), {"unit": pk})) for pk in (theirs.pk, 99999))
        assert "something that is not there" in hidden
        assert hidden == missing


# Reading


def test_the_tree_shows_units_under_units(admin):
    council = UnitFactory(name="Exampleshire", kind="council")
    place = UnitFactory(name="Place", kind="directorate", parent=council)
    UnitFactory(name="Waste", parent=place)
    UnitFactory(name="Old service", parent=place, ends_on=date(2026, 3, 31))
    text = page(admin, address("unit-list"))
    assert text.index("Exampleshire") < text.index("Place") < text.index("Old service") < text.index("Waste")
    assert "closed 31 March 2026" in text


def test_a_post_shows_what_it_lets_do_and_the_line_of_responsibility(admin):
    director = PostFactory(title="Director of Place")
    AppointmentFactory(post=director, user__name="Di Rector")
    head = PostFactory(title="Head of Waste", reports_to=director)
    officer = PostFactory(title="Officer", role="data_officer", reports_to=head, unit__name="Waste")
    AppointmentFactory(post=officer, user__name="Sam Price", is_deputy=True)
    text = words_of(admin.get(address("post-detail", officer.pk)))
    assert "Held by Sam Price (deputy)" in text
    assert "For Waste and everything beneath it:" in text
    assert "Enter figures" in text
    assert text.index("Head of Waste") < text.index("Director of Place") < text.index("Di Rector")
    assert "Vacant" in text
    assert "Officer" in page(admin, address("post-detail", head.pk))


def test_people_are_found_by_name_role_unit_and_state(admin):
    held = AppointmentFactory(user__name="Sam Price", post__role="approver")
    UserFactory(name="Uma Unappointed")
    UserFactory(name="Dee Disabled", is_active=False)
    url = address("person-list")

    def names(**filters):
        found = {"Sam Price", "Uma Unappointed", "Dee Disabled"}
        text = page(admin, url, **filters)
        return {name for name in found if name in text}

    assert len(names()) == 3
    assert names(q="sam") == {"Sam Price"}
    assert names(role="approver") == {"Sam Price"}
    assert names(unit=held.post.unit_id) == {"Sam Price"}
    assert names(state="without") == {"Uma Unappointed"}
    assert names(state="disabled") == {"Dee Disabled"}
    assert names(state="nonsense", role="king", unit="x") == {"Sam Price", "Uma Unappointed", "Dee Disabled"}
    assert "1 of 4 people" in page(admin, url, q="sam")
    assert "Nobody matches" in page(admin, url, q="zzz")


def test_posts_are_found_and_sorted(admin):
    AppointmentFactory(post__title="Held post", post__unit__name="A unit")
    PostFactory(title="Vacant post", unit__name="B unit", role="approver")
    PostFactory(title="Ended post", ends_on=date(2020, 1, 1))
    url = address("post-list")
    assert "Vacant post" not in page(admin, url, state="held")
    assert "Held post" not in page(admin, url, state="vacant")
    assert "Ended post" in page(admin, url, state="closed")
    assert "Ended post" not in page(admin, url)
    ascending, descending = page(admin, url, sort="title"), page(admin, url, sort="-title")
    assert ascending.index("Held post") < ascending.index("Vacant post")
    assert descending.index("Held post") > descending.index("Vacant post")
    assert 'aria-sort="descending"' in descending
    assert "sort=title" in descending


def test_the_trail_is_found_by_person_thing_action_and_day(admin):
    unit, post = UnitFactory(name="Housing"), PostFactory(title="Head of Waste")
    ann = SYSTEM
    audit.record(by=ann, at=datetime(2026, 3, 31, 22, 59, tzinfo=UTC), action="created", thing=unit)
    audit.record(by=ann, at=datetime(2026, 3, 31, 23, 1, tzinfo=UTC), action="changed", thing=post, why="New title")
    url = address("audit")

    def found(**filters):
        text = page(admin, url, **filters)
        return {word for word in ("“Housing”", "“Head of Waste”") if word in text}

    assert found() == {"“Housing”", "“Head of Waste”"}
    assert found(thing="hous") == {"“Housing”"}
    assert found(kind="accounts.post") == {"“Head of Waste”"}
    assert found(action="created") == {"“Housing”"}
    assert found(person="nobody") == set()
    # 23:59 on 31 March and 00:01 on 1 April in London.
    assert found(to_day="31 March 2026") == {"“Housing”"}
    assert found(from_day="1/4/2026") == {"“Head of Waste”"}
    assert found(from_day="soon") == {"“Housing”", "“Head of Waste”"}
    assert "The system changed the post “Head of Waste”" in page(admin, url)
    assert "Reason: New title" in page(admin, url)
    assert "1 April 2026, 00:01" in page(admin, url)
    lines = page(admin, url, thing="hous", download="csv").splitlines()
    assert "The system created the unit “Housing”" in lines[1]
    assert len(lines) == 2


# Changing


def test_a_unit_is_added_changed_and_closed(admin):
    council = UnitFactory(name="Exampleshire", kind="council")
    answer = admin.post(
        address("unit-create"), {"name": "Homes", "kind": "department", "parent": council.pk, "starts_on": "1/4/2026"}
    )
    unit = Unit.objects.get(name="Homes")
    assert answer["Location"] == unit.get_absolute_url()
    assert (unit.parent, unit.starts_on) == (council, date(2026, 4, 1))
    words = {"name": "Housing", "kind": "department", "parent": council.pk, "starts_on": "1 April 2026"}
    admin.post(address("unit-edit", unit.pk), {**words, "version": 1, "ends_on": "31 March 2027", "why": "Merged"})
    unit.refresh_from_db()
    assert (unit.name, unit.ends_on) == ("Housing", date(2027, 3, 31))
    assert Event.objects.get(action="changed").why == "Merged"


def test_a_form_with_mistakes_keeps_what_was_typed_and_writes_nothing(admin):
    units = Unit.objects.count()
    text = admin.post(
        address("unit-create"), {"name": "Homes & <b>more</b>", "kind": "", "starts_on": "31 February"}
    ).content.decode()
    assert "There is a problem" in text
    assert "Select what kind of unit it is" in text
    assert "Enter a date such as 17 July 2026" in text
    assert 'value="Homes &amp; &lt;b&gt;more&lt;/b&gt;"' in text
    assert 'value="31 February"' in text
    assert Unit.objects.count() == units


def test_a_refused_change_keeps_what_was_typed(admin):
    post = PostFactory(unit__name="Housing")
    words = {
        "name": "Housing",
        "kind": "department",
        "ends_on": "31 March 2027",
        "why": "Merged with Place",
        "version": 1,
    }
    text = admin.post(address("unit-edit", post.unit_id), words).content.decode()
    assert "End or move what is still in Housing first" in text
    assert "Merged with Place</textarea>" in text
    assert not Event.objects.exists()


def test_a_name_is_used_once_for_each_kind_of_unit(admin):
    unit = UnitFactory(name="Housing")
    text = admin.post(address("unit-create"), {"name": "Housing", "kind": unit.kind}).content.decode()
    assert "There is a unit of that kind with this name already" in text


def test_a_unit_is_not_offered_a_place_beneath_itself(admin):
    unit = UnitFactory(name="Housing")
    below = UnitFactory(name="Repairs", parent=unit)
    text = page(admin, address("unit-edit", unit.pk))
    assert f'<option value="{below.pk}"' not in text
    assert f'<option value="{unit.pk}"' not in text


def test_a_post_is_added_and_changed(admin):
    unit, manager = UnitFactory(), PostFactory()
    words = {"title": "Officer", "unit": unit.pk, "role": "data_officer", "reports_to": manager.pk}
    admin.post(address("post-create"), words)
    post = Post.objects.get(title="Officer")
    assert (post.unit, post.role, post.reports_to) == (unit, "data_officer", manager)
    admin.post(
        address("post-edit", post.pk),
        {**words, "version": 1, "role": "approver", "reports_to": "", "ends_on": "1 May 2027"},
    )
    post.refresh_from_db()
    assert (post.role, post.reports_to, post.ends_on) == ("approver", None, date(2027, 5, 1))
    assert "already has a post with this title" in admin.post(address("post-create"), words).content.decode()
    assert "Enters a service&#x27;s figures" in page(admin, address("post-create"))


@pytest.mark.parametrize("kind", ["unit", "post"])
def test_two_people_changing_one_thing_both_texts_are_shown_and_neither_is_lost(admin, kind):
    if kind == "unit":
        thing, field = UnitFactory(name="Homes"), "name"
        words = {"kind": thing.kind, "version": 1}
    else:
        thing, field = PostFactory(title="Officer"), "title"
        words = {"unit": thing.unit_id, "role": thing.role, "version": 1}
    url = address(f"{kind}-edit", thing.pk)
    admin.post(url, {**words, field: "First words"})
    second = {**words, field: "Second words"}
    text = admin.post(url, second).content.decode()
    assert "Saved by somebody else while you had this open" in text
    assert "<p>First words</p>" in text
    assert 'value="Second words"' in text
    thing.refresh_from_db()
    assert getattr(thing, field) == "First words"
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert admin.post(url, {**second, "version": version}).status_code == 302
    thing.refresh_from_db()
    assert getattr(thing, field) == "Second words"


def test_a_person_is_made_gets_a_link_once_and_signs_in_with_it(admin):
    answer = admin.post(address("person-create"), {"name": "Sam Price", "email": "Sam@exampleshire.example"})
    person = User.objects.get(email="sam@exampleshire.example")
    link = re.search(r"http://testserver(/account/password/new/[^<]+)<", answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert link not in page(admin, address("person-detail", person.pk))
    key = link.rstrip("/").split("-", 1)[1]
    assert not Event.objects.filter(why__icontains=key).exists()
    theirs = Client()
    form = theirs.get(link, follow=True)
    new = "Correct-Horse-Battery-7"
    theirs.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert theirs.login(email=person.email, password=new)
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_an_address_in_use_is_refused_and_what_was_typed_kept(admin):
    UserFactory(email="sam@exampleshire.example")
    answer = admin.post(address("person-create"), {"name": "Sam Two", "email": "SAM@exampleshire.example"})
    assert "already" in answer.content.decode()
    assert 'value="Sam Two"' in answer.content.decode()
    assert User.objects.filter(name="Sam Two").count() == 0


def test_a_person_is_renamed_disabled_and_enabled(admin):
    person = AppointmentFactory(user__name="Sam Price").user
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get(address("role-list")).status_code == 200
    admin.post(address("person-edit", person.pk), {"name": "Sam Rice", "email": person.email})
    admin.post(address("person-disable", person.pk))
    assert theirs.get(address("role-list")).status_code == 302
    assert "Disabled" in page(admin, address("person-detail", person.pk))
    answer = admin.post(address("person-enable", person.pk))
    assert "/account/password/new/" in answer.content.decode()
    # The session of before the disabling does not come back to life.
    assert theirs.get(address("role-list")).status_code == 302
    assert [event.action for event in Event.objects.order_by("pk")] == ["changed", "disabled", "enabled"]


def test_disabling_oneself_is_refused_with_the_reason(admin):
    me = User.objects.get(pk=admin.session["_auth_user_id"])
    assert "This is your own account" in page(admin, address("person-detail", me.pk))
    answer = admin.post(address("person-disable", me.pk), follow=True)
    assert "You cannot disable your own account" in answer.content.decode()


def test_somebody_is_appointed_and_the_appointment_ended(admin):
    person, post = UserFactory(name="Sam Price"), PostFactory(title="Head of Housing")
    text = page(admin, address("appointment-create"), user=person.pk)
    assert f'<option value="{person.pk}" selected' in text
    words = {"user": person.pk, "post": post.pk, "starts_on": "1 October 2026", "is_deputy": "on"}
    admin.post(address("appointment-create"), words)
    held = Appointment.objects.get(user=person)
    assert (held.post, held.is_deputy, held.starts_on) == (post, True, date(2026, 10, 1))
    text = admin.post(address("appointment-create"), words).content.decode()
    assert "already holds" in text
    admin.post(address("appointment-edit", held.pk), {"starts_on": "1 October 2026", "ends_on": "2 October 2026"})
    held.refresh_from_db()
    assert (held.ends_on, held.is_deputy) == (date(2026, 10, 2), False)
    text = admin.post(
        address("appointment-edit", held.pk), {"starts_on": "1 October 2026", "ends_on": "1 May 2026"}
    ).content.decode()
    assert "The last day must be on or after the first day" in text


def test_a_change_by_a_deputy_administrator_is_on_behalf_of_the_post():
    post = AppointmentFactory(post__role="administrator", post__title="Performance manager").post
    deputy = AppointmentFactory(post=post, is_deputy=True, user__name="Dee Puty").user
    client = Client()
    client.force_login(deputy)
    client.post(address("unit-create"), {"name": "Homes", "kind": "department"})
    event = Event.objects.get()
    assert (event.by_name, event.on_behalf_of) == ("Dee Puty", "Performance manager")
    detail = address("unit-detail", Unit.objects.get(name="Homes").pk)
    assert "Dee Puty, on behalf of Performance manager" in page(client, detail, tab="history")


# Statements


def statements(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", [*LISTS, "audit"])
def test_a_list_makes_as_many_statements_for_few_rows_as_for_many(admin, name):
    def more(number):
        for _ in range(number):
            held = AppointmentFactory(post__unit=UnitFactory(parent=UnitFactory()))
            audit.record(by=SYSTEM, at=AT, action="appointed", thing=held, page=held.user)

    more(2)
    few = statements(admin, address(name))
    more(15)
    assert statements(admin, address(name)) == few


def test_a_detail_page_makes_as_many_statements_for_little_as_for_much(admin):
    unit = UnitFactory()
    post = PostFactory(unit=unit, reports_to=PostFactory(reports_to=PostFactory()))
    person = AppointmentFactory(post=post).user
    PostFactory(reports_to=post)
    UnitFactory(parent=unit)
    urls = [address("unit-detail", unit.pk), address("post-detail", post.pk), address("person-detail", person.pk)]
    few = [statements(admin, url) for url in urls]
    chain = post
    for _ in range(6):
        chain.reports_to = PostFactory(reports_to=chain.reports_to)
        chain.save()
        chain = chain.reports_to
    for _ in range(6):
        AppointmentFactory(post__unit=unit, post__reports_to=post)
        AppointmentFactory(post=post)
        AppointmentFactory(user=person)
        UnitFactory(parent=unit)
    assert [statements(admin, url) for url in urls] == few


def test_a_day_that_there_is_not_is_said_above_the_trail():
    admin, _ = sign_in(Role.ADMINISTRATOR)
    assert UNREAD in page(admin, address("audit"), from_day="31 February 2026")
    assert UNREAD not in page(admin, address("audit"), from_day="28 February 2026")
