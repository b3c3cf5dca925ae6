"""What may stand twice: found, compared, merged and taken back, shared, or told apart (A15)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Event
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.models import Contribution, PartWeight
from money.models import Share
from plans.models import Link, Objective
from reporting.changes.merging import keep_apart, merge_objectives, share_objective, take_back_merge
from reporting.models import Distinct, Merge, Sharing
from tests.factories import (
    LevelFactory,
    LinkFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    TagFactory,
    UnitFactory,
    acting_as,
    sign_in,
)
from tests.factories.money import BudgetLineFactory, ShareFactory
from tests.factories.risks import RiskFactory
from tests.factories.summing import weigh
from tests.reporting.small_council import SmallCouncil, at_two_sizes, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
AT, TODAY = datetime(2026, 10, 14, 9, 30, tzinfo=UTC), date(2026, 10, 14)


@pytest.fixture
def reader() -> Client:
    return sign_in(Role.EMPLOYEE)[0]


@pytest.fixture
def admin() -> Client:
    return sign_in(Role.ADMINISTRATOR)[0]


@pytest.fixture
def pair(council: SmallCouncil) -> tuple[Objective, Objective]:
    """Housing's objective and, in the plan of waste, one that is called alike."""
    one = council.objectives[council.housing.pk]
    other = ObjectiveFactory(
        plan=council.objectives[council.waste.pk].plan, ref="O-2", title="The HOUSING objective!", kind="objective"
    )
    LinkFactory(child=other, parent=council.priority)
    return one, other


def findings(client: Client, kind: str = "twice") -> list[tuple[str, str, str]]:
    rows = client.get(f"/thread/?tab=health&finding={kind}").context["rows"]
    return [(row.ref, row.words, row.url.split("?")[0]) for row in rows if "stand twice" in row.label]


def test_objectives_called_alike_in_several_plans_are_found(
    council: SmallCouncil, pair: tuple[Objective, Objective], reader: Client
) -> None:
    assert findings(reader) == [("O-H", "Called like O-2 in Waste plan. Compare the two.", "/twice/objective/O-H/O-2/")]
    assert "Objective that may stand twice" in text_of(reader.get("/thread/O-H/"))


def test_what_lies_on_one_way_or_in_one_plan_or_follows_is_no_pair(
    council: SmallCouncil, pair: tuple[Objective, Objective], reader: Client
) -> None:
    one, other = pair
    link = LinkFactory(child=one, parent=other, is_primary=False)
    assert findings(reader) == []
    link.delete()
    other.plan.follows = one.plan
    other.plan.save()
    assert findings(reader) == []
    Objective.objects.filter(pk=other.pk).update(plan=one.plan)
    assert findings(reader) == []


def test_objectives_with_the_very_same_measures_are_found(
    council: SmallCouncil, pair: tuple[Objective, Objective], reader: Client
) -> None:
    Objective.objects.filter(pk=pair[1].pk).update(title="Something else")
    for ref in ("H1", "H2", "H3", "H4"):
        Contribution.objects.create(indicator=council.measures[ref], objective=pair[1], made_on=TODAY)
    assert findings(reader) == [], "one measure is not shared"
    Contribution.objects.create(indicator=council.measures["H5"], objective=pair[1], made_on=TODAY)
    assert findings(reader) == [
        ("O-H", "Measured by the same (H1, H2, H3, H4, H5) as O-2 in Waste plan. Compare the two.",
         "/twice/objective/O-H/O-2/")
    ]  # fmt: skip


def test_measures_called_alike_are_found_and_told_apart(council: SmallCouncil, admin: Client) -> None:
    council.measures["W1"].name = "measure: H1"
    council.measures["W1"].save()
    assert findings(admin, "measure_twice") == [("H1", "Called like W1. Compare the two.", "/twice/measure/H1/W1/")]
    page = admin.get("/twice/measure/H1/W1/")
    assert "Retire H1" in text_of(page)
    assert "Enter why they are not the same" in text_of(admin.post("/twice/measure/H1/W1/", {"save": ""}))
    said = admin.post("/twice/measure/W1/H1/", {"why": "One is of homes, one of bins."}, follow=True)
    assert "W1 and H1 are told apart from now on." in text_of(said)
    assert findings(admin, "measure_twice") == []
    assert Event.objects.filter(action="told apart", why="One is of homes, one of bins.").count() == 2


def everything(objective: Objective) -> dict[str, list]:
    """All that hangs on an objective, as a merge moves it and as it is taken back."""
    return {
        "up": list(objective.upward.order_by("parent__ref").values_list("parent__ref", "is_primary", "made_on")),
        "down": list(objective.downward.order_by("child__ref").values_list("child__ref", "is_primary", "made_on")),
        "measures": list(objective.contributions.order_by("indicator__ref").values_list("indicator__ref", "made_on")),
        "milestones": list(objective.milestones.order_by("ref").values_list("ref", flat=True)),
        "risks": list(objective.risks.order_by("ref").values_list("ref", flat=True)),
        "money": list(objective.money_shares.order_by("line__code").values_list("line__code", "percent")),
        "tags": list(objective.tags.order_by("name").values_list("name", flat=True)),
        "weights": list(PartWeight.objects.filter(child=objective).order_by("weight").values_list("weight", flat=True)),
    }


