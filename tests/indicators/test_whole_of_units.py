"""A measure that is the whole of the same measure of other units (rules.md 7, 23)."""

from decimal import Decimal

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from foundation.refusals import ChangeRefused
from indicators.models import Indicator
from indicators.queries.formula_words import alike_elsewhere, choosable, shown_for
from tests.factories import IndicatorFactory, UserFactory, sign_in
from tests.factories.indicators import Q2
from tests.indicators.test_formulas import Q1, approved, formula_of, stands, waiting

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def by() -> Actor:
    return Actor(user=UserFactory())


def homes(ref: str, **fields: object) -> Indicator:
    return IndicatorFactory(
        ref=ref, name="Homes let in time", kind="percentage", counting="rate", has_parts=True, numerator="in time",
        denominator="let", decimals=1, **fields,
    )  # fmt: skip


@pytest.fixture
def areas() -> list[Indicator]:
    return [homes("NORTH"), homes("SOUTH")]


def let(measure: Indicator, numerator: int, denominator: int):
    value = D(100) * numerator / denominator
    return waiting(measure, value, numerator=D(numerator), denominator=D(denominator))


def test_it_is_worked_out_on_approval_with_its_parts_and_goes_on_upwards(by, areas) -> None:
    whole, council = homes("ALL"), homes("COUNCIL")
    formula_of(by, whole, "whole([NORTH], [SOUTH])")
    formula_of(by, council, "whole([ALL])")
    north, south = (let(each, *parts) for each, parts in zip(areas, ((1, 2), (80, 100)), strict=True))
    approved(by, north)
    assert stands(whole) is None
    approved(by, south)
    for measure in (whole, council):
        figure = stands(measure)
        assert (figure.numerator, figure.denominator, round(figure.value, 2)) == (81, 102, D("79.41"))
    shown = shown_for(whole, Q2, reach=None)
    assert shown.workings == (
        "(1 + 80) ÷ (2 + 100) = 79.4%. Their mean, 65.0%, would count a small one like a large one."
    )
    # Who may not read all of them is not told their numbers.
    assert shown_for(whole, Q2, reach=frozenset({whole.service_id, areas[0].service_id})).workings == ""


def test_no_unit_counts_twice(by, areas) -> None:
    with pytest.raises(ChangeRefused, match="stands in this whole twice"):
        formula_of(by, homes("ALL"), "whole([NORTH], [north])")


def test_the_page_offers_those_that_are_called_the_same_and_shows_the_sum_before_it_is_saved(by, areas) -> None:
    whole = homes("ALL")
    IndicatorFactory(ref="OTHER", name="Homes let in time", kind="number", counting="flow")
    assert [each.ref for each in alike_elsewhere(whole, choosable(whole))] == ["NORTH", "SOUTH"]
    for measure, parts in zip(areas, ((45, 60), (28, 40)), strict=True):
        approved(by, let(measure, *parts))
    client, _ = sign_in(Role.ADMINISTRATOR)
    url = "/indicators/definitions/ALL/formula/"
    assert "Add them up" in client.get(url).content.decode()
    page = client.get(f"{url}?whole=1")
    assert page.context["form"]["text"].value() == "whole([NORTH], [SOUTH])"
    sent = {"text": "whole([NORTH], [SOUTH])", "blanks": "blank", "first": Q1.key, "version": whole.version}
    tried = client.post(url, {**sent, "preview": "Try it"}).context["tried"]
    assert (tried.period, tried.result) == (Q2.label, "73.0%")
    assert tried.workings.startswith("(45 + 28) ÷ (60 + 40) = 73.0%.")
    assert client.post(url, {**sent, "save": "Save"}).status_code == 302
    assert stands(whole).value == 73
    assert "(45 + 28) ÷ (60 + 40) = 73.0%" in client.get(f"/measures/ALL/?period={Q2.key}").content.decode()
