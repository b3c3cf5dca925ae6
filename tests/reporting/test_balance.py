"""Tags across all plans: balance by priority, what is missing, and tagging many at once (A13, A19)."""

import csv
import io

import pytest
from django.test import Client

from accounts.roles import Role
from plans.models import Tag
from tests.factories import IndicatorFactory, ObjectiveFactory, TagFactory, TagGroupFactory, sign_in
from tests.reporting.small_council import SmallCouncil, at_two_sizes, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.EMPLOYEE)[0]


@pytest.fixture
def tags(council: SmallCouncil) -> list[Tag]:
    """Growth is carried by two measures of housing and its objective, Finance by nothing."""
    group = TagGroupFactory(name="Scorecard", is_balanced=True)
    growth, finance = TagFactory(group=group, name="Growth"), TagFactory(group=group, name="Finance")
    council.objectives[council.housing.pk].tags.add(growth)
    for ref in ("H1", "H2"):
        council.measures[ref].tags.add(growth)
    return [growth, finance]


def table(client: Client, tags: list[Tag], query: str = "") -> list:
    rows = client.get(f"/balance/{tags[0].group_id}/{query}").context["rows"]
    return [(row.name, [cell.words for cell in row.cells], row.whole.words) for row in rows]


def test_each_tag_is_counted_under_each_priority(council: SmallCouncil, tags: list[Tag], reader: Client) -> None:
    loose = IndicatorFactory(ref="ZZ", name="Loose measure")
    loose.tags.add(tags[0])
    assert table(reader, tags) == [
        ("Growth", ["1 objective, 2 measures", "1 measure"], "1 objective, 3 measures"),
        ("Finance", ["nothing", "nothing"], "nothing"),
        ("No tag of this group", ["2 objectives, 7 measures", "nothing"], "2 objectives, 7 measures"),
    ]


def test_what_is_empty_is_named_there_and_in_the_health_of_the_thread(
    council: SmallCouncil, tags: list[Tag], reader: Client
) -> None:
    said = text_of(reader.get(f"/balance/{tags[0].group_id}/"))
    assert "No measure of “Finance” under Homes for all." in said
    assert "No measure of “Growth”" not in said
    rows = reader.get("/thread/?tab=health&finding=unbalanced").context["rows"]
    assert [(row.label, row.ref, row.words) for row in rows] == [
        (
            "Priority without a measure of a tag", "P1",
            "No measure of “Finance” (Scorecard) under it. Tag one that tells of it, or add one.",
        )
    ]  # fmt: skip
    assert "No measure of “Finance”" in text_of(reader.get("/thread/P1/"))
    council.measures["W1"].tags.add(tags[1])
    assert reader.get("/thread/?tab=health&finding=unbalanced").context["rows"] == []


def test_groups_that_ask_for_no_balance_or_are_not_used_make_no_findings(
    council: SmallCouncil, tags: list[Tag], reader: Client
) -> None:
    unused = TagFactory(group=TagGroupFactory(is_balanced=True))
    assert "Nothing carries a tag of this group yet" in text_of(reader.get(f"/balance/{unused.group_id}/"))
    tags[0].group.is_balanced = False
    tags[0].group.save()
    assert reader.get("/thread/?tab=health&finding=unbalanced").context["rows"] == []
    assert "asks for no balance" in text_of(reader.get(f"/balance/{tags[0].group_id}/"))


def test_a_priority_without_any_measure_has_its_other_findings(council: SmallCouncil, tags: list[Tag]) -> None:
    ObjectiveFactory(plan=council.priority.plan, kind="priority", ref="P2", title="Clean streets")
    client, _ = sign_in(Role.EMPLOYEE)
    found = [(row.label, row.ref) for row in client.get("/thread/?tab=health").context["rows"] if row.ref == "P2"]
    assert found == [("Priority with nothing beneath it", "P2")]


def test_the_table_is_downloaded(council: SmallCouncil, tags: list[Tag], reader: Client) -> None:
    response = reader.get(f"/balance/{tags[0].group_id}/?download=csv")
    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert lines[:4] == [
        ["Tag", "Priority", "Objectives", "Measures"],
        ["Growth", "Homes for all", "1", "2"],
        ["Growth", "Under no priority", "0", "0"],
        ["Growth", "All", "1", "2"],
    ]
    assert reader.get(f"/balance/{tags[0].group_id}/?download=xlsx").content.startswith(b"PK")


def things(client: Client, tags: list[Tag], query: str = "") -> list[str]:
    response = client.get(f"/balance/{tags[0].group_id}/things/{query}")
    return [row.ref for row, _ in response.context["rows"]]


