"""What a service, a priority and the whole council cost, beside how they perform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from accounts.actors import Actor
from money.queries.books import book_on
from money.queries.costs import CostRow, cost_of_unit, cost_of_units, cost_rows, coverage_of_unit, read_costs
from money.queries.staff import read_workforce, staff_words
from money.rules.cost import Cost
from money.rules.variance import percent_of


@dataclass(frozen=True, slots=True)
class MoneyHere:
    """The money and the staff of a page that is about something else. ``said`` tells the year and month, ``linked`` how
    much of it serves an objective, or that it is counted with what lies beneath; ``url`` is where its lines are;
    ``staff`` is the sentence of its posts, "" where no month told of any.
    """

    rows: Sequence[CostRow]
    said: str
    linked: str
    url: str
    staff: str


@dataclass(frozen=True, slots=True)
class PriorityCost:
    """Revenue or capital of a priority, and what part of all the council's that is: "12.0% of all revenue"."""

    name: str
    row: CostRow
    share: str


@dataclass(frozen=True, slots=True)
class CouncilMoney:
    """The money of the whole council: its finding, and what each priority costs."""

    finding: str
    said: str
    linked: str
    priorities: Sequence[PriorityCost]
    url: str
    staff: str


BY_PRIMARY_LINKS = "With all that contributes to it by primary links, each share of a budget line once."


def service_money(unit_id: int, *, today: date) -> MoneyHere | None:
    """The whole budget and the posts of a service; None where no month tells of either. Four statements."""
    book, staff = book_on(today), staff_words(today, [unit_id])
    if book is None:
        return MoneyHere((), "", "", _lines(), staff) if staff else None
    linked = coverage_of_unit(unit_id, book).said
    return MoneyHere(cost_rows(cost_of_unit(unit_id, book)), book.said, linked, _lines(unit=unit_id), staff)


def objective_money(objective_id: int, *, actor: Actor, today: date) -> MoneyHere | None:
    """What an objective costs, and who works on it, with all beneath it; None where no month tells of either. Seven
    statements at most.
    """
    costs, workforce = read_costs(today=today, actor=actor), read_workforce(today=today, actor=actor)
    staff = workforce.words(workforce.whole.get(objective_id))
    if costs.book is None:
        return MoneyHere((), "", "", _lines(), staff) if staff else None
    rows = cost_rows(costs.whole.get(objective_id, Cost()))
    return MoneyHere(rows, costs.book.said, BY_PRIMARY_LINKS, _lines(priority=objective_id), staff)


def council_money(priorities: Sequence[tuple[int, str]], *, today: date) -> CouncilMoney | None:
    """What the council and each priority (id and name) cost; None where there is no budget. Five statements at most."""
    costs = read_costs(today=today)
    if costs.book is None:
        return None
    whole = cost_of_units(None, costs.book)
    all_of = dict(whole.rows)
    told = [
        PriorityCost(name, row, _share(figures.planned, all_of[row.name].planned, row.name))
        for pk, name in priorities
        if pk in costs.whole
        for row, (_, figures) in zip(cost_rows(costs.whole[pk]), costs.whole[pk].rows, strict=True)
    ]
    return CouncilMoney(whole.finding, costs.book.said, BY_PRIMARY_LINKS, told, _lines(), staff_words(today))


def _share(part: Decimal, whole: Decimal, of: str) -> str:
    percent = percent_of(part, whole)
    return "" if percent is None else f"{percent}% of all {of.lower()}"


def _lines(**chosen: int) -> str:
    address = reverse("money:line-list")
    return f"{address}?{urlencode(chosen)}" if chosen else address
