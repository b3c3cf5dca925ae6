"""Groups of tags, and what carries them (A13, A19)."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused, Conflict
from plans.changes.new_year import start_plans
from plans.changes.objectives import ObjectiveDetails, edit_objective
from plans.changes.tags import GroupDetails, TagWords, adopt_shipped, create_group, edit_group, set_tags, tag_many
from plans.models import Objective, Plan, Tag, TagGroup
from plans.queries.authors import authors_of
from plans.queries.new_year import Renewal
from plans.queries.tags import shipped_left, tags_of
from plans.shipped_tags import SHIPPED
from tests.factories import IndicatorFactory, ObjectiveFactory, TagFactory, TagGroupFactory, acting_as, sign_in
from tests.reporting.small_council import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)


@pytest.fixture
def admin() -> Client:
    return sign_in(Role.ADMINISTRATOR)[0]


def names(group: TagGroup) -> list[str]:
    return list(group.tags.order_by("position").values_list("name", flat=True))


def test_shipped_groups_fit_their_columns_and_name_each_tag_once() -> None:
    assert {"balanced-scorecard", "efqm", "sdg", "steepled", "laa", "equality", "inward-outward"} == set(SHIPPED)
    by = acting_as("administrator")
    for key in SHIPPED:
        (group,) = adopt_shipped(by=by, at=AT, keys=[key])
        group.full_clean()
        for tag in group.tags.all():
            tag.full_clean()
    assert shipped_left() == {}
    with pytest.raises(ChangeRefused, match="There is a group called Balanced scorecard already"):
        adopt_shipped(by=by, at=AT, keys=["balanced-scorecard"])


def test_a_group_is_chosen_from_those_that_come_with_it(admin: Client) -> None:
    assert "17 Partnerships for the goals" in text_of(admin.get("/plans/tags/choose/"))
    response = admin.post("/plans/tags/choose/", {"chosen": ["laa", "equality"]}, follow=True)
    assert "Taken: Blocks of the local area agreement, Equality strands." in text_of(response)
    assert "Healthier communities and older people" in text_of(response)
    assert "Equality strands" not in text_of(admin.get("/plans/tags/choose/"))
    assert "Select at least one group" in text_of(admin.post("/plans/tags/choose/", {"save": ""}))


def test_a_group_of_ones_own_has_its_tags_in_order(admin: Client) -> None:
    fill = {"name": "Themes", "means": "Ours", "is_balanced": "on", "new_1": "Green: for the climate", "new_3": "Fair"}
    response = admin.post("/plans/tags/new/", fill, follow=True)
    group = TagGroup.objects.get()
    assert [(tag.name, tag.means) for tag in group.tags.order_by("position")] == [
        ("Green", "for the climate"),
        ("Fair", ""),
    ]
    assert "Every priority should have a measure of each" in text_of(response)
    assert Event.objects.get(page_type="plans.taggroup").changes["tags"] == [None, "Green, Fair"]


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        ({"name": "Themes"}, "Enter at least one tag"),
        ({"name": "Themes", "new_1": ": only what it means"}, "Enter a name of at most 80 characters"),
        ({"name": "Themes", "new_1": "x" * 81}, "Enter a name of at most 80 characters"),
        ({"name": "Themes", "new_1": "Green", "new_2": "green"}, "The tag green stands there twice"),
        ({"name": "TAKEN", "new_1": "Green"}, "There is a group called TAKEN already"),
        ({"new_1": "Green"}, "Enter the name"),
    ],
)
def test_what_is_wrong_with_a_group_is_said_and_kept(admin: Client, fill: dict[str, str], said: str) -> None:
    TagGroupFactory(name="Taken")
    response = admin.post("/plans/tags/new/", fill)
    assert said in text_of(response)
    assert TagGroup.objects.count() == 1
    for typed in fill.values():
        assert typed in response.content.decode()


def test_tags_are_renamed_swapped_added_and_removed_by_their_lines(admin: Client) -> None:
    group = TagGroupFactory()
    one, two, gone = (TagFactory(group=group, name=name) for name in ("One", "Two", "Gone"))
    (objective := ObjectiveFactory()).tags.add(one)
    fill = {
        "name": group.name, "means": "", "version": 1, f"tag_{one.pk}": "Two", f"tag_{two.pk}": "One",
        f"tag_{gone.pk}": "", "new_1": "Three",
    }  # fmt: skip
    admin.post(f"/plans/tags/{group.pk}/change/", fill)
    assert names(group) == ["Two", "One", "Three"]
    assert tags_of(objective) == [(group.name, "Two")], "it carries the same tag under its new name"
    stale = admin.post(f"/plans/tags/{group.pk}/change/", {**fill, "new_1": "Four"})
    assert "Somebody else saved this" in text_of(stale)


@pytest.mark.parametrize("make", [ObjectiveFactory, IndicatorFactory])
def test_a_tag_that_something_carries_is_not_removed(make: type) -> None:
    tag = TagFactory(name="Green")
    make().tags.add(tag)
    with pytest.raises(ChangeRefused, match="carry the tag Green"):
        edit_group(
            by=acting_as("administrator"), at=AT, group=tag.group, version=1,
            details=GroupDetails(name=tag.group.name), tags=[TagWords(None, "Other")],
        )  # fmt: skip
    assert names(tag.group) == ["Green"]


def test_the_form_of_an_objective_sets_its_tags(admin: Client) -> None:
    objective, tag, other = ObjectiveFactory(ref="O-1"), TagFactory(name="Green"), TagFactory(name="Fair")
    page = admin.get("/plans/objectives/O-1/change/")
    assert "Green" in text_of(page)
    fill = {**page.context["form"].initial, "version": 1, f"tags_{tag.group_id}": tag.pk}
    fill = {name: value for name, value in fill.items() if value is not None}
    response = admin.post("/plans/objectives/O-1/change/", fill, follow=True)
    assert f"{tag.group.name}: Green" in text_of(response)
    assert Event.objects.get(action="tagged").changes == {tag.group.name: [None, "Green"]}
    refused = admin.post("/plans/objectives/O-1/change/", {**fill, "version": 2, f"tags_{tag.group_id}": other.pk})
    assert "Choose tags from the list" in text_of(refused)
    assert tags_of(objective) == [(tag.group.name, "Green")]


def test_who_was_slower_overwrites_no_tags() -> None:
    objective, tag, by = ObjectiveFactory(), TagFactory(), acting_as("administrator")
    assert set_tags(by=by, at=AT, thing=objective, tags=[tag], version=1) == 2
    assert set_tags(by=by, at=AT, thing=objective, tags=[tag], version=1) == 1, "nothing changes"
    details = ObjectiveDetails(kind="objective", ref="O-9", title="Other", owner=objective.owner)
    with pytest.raises(Conflict):
        edit_objective(by=by, at=AT, objective=objective, version=1, details=details, tags=[])
    assert tags_of(objective)
    edit_objective(by=by, at=AT, objective=objective, version=2, details=details, tags=[])
    assert tags_of(objective) == []
    assert Objective.objects.get().version == 4


def test_many_are_tagged_at_once_and_untagged_again() -> None:
    tag, by = TagFactory(name="Green"), acting_as("administrator")
    things = [IndicatorFactory() for _ in range(3)]
    things[0].tags.add(tag)
    assert tag_many(by=by, at=AT, things=things, tag=tag, carry=True) == 2
    assert tag_many(by=by, at=AT, things=things, tag=tag, carry=True) == 0
    assert tag.indicators.count() == 3
    assert tag_many(by=by, at=AT, things=things[:1], tag=tag, carry=False) == 1
    assert tag_many(by=by, at=AT, things=[], tag=tag, carry=False) == 0
    changes = list(Event.objects.order_by("pk").values_list("changes", flat=True))
    assert changes == [{tag.group.name: [None, "Green"]}] * 2 + [{tag.group.name: ["Green", None]}]
    things[0].refresh_from_db()
    assert things[0].version == 2, "a form that was open meanwhile is told"


def test_who_tags_a_plan_has_not_written_in_it() -> None:
    objective, by = ObjectiveFactory(), acting_as("administrator")
    tag_many(by=by, at=AT, things=[objective], tag=TagFactory(), carry=True)
    assert authors_of(objective.plan) == frozenset()


def test_a_plan_started_from_the_last_carries_its_tags() -> None:
    old = ObjectiveFactory()
    old.tags.add(tag := TagFactory())
    renewal = Renewal(
        plan=Plan.objects.get(), ref="SP-NEW", title="New", starts_on=date(2027, 4, 1), ends_on=date(2028, 3, 31),
        objectives=[(old, "O-NEW")],
    )  # fmt: skip
    start_plans([renewal], on=date(2027, 1, 1), source="start of the year")
    assert list(Objective.objects.get(ref="O-NEW").tags.all()) == [tag]


def test_hostile_names_are_text(admin: Client) -> None:
    attack = "<svg onload=alert(1)>"
    group = create_group(
        by=acting_as("administrator"), at=AT, details=GroupDetails(name=attack), tags=[TagWords(None, attack, attack)]
    )
    ObjectiveFactory(ref="O-1").tags.add(Tag.objects.get())
    for path in ("/plans/tags/", f"/plans/tags/{group.pk}/", f"/plans/tags/{group.pk}/change/",
                 "/plans/objectives/O-1/", "/plans/objectives/O-1/change/"):  # fmt: skip
        html = admin.get(path).content.decode()
        assert "<svg onload" not in html
        assert "&lt;svg onload" in html