def test_the_list_narrows_by_tag_priority_kind_and_words(
    council: SmallCouncil, tags: list[Tag], reader: Client
) -> None:
    IndicatorFactory(ref="ZZ", name="Loose measure")
    growth = tags[0].pk
    assert len(things(reader, tags)) == 3 + 10
    assert things(reader, tags, f"?tag={growth}") == ["O-H", "H1", "H2"]
    assert things(reader, tags, f"?tag={growth}&kind=measure") == ["H1", "H2"]
    assert things(reader, tags, "?tag=none&kind=objective") == ["P1", "O-W"]
    assert things(reader, tags, "?priority=none") == ["ZZ"]
    assert things(reader, tags, "?priority=P1&q=measure+w4") == ["W4"]
    assert "3 of 13 objectives and measures" in text_of(reader.get(f"/balance/{tags[0].group_id}/things/?tag={growth}"))
    for row in reader.get(f"/balance/{tags[0].group_id}/").context["rows"]:
        for cell in row.cells:
            found = things(reader, tags, "?" + cell.url.split("?")[1])
            assert len(found) == cell.objectives + cell.measures


def test_the_performance_team_tags_many_at_once(council: SmallCouncil, tags: list[Tag]) -> None:
    admin, _ = sign_in(Role.ADMINISTRATOR)
    path = f"/balance/{tags[0].group_id}/things/?kind=measure"
    chosen = [f"m{council.measures[ref].pk}" for ref in ("W1", "W2")]
    response = admin.post(path, {"chosen": chosen, "tag": tags[1].pk, "do": "on"}, follow=True)
    assert "2 things of those chosen carry the tag from now on." in text_of(response)
    assert response.redirect_chain[-1][0] == path
    assert set(tags[1].indicators.values_list("ref", flat=True)) == {"W1", "W2"}
    admin.post(path, {"chosen": chosen[:1], "tag": tags[1].pk, "do": "off"})
    assert set(tags[1].indicators.values_list("ref", flat=True)) == {"W2"}
    wrong = admin.post(path, {"chosen": chosen, "do": "on"})
    assert "Select the tag" in text_of(wrong)
    assert wrong.content.decode().count(" checked>") == 2, "what was ticked is kept"
    assert "Tick at least one row" in text_of(admin.post(path, {"tag": tags[1].pk}))
    forged = admin.post(path, {"chosen": ["m999999", "o1; DROP"], "tag": tags[1].pk})
    assert "Tick rows of the list" in text_of(forged)


def test_others_read_it_and_change_nothing(council: SmallCouncil, tags: list[Tag], reader: Client) -> None:
    path = f"/balance/{tags[0].group_id}/things/"
    html = reader.get(path).content.decode()
    assert 'type="checkbox"' not in html
    fill = {"chosen": [f"m{council.measures['W1'].pk}"], "tag": tags[1].pk}
    assert reader.post(path, fill).status_code == 403
    assert tags[1].indicators.count() == 0
    partner, _ = sign_in(Role.PARTNER, council.waste)
    assert partner.get(path).status_code == 403


@pytest.mark.parametrize("page", ["", "things/"])
def test_statements_do_not_grow(council: SmallCouncil, tags: list[Tag], reader: Client, page: str) -> None:
    before, after = at_two_sizes(reader, f"/balance/{tags[0].group_id}/{page}", council)
    assert before == after <= 18


def test_lists_of_measures_are_filtered_by_tag(council: SmallCouncil, tags: list[Tag], reader: Client) -> None:
    shown = reader.get(f"/measures/?tag={tags[0].pk}")
    assert [row.ref for row in shown.context["rows"]] == ["H1", "H2"]
    assert "because of Tag: Scorecard: Growth" in text_of(shown)
    listed = reader.get(f"/indicators/?tag={tags[0].pk}")
    assert [row.ref for row in listed.context["rows"]] == ["H1", "H2"]
    assert "Growth" in text_of(reader.get("/indicators/definitions/H1/"))


def test_the_sheet_of_a_measure_sets_its_tags(council: SmallCouncil, tags: list[Tag]) -> None:
    admin, _ = sign_in(Role.ADMINISTRATOR)
    form = admin.get("/indicators/definitions/H3/change/").context["form"]
    fill = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    fill = {name: value for name, value in fill.items() if value is not False}
    admin.post("/indicators/definitions/H3/change/", {**fill, f"tags_{tags[0].group_id}": tags[1].pk})
    assert list(council.measures["H3"].tags.all()) == [tags[1]]
