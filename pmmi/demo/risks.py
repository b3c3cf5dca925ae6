"""The demo council's risks: invented, after the kinds that councils put into their registers."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from accounts.actors import Actor
from accounts.models import Unit
from plans.changes.actions import ActionDetails
from plans.models import Objective
from pmmi.demo.organisation import Organisation
from risks.changes.controls import ControlDetails, add_control, add_mitigation
from risks.changes.matrices import RegisterDetails, adopt_matrix, create_register
from risks.changes.risks import Rated, RiskDetails, Scoring, assess_risk, clear_objective, raise_risk
from risks.models import Register, Risk
from risks.rules.matrix import Place
from risks.rules.shipped import SHIPPED

Cell = tuple[int, int]


class Told(NamedTuple):
    """A risk: where it stands, what it is, its scores last winter and now, what holds it down and what is done."""

    service: str
    level: str
    title: str
    cause: str
    event: str
    effect: str
    inherent: Cell
    before: Cell
    now: Cell
    target: Cell
    control: str
    action: str
    why: str
    register: str = ""


RISKS = (
    Told(
        "Adult Social Care",
        "corporate",
        "Care market cannot meet demand",
        "Prices rise faster than our rates, and homes lose staff.",
        "Two or more care homes close in one winter.",
        "People wait in hospital, or are placed far from home.",
        (5, 4),
        (4, 4),
        (4, 4),
        (3, 3),
        "Quarterly talks with the twelve largest providers",
        "Agree next year’s rates by January",
        "Three homes handed in notice since July; talks keep the rest open.",
    ),
    Told(
        "IT Services",
        "corporate",
        "Cyber attack stops services",
        "Old servers and phishing mail.",
        "Systems are locked for weeks.",
        "No payments, no records of care, no trust.",
        (5, 5),
        (5, 4),
        (4, 4),
        (2, 5),
        "Second step for every sign-in; copies kept off the network",
        "Retire the last servers that get no repairs",
        "The second step now covers everybody; two old servers remain.",
    ),
    Told(
        "Housing Services",
        "corporate",
        "Temporary accommodation costs more than it would unmanaged",
        "Fewer lets, more families in need.",
        "The year’s budget is spent by December.",
        "Savings elsewhere, and families in hotels.",
        (4, 3),
        (4, 3),
        (5, 3),
        (3, 2),
        "Weekly panel on every placement",
        "Buy or lease 31 homes",
        "Placements rose by a fifth; hotels cost more than the homes that we lost.",
    ),
    Told(
        "Planning Services",
        "corporate",
        "Local Plan found unsound",
        "Evidence on housing land is out of date.",
        "The inspector stops the examination.",
        "Speculative building, and two more years without a plan.",
        (4, 4),
        (3, 4),
        (3, 4),
        (2, 3),
        "Monthly review with the inspectorate’s advisers",
        "Renew the evidence on land",
        "The adviser’s second letter is better than the first; the gap is not closed.",
    ),
    Told(
        "Finance, Revenues and Benefits",
        "corporate",
        "Budget gap in the next two years",
        "Grants fall and care costs more.",
        "Savings come late, or not at all.",
        "Reserves are gone in two years, and services are cut at once.",
        (4, 5),
        (4, 5),
        (3, 5),
        (2, 4),
        "Star chamber on every saving, each month",
        "Agree £6.0m of savings with cabinet",
        "£4.1m of the £6.0m is agreed; the rest has owners and dates.",
    ),
    Told(
        "Waste and Recycling",
        "service",
        "Nine routes not settled before winter",
        "The new lorries are late.",
        "Rounds are missed for a fortnight.",
        "Missed bins, complaints and overtime.",
        (4, 3),
        (3, 3),
        (4, 3),
        (2, 2),
        "Two spare lorries on hire",
        "Try three routes before the change",
        "Delivery slipped by eight weeks; the spares cover half of it.",
    ),
    Told(
        "Leisure Services",
        "project",
        "Pool roof fails its inspection",
        "The beams are forty years old.",
        "The pool closes without notice.",
        "A year without swimming lessons.",
        (3, 4),
        (3, 4),
        (2, 4),
        (1, 4),
        "Engineer looks every month",
        "Replace the roof",
        "Props were set in August; the engineer is content for a year.",
        "Pool roof project",
    ),
    Told(
        "Housing Services",
        "service",
        "Too few inspectors for damp and mould",
        "Three left, and pay is higher elsewhere.",
        "Cases wait longer than the law allows.",
        "Illness, and a penalty.",
        (4, 4),
        (4, 3),
        (3, 3),
        (2, 2),
        "Contractor takes what is over ten days",
        "Train four of our own",
        "Two trainees passed; the contractor is used less.",
    ),
    Told(
        "Planning Services",
        "service",
        "Appeals lost for want of a decision in time",
        "Two posts vacant.",
        "Decisions pass their date.",
        "Costs, and building that we refused.",
        (3, 3),
        (2, 3),
        (2, 2),
        (1, 2),
        "List of what is due, every Monday",
        "Fill the two posts",
        "One post filled; nothing passed its date since July.",
    ),
    Told(
        "Adult Social Care",
        "service",
        "Reviews of care overdue",
        "Agency staff left in spring.",
        "People’s needs change unseen.",
        "Too much care for some, too little for others.",
        (4, 3),
        (3, 3),
        (3, 3),
        (2, 2),
        "Longest waits first",
        "Hold 140 reviews by telephone",
        "Still 212 overdue; the telephone works for the simple ones.",
    ),
    Told(
        "Adult Social Care",
        "directorate",
        "Contract for placements disputed",
        "Terms of 2023 can be read in two ways.",
        "The provider claims back fees.",
        "A one-off cost above the reserve.",
        (3, 4),
        (3, 4),
        (3, 4),
        (2, 3),
        "Solicitors’ advice each quarter",
        "Settle before the hearing",
        "The claim stands; the advice is that we hold.",
    ),
    Told(
        "Safer Exampleshire Partnership",
        "partnership",
        "Grant for youth work ends in March",
        "The Home Office funds one year at a time.",
        "Three youth workers leave before it is renewed.",
        "More harm on two estates, and contacts that take years to make again.",
        (4, 4),
        (3, 4),
        (3, 4),
        (2, 3),
        "Partners’ board looks at every post each quarter",
        "Agree with partners who pays from April",
        "Two of four partners have said that they will pay; the others decide in January.",
        "Safer Exampleshire Partnership risks",
    ),
)
SLOW = ("Appeals lost for want of a decision in time", "Reviews of care overdue")
"""Last scored on the matrix before: they wait for a new assessment."""
EARLY = ("Nine routes not settled before winter", "Pool roof fails its inspection")
"""Had moved in summer already: they stand as they did then."""
OVERDUE, SOON = "Local Plan found unsound", "Budget gap in the next two years"
EXEMPT = {
    "Contract for placements disputed": (
        3,
        "It names a firm and what we may pay it: to say so now would harm the council’s case.",
    )
}


def make_risks(organisation: Organisation, objectives: Mapping[str, Objective], *, by: Actor, now: datetime) -> None:
    """The matrix in two versions, the registers, and risks that were raised last winter and assessed in summer and now,
    but for the slow ones.
    """
    first, second, raised_at, then, lately = (now - timedelta(days=days) for days in (400, 330, 300, 130, 14))
    registers: dict[str, Register] = {}
    raised: dict[int, Risk] = {}
    told_by_number = dict(enumerate(RISKS, 1))

    def raise_all(numbers: Iterable[int], at: datetime) -> None:
        for number in numbers:
            told = told_by_number[number]
            register = _register(registers, organisation, told, by=by, at=at)
            raised[number] = _raise(number, told, register, organisation, objectives, by=by, at=at)

    slow = [number for number, told in told_by_number.items() if told.title in SLOW]
    name, grid = SHIPPED["5x5"]
    adopt_matrix(by=by, at=first, name=name, grid=grid)
    raise_all(slow, first)
    name, grid = SHIPPED["5x5-tolerance"]
    adopt_matrix(by=by, at=second, name=name, grid=grid, why="Cabinet asked to see what is beyond tolerance.")
    raise_all((number for number in told_by_number if number not in slow), raised_at)
    for number, told in told_by_number.items():
        if number not in slow:
            score = _scoring(
                told, told.now if told.title in EARLY else told.before, then, review=now.date() - timedelta(days=7)
            )
            raised[number] = assess_risk(
                by=by, at=then, risk=raised[number], version=raised[number].version, scoring=score
            )
            days = {OVERDUE: -6, SOON: 6}.get(told.title, 30 + 9 * number)
            score = _scoring(told, told.now, lately, review=now.date() + timedelta(days=days))
            assess_risk(by=by, at=lately, risk=raised[number], version=raised[number].version, scoring=score)
    taken = set(Risk.objects.values_list("objectives", flat=True))
    calm = [each for ref, each in sorted(objectives.items()) if "/" in ref and each.pk not in taken][:4]
    for objective in calm:
        clear_objective(by=by, at=now, objective=objective, why="Looked at with the service when the plan was written.")


def _register(
    made: dict[str, Register], organisation: Organisation, told: Told, *, by: Actor, at: datetime
) -> Register:
    service: Unit = organisation.services[told.service]
    unit = {"corporate": organisation.council, "directorate": service.parent}.get(told.level, service)
    name = "Corporate risks" if told.level == "corporate" else told.register or f"{unit.name} risks"
    if name not in made:
        details = RegisterDetails(level=told.level, name=name, unit=unit)
        made[name] = create_register(by=by, at=at, details=details)
    return made[name]


def _raise(
    number: int, told: Told, register: Register, organisation: Organisation, objectives: Mapping[str, Objective], *,
    by: Actor, at: datetime,
) -> Risk:  # fmt: skip
    owner = organisation.heads[told.service]
    own = (each for ref, each in objectives.items() if ref.startswith(f"{told.service}/"))
    threatened = next(own, objectives["P1"])
    paragraph, reason = EXEMPT.get(told.title, (None, ""))
    details = RiskDetails(
        register=register, ref=f"R{number:02}", title=told.title, cause=told.cause, event=told.event, effect=told.effect,
        owner=owner, objectives=[threatened], is_exempt=paragraph is not None, exempt_paragraph=paragraph,
        exempt_reason=reason,
    )  # fmt: skip
    review = at.date() + timedelta(days=200 if told.title not in SLOW else 430)
    risk = raise_risk(by=by, at=at, details=details, scoring=_scoring(told, told.before, at, review=review))
    checked = at.date() - timedelta(days=12)
    add_control(by=by, at=at, risk=risk, details=ControlDetails(text=told.control, owner=owner, checked_on=checked))
    action = ActionDetails(
        title=told.action, owner=owner, starts_on=at.date(), due_on=at.date() + timedelta(days=420), state="in_progress",
        percent_complete=60 + 7 * number % 35,
    )  # fmt: skip
    add_mitigation(by=by, at=at, risk=risk, details=action)
    return risk


def _scoring(told: Told, now: Cell, at: datetime, *, review: date) -> Scoring:
    return Scoring(
        inherent=Rated(Place(*told.inherent), told.effect),
        current=Rated(Place(*now), told.why),
        target=Rated(
            Place(*told.target), f"What is left once this is done: {told.action[:1].lower()}{told.action[1:]}."
        ),
        assessed_on=at.date(),
        review_on=review,
    )