@pytest.fixture
def full(council: SmallCouncil, pair: tuple[Objective, Objective]) -> tuple[Objective, Objective]:
    """Both with all that can hang on them, some of it on both."""
    one, other = pair
    second = ObjectiveFactory(plan=council.priority.plan, kind="priority", ref="P2", title="Clean streets")
    LinkFactory(child=other, parent=second, is_primary=False)
    team = PlanFactory(level=LevelFactory(name="Team plan", position=6), unit=council.housing)
    child, both = (ObjectiveFactory(plan=team, ref=ref) for ref in ("T-1", "T-2"))
    for objective in (child, both):
        LinkFactory(child=objective, parent=other)
    LinkFactory(child=both, parent=one, is_primary=False)
    MilestoneFactory(objective=other, ref="M-O")
    shared, own = council.measures["H1"], council.measures["W1"]
    for measure in (shared, own):
        Contribution.objects.create(indicator=measure, objective=other, made_on=TODAY)
    RiskFactory(ref="R-O", threatens=[other])
    RiskFactory(ref="R-B", threatens=[one, other])
    line, further = BudgetLineFactory(code="L1"), BudgetLineFactory(code="L2")
    ShareFactory(line=line, objective=one, percent=Decimal(40))
    ShareFactory(line=line, objective=other, percent=Decimal(30))
    ShareFactory(line=further, objective=other, percent=Decimal(100))
    weigh(council.priority, {one: 2, other: 3})
    weigh(second, {other: 1})
    tag = TagFactory(name="Both")
    one.tags.add(tag)
    other.tags.add(tag, TagFactory(name="Other"))
    return pair


def test_a_merge_moves_all_that_hangs_on_it_and_is_taken_back_as_one(full: tuple[Objective, Objective]) -> None:
    one, other = full
    before, by = [everything(one), everything(other)], acting_as("administrator")
    merge = merge_objectives(by=by, at=AT, kept=one, merged=other, why="The same.", on=TODAY)
    made_on = date(2026, 2, 1)
    assert everything(one) == {
        "up": [("P1", True, made_on), ("P2", False, made_on)],
        "down": [("T-1", True, made_on), ("T-2", True, made_on)],
        "measures": [*((f"H{n}", made_on) for n in range(1, 6)), ("W1", TODAY)],
        "milestones": ["M-H", "M-O"],
        "risks": ["R-B", "R-O"],
        "money": [("L1", Decimal(70)), ("L2", Decimal(100))],
        "tags": ["Both", "Other"],
        "weights": [Decimal(1), Decimal(5)],
    }
    assert not any(everything(other).values())
    other.refresh_from_db()
    assert other.merged_into == one
    take_back_merge(by=by, at=AT, merge=merge, why="A mistake.", on=TODAY)
    assert [everything(one), everything(other)] == before
    other.refresh_from_db()
    assert other.merged_into is None
    actions = Event.objects.filter(page_type="plans.objective", page_id=str(other.pk)).values_list("action", "why")
    assert set(actions) == {("merged", "The same."), ("took the merger back", "A mistake.")}
    with pytest.raises(ChangeRefused, match="taken back already"):
        take_back_merge(by=by, at=AT, merge=merge, why="Again.", on=TODAY)


def test_what_was_moved_on_since_stays_where_it_was_put(full: tuple[Objective, Objective]) -> None:
    one, other = full
    by = acting_as("administrator")
    merge = merge_objectives(by=by, at=AT, kept=one, merged=other, why="The same.", on=TODAY)
    one.contributions.filter(indicator__ref="W1").delete()
    Share.objects.filter(objective=one, line__code="L1").update(percent=10)
    take_back_merge(by=by, at=AT, merge=merge, why="A mistake.", on=TODAY)
    assert everything(other)["measures"] == [("H1", TODAY)]
    assert everything(one)["money"] == [("L1", Decimal(10))]


