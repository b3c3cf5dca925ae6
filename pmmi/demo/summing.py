"""How the demo council's priorities are summed up: one is a weighted basket, with other weights last year."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from accounts.actors import Actor
from indicators.changes.summing import WeightDetails, choose_rule, create_weights
from indicators.judging.summing import parts_of
from plans.models import Objective
from plans.queries.thread import load_thread

BASKET, MAJORITY = "P6", "P2"
# Reference of a part of the basket, with its weight last year and this year; what else there is has that of the others.
WEIGHTS = {"AOF33": ("40", "20"), "P6-C": ("20", "30"), "P6-E": ("40", "50")}
OTHERS = ("10", "10")


def make_summing(objectives: Mapping[str, Objective], *, year: int, by: Actor, now: datetime) -> None:
    """A basket with weights for last year and for this one on, and a priority that goes by the majority."""
    began = date(year - 1, 4, 1)
    for ref, rule in ((BASKET, "basket"), (MAJORITY, "majority")):
        choose_rule(by=by, at=now, of=objectives[ref], rule=rule, starts_on=began)
    priority = objectives[BASKET]
    parts = parts_of(priority, thread=load_thread())
    for place, (starts_on, ends_on) in enumerate(((began, date(year, 3, 31)), (date(year, 4, 1), None))):
        weights = {key: Decimal(WEIGHTS.get(name.split(" ")[0], OTHERS)[place]) for key, name in parts}
        details = WeightDetails(starts_on=starts_on, ends_on=ends_on, weights=weights)
        create_weights(by=by, at=now, objective=priority, details=details)
