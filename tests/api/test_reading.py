"""What tokens read: what the pages say, of what their post may read."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from tests import factories
from tests.api.factories import caller
from tests.factories import (
    AnnualTargetFactory,
    IndicatorFactory,
    LevelFactory,
    LinkFactory,
    ObjectiveFactory,
    ObservationFactory,
    PlanFactory,
    RatingRuleFactory,
    UnitFactory,
)
from tests.factories.indicators import Q2, period_target
from tests.factories.risks import RiskFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]


def approved(measure, value, period=Q2, **fields):
    given = {"approved_at": datetime(2026, 10, 10, tzinfo=UTC), **fields}
    return ObservationFactory(indicator=measure, period=period, value=Decimal(value), state="approved", **given)


@pytest.fixture
def measure():
    RatingRuleFactory()
    made = IndicatorFactory(ref="WR01", name="Waste recycled", grades="")
    period_target(made, Q2, Decimal(60))
    return made


def test_a_definition_says_what_its_sheet_says(measure):
    answer = caller(Role.COUNCILLOR).get("/measures/WR01").json()
    assert (answer["name"], answer["service"]) == (
        "Waste recycled", {"id": measure.service_id, "name": measure.service.name},
    )  # fmt: skip
    assert answer["url"].endswith("/measures/WR01/")


def test_a_status_comes_with_its_reason_and_numbers_are_strings(measure):
    approved(measure, "57.125")
    (row,) = caller(Role.COUNCILLOR).get("/statuses", period=Q2.key).json()["items"]
    assert (row["value"], row["value_words"], row["target"]) == ("57.125", "57.1%", "60")
    assert (row["status"]["key"], row["period"]["key"], row["period"]["label"]) == ("amber", Q2.key, "2026/27 Q2")
    assert "target" in row["reason"]
    assert row["period"]["starts_on"] == "2026-07-01"


def test_the_summary_counts_as_pages_do(measure):
    approved(measure, "61")
    said = caller(Role.COUNCILLOR).get("/summary").json()
    assert (said["measures"], said["rated"], said["met"], said["share"]) == (1, 1, 1, "100%")
    assert said["counts"] == {"green": 1}


def test_a_draft_is_read_by_who_may_read_drafts_alone(measure):
    ObservationFactory(indicator=measure, period=Q2, value=Decimal("55.5"), state="draft")
    for role, unit, seen in (
        (Role.DATA_OFFICER, measure.service, True), (Role.DATA_OFFICER, UnitFactory(), False),
        (Role.COUNCILLOR, measure.service, False), (Role.AUDITOR, UnitFactory(), True),
    ):  # fmt: skip
        system = caller(role, unit)
        figures = system.get("/figures").json()["items"]
        assert [each["value"] for each in figures] == (["55.5"] if seen else []), role
        assert system.get(f"/figures/WR01/{Q2.key}").status_code == (200 if seen else 404)
        (row,) = system.get("/statuses", period=Q2.key).json()["items"]
        assert row["value"] == ("55.5" if seen else None)


def test_a_partner_reads_its_own_unit_and_is_told_of_nothing_else(measure):
    approved(measure, "57")
    own = IndicatorFactory(ref="PA01")
    approved(own, "3")
    system = caller(Role.PARTNER, own.service)
    for path in ("/measures", "/statuses", "/figures", "/targets", "/units", "/plans", "/objectives", "/risks"):
        assert "WR01" not in system.get(path).content.decode(), path
    assert [each["ref"] for each in system.get("/measures").json()["items"]] == ["PA01"]
    assert [each["name"] for each in system.get("/units").json()["items"]] == [own.service.name]
    theirs, none = system.get("/measures/WR01"), system.get("/measures/NONE")
    assert (theirs.status_code, theirs.json()) == (none.status_code, none.json())
    assert system.get("/statuses", service=measure.service_id).json()["count"] == 0


def test_targets_are_read_by_year_with_those_of_the_periods(measure):
    period_target(measure, Q2.next(), Decimal("61.5"))
    AnnualTargetFactory(indicator=IndicatorFactory(ref="ZZ01"))
    (target,) = caller(Role.COUNCILLOR).get("/targets", measure="WR01", year=Q2.year.key).json()["items"]
    assert [(each["period"]["label"], each["value"]) for each in target["periods"]] == [
        ("2026/27 Q2", "60"), ("2026/27 Q3", "61.5"),
    ]  # fmt: skip


def test_plans_and_objectives_leave_out_what_is_private():
    plan = PlanFactory(ref="CP")
    above = ObjectiveFactory(ref="P1", plan=plan)
    below = ObjectiveFactory(ref="O1", plan=PlanFactory(ref="SP"))
    private = PlanFactory(ref="EDR", level=LevelFactory(name="Private", is_private=True))
    hidden = ObjectiveFactory(ref="H1", plan=private)
    LinkFactory(child=below, parent=above)
    LinkFactory(child=below, parent=hidden, is_primary=False)
    system = caller(Role.ADMINISTRATOR)
    assert [each["ref"] for each in system.get("/plans").json()["items"]] == ["CP", "SP"]
    assert [(each["ref"], each["contributes_to"]) for each in system.get("/objectives").json()["items"]] == [
        ("O1", ["P1"]), ("P1", []),
    ]  # fmt: skip
    assert system.get("/plans/EDR").status_code == 404


def test_the_holder_of_the_post_reads_a_private_plan_and_its_token_does_not():
    system = caller(Role.DATA_OFFICER)
    private = PlanFactory(ref="EDR", owner=system.token.post, level=LevelFactory(name="Private", is_private=True))
    ObjectiveFactory(ref="H1", plan=private)
    assert system.get("/plans/EDR").status_code == 404
    assert system.get("/objectives").json()["count"] == 0


def test_an_exempt_risk_is_read_by_posts_that_may_read_it_alone():
    risk = RiskFactory(is_exempt=True, exempt_paragraph=3, exempt_reason="It names a firm.")
    for role, seen in ((Role.AUDITOR, 1), (Role.COUNCILLOR, 0), (Role.DATA_OFFICER, 0)):
        assert caller(role).get("/risks").json()["count"] == seen
    assert caller(Role.APPROVER, risk.register.unit).get("/risks").json()["count"] == 1


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/measures", {"servce": 1}, "“servce” is no filter of this list; it takes page, per_page, service"),
        ("/measures", {"state": "gone"}, "“state” must be one of current, retired, all."),
        ("/measures", {"service": "x"}, "“service”"),
        ("/measures", {"service": 10**30}, "“service”"),
        ("/measures", {"page": 0}, "“page”"),
        ("/measures", {"per_page": 201}, "“per_page”"),
        ("/statuses", {"period": "2026-07-01MF"}, "“period” must be the key of a quarter that is over"),
        ("/statuses", {"period": "Q2"}, "“period” must be the key of a quarter that is over"),
        ("/figures", {"period": "2026-07"}, "“period” cannot be read."),
        ("/targets", {"year": "1026-04-01YF"}, "“year” cannot be read."),
        ("/risks", {"state": ""}, "“state” must be one of open, closed, all."),
    ],
)
def test_a_filter_that_cannot_be_used_is_named_and_nothing_is_listed(path, query, words):
    IndicatorFactory()
    answer = caller(Role.COUNCILLOR).get(path, **query)
    assert (answer.status_code, "items" in answer.json()) == (422, False)
    assert words in answer.json()["detail"]
    assert answer.json()["problems"][0]["field"] == next(iter(query))


def test_pages_do_not_overlap_and_leave_nothing_out():
    refs = sorted(IndicatorFactory(ref=f"AB{number}").ref for number in range(7))
    system = caller(Role.COUNCILLOR)
    pages = [system.get("/measures", per_page=3, page=number).json() for number in (1, 2, 3, 4)]
    assert [each["ref"] for page in pages for each in page["items"]] == refs
    assert [(page["pages"], page["count"]) for page in pages] == [(3, 7)] * 4


def _council(number):
    for _ in range(number):
        measure = IndicatorFactory()
        approved(measure, "50")
        period_target(measure, Q2, Decimal(60))
        objective = ObjectiveFactory()
        measure.contributions.create(objective=objective, made_on=date(2026, 4, 1))
        LinkFactory(child=objective, parent=ObjectiveFactory())
        factories.risks.assess(RiskFactory(), "current", 3, 3)


@pytest.mark.parametrize(
    "path", ["/measures", "/statuses", "/figures", "/targets", "/summary", "/plans", "/objectives", "/risks", "/units"]
)
def test_statements_do_not_grow_with_rows(path):
    system = caller(Role.AUDITOR)
    counts = []
    for number in (2, 9):
        _council(number)
        system.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert system.get(path).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