def test_a_merged_objective_leaves_the_thread_and_says_what_it_became(
    council: SmallCouncil, pair: tuple[Objective, Objective], admin: Client
) -> None:
    said = admin.post("/twice/objective/O-H/O-2/", {"do": "keep_one", "why": "The same."}, follow=True)
    assert "O-2 is part of O-H now." in text_of(said)
    assert findings(admin) == []
    assert "2 objectives in 2 plans" not in text_of(admin.get("/thread/"))
    assert "3 objectives in 3 plans" in text_of(admin.get("/thread/"))
    assert "It became part of O-H Housing objective" in text_of(admin.get("/plans/objectives/O-2/"))
    assert "Merged into O-H" in text_of(admin.get(f"/plans/plan/{pair[1].plan.ref}/"))
    page = admin.get("/twice/objective/O-H/O-2/")
    assert "O-2 became part of O-H on 14 October 2026: The same." in text_of(page)
    back = admin.post("/twice/objective/O-2/O-H/", {"why": "A mistake."}, follow=True)
    assert "O-2 stands for itself again." in text_of(back)
    assert Objective.objects.get(ref="O-2").merged_into is None


def test_what_a_partner_was_shown_of_it_is_not_shown_of_the_other(
    council: SmallCouncil, pair: tuple[Objective, Objective], admin: Client
) -> None:
    partner, _ = sign_in(Role.PARTNER, organisation := UnitFactory(kind="partner", name="Health Trust"))
    Sharing.objects.create(partner=organisation, objective=pair[1], shared_on=TODAY)
    assert "The HOUSING objective!" in text_of(partner.get("/shared/"))
    admin.post("/twice/objective/O-H/O-2/", {"do": "keep_one", "why": "The same."})
    assert partner.get("/shared/").context["page"].count == 0
    assert "it became part of another. Share that one" in text_of(admin.get("/sharing/"))


def test_both_are_kept_and_linked(council: SmallCouncil, pair: tuple[Objective, Objective], admin: Client) -> None:
    admin.post("/twice/objective/O-H/O-2/", {"do": "share"})
    link = Link.objects.get(child=pair[1], parent=pair[0])
    assert not link.is_primary
    assert Link.objects.get(child=pair[1], parent=council.priority).is_primary
    assert findings(admin) == []


def test_they_are_told_apart_with_a_reason(pair: tuple[Objective, Objective], admin: Client) -> None:
    refused = admin.post("/twice/objective/O-H/O-2/", {"do": "apart", "why": "  "})
    assert "Enter why. The reason stays in the history of both." in text_of(refused)
    admin.post("/twice/objective/O-H/O-2/", {"do": "apart", "why": "Another street."})
    assert findings(admin) == []
    with pytest.raises(ChangeRefused, match="noted already"):
        keep_apart(by=acting_as("administrator"), at=AT, one=pair[1], other=pair[0], why="Again.")
    assert Distinct.objects.count() == 1


@pytest.mark.parametrize("change", [merge_objectives, share_objective])
def test_a_plan_that_is_not_open_is_left_as_it_is(pair: tuple[Objective, Objective], change: Callable) -> None:
    one, other = pair
    other.plan.state = "closed"
    other.plan.save()
    given = (
        {"kept": one, "merged": other, "why": "Same."} if change is merge_objectives else {"one": one, "other": other}
    )
    with pytest.raises(ChangeRefused, match="This plan is closed"):
        change(by=acting_as("administrator"), at=AT, on=TODAY, **given)


def test_one_that_contributes_to_the_other_or_is_merged_is_not_merged(pair: tuple[Objective, Objective]) -> None:
    one, other = pair
    by = acting_as("administrator")
    link = LinkFactory(child=one, parent=other, is_primary=False)
    with pytest.raises(ChangeRefused, match="lie on one way of the golden thread"):
        merge_objectives(by=by, at=AT, kept=one, merged=other, why="Same.", on=TODAY)
    link.delete()
    merge_objectives(by=by, at=AT, kept=one, merged=other, why="Same.", on=TODAY)
    third = ObjectiveFactory(plan=PlanFactory())
    with pytest.raises(ChangeRefused, match="part of another already"):
        merge_objectives(by=by, at=AT, kept=other, merged=third, why="Same.", on=TODAY)
    assert Merge.objects.count() == 1


def test_others_compare_and_decide_nothing(pair: tuple[Objective, Objective], reader: Client) -> None:
    text = text_of(reader.get("/twice/objective/O-H/O-2/"))
    assert "The performance team decides" in text
    assert "Differs" in text
    assert reader.post("/twice/objective/O-H/O-2/", {"do": "share"}).status_code == 403
    for path in ("/twice/objective/O-H/O-H/", "/twice/plan/O-H/O-2/", "/twice/objective/O-H/NONE/"):
        assert reader.get(path).status_code == 404
    RiskFactory(ref="R-EX", title="Hushed", threatens=[pair[0]], is_exempt=True, exempt_paragraph=3, exempt_reason="X")
    assert "Hushed" not in text_of(reader.get("/twice/objective/O-H/O-2/"))


def test_statements_do_not_grow(council: SmallCouncil, pair: tuple[Objective, Objective], reader: Client) -> None:
    before, after = at_two_sizes(reader, "/twice/objective/O-H/O-2/", council)
    assert before == after
