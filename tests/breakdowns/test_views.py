"""The pages of breakdowns: what they say to whom, and what a form says of what cannot be."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from breakdowns.models import Breakdown, Dimension, Group, GroupTarget, Sheet
from indicators.workflow import FigureState
from tests.breakdowns.rules.test_shapes import collection, square
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, UnitFactory, period_target, sign_in
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, GroupFactory, entry, fill, wards
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
NAMES = ("Abbey", "Castle", "Mill", "Priory")
PAIRS = ((1, 3), (10, 20), (18, 20), (16, 20))


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def made():
    dimension = DimensionFactory(name="Ward")
    indicator = IndicatorFactory(
        ref="HO1", name="Homes let in time", has_parts=True, numerator="Let", denominator="Homes"
    )
    return BreakdownFactory(indicator=indicator, dimension=dimension)


@pytest.fixture
def groups(made):
    return wards(made.dimension, *NAMES)


@pytest.fixture
def figure(made):
    period_target(made.indicator, Q2, 70)
    return ObservationFactory(indicator=made.indicator, value="71.4285714286", numerator=45, denominator=63)


@pytest.fixture
def filled(made, groups, figure):
    return fill(figure, made, {group: entry(*pair) for group, pair in zip(groups, PAIRS, strict=True)})


def page_of(made, query=""):
    return f"/breakdowns/measures/{made.indicator.ref}/{made.dimension_id}/{query}"


def enter(made, key=Q2.key):
    return f"/breakdowns/measures/{made.indicator.ref}/{made.dimension_id}/enter/{key}/"


def test_a_council_without_dimensions_is_told_what_they_are():
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get("/breakdowns/"))
    assert "Nothing to break measures down by yet" in page
    assert "Add a dimension" not in page
    assert client.get("/breakdowns/new/").status_code == 403


def test_a_dimension_is_set_up_from_name_to_map():
    client, _ = sign_in(Role.ADMINISTRATOR)
    sent = client.post(
        "/breakdowns/new/", {"name": "Ward", "noun": "ward", "nouns": "wards", "threshold": "5"}, follow=True
    )
    dimension = Dimension.objects.get()
    assert "Ward is made. Now add its wards." in text(sent)
    client.post(f"/breakdowns/{dimension.pk}/groups/new/", {"names": "Abbey\tE01\n\nCastle\nMill;E03\n"})
    assert list(dimension.groups.values_list("name", "code")) == [("Abbey", "E01"), ("Castle", ""), ("Mill", "E03")]
    mill = dimension.groups.get(name="Mill")
    client.post(
        f"/breakdowns/groups/{mill.pk}/change/", {"name": "Mill End", "code": "E03", "position": "1", "version": "1"}
    )
    assert list(dimension.groups.values_list("name", flat=True)) == ["Mill End", "Abbey", "Castle"]
    borders = SimpleUploadedFile(
        "wards.geojson", collection(square(0, 0), square(10, 0, name="Castle"), square(20, 0, name="Moor"))
    )
    drawn = client.post(f"/breakdowns/{dimension.pk}/map/", {"file": borders, "source": "OS data"}, follow=True)
    assert "2 wards are drawn. Not drawn, as no ward is called so: 1 area of the file." in text(drawn)
    assert "<title>Abbey</title>" in text(drawn)
    taken = client.post(f"/breakdowns/{dimension.pk}/map/remove/", follow=True)
    assert "There is no map yet" in text(taken)
    listed = text(client.get("/breakdowns/"))
    assert "1 dimension" in listed
    assert client.get("/breakdowns/?download=csv").content.decode("utf-8-sig").splitlines()[1] == "Ward,,3,0,5,No"
    assert "Added" in text(client.get(f"/breakdowns/{dimension.pk}/?tab=history"))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("Abbey\n\tE01", "Line 2 has a code and no name"),
        ("x" * 81, "has more than 80 characters"),
        ("Abbey\nabbey", "Named twice, or there already: abbey"),
        (";\n;", "Enter one name or more"),
    ],
)
def test_names_that_cannot_be_added_are_kept_in_the_form(names, said):
    dimension = DimensionFactory()
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert said in text(client.post(f"/breakdowns/{dimension.pk}/groups/new/", {"names": names}))
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<svg onload=alert(1)>", "not a GeoJSON file"), (collection(square(0, 0, name="Else")), "No area in the file")],
)
def test_a_file_that_is_no_map_is_refused_and_nothing_is_drawn(made, groups, content, said):
    client, _ = sign_in(Role.ADMINISTRATOR)
    file = SimpleUploadedFile("x.geojson", content)
    assert said in text(client.post(f"/breakdowns/{made.dimension_id}/map/", {"file": file}))
    assert not Group.objects.exclude(shape=None).exists()


def test_names_in_a_file_of_borders_are_never_markup(made, groups):
    client, _ = sign_in(Role.ADMINISTRATOR)
    Group.objects.filter(name="Abbey").update(name="<script>x</script>")
    file = SimpleUploadedFile("x.geojson", collection(square(0, 0, name="<script>x</script>")))
    client.post(f"/breakdowns/{made.dimension_id}/map/", {"file": file})
    page = client.get(f"/breakdowns/{made.dimension_id}/").content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_a_threshold_that_cannot_hide_is_refused_at_its_field():
    client, _ = sign_in(Role.ADMINISTRATOR)
    answer = client.post("/breakdowns/new/", {"name": "Ward", "noun": "ward", "nouns": "wards", "threshold": "2"})
    assert "Write 0 to hide nothing, or a number from 3 to 100." in text(answer)
    assert not Dimension.objects.exists()


def test_a_group_of_which_something_was_entered_is_ended_and_not_removed(made, filled, groups):
    client, _ = sign_in(Role.ADMINISTRATOR)
    answer = client.post(f"/breakdowns/groups/{groups[0].pk}/remove/", follow=True)
    assert "End it on a day instead" in text(answer)
    end = {"name": "Abbey", "position": "1", "version": "1", "starts_on": "2 May 2026", "ends_on": "1 May 2026"}
    answer = client.post(f"/breakdowns/groups/{groups[0].pk}/change/", end)
    assert "The last day must be the first day or later" in text(answer)


def test_a_measure_is_broken_down_and_changed():
    dimension, indicator = (
        DimensionFactory(name="Ward"),
        IndicatorFactory(ref="HO1", has_parts=True, numerator="a", denominator="b"),
    )
    client, _ = sign_in(Role.ADMINISTRATOR)
    assert "Break it down by" in text(client.get("/breakdowns/measures/HO1/new/"))
    client.post("/breakdowns/measures/HO1/new/", {"dimension": dimension.pk, "adds_up": "on"})
    made = Breakdown.objects.get()
    assert (made.indicator, made.threshold, made.adds_up) == (indicator, None, True)
    client.post(page_of(made, "change/"), {"threshold": "10", "version": "1", "is_ended": "on"})
    made.refresh_from_db()
    assert (made.threshold, made.adds_up, made.is_ended) == (10, False, True)
    assert "broken down by everything that there is" in text(client.get("/breakdowns/measures/HO1/new/"))
    officer, _ = sign_in(Role.DATA_OFFICER, unit=indicator.service)
    assert officer.get("/breakdowns/measures/HO1/new/").status_code == 403


def test_a_small_ward_is_on_no_page_and_in_no_file(made, filled, groups):
    client, _ = sign_in(Role.COUNCILLOR)
    for address in (
        page_of(made),
        f"{page_of(made)}?sort=value",
        f"{page_of(made)}?sort=-status",
        f"/breakdowns/groups/{groups[0].pk}/",
    ):
        page = text(client.get(address))
        assert "Not shown" in page
        assert "33.3%" not in page
        assert "1 of 3" not in page
        assert "80.0%" not in page, "Priory is hidden with it"
    for kind in ("csv", "xlsx"):
        assert client.get(f"{page_of(made)}?download={kind}").status_code == 200
    rows = client.get(f"{page_of(made)}?download=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1] == "HO1,Homes let in time,All,,2026/27 Q2,71.4%,,,,70.0%,On target"
    assert rows[2] == "HO1,Homes let in time,Abbey,,2026/27 Q2,Not shown,,,,70.0%,Not shown"
    assert rows[3] == "HO1,Homes let in time,Castle,,2026/27 Q2,50.0%,50,10,20,70.0%,Off target"
    assert rows[5] == "HO1,Homes let in time,Priory,,2026/27 Q2,Not shown,,,,70.0%,Not shown"


def test_the_page_tells_the_gap_who_is_behind_and_what_is_hidden(made, filled):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(page_of(made)))
    assert (
        "40.0 points between Mill (90.0%, best) and Castle (50.0%, worst), of the 2 wards shown; the larger is 1.8 "
        "times the smaller." in page
    )
    assert "The whole is on target, and 1 ward is not: Castle." in page
    assert "2 wards are not shown: a figure of fewer than 5 people or cases could point to somebody" in page


def test_hidden_wards_come_last_however_the_page_is_sorted(made, filled):
    client, _ = sign_in(Role.COUNCILLOR)
    for query, order in (("?sort=value", "Castle Mill Abbey Priory"), ("?sort=-value", "Mill Castle Abbey Priory")):
        page = text(client.get(page_of(made, query)))
        table = page[page.index("<tbody") :]
        places = sorted(NAMES, key=lambda name: table.index(f">{name}</a>"))
        assert " ".join(places) == order


def test_a_ward_is_told_in_every_measure(made, filled, groups):
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(f"/breakdowns/groups/{groups[1].pk}/"))
    assert "0 of 1 measures that are rated for Castle are on target." in page
    assert "Homes let in time" in page
    rows = client.get(f"/breakdowns/groups/{groups[1].pk}/?download=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].endswith("2026/27 Q2,50.0%,10 of 20,70.0%,Off target,71.4%,On target")
    empty = GroupFactory(dimension=made.dimension)
    assert "Nothing is told of it yet" in text(client.get(f"/breakdowns/groups/{empty.pk}/"))


def test_a_partner_is_told_of_its_own_measures_alone(made, filled, groups):
    client, _ = sign_in(Role.PARTNER, unit=UnitFactory(kind="partner"))
    assert client.get(page_of(made)).status_code == 404
    assert "Homes let" not in text(client.get(f"/breakdowns/{made.dimension_id}/"))
    assert "Homes let" not in text(client.get(f"/breakdowns/groups/{groups[1].pk}/"))


def test_a_ward_with_a_target_of_its_own_is_judged_by_that(made, filled, groups):
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = f"{page_of(made)}targets/{Q2.key}/"
    assert "Targets by ward" in text(client.get(address))
    wrong = client.post(address, {"version": "1", f"g{groups[1].pk}-value": "half"})
    assert "Castle: " in text(wrong)
    assert 'value="half"' in text(wrong)
    client.post(address, {"version": "1", f"g{groups[1].pk}-value": "50", "rest": "1"})
    assert GroupTarget.objects.filter(group=groups[1]).count() == 3
    page = text(client.get(page_of(made)))
    assert "Behind a good total" not in page
    stale = client.post(address, {"version": "1", f"g{groups[1].pk}-value": "60"})
    assert "Somebody else saved this" in text(stale)


def test_a_range_has_two_ends(made):
    made.indicator.polarity = "range"
    made.indicator.save()
    (abbey,) = wards(made.dimension, "Abbey")
    client, _ = sign_in(Role.ADMINISTRATOR)
    address = f"{page_of(made)}targets/{Q2.key}/"
    wrong = client.post(address, {"version": "1", f"g{abbey.pk}-low": "60", f"g{abbey.pk}-high": "40"})
    assert "Abbey: enter both ends of the range, the lower first, or neither." in text(wrong)
    client.post(address, {"version": "1", f"g{abbey.pk}-low": "40", f"g{abbey.pk}-high": "60"})
    assert GroupTarget.objects.get().high == 60


@pytest.fixture
def draft(made, groups):
    return ObservationFactory(
        indicator=made.indicator, state=FigureState.DRAFT, value="71.4285714286", numerator=45, denominator=63,
        approved_at=None, in_return=ReturnFactory(service=made.indicator.service),
    )  # fmt: skip


def typed(groups, *pairs, version=0, **more):
    sent = {"version": str(version), **more}
    for group, (numerator, denominator) in zip(groups, pairs, strict=False):
        sent |= {f"g{group.pk}-numerator": str(numerator), f"g{group.pk}-denominator": str(denominator)}
    return sent


def test_an_officer_enters_the_groups_beside_the_total(made, groups, draft):
    client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    page = text(client.get(enter(made)))
    assert "Nothing is entered yet." in page
    assert 'aria-label="Abbey: Let"' in page
    saved = client.post(enter(made), typed(groups, *PAIRS), follow=True)
    assert "The figures are saved." in text(saved)
    assert "They agree" in text(saved)
    assert 'value="10"' in text(saved)
    assert Sheet.objects.get().figures.count() == 4


def test_what_does_not_add_up_is_said_with_both_numbers_and_nothing_is_lost(made, groups, draft):
    client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    page = text(client.post(enter(made), typed(groups, (1, 3), (10, 20), (18, 20), (14, 20))))
    assert "The wards come to 43 of “Let”, and the measure’s own figure is 45: 2 too few." in page
    assert "2 still missing" in page
    assert 'value="14"' in page
    assert not Sheet.objects.exists()


def test_what_cannot_be_read_is_named_with_its_ward(made, groups, draft):
    client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    page = text(client.post(enter(made), typed(groups, ("ten", 20), (30, 20))))
    assert "Abbey: " in page
    assert 'value="ten"' in page
    page = text(client.post(enter(made), typed(groups, (1, 3), (30, 20))))
    assert "Castle: 30 out of 20 cannot be a share" in page
    assert not Sheet.objects.exists()


def test_what_somebody_else_saved_stands_beside_what_was_typed(made, groups, draft):
    fill(draft, made, {groups[0]: entry(2, 4)}, version=3)
    client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    page = text(client.post(enter(made), typed(groups, *PAIRS, version=1)))
    assert "Theirs stands beside yours" in page
    assert "Saved by somebody else: 2 out of 4" in page
    assert 'name="version" value="3"' in page
    assert "The figures are saved." in text(client.post(enter(made), typed(groups, *PAIRS, version=3), follow=True))


def test_the_grid_is_for_the_service_alone(made, groups, draft):
    for role, unit, status in (
        (Role.COUNCILLOR, None, 404),
        (Role.AUDITOR, None, 200),
        (Role.PARTNER, UnitFactory(), 404),
    ):
        client, _ = sign_in(role, **({"unit": unit} if unit else {}))
        assert client.get(enter(made)).status_code == status
        assert client.post(enter(made), typed(groups, *PAIRS)).status_code in (403, 404)
    assert not Sheet.objects.exists()


def test_what_comes_late_waits_for_the_head_of_service(made, groups, figure):
    officer, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    saved = text(officer.post(enter(made), typed(groups, *PAIRS), follow=True))
    assert "They wait, and only the service sees them." in saved
    assert "Nothing to show yet" in text(officer.get(page_of(made)))
    assert officer.post(f"{enter(made)}approve/", {"version": "1"}).status_code == 403
    head, _ = sign_in(Role.APPROVER, unit=made.indicator.service)
    assert "Approve these figures" in text(head.get(enter(made)))
    assert "They stand now." in text(head.post(f"{enter(made)}approve/", {"version": "1"}, follow=True))
    assert "Castle" in text(officer.get(page_of(made)))
    asked = text(officer.post(enter(made), typed(groups, (2, 3), (9, 20), (18, 20), (16, 20), version=2)))
    assert "Say why they are corrected" in asked


def test_a_figure_that_is_not_there_has_no_grid(made):
    client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    assert client.get(enter(made)).status_code == 404
    assert client.get(enter(made, "2026-13-01QF")).status_code == 404


def test_a_count_has_one_box_and_a_rate_without_parts_asks_how_many():
    for counting, boxes in (("flow", ["value"]), ("rate", ["value", "denominator"])):
        made = BreakdownFactory(
            indicator=IndicatorFactory(kind="number", counting=counting), adds_up=counting == "flow"
        )
        (abbey,) = wards(made.dimension, "Abbey")
        ObservationFactory(
            indicator=made.indicator, state="draft", value=5, approved_at=None,
            in_return=ReturnFactory(service=made.indicator.service),
        )  # fmt: skip
        client, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
        page = text(client.get(enter(made)))
        assert [name for name in ("value", "numerator", "denominator") if f'name="g{abbey.pk}-{name}"' in page] == boxes
        assert client.post(enter(made), {"version": "0", f"g{abbey.pk}-value": "withheld"}).status_code == 302
        assert 'value="withheld"' in text(client.get(enter(made)))


def test_a_map_says_in_words_and_patterns_what_it_shows(made, filled, groups):
    for place, group in enumerate(groups):
        group.shape = [[[place * 9, 0], [place * 9 + 9, 0], [place * 9 + 9, 9]]]
        group.save()
    Dimension.objects.update(map_width=40, map_height=10, map_source="OS data 2026")
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(page_of(made)))
    assert "<title>Castle: 50.0%, off target</title>" in page
    assert "<title>Abbey: Not shown, not shown</title>" in page
    assert 'fill="url(#hatch-red)"' in page
    assert "OS data 2026" in page


def test_periods_are_chosen_and_told_over_time(made, groups, filled):
    before = ObservationFactory(
        indicator=made.indicator, period=Q2.previous(), value=50, numerator=40, denominator=80,
        approved_at=datetime(2026, 10, 9, tzinfo=UTC),
    )  # fmt: skip
    fill(
        before,
        made,
        {group: entry(*pair) for group, pair in zip(groups, ((4, 20), (10, 20), (16, 20), (10, 20)), strict=True)},
    )
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(page_of(made)))
    assert "It has widened since 2026/27 Q1, when it was 30.0 points." in page
    assert "The gap over time" in page
    assert "2026/27 Q1: 80.0%; 2026/27 Q2: 90.0%" in page
    earlier = text(client.get(f"{page_of(made)}?period={Q2.previous().key}"))
    assert "Q1" in earlier
    assert "Not shown" in earlier, "Abbey is small in the quarter after"


def test_what_does_not_add_up_after_all_is_not_shown(made, groups, figure):
    fill(figure, made, {group: entry(10, 20) for group in groups})
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(page_of(made)))
    assert "The wards do not add up to the measure’s own figure" in page
    assert "50.0%" not in page


def test_statements_do_not_grow_with_groups_measures_or_periods(made, filled, groups, django_assert_max_num_queries):
    client, _ = sign_in(Role.COUNCILLOR)
    for n in range(3):
        other = BreakdownFactory(dimension=made.dimension)
        observed = ObservationFactory(indicator=other.indicator, value=50, numerator=40, denominator=80)
        fill(observed, other, {group: entry(10, 20) for group in groups})
        assert n < 3
    client.get(page_of(made))
    with django_assert_max_num_queries(24):
        page = text(client.get(f"/breakdowns/groups/{groups[1].pk}/"))
    assert page.count("app-measure__link") == 4
    with django_assert_max_num_queries(24):
        client.get(page_of(made))


def test_a_file_of_borders_may_be_large_and_no_larger(made, monkeypatch):
    from breakdowns.forms import setting_up

    monkeypatch.setattr(setting_up, "MOST_BYTES", 10)
    client, _ = sign_in(Role.ADMINISTRATOR)
    file = SimpleUploadedFile("x.geojson", json.dumps({"a": "b" * 99}).encode())
    assert "at most 8 MB are read" in text(client.post(f"/breakdowns/{made.dimension_id}/map/", {"file": file}))


def test_the_return_leads_to_the_grid_and_the_measure_tells_in_brief(made, filled, groups):
    made_return = ReturnFactory(service=made.indicator.service)
    filled.observation.in_return = made_return
    filled.observation.save()
    officer, _ = sign_in(Role.DATA_OFFICER, unit=made.indicator.service)
    page = text(officer.get(f"/indicators/returns/{made_return.pk}/"))
    assert "Homes let in time by ward, 2026/27 Q2" in page
    assert "4 entered" in page
    member, _ = sign_in(Role.COUNCILLOR)
    page = text(member.get(made.indicator.get_absolute_url()))
    assert "The whole is on target, and 1 ward is not: Castle." in page
    assert "40.0 points between Mill" in page
    assert "33.3%" not in page
    assert "Break it down" not in page


def test_of_what_is_counted_no_group_is_best(made):
    """The larger ward has more homes let, and is no better for it."""
    counted = BreakdownFactory(
        indicator=IndicatorFactory(kind="number", counting="flow", decimals=0), dimension=made.dimension
    )
    groups = wards(made.dimension, *NAMES)
    observed = ObservationFactory(indicator=counted.indicator, value=100)
    fill(observed, counted, {group: entry(value) for group, value in zip(groups, (10, 20, 30, 40), strict=True)})
    client, _ = sign_in(Role.COUNCILLOR)
    page = text(client.get(page_of(counted)))
    assert "30 between Priory (40, highest) and Abbey (10, lowest); the larger is 4.0 times the smaller." in page
