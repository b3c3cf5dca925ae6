"""Whatever is reorganised, and however often: nothing is left without anybody, and taken back all is as it was."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.changes.reorganisation import take_back
from accounts.models import ReorganisationKind
from accounts.queries.orphans import orphans
from foundation.refusals import ChangeRefused
from scrutiny.models import Meeting
from tests.accounts.reorganised import AT, TODAY, applied, everything
from tests.architecture.world import World, build_world
from tests.factories.accounts import acting_as

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
K = ReorganisationKind


@pytest.fixture
def world() -> World:
    found = build_world()
    for number, side in enumerate((found.ours, found.theirs, found.partners)):
        for meeting in Meeting.objects.filter(committee=side.committee):
            Meeting.objects.filter(pk=meeting.pk).update(held_at=meeting.held_at + timedelta(hours=number))
    return found


_SIDES = st.sampled_from(["ours", "theirs", "partners"])
_UNITS = st.tuples(_SIDES, st.sampled_from(["service", "directorate", "committee"]))
_POSTS = st.tuples(_SIDES, st.sampled_from(["head", "officer"]))
_STEPS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(K)),
        "units": st.lists(_UNITS, min_size=1, max_size=2, unique=True),
        "posts": st.lists(_POSTS, min_size=1, max_size=2, unique=True),
        "into": st.none() | _UNITS,
        "successor": _POSTS,
    }
)


def choice(world: World, step: dict, number: int) -> dict:
    """What was drawn, as a choice that the kind takes; units and posts as they are now."""
    units = [getattr(world.side(side), name) for side, name in step["units"]]
    posts = [getattr(world.side(side), name) for side, name in step["posts"]]
    into = step["into"] and getattr(world.side(step["into"][0]), step["into"][1])
    for each in (*units, *posts, *filter(None, [into])):
        each.refresh_from_db()
    successor = getattr(world.side(step["successor"][0]), step["successor"][1])
    successor.refresh_from_db()
    name = "" if into else f"New {number}"
    match step["kind"]:
        case K.MOVE:
            return {"units": units, "into": into}
        case K.MERGE:
            return {"units": units, "into": into, "name": name}
        case K.RENAME:
            return {"units": units[:1], "name": f"New {number}"}
        case K.SPLIT:
            own = [post for post in posts if post.unit_id == units[0].pk]
            return {"units": units[:1], "posts": own, "into": into, "name": name}
    return {"posts": posts, "successor": successor}


def test_any_reorganisations_leave_no_orphan_and_are_taken_back(world):
    by = acting_as("administrator")
    before, left = everything(), orphans(today=TODAY)
    done_any = []

    @settings(suppress_health_check=list(HealthCheck), max_examples=20)
    @given(steps=st.lists(_STEPS, min_size=1, max_size=3))
    def hold(steps: list[dict]) -> None:
        with transaction.atomic():
            done = []
            for number, step in enumerate(steps):
                try:
                    done.append(applied(by, step["kind"], **choice(world, step, number)))
                except ChangeRefused:
                    continue
                assert orphans(today=TODAY) == left
            for each in reversed(done):
                take_back(by=by, at=AT, reorganisation=each, why="Not agreed.")
            assert everything() == before
            done_any.extend(done)
            transaction.set_rollback(True)

    hold()
    assert len(done_any) > 5, "much was reorganised"
