"""Dimensions, breakdowns and the figures of groups: what is stored, refused and recorded."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts import audit
from accounts.actors import SYSTEM
from accounts.models import Event
from accounts.roles import Role
from breakdowns.changes import breakdowns as on_measures
from breakdowns.changes import dimensions as changes
from breakdowns.changes.sheets import GroupsRefused, approve_sheet, save_sheet
from breakdowns.models import Breakdown, Dimension, Group, GroupFigure, GroupTarget, Sheet
from breakdowns.queries.standing import latest_of, stood_from
from breakdowns.rules.shapes import Map
from foundation.refusals import ChangeRefused, Conflict
from indicators.changes.figures import FiguresRefused
from indicators.changes.returns import approve_figures
from indicators.workflow import FigureState
from tests.factories import IndicatorFactory, ObservationFactory, ReturnFactory, acting_as
from tests.factories.breakdowns import BreakdownFactory, DimensionFactory, GroupFactory, entry, fill, wards
from tests.factories.indicators import Q2

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
BY = {"by": SYSTEM, "at": AT}


def last_event():
    return Event.objects.order_by("-pk").first()


def details(**changed):
    return changes.DimensionDetails(**{"name": "Ward", "noun": "ward", "nouns": "wards", "threshold": 5, **changed})


def about(group, **changed):
    return changes.GroupDetails(**{"name": group.name, "code": group.code, "position": group.position, **changed})


def test_a_dimension_is_made_once_and_recorded():
    made = changes.make_dimension(**BY, details=details())
    assert (str(made), made.threshold) == ("Ward", 5)
    assert (last_event().action, last_event().changes["name"]) == ("made", [None, "Ward"])
    with pytest.raises(ChangeRefused, match="called Ward already"):
        changes.make_dimension(**BY, details=details())


@pytest.mark.parametrize("threshold", [1, 2, 101])
def test_a_threshold_that_hides_nothing_from_who_knows_it_is_refused(threshold):
    with pytest.raises(ChangeRefused, match="Write 0 to hide nothing, or a number from 3 to 100"):
        changes.make_dimension(**BY, details=details(threshold=threshold))
    assert not Dimension.objects.exists()


def test_a_dimension_never_lies_within_itself():
    area, ward = DimensionFactory(name="Area"), DimensionFactory(name="Ward")
    changes.edit_dimension(**BY, dimension=ward, version=1, details=details(within=area))
    with pytest.raises(ChangeRefused, match="Area would lie within itself"):
        changes.edit_dimension(**BY, dimension=area, version=1, details=details(name="Area", within=ward))
    with pytest.raises(Conflict):
        changes.edit_dimension(**BY, dimension=ward, version=1, details=details(description="x"))


def test_names_are_pasted_and_stand_in_their_order():
    dimension = DimensionFactory()
    changes.add_groups(**BY, dimension=dimension, lines=[("Abbey", "E01"), ("Castle", "")])
    changes.add_groups(**BY, dimension=dimension, lines=[("Priory", "")])
    assert list(dimension.groups.values_list("name", "code", "position")) == [
        ("Abbey", "E01", 1), ("Castle", "", 2), ("Priory", "", 3),
    ]  # fmt: skip
    with pytest.raises(ChangeRefused, match="Named twice, or there already: abbey, mill"):
        changes.add_groups(**BY, dimension=dimension, lines=[("ABBEY", ""), ("Mill", ""), ("mill", "")])
    with pytest.raises(ChangeRefused, match="303 groups; at most 300"):
        changes.add_groups(**BY, dimension=dimension, lines=[(f"W{n}", "") for n in range(300)])
    assert dimension.groups.count() == 3


def test_a_group_is_renamed_moved_and_ended():
    dimension = DimensionFactory()
    abbey, castle, priory = wards(dimension, "Abbey", "Castle", "Priory")
    ended = about(priory, name="Old Priory", position=1, ends_on=date(2026, 5, 6))
    changes.edit_group(**BY, group=priory, version=1, details=ended)
    assert list(dimension.groups.values_list("name", flat=True)) == ["Old Priory", "Abbey", "Castle"]
    assert (last_event().action, last_event().changes) == ("moved", {"place in the order": ["3", "1"]})
    with pytest.raises(ChangeRefused, match="called Abbey already"):
        changes.edit_group(**BY, group=castle, version=2, details=about(castle, name="Abbey"))
    with pytest.raises(Conflict):
        changes.edit_group(**BY, group=abbey, version=1, details=about(abbey, code="E01"))


def test_a_group_lies_in_one_of_the_larger_dimension_alone():
    ward = DimensionFactory(within=DimensionFactory(name="Area"))
    group, north, stray = GroupFactory(dimension=ward), GroupFactory(dimension=ward.within), GroupFactory()
    changes.edit_group(**BY, group=group, version=1, details=about(group, part_of=north))
    assert Group.objects.get(pk=group.pk).part_of == north
    with pytest.raises(ChangeRefused, match="larger dimension"):
        changes.edit_group(**BY, group=group, version=2, details=about(group, part_of=stray))
    with pytest.raises(ChangeRefused, match="Something was entered for"):
        changes.remove_group(**BY, group=north)
    changes.remove_group(**BY, group=group)
    assert last_event().action == "removed"


def test_what_lies_within_what_stays_once_figures_were_entered():
    ward = DimensionFactory(name="Ward", within=DimensionFactory(name="Area"))
    group, north = GroupFactory(dimension=ward), GroupFactory(dimension=ward.within)
    made = BreakdownFactory(dimension=ward, indicator=IndicatorFactory(kind="number", counting="flow"))
    fill(ObservationFactory(indicator=made.indicator), made, {group: entry(9)})
    with pytest.raises(ChangeRefused, match="what lies within what"):
        changes.edit_group(**BY, group=group, version=1, details=about(group, part_of=north))
    with pytest.raises(ChangeRefused, match="what lies within what"):
        changes.edit_dimension(**BY, dimension=ward, version=1, details=details())


def test_a_map_is_drawn_and_taken_down():
    dimension = DimensionFactory()
    abbey, castle = wards(dimension, "Abbey", "Castle")
    drawn = Map(600, 300, {abbey.pk: (((0, 0), (9, 0), (9, 9)),)})
    changes.draw_map(**BY, dimension=dimension, drawn=drawn, filename="wards.geojson", source="Ordnance Survey")
    assert Group.objects.get(pk=abbey.pk).shape == [[[0, 0], [9, 0], [9, 9]]]
    assert Group.objects.get(pk=castle.pk).shape is None
    assert last_event().changes["map"] == [None, "1 area from wards.geojson"]
    changes.remove_map(**BY, dimension=dimension)
    assert not Group.objects.exclude(shape=None).exists()
    assert Dimension.objects.get(pk=dimension.pk).map_width is None


def test_a_measure_is_broken_down_once_where_that_makes_sense():
    dimension, counted = DimensionFactory(), IndicatorFactory(kind="number", counting="flow")
    made = on_measures.break_down(**BY, indicator=counted, dimension=dimension, details=on_measures.BreakdownDetails())
    assert (made.hidden_below, made.adds_up, last_event().action) == (5, True, "broke down")
    with pytest.raises(ChangeRefused, match="broken down by ward already"):
        on_measures.break_down(**BY, indicator=counted, dimension=dimension, details=on_measures.BreakdownDetails())
    graded = IndicatorFactory(kind="grade", grades="Poor\nGood")
    with pytest.raises(ChangeRefused, match="is no amount"):
        on_measures.break_down(**BY, indicator=graded, dimension=dimension, details=on_measures.BreakdownDetails())
    rate = IndicatorFactory(name="Satisfaction")
    with pytest.raises(ChangeRefused, match="Satisfaction is a rate that is entered without"):
        on_measures.break_down(**BY, indicator=rate, dimension=dimension, details=on_measures.BreakdownDetails())
    assert Breakdown.objects.count() == 1


def test_a_breakdown_is_changed_and_nobody_overwrites_anybody():
    made = BreakdownFactory()
    given = on_measures.BreakdownDetails(threshold=10, adds_up=False)
    assert on_measures.edit_breakdown(**BY, breakdown=made, version=1, details=given).hidden_below == 10
    with pytest.raises(Conflict):
        on_measures.edit_breakdown(**BY, breakdown=made, version=1, details=on_measures.BreakdownDetails())
    with pytest.raises(ChangeRefused, match="Write 0"):
        on_measures.edit_breakdown(**BY, breakdown=made, version=2, details=on_measures.BreakdownDetails(threshold=2))


def test_targets_of_groups_are_set_for_several_periods_and_taken_away():
    made = BreakdownFactory()
    abbey, castle = wards(made.dimension, "Abbey", "Castle")
    both, ninety = [Q2, Q2.next()], (Decimal(90), None, None)
    on_measures.set_targets(
        **BY, breakdown=made, version=1, periods=both, aims={abbey.pk: ninety, castle.pk: (None, None, None)}
    )
    assert GroupTarget.objects.filter(group=abbey).count() == 2
    assert last_event().changes["Abbey, 2026/27 Q2"] == [None, "90"]
    same = on_measures.set_targets(**BY, breakdown=made, version=1, periods=both, aims={abbey.pk: ninety})
    assert same.version == 2
    with pytest.raises(Conflict):
        on_measures.set_targets(**BY, breakdown=made, version=1, periods=[Q2], aims={abbey.pk: (None, None, None)})
    on_measures.set_targets(**BY, breakdown=made, version=2, periods=[Q2], aims={abbey.pk: (None, None, None)})
    assert GroupTarget.objects.count() == 1


@pytest.fixture
def homes():
    """A draft of 30 homes let of 50, by two wards."""
    made = BreakdownFactory()
    figure = ObservationFactory(
        indicator=made.indicator, state=FigureState.DRAFT, value=60, numerator=30, denominator=50, approved_at=None,
        in_return=ReturnFactory(service=made.indicator.service, locks_at=datetime(2026, 11, 3, tzinfo=UTC)),
    )  # fmt: skip
    abbey, castle = wards(made.dimension, "Abbey", "Castle")
    return figure, made, abbey, castle


def save(homes, *, version=0, at=AT, by=SYSTEM, why="", **entries):
    figure, made, abbey, castle = homes
    keys = {"abbey": abbey.pk, "castle": castle.pk}
    typed = {keys[name]: each for name, each in entries.items()}
    return save_sheet(by=by, at=at, figure=figure, breakdown=made, version=version, entries=typed, why=why)


def test_groups_are_saved_together_and_the_trail_holds_no_number(homes):
    sheet = save(homes, abbey=entry(10, 20), castle=entry(20, 30))
    assert {each.group.name: each.value for each in sheet.figures.all()} == {
        "Abbey": 50, "Castle": Decimal("66.6666666667"),
    }  # fmt: skip
    assert last_event().changes == {"Abbey": [None, "entered"], "Castle": [None, "entered"]}
    again = save(homes, version=1, abbey=entry(11, 20), castle=entry(19, 30))
    assert (again.pk, again.version) == (sheet.pk, 2)
    assert last_event().changes == {"Abbey": ["entered", "changed"], "Castle": ["entered", "changed"]}


def test_saving_what_is_stored_changes_nothing_whatever_the_version(homes):
    save(homes, abbey=entry(10, 20), castle=entry(20, 30))
    events = Event.objects.count()
    assert save(homes, version=9, abbey=entry(10, 20), castle=entry(20, 30)).version == 1
    assert Event.objects.count() == events
    assert save((*homes[:1], BreakdownFactory(), *homes[2:])) is None


def test_a_draft_of_some_groups_is_kept(homes):
    assert save(homes, abbey=entry(10, 20)).figures.count() == 1


@pytest.mark.parametrize(
    ("abbey", "castle", "said"),
    [
        (
            entry(10, 20), entry(18, 30),
            "The wards come to 28 of “Homes let”, and the measure’s own figure is 30: 2 too few. "
            "Correct a ward, or the measure’s own figure, and save again.",
        ),
        (entry(10, 20), entry(20, 33), "The wards come to 53 of “Homes”, and the measure’s own figure is 50: 3"),
        (entry(31, 50), entry(), "The wards come to 31 of “Homes let”"),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused_with_both_numbers(homes, abbey, castle, said):
    with pytest.raises(ChangeRefused, match=r"^" + said.replace(".", r"\.")):
        save(homes, abbey=abbey, castle=castle)
    assert not Sheet.objects.exists()


def test_what_need_not_add_up_may_come_to_anything(homes):
    Breakdown.objects.update(adds_up=False)
    homes[1].refresh_from_db()
    assert save(homes, abbey=entry(10, 20), castle=entry(40, 40)).figures.count() == 2


def test_a_group_that_contradicts_itself_is_named(homes):
    with pytest.raises(GroupsRefused, match="Abbey: 30 out of 20 cannot be a share") as refused:
        save(homes, abbey=entry(30, 20), castle=entry(20, 30))
    assert list(refused.value.problems) == [homes[2].pk]
    assert not GroupFigure.objects.exists()


def test_nobody_overwrites_anybody(homes):
    save(homes, abbey=entry(10, 20))
    with pytest.raises(Conflict) as refused:
        save(homes, abbey=entry(12, 20))
    assert refused.value.stored == Sheet.objects.get()


def test_a_group_that_was_not_there_is_not_entered(homes):
    Group.objects.filter(name="Castle").update(ends_on=date(2026, 5, 6))
    with pytest.raises(ChangeRefused, match="The wards come to 10 of"):
        save(homes, abbey=entry(10, 20), castle=entry(20, 30))
    assert save(homes, abbey=entry(30, 50), castle=entry(20, 30)).figures.count() == 1


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (FigureState.SUBMITTED, "Withdraw the figure"),
        (FigureState.MISSING, "without this figure"),
        (FigureState.SUPERSEDED, "later revision"),
    ],
)
def test_groups_are_closed_in_step_with_their_figure(homes, state, said):
    figure = homes[0]
    figure.state, figure.approved_at = state.value, None
    figure.save()
    with pytest.raises(ChangeRefused, match=said):
        save(homes, abbey=entry(10, 20), castle=entry(20, 30))


def test_groups_are_closed_with_their_return_and_when_no_longer_entered(homes):
    with pytest.raises(ChangeRefused, match="locked on 3 November 2026"):
        save(homes, abbey=entry(10, 20), at=datetime(2026, 12, 1, tzinfo=UTC))
    homes[1].is_ended = True
    with pytest.raises(ChangeRefused, match="no longer entered by ward"):
        save(homes, abbey=entry(10, 20))


def test_what_was_entered_before_approval_stands_with_it(homes):
    sheet = save(homes, abbey=entry(10, 20), castle=entry(20, 30))
    assert stood_from(sheet) is None
    homes[0].state, homes[0].approved_at = FigureState.APPROVED.value, AT
    homes[0].save()
    assert stood_from(latest_of(homes[0], homes[1])) == AT


def test_who_entered_groups_approves_neither_them_nor_the_figure_with_which_they_stand(homes):
    figure, officer, head = homes[0], acting_as(Role.APPROVER), acting_as(Role.APPROVER)
    sheet = save(homes, by=officer, abbey=entry(10, 20), castle=entry(20, 30))
    save(homes, by=acting_as(Role.DATA_OFFICER), version=1, abbey=entry(9, 20), castle=entry(21, 30))
    figure.state = FigureState.SUBMITTED.value
    figure.save()
    told = {"at": AT, "in_return": figure.in_return, "observation_ids": [figure.pk]}
    with pytest.raises(FiguresRefused, match="You entered the groups of this figure, which stand with it"):
        approve_figures(by=officer, **told)
    elsewhere = BreakdownFactory(dimension=homes[1].dimension)
    other = ObservationFactory(indicator=elsewhere.indicator, in_return=ReturnFactory(), value=60)
    save((other, elsewhere, *homes[2:]), by=head, abbey=entry(10, 20), castle=entry(20, 30))
    of_that_number = audit.Named("other.thing", key=str(sheet.pk))
    audit.record(by=head, at=AT, action="saved", thing=of_that_number, page=figure.indicator)
    assert approve_figures(by=head, **told) == 1
    later = {"at": datetime(2026, 10, 15, tzinfo=UTC), "why": "Miscounted"}
    corrected = save(homes, by=officer, version=2, abbey=entry(11, 20), castle=entry(19, 30), **later)
    save(homes, by=acting_as(Role.DATA_OFFICER), version=1, abbey=entry(12, 20), castle=entry(18, 30), **later)
    with pytest.raises(ChangeRefused, match="somebody else has to approve"):
        approve_sheet(by=officer, at=AT, sheet=corrected, version=2)
    assert approve_sheet(by=head, at=AT, sheet=corrected, version=2).approved_by == head.user


def test_what_comes_later_or_corrects_waits_for_somebody_else_to_approve_it(homes):
    figure, made, *_ = homes
    figure.state, figure.approved_at = FigureState.APPROVED.value, datetime(2026, 10, 10, tzinfo=UTC)
    figure.save()
    officer = acting_as(Role.APPROVER)
    late = save(homes, by=officer, abbey=entry(10, 20), castle=entry(20, 30))
    assert stood_from(late) is None
    with pytest.raises(ChangeRefused, match="somebody else has to approve"):
        approve_sheet(by=officer, at=AT, sheet=late, version=1)
    with pytest.raises(Conflict):
        approve_sheet(by=acting_as(Role.APPROVER), at=AT, sheet=late, version=9)
    head = acting_as(Role.APPROVER)
    assert approve_sheet(by=head, at=AT, sheet=late, version=1).approved_by == head.user
    with pytest.raises(ChangeRefused, match="stand already"):
        approve_sheet(by=head, at=AT, sheet=late, version=2)
    with pytest.raises(ChangeRefused, match="Say why they are corrected"):
        save(homes, by=officer, version=2, abbey=entry(11, 20), castle=entry(19, 30))
    corrected = save(homes, by=officer, version=2, why="Miscounted", abbey=entry(11, 20), castle=entry(19, 30))
    assert (corrected.revision, stood_from(corrected)) == (2, None)
    again = save(homes, by=officer, version=1, abbey=entry(12, 20), castle=entry(18, 30))
    assert (again.pk, again.why) == (corrected.pk, "Miscounted")
    assert Sheet.objects.filter(breakdown=made).count() == 2


def test_groups_of_a_figure_that_is_not_approved_are_not_approved_by_themselves(homes):
    sheet = fill(homes[0], homes[1], {homes[2]: entry(10, 20)})
    with pytest.raises(ChangeRefused, match="stand as soon as it is"):
        approve_sheet(**BY, sheet=sheet, version=1)
