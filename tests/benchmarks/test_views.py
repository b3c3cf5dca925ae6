"""The pages of benchmarks: what they say to whom, and what a form says of what cannot be."""

from decimal import Decimal

import pytest

from accounts.models import Event
from accounts.roles import Role
from benchmarks.models import ComparedMeasure, Council, Group, KeptSummary, Lesson
from tests.factories import (
    IndicatorFactory,
    ObservationFactory,
    UnitFactory,
    period_target,
    sign_in,
)
from tests.factories.benchmarks import (
    LAST_YEAR,
    ComparedMeasureFactory,
    CouncilFactory,
    GroupFactory,
    LessonFactory,
    published,
)

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def councils():
    """Five, the first of them ours."""
    return [CouncilFactory(name=name, is_own=name == "Ours", region="North") for name in ("Ours", *"ABCD")]


@pytest.fixture
def compared(councils):
    measure = ComparedMeasureFactory(
        code="ENV06",
        title="Waste recycled",
        indicator=IndicatorFactory(ref="WR03", name="Recycling"),
        source="National",
    )
    published(measure, dict(zip(councils, ("41.25", "50", "55", "60", "65"), strict=True)), source="National return")
    return measure


@pytest.fixture
def reader():
    return sign_in(Role.COUNCILLOR)[0]


def test_without_our_own_council_the_list_says_what_to_do(reader):
    page = text(reader.get("/benchmarks/"))
    assert "Our own council is not named yet" in page
    CouncilFactory(is_own=True)
    assert "Nothing to compare yet" in text(reader.get("/benchmarks/"))
    assert "Import published figures" not in page


@pytest.mark.usefixtures("compared")
def test_the_list_opens_with_its_finding_and_tells_rank_quartile_and_gap(reader):
    page = text(reader.get("/benchmarks/"))
    assert "1 of 1 measure in the bottom quartile, 0 in the top one" in page
    for said in (
        "Recycling", "WR03 · ENV06 · 2025/26", "41.3%", "55.0%", "5 of 5", "Bottom quartile", "too few periods",
        "13.8 points worse than the median", "23.8 points from the top quartile",
    ):  # fmt: skip
        assert said in page, said
    assert "No measure fits" in text(reader.get("/benchmarks/?quartile=1"))
    assert "Recycling" in text(reader.get("/benchmarks/?quartile=4&group=region&sort=gap&q=env06"))


