"""The pages of reorganisations: choosing, looking, applying, taking back; what was typed is never lost."""

import pytest
from django.test import Client

from accounts.models import Reorganisation, Unit
from tests.architecture.world import World, build_world
from tests.reporting.small_council import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
LIST = "/organisation/reorganisations/"


@pytest.fixture
def world() -> World:
    return build_world()


@pytest.fixture
def client(world: World) -> Client:
    return world.client("administrator")


def test_a_merge_from_the_unit_s_page_to_undo(world, client):
    ours, theirs = world.ours.service, world.theirs.service
    page = client.get(ours.get_absolute_url()).content.decode()
    assert f"{LIST}new/merge/?unit={ours.pk}" in page
    form = client.get(f"{LIST}new/merge/?unit={ours.pk}")
    assert form.context["form"]["units"].value() == [ours.pk]
    typed = {"units": [ours.pk], "into": theirs.pk, "name": "", "starts_on": "1 October 2026", "why": "Cabinet did."}
    answer = client.post(f"{LIST}new/merge/", typed, follow=True)
    words = text_of(answer)
    assert "Before it is applied Merge units: Ours service into Theirs service" in words
    assert "Measures: 8" in words
    assert "from Ours service to Theirs service" in words
    assert "Returns of periods" not in words  # said only where one stays: it is told under the unit's figures
    place = answer.redirect_chain[-1][0]
    digest = answer.context["preview"].digest
    done = client.post(place, {"digest": digest}, follow=True)
    assert "It is applied. It can be taken back until the end of today." in text_of(done)
    assert Unit.objects.get(pk=ours.pk).ends_on is not None
    assert "Merge units: Ours service into Theirs service" in text_of(client.get(LIST))
    back = client.post(place, {"why": "Not agreed."}, follow=True)
    assert "It is taken back: everything is as it was before." in text_of(back)
    assert Unit.objects.get(pk=ours.pk).ends_on is None


def test_handing_over_is_reached_from_the_post_and_from_who_leaves(world, client):
    head = world.ours.head
    way = f"{LIST}new/hand_over/?unit={head.unit_id}&amp;post={head.pk}"
    assert way in client.get(head.get_absolute_url()).content.decode()
    assert way in client.get(f"/organisation/people/{world.users['approver'].pk}/").content.decode()
    form = client.get(way.replace("&amp;", "&")).context["form"]
    assert form["posts"].value() == [head.pk]
    typed = {"posts": [head.pk], "successor": world.theirs.head.pk, "starts_on": "14 October 2026", "why": "Ann left."}
    words = text_of(client.post(way.replace("&amp;", "&"), typed, follow=True))
    assert "Plans, as owner: 4" in words
    assert "Posts that report to it go on doing so." in words


def test_what_is_wrong_is_said_beside_what_was_typed(world, client):
    ours = world.ours.service
    typed = {"units": [ours.pk], "into": ours.pk, "name": "", "starts_on": "1 October 2026", "why": "Cabinet did."}
    answer = client.post(f"{LIST}new/merge/", typed)
    assert "Ours service cannot be merged into itself." in text_of(answer)
    assert "Cabinet did." in text_of(answer)
    assert answer.context["form"]["into"].value() == str(ours.pk)
    both = client.post(f"{LIST}new/merge/", {**typed, "into": world.theirs.service.pk, "name": "New"})
    assert "Select a unit or name a new one, not both" in text_of(both)
    none = client.post(f"{LIST}new/merge/", {**typed, "into": "", "units": []})
    assert "Select which units" in text_of(none)
    assert "Select the unit that takes them, or enter the name of a new one" in text_of(none)
    assert Reorganisation.objects.filter(state="prepared").count() == 1  # the world's own


def test_what_another_person_chose_meanwhile_is_shown_and_nothing_typed_is_lost(world, client):
    prepared = world.reorganisation
    place = f"{LIST}{prepared.pk}/change/"
    typed = {
        "posts": [world.ours.extras["lead"].pk], "successor": world.theirs.head.pk, "starts_on": "1 October 2026",
        "why": "As I see it.", "version": "1",
    }  # fmt: skip
    Reorganisation.objects.filter(pk=prepared.pk).update(version=2, why="As another sees it.")
    words = text_of(client.post(place, typed))
    assert "Somebody else changed this while you had it open. Nothing was overwritten." in words
    assert "As I see it." in words
    assert "As another sees it." in words


def test_the_unit_is_chosen_first_where_one_is_reorganised(world, client):
    page = client.get(f"{LIST}new/split/")
    assert f"{LIST}new/split/?unit={world.ours.service.pk}" in page.content.decode()
    form = client.get(f"{LIST}new/split/?unit={world.ours.service.pk}")
    words = text_of(form)
    assert "Head of ours" in words
    assert "Head of theirs" not in words
    assert "Register: The Register words of ours" in words


def test_one_that_is_not_wanted_is_discarded(world, client):
    answer = client.post(f"{LIST}{world.reorganisation.pk}/discard/", follow=True)
    assert "It is discarded. Nothing of the council was changed." in text_of(answer)
    assert not Reorganisation.objects.filter(pk=world.reorganisation.pk).exists()
    assert "Nothing: everything that stands belongs to a unit and a post that stand." in text_of(answer)


def test_a_kind_that_does_not_exist_is_not_there(client):
    assert client.get(f"{LIST}new/dissolve/").status_code == 404
