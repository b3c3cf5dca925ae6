"""Reorganisations: everything goes along, nothing is left without anybody, and all of it can be taken back."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models

from accounts.actors import actor_for
from accounts.changes.reorganisation import OTHERWISE, apply, choose_again, discard, prepare, take_back
from accounts.holdings import of_posts, of_units, stays
from accounts.models import Event, Move, Notice, Post, Reorganisation, ReorganisationKind, Unit
from accounts.queries.orphans import orphans
from accounts.queries.reorganisation import obstacles, preview_of, told_of
from accounts.roles import Permission, Role
from foundation.refusals import ChangeRefused, Conflict
from indicators.models import Indicator, Observation, Return
from plans.models import Plan
from scrutiny.models import Meeting, Remit
from tests import factories
from tests.accounts.reorganised import AT, DAY, TODAY, applied, chosen, everything
from tests.architecture.world import World, build_world
from tests.factories.accounts import acting_as
from tests.ours import OF_A_COUNCIL

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
K = ReorganisationKind


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def by():
    return acting_as("administrator")


def apart(world: World) -> None:
    """Have the committees meet at different times."""
    for meeting in Meeting.objects.filter(committee=world.ours.committee):
        Meeting.objects.filter(pk=meeting.pk).update(held_at=meeting.held_at + timedelta(hours=1))


def choices(world: World) -> dict[str, tuple[K, dict]]:
    """One reorganisation of each kind, and of each way that a kind has."""
    ours, theirs, partners = world.ours, world.theirs, world.partners
    return {
        "move": (K.MOVE, {"units": [ours.service], "into": theirs.directorate}),
        "to the top": (K.MOVE, {"units": [ours.directorate]}),
        "two councils": (K.MOVE, {"units": [ours.directorate, theirs.directorate], "into": partners.directorate}),
        "merge": (K.MERGE, {"units": [ours.service], "into": theirs.service}),
        "merge into a new one": (K.MERGE, {"units": [ours.service, theirs.service], "name": "One service"}),
        "merge directorates": (K.MERGE, {"units": [ours.directorate], "into": theirs.directorate}),
        "merge committees": (K.MERGE, {"units": [ours.committee], "into": theirs.committee}),
        "split": (K.SPLIT, {"units": [ours.service], "posts": [ours.head], "name": "Ours anew"}),
        "split to another": (K.SPLIT, {"units": [ours.service], "posts": [ours.officer], "into": theirs.service,
                                       "also": [f"risks.register:{ours.extras['register'].pk}",
                                                f"indicators.indicator:{ours.measure.pk}"]}),
        "rename": (K.RENAME, {"units": [ours.service], "name": "Ours renamed"}),
        "abolish": (K.ABOLISH, {"posts": [ours.head], "successor": theirs.head}),
        "abolish a line": (K.ABOLISH, {"posts": [ours.head, ours.officer], "successor": theirs.officer}),
        "hand over": (K.HAND_OVER, {"posts": [ours.head], "successor": theirs.head}),
    }  # fmt: skip


CASES = (
    "move", "to the top", "two councils", "merge", "merge into a new one", "merge directorates", "merge committees",
    "split", "split to another", "rename", "abolish", "abolish a line", "hand over",
)  # fmt: skip


def test_everything_that_hangs_from_a_unit_or_a_post_goes_along_or_says_why_not():
    known = {f"{each.model}.{each.field}" for each in (*of_units(), *of_posts())}
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for app in OF_A_COUNCIL
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model in (Unit, Post)
    }
    assert sorted(found - known - stays().keys()) == [], "neither registered nor said why it stays"
    assert sorted((known | stays().keys()) - found) == [], "no such field"
    assert sorted(known & stays().keys()) == []


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES)
def test_what_is_applied_leaves_no_orphan_and_can_be_taken_back(world, by, case):
    apart(world)
    kind, choice = choices(world)[case]
    before, left = everything(), orphans(today=TODAY)
    done = applied(by, kind, **choice)
    assert orphans(today=TODAY) == left
    assert everything() != before
    assert obstacles(done, today=TODAY) == []
    take_back(by=by, at=AT, reorganisation=done, why="Not agreed.")
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not done.moves.exists()


@pytest.mark.sweep
@pytest.mark.parametrize("case", CASES)
def test_the_preview_says_all_and_writes_nothing(world, by, case):
    apart(world)
    kind, choice = choices(world)[case]
    prepared = prepare(by=by, at=AT, chosen=chosen(kind, **choice))
    before = everything()
    preview = preview_of(prepared, today=TODAY)
    assert preview.groups
    assert preview.effects
    assert all(line.name for group in preview.groups for line in group.lines)
    assert everything() == before


def test_what_goes_along_is_told_in_the_trail_of_each_thing_and_to_who_takes_over(world, by):
    ours, theirs = world.ours, world.theirs
    applied(by, K.HAND_OVER, posts=[ours.head], successor=theirs.head)
    events = Event.objects.filter(action="reorganised", page_type="plans.plan", page_id=str(ours.plan.pk))
    assert events.get().changes == {"owner": ["Head of ours", "Head of theirs"]}
    assert "Head of ours to Head of theirs" in events.get().source
    told = Notice.objects.filter(to=world.users["officer of theirs"])
    assert not told.filter(kind="given").exists(), "only who takes over is told"
    holder = factories.AppointmentFactory(post=theirs.officer).user
    applied(by, K.HAND_OVER, posts=[theirs.head], successor=theirs.officer)
    notice = Notice.objects.get(to=holder)
    assert "of Head of theirs are Officer of theirs’s from 1 October 2026" in notice.words


def test_people_are_told_of_a_merge_and_when_it_is_taken_back(world, by):
    ours, theirs = world.ours, world.theirs
    done = applied(by, K.MERGE, units=[ours.service], into=theirs.service)
    told = Notice.objects.filter(to=world.users["approver"], kind="organisation")
    assert told.get().words == "Ours service is part of Theirs service from 1 October 2026."
    assert told.get().path == theirs.service.get_absolute_url()
    assert told.get().because == "hold a post that is concerned"
    take_back(by=by, at=AT, reorganisation=done, why="Not agreed.")
    words = set(told.values_list("words", flat=True))
    assert "“Merge units: Ours service into Theirs service” was taken back: everything is as it was before." in words


def test_what_is_private_to_a_post_is_never_handed_over(world, by):
    ours = world.ours
    prepared = prepare(by=by, at=AT, chosen=chosen(K.HAND_OVER, posts=[ours.officer], successor=ours.head))
    preview = preview_of(prepared, today=TODAY)
    assert "PRIVATE" not in str(preview.groups)
    apply(by=by, at=AT, reorganisation=prepared, digest=preview.digest)
    assert ours.extras["private_plan"].owner == ours.officer
    review = ours.extras["review"]
    review.refresh_from_db()
    assert review.post == ours.officer


def test_the_preview_says_what_the_successor_may_not_do_and_who_has_no_post_left(world, by):
    ours, theirs = world.ours, world.theirs
    chose = chosen(K.ABOLISH, posts=[ours.officer], successor=theirs.officer)
    said = preview_of(prepare(by=by, at=AT, chosen=chose), today=TODAY).effects
    assert "The data_officer will hold no post and can open nothing: appoint them to another post first." in said
    assert any("Officer of theirs may not enter figures for Ours service" in each for each in said)


def test_a_merge_changes_what_people_may_do_at_the_next_request(world, by):
    ours, theirs = world.ours, world.theirs
    client = world.client("approver")
    page = f"/indicators/returns/{theirs.in_return.pk}/"
    assert client.get(page).status_code == 404
    preview = preview_of(
        prepare(by=by, at=AT, chosen=chosen(K.MERGE, units=[ours.service], into=theirs.service)), today=TODAY
    )
    assert any("(Head of ours, Head of service) reaches Theirs service" in each for each in preview.effects)
    applied(by, K.MERGE, units=[ours.service], into=theirs.service)
    assert client.get(page).status_code == 200


REFUSED = {
    "a unit into itself": (
        lambda w: chosen(K.MERGE, units=[w.ours.service], into=w.ours.service),
        "Ours service cannot be merged into itself. Choose another unit, or name a new one.",
    ),
    "a unit beneath what lies beneath it": (
        lambda w: chosen(K.MOVE, units=[w.ours.directorate], into=w.ours.service),
        "Ours directorate cannot lie beneath itself. Choose a unit outside it.",
    ),
    "a unit into what lies beneath it": (
        lambda w: chosen(K.MERGE, units=[w.ours.directorate], into=w.ours.service),
        "Ours service lies beneath Ours directorate. Move it out of there first.",
    ),
    "a unit to where it lies": (
        lambda w: chosen(K.MOVE, units=[w.ours.service], into=w.ours.directorate),
        "Ours service lies there already. Leave it out.",
    ),
    "a committee with a service": (
        lambda w: chosen(K.MERGE, units=[w.ours.committee], into=w.ours.service),
        "A committee and a service cannot become one. Choose units of one sort.",
    ),
    "a name that is taken": (
        lambda w: chosen(K.RENAME, units=[w.ours.service], name="Theirs service"),
        "There is a department or service called Theirs service: choose another name.",
    ),
    "posts that own things, without a successor": (
        lambda w: chosen(K.ABOLISH, posts=[w.ours.head]),
        "Choose the post that takes them over, or hand them over first.",
    ),
    "a post to itself": (
        lambda w: chosen(K.HAND_OVER, posts=[w.ours.head], successor=w.ours.head),
        "Head of ours cannot take over from itself. Choose another post.",
    ),
    "posts of another unit": (
        lambda w: chosen(K.SPLIT, units=[w.ours.service], posts=[w.theirs.head], name="New"),
        "Head of theirs: no post of Ours service. Choose posts of Ours service.",
    ),
    "nothing of a unit": (
        lambda w: chosen(K.SPLIT, units=[w.ours.service], name="New"),
        "Choose at least one post, or something else that goes.",
    ),
    "without a reason": (
        lambda w: chosen(K.MOVE, units=[w.ours.service], into=w.theirs.directorate, why=" "),
        "Enter why: the reason is kept in the history of everything that changes.",
    ),
    "before what was reported": (
        lambda w: chosen(K.MOVE, units=[w.ours.service], into=w.theirs.directorate, starts_on=date(2026, 6, 30)),
        "30 June 2026 is too early: Reports on April to June 2026 (Q1) were released already",
    ),
    "before a unit began": (
        lambda w: chosen(K.RENAME, units=[_begun(w.ours.service)], name="New"),
        "Ours service began on 1 October 2026, so it cannot end on 30 September 2026. Choose a later day.",
    ),
    "what has ended": (
        lambda w: chosen(K.HAND_OVER, posts=[w.ours.head], successor=_ended(w.theirs.head)),
        "Head of theirs ended on 1 September 2026. Choose what still stands.",
    ),
}  # fmt: skip


def _begun(unit: Unit) -> Unit:
    unit.starts_on = DAY
    unit.save()
    return unit


def _ended(post: Post) -> Post:
    post.ends_on = date(2026, 9, 1)
    post.save()
    return post


@pytest.mark.sweep
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_plain_words_and_nothing_is_written(world, by, case):
    make, words = REFUSED[case]
    choice = make(world)
    events = Event.objects.count()
    with pytest.raises(ChangeRefused) as refused:
        prepare(by=by, at=AT, chosen=choice)
    assert words in str(refused.value)
    assert (Reorganisation.objects.filter(state="prepared").count(), Event.objects.count()) == (1, events)


def test_the_last_administrator_s_post_is_not_abolished(world):
    admin = world.users["administrator"].appointments.get().post
    by = actor_for(world.users["administrator"], today=TODAY)
    with pytest.raises(ChangeRefused, match="without an administrator"):
        applied(by, K.ABOLISH, posts=[admin], successor=world.ours.head)
    admin.refresh_from_db()
    assert admin.ends_on is None


def test_a_day_to_come_is_prepared_and_applied_when_it_has_come(world, by):
    tomorrow = TODAY + timedelta(days=1)
    choice = chosen(K.MOVE, units=[world.ours.service], into=world.theirs.directorate, starts_on=tomorrow)
    prepared = prepare(by=by, at=AT, chosen=choice)
    digest = preview_of(prepared, today=TODAY).digest
    with pytest.raises(ChangeRefused, match="It can be applied from 15 October 2026 on"):
        apply(by=by, at=AT, reorganisation=prepared, digest=digest)
    apply(by=by, at=AT + timedelta(days=1), reorganisation=prepared, digest=digest)
    world.ours.service.refresh_from_db()
    assert world.ours.service.parent == world.theirs.directorate


def test_what_changed_since_the_preview_is_shown_first(world, by):
    prepared = prepare(by=by, at=AT, chosen=chosen(K.MERGE, units=[world.ours.service], into=world.theirs.service))
    digest = preview_of(prepared, today=TODAY).digest
    factories.IndicatorFactory(service=world.ours.service)
    with pytest.raises(ChangeRefused, match=OTHERWISE[:40]):
        apply(by=by, at=AT, reorganisation=prepared, digest=digest)
    assert not Indicator.objects.filter(service=world.theirs.service, ref__startswith="OU").exists()


def test_pressed_twice_it_is_done_once(world, by):
    done = applied(by, K.MERGE, units=[world.ours.service], into=world.theirs.service)
    with pytest.raises(ChangeRefused, match="applied already"):
        apply(by=by, at=AT, reorganisation=done, digest="x")
    with pytest.raises(ChangeRefused, match="applied already"):
        discard(by=by, at=AT, reorganisation=done)


def test_two_people_who_choose_at_once_lose_nothing(world, by):
    prepared = prepare(by=by, at=AT, chosen=chosen(K.HAND_OVER, posts=[world.ours.head], successor=world.theirs.head))
    again = chosen(K.HAND_OVER, posts=[world.ours.officer], successor=world.theirs.head)
    choose_again(by=by, at=AT, reorganisation=prepared, version=1, chosen=again)
    with pytest.raises(Conflict):
        choose_again(by=by, at=AT, reorganisation=prepared, version=1, chosen=again)


def test_it_is_not_taken_back_on_another_day_nor_once_somebody_built_on_it(world, by):
    done = applied(by, K.MERGE, units=[world.ours.service], name="One service")
    assert "on the day on which it was done" in obstacles(done, today=TODAY + timedelta(days=1))[0]
    (unit,) = Unit.objects.filter(name="One service")
    factories.IndicatorFactory(service=unit)
    Plan.objects.filter(pk=world.ours.plan.pk).update(unit=world.theirs.service)
    said = " ".join(obstacles(done, today=TODAY))
    assert "1 thing changed since: Ours plan." in said
    assert "1 row of “Measure” came to rest on it." in said
    before = everything()
    with pytest.raises(ChangeRefused, match="It cannot be taken back"):
        take_back(by=by, at=AT, reorganisation=done, why="Not agreed.")
    assert everything() == before


def test_what_breaks_off_in_the_middle_leaves_nothing(world, by, monkeypatch):
    before, told = everything(), Event.objects.count()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("The power failed.")

    prepared = prepare(by=by, at=AT, chosen=chosen(K.MERGE, units=[world.ours.service], name="One service"))
    digest = preview_of(prepared, today=TODAY).digest
    monkeypatch.setattr("accounts.changes.reorganisation.tell", broken)
    with pytest.raises(RuntimeError):
        apply(by=by, at=AT, reorganisation=prepared, digest=digest)
    assert everything() == before
    assert Event.objects.count() == told + 1  # that it was prepared
    assert not Move.objects.filter(reorganisation=prepared).exists()


def test_open_returns_go_with_their_measures_and_others_stay(world, by):
    """Ours, theirs: each has a return for Q2 (over before the day) and one for Q3."""
    ours, theirs = world.ours, world.theirs
    later = {
        side.name: factories.ReturnFactory(service=side.service, period=ours.in_return.period.next())
        for side in (ours, theirs)
    }
    figure = factories.ObservationFactory(
        indicator=ours.measure, period=later["ours"].period, in_return=later["ours"], state="due", value=None
    )
    done = applied(by, K.MERGE, units=[ours.service], into=theirs.service)
    figure.refresh_from_db()
    assert figure.in_return == later["theirs"]
    assert not Return.objects.filter(pk=later["ours"].pk).exists(), "nothing is left of it"
    ours.in_return.refresh_from_db()
    assert ours.in_return.service == ours.service
    assert Observation.objects.filter(in_return=ours.in_return).count() > 5
    # Whoever answers for theirs now enters and approves it.
    ours.service.refresh_from_db()
    assert ours.service.parent == theirs.service
    actor = actor_for(world.users["officer of theirs"], today=TODAY)
    assert actor.may(Permission.FIGURE_ENTER, ours.service.pk)
    take_back(by=by, at=AT, reorganisation=done, why="Not agreed.")
    figure.refresh_from_db()
    assert figure.in_return == later["ours"]


def test_a_unit_says_what_became_of_it_and_what_it_was(world, by):
    ours, theirs = world.ours, world.theirs
    applied(by, K.MERGE, units=[ours.service], into=theirs.service)
    client = world.client("administrator")
    page = client.get(ours.service.get_absolute_url()).content.decode()
    assert "From 1 October 2026 its place is taken by" in page
    assert f'href="{theirs.service.get_absolute_url()}"' in page
    assert "it takes the place of" in client.get(theirs.service.get_absolute_url()).content.decode()
    assert told_of(theirs.directorate) == []


@pytest.mark.sweep
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_reorganises(world, role):
    client = world.client(role.value)
    assert client.get("/organisation/reorganisations/").status_code in (403, 404)


def test_a_committee_looks_after_the_part_that_leaves_a_service_too(world, by):
    ours = world.ours
    applied(by, K.SPLIT, units=[ours.service], posts=[ours.head], name="Ours anew")
    looked_after = {remit.service.name for remit in Remit.objects.filter(committee=ours.committee, priority=None)}
    assert looked_after == {"Ours service", "Ours anew"}