def test_a_target_met_in_the_bottom_quartile_is_called_out(reader, compared):
    measure = compared.indicator
    ObservationFactory(indicator=measure, period=(last := measure_period(measure)), value=Decimal(42), state="approved")
    period_target(measure, last, value=Decimal(40))
    called = "Met here, but in the bottom quartile of councils"
    assert called in text(reader.get("/benchmarks/"))
    assert called in text(reader.get("/benchmarks/?callout=green-bottom"))
    assert called not in text(reader.get("/benchmarks/?callout=red-top")).split("<table")[-1]
    rows = reader.get("/benchmarks/?download=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("WR03,Recycling,ENV06,2025/26,41.25,Published,55,5,5,5,5,4,-13.75,65,")
    assert rows[1].endswith(f'"{called}"')


def measure_period(measure):
    from indicators.judging.spans import data_period
    from indicators.queries.quarters import latest_quarter
    from tests.factories.benchmarks import LOADED

    return data_period(measure.frequency, measure.year_basis, measure.lag, latest_quarter(LOADED.date()))


@pytest.mark.parametrize("query", ["?group=nobody", "?period=x", "?page=9", "?period=2024-04-01YF", "?download=csv"])
def test_an_address_that_cannot_be_answered_shows_the_page(reader, compared, query):
    answer = reader.get(f"/benchmarks/measures/{compared.pk}/{query}")
    assert (answer.status_code, "Ours" in answer.content.decode()) == (200, True)
    assert reader.get(f"/benchmarks/{query}").status_code == 200


def test_the_page_of_a_measure_ranks_every_council_of_the_group_in_its_address(reader, compared, councils):
    CouncilFactory(name="Silent", region="North")
    page = text(reader.get(compared.get_absolute_url()))
    assert "41.3% in 2025/26: rank 5 of 5, bottom quartile, 13.8 points worse than the median (55.0%). 5 of 6" in page
    rows = page.split("Every council in order")[1]
    assert rows.index("D") < rows.index("Ours") < rows.index("Silent")
    assert "Not reporting" in rows
    assert "Source: National return; loaded on 1 September 2026." in page
    group = GroupFactory(name="Two of them")
    group.members.set(councils[1:3])
    page = text(reader.get(f"{compared.get_absolute_url()}?group={group.pk}"))
    assert "Two of them, 2025/26" in page
    assert "2 of 2 councils reporting" in page
    assert "No figure of ours in 2025/26; the median is 52.5%" in page
    cells = reader.get(f"{compared.get_absolute_url()}?download=csv").content.decode("utf-8-sig").splitlines()
    assert cells[0] == "Rank,Council,Figure,Standing,Quartile,Gap to the median"
    assert cells[1] == "1,D,65,Final,1,10"
    assert cells[-1].startswith(",Silent,,Not reporting,,")


def test_our_line_stands_beside_the_median_over_time(reader, compared, councils):
    assert "<polyline" not in text(reader.get(compared.get_absolute_url()))
    published(compared, dict.fromkeys(councils, "40"), period=LAST_YEAR.previous())
    page = text(reader.get(compared.get_absolute_url()))
    assert "<polyline" in page
    assert page.split("Our figure beside the others")[1].count("40.0%") >= 2


def test_a_measure_of_another_unit_is_not_there_for_a_partner(compared):
    client, _ = sign_in(Role.PARTNER)
    assert client.get(compared.get_absolute_url()).status_code == 404
    assert client.get("/benchmarks/measures/").status_code == 403
    assert "Recycling" not in text(client.get("/benchmarks/"))


def test_the_performance_team_maps_a_measure_and_says_which_way_is_good(compared):
    client, _ = sign_in(Role.ADMINISTRATOR)
    other = IndicatorFactory(ref="HO21")
    address = f"/benchmarks/measures/{compared.pk}/change/"
    typed = {
        "code": "ENV06", "title": "Waste", "polarity": "low", "unit": "%", "scale": "1", "decimals": "1",
        "indicator": other.pk, "version": 1,
    }  # fmt: skip
    assert client.post(address, typed).status_code == 302
    compared.refresh_from_db()
    assert (compared.indicator, compared.polarity) == (other, "low")
    assert KeptSummary.objects.get(group__kind="all").first == Decimal("41.25")
    assert "Somebody else saved this" in text(client.post(address, typed | {"title": "Refuse"}))
    mapping = text(client.get("/benchmarks/measures/?mapped=yes&q=waste"))
    assert "HO21" in mapping
    assert "No measure fits" in text(client.get("/benchmarks/measures/?mapped=no"))
    assert client.get("/benchmarks/measures/?download=csv").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": ""}, "Enter the publisher’s code"),
        ({"code": "env06"}, "env06 is there already"),
        ({"polarity": "range"}, "Enter the lower end of what is good"),
        ({"polarity": "range", "low": "5", "high": "4"}, "The upper end must be the lower end or more"),
        ({"low": "5"}, "Only a measure that is good within a range has its ends"),
        ({"scale": "0"}, "The multiplier must be"),
        ({"scale": "x"}, "The multiplier must be a number"),
        ({"decimals": "9"}, "The decimals must be 6 or fewer"),
        ({"indicator": "999999"}, "Choose which of our measures it is from the list"),
    ],
)
def test_a_measure_that_cannot_be_is_told_and_what_was_typed_stays(compared, typed, said):
    client, _ = sign_in(Role.ADMINISTRATOR)
    given = {"code": "NEW1", "title": "Kept <words>", "polarity": "high", "scale": "1", "decimals": "1"}
    page = text(client.post("/benchmarks/measures/new/", given | typed))
    assert said in page
    assert "Kept &lt;words&gt;" in page
    assert ComparedMeasure.objects.count() == 1


def test_groups_are_made_with_their_councils_and_neighbours_with_their_own(councils):
    client, _ = sign_in(Role.ADMINISTRATOR)
    typed = {
        "kind": "neighbours",
        "name": "Like us",
        "of": councils[0].pk,
        "members": [each.pk for each in councils[1:3]],
    }
    assert client.post("/benchmarks/groups/new/", typed).status_code == 302
    group = Group.objects.get(name="Like us")
    assert {each.name for each in group.members.all()} == {"Ours", "A", "B"}
    page = text(client.get("/benchmarks/groups/"))
    assert "Nearest neighbours of Ours" in page
    address = f"/benchmarks/groups/{group.pk}/change/"
    assert client.post(address, typed | {"members": [councils[3].pk], "version": 1}).status_code == 302
    assert {each.name for each in group.members.all()} == {"Ours", "C"}
    assert Event.objects.filter(thing_type="benchmarks.group", action="changed").get().changes["members"] == [
        "A, B, Ours", "C, Ours",
    ]  # fmt: skip
    assert "Somebody else saved this" in text(client.post(address, typed | {"version": 1}))
    assert "Like us" in text(client.get(group.get_absolute_url()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"members": []}, "Select the councils in it"),
        ({"kind": "neighbours"}, "Select whose neighbours they are"),
        ({"of": "own"}, "Only nearest neighbours are those of one council"),
        ({"kind": "all"}, "Choose what kind of group it is from the list"),
        ({"name": "taken"}, "There is a group called taken already"),
    ],
)
def test_a_group_that_cannot_be_is_told(councils, typed, said):
    GroupFactory(name="Taken")
    client, _ = sign_in(Role.ADMINISTRATOR)
    given = {"kind": "named", "name": "Mine", "members": [councils[1].pk]} | typed
    if given.get("of") == "own":
        given["of"] = councils[0].pk
    assert said in text(client.post("/benchmarks/groups/new/", given))
    assert not Group.objects.filter(name="Mine").exists()


