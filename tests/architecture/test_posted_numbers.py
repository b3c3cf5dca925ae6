"""Numbers of another's things inside a form: refused like numbers of nothing, and nothing is written (G2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from tests.architecture.sweep import MISSING_NUMBER, Answer, ask
from tests.architecture.world import Side, World

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@dataclass(frozen=True, slots=True)
class Slip:
    """``data`` is sent to our own thing's address by ``who``, with the number of ``foreign`` in the place of {id}."""

    route: str
    args: Callable[[Side], list[Any]]
    who: str
    data: dict[str, str]
    foreign: Callable[[Side], int]

    def __str__(self) -> str:
        return f"{self.route} {' '.join(self.data)}"


def in_return(side: Side) -> list[Any]:
    return [side.in_return.pk]


def figure(state: str) -> Callable[[Side], int]:
    return lambda side: side.figures[state].pk


TYPED = {"figure": "{id}", "f{id}-value": "12", "f{id}-version": "1", "f{id}-was": "x"}
SLIPS = [
    Slip("indicators:return-edit", in_return, "data_officer", TYPED, figure("draft")),
    Slip("indicators:return-save", in_return, "data_officer", TYPED, figure("draft")),
    Slip("indicators:return-assess", in_return, "data_officer", TYPED, figure("draft")),
    Slip("indicators:return-submit", in_return, "data_officer", {"figure": "{id}:1"}, figure("draft")),
    Slip("indicators:return-withdraw", in_return, "data_officer", {"figure": "{id}"}, figure("submitted")),
    Slip("indicators:return-approve", in_return, "approver", {"figure": "{id}:1", "approve": "1"}, figure("submitted")),
    Slip(
        "indicators:return-approve", in_return, "approver", {"all": "{id}:1", "approve_all": "1"}, figure("submitted")
    ),
    Slip(
        "indicators:return-approve", in_return, "approver", {"send_back": "{id}:1", "note-{id}": "Why?"},
        figure("submitted"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_their_number_in_our_form_is_like_no_number(world: World, slip: Slip):
    theirs, nobodys = (_sent(world, slip, number) for number in (slip.foreign(world.theirs), MISSING_NUMBER))
    assert theirs.status == nobodys.status
    assert theirs.words == nobodys.words
    assert theirs.wrote == nobodys.wrote == ()


@pytest.mark.parametrize("chosen", ["report", "section"])
def test_no_draft_is_put_into_a_pack(world: World, chosen: str):
    url = reverse("scrutiny:pack-add", args=[world.ours.pack.pk])
    for number in (world.ours.draft.pk, world.theirs.draft.pk, MISSING_NUMBER):
        answer = ask(world, "scrutiny_chair", "POST", url, {"report": f"{number}:x" if chosen == "section" else number})
        assert answer.status == 404
        assert not answer.wrote


def test_only_drafts_of_the_quarter_itself_are_released(world: World):
    url = reverse("reporting:cycle-release", args=[world.cycle.period.key])
    for report in (world.ours.released, world.theirs.released):
        answer = ask(world, "administrator", "POST", url, {"reports": report.pk})
        assert answer.status == 200
        assert not answer.wrote


def _sent(world: World, slip: Slip, number: int) -> Answer:
    data = {name.replace("{id}", str(number)): text.replace("{id}", str(number)) for name, text in slip.data.items()}
    answer = ask(world, slip.who, "POST", reverse(slip.route, args=slip.args(world.ours)), data)
    return Answer(answer.status, answer.location, answer.words.replace(str(number), "{id}"), answer.wrote, {})
