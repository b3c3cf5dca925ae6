"""What the blocks of home pages are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from accounts.actors import Actor
from accounts.roles import Permission, Role
from indicators.judging.council_statuses import Glance, glances
from plans.periods import Period
from plans.queries.thread import load_thread
from plans.thread import Thread
from reporting.queries.figure_cautions import Cautions, cautions
from reporting.queries.filter_choices import Narrowings, narrowings


class Action(NamedTuple):
    """A button of a page's head; a ``secondary`` one is quieter."""

    label: str
    url: str
    secondary: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a home page. ``facts`` is what its template shows; ``reading`` asks for the larger type of a text;
    of a ``bare`` one there is nothing to show beneath its headline.
    """

    template: str
    headline: str
    lead: str = ""
    actions: Sequence[Action] = ()
    late: bool = False
    reading: bool = False
    facts: object = ()
    bare: bool = False


@dataclass(frozen=True)
class HomeRead:
    """A person at a moment, with what several blocks need, each read when the first block asks for it."""

    actor: Actor
    at: datetime
    today: date

    @cached_property
    def period(self) -> Period:
        return self.names.latest

    @property
    def query(self) -> str:
        return f"?period={self.period.key}"

    @cached_property
    def glances(self) -> list[Glance]:
        return glances(report_period=self.period)

    @cached_property
    def names(self) -> Narrowings:
        return narrowings(today=self.today)

    @cached_property
    def noted(self) -> Cautions:
        return cautions({each.period for each in self.glances}, at=self.at)

    @cached_property
    def thread(self) -> Thread:
        return load_thread(reach=self.actor.reaches(Permission.COUNCIL_READ))

    def has(self, *roles: Role) -> bool:
        return bool(self.actor.roles & set(roles))

    def units_of(self, *roles: Role) -> frozenset[int]:
        """The units, with all beneath them, of the posts with these roles."""
        grants = [grant for grant in self.actor.grants if Role(grant.post.role) in roles]
        return frozenset().union(*(grant.unit_ids for grant in grants))