def test_a_group_that_follows_the_councils_is_not_changed_by_hand(councils):
    client, _ = sign_in(Role.ADMINISTRATOR)
    north = Group.objects.get(kind="region")
    page = text(
        client.post(
            f"/benchmarks/groups/{north.pk}/change/",
            {"kind": "named", "name": "x", "members": [councils[0].pk], "version": 1},
        )
    )
    assert "Who is in this group follows from each council" in page
    assert north.members.count() == 5
    assert "Change the group" not in text(client.get(north.get_absolute_url()))


def test_one_council_is_ours_and_its_groups_follow_what_is_said_of_it(councils):
    client, _ = sign_in(Role.ADMINISTRATOR)
    other = councils[1]
    typed = {"name": "A", "type": "county", "region": "South", "is_own": "on", "version": 1}
    assert client.post(f"/benchmarks/councils/{other.pk}/change/", typed).status_code == 302
    assert Council.objects.get(is_own=True) == other
    assert {each.name for each in other.groups.all()} == {"All councils", "County", "South"}
    assert client.post("/benchmarks/councils/new/", {"name": "Newtown", "type": "other"}).status_code == 302
    assert "Newtown" in text(client.get("/benchmarks/councils/?q=new&sort=-region"))
    assert "a is there already" in text(client.post("/benchmarks/councils/new/", {"name": "a", "type": "other"}))
    assert client.get("/benchmarks/councils/?download=csv").status_code == 200


def test_who_answers_for_the_measure_records_what_a_comparison_led_to(compared, councils, reader):
    client, by = sign_in(Role.APPROVER, compared.indicator.service)
    assert "Record what it led to" in text(client.get(compared.get_absolute_url()))
    address = f"/benchmarks/measures/{compared.pk}/led-to/"
    typed = {"council": councils[1].pk, "asked_on": "17 July 2026", "asked": "How do they collect?", "changed": ""}
    assert client.post(address, typed).status_code == 302
    lesson = Lesson.objects.get()
    assert (lesson.recorded_by, lesson.council) == (by.user, councils[1])
    change = f"/benchmarks/led-to/{lesson.pk}/change/"
    assert client.post(change, typed | {"changed": "Fortnightly rounds.", "version": 1}).status_code == 302
    page = text(reader.get(compared.get_absolute_url()))
    assert "17 July 2026: A was asked" in page
    assert "Fortnightly rounds." in page
    assert "Record what it led to" not in page
    assert reader.get(address).status_code == reader.get(change).status_code == 403
    assert sign_in(Role.APPROVER, UnitFactory())[0].get(address).status_code == 403
    assert "Fortnightly rounds." in text(reader.get("/benchmarks/led-to/?q=rounds"))
    assert "How do they collect?" in reader.get("/benchmarks/led-to/?download=csv").content.decode()
    assert "is still to come" in text(client.post(address, typed | {"asked_on": "1 March 2090"}))


def test_a_lesson_of_a_measure_beyond_reach_is_not_there():
    lesson = LessonFactory()
    client, _ = sign_in(Role.PARTNER)
    assert "bank holidays" not in text(client.get("/benchmarks/led-to/"))
    assert client.get(f"/benchmarks/led-to/{lesson.pk}/change/").status_code == 404


def test_the_history_of_a_measure_tells_of_loads_and_lessons(compared):
    client, _ = sign_in(Role.ADMINISTRATOR)
    client.post(f"/benchmarks/measures/{compared.pk}/led-to/", {"asked_on": "17 July 2026", "asked": "How?"})
    assert "recorded" in text(client.get(f"{compared.get_absolute_url()}?tab=history")).lower()
