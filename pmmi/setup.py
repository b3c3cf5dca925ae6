"""The set-up guide: what a council does to get started, in an order in which each step can be done.

How far it is follows from what is stored, whoever stored it and by whatever way; nothing else is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Appointment, Identity, Unit, UnitKind, User
from accounts.queries.invitations import asked_or_came, to_invite
from foundation.statements import written_once
from foundation.words import counted, together
from indicators.models import AnnualTarget, Contribution, Indicator, RatingRule
from plans.models import Level, Objective, Plan
from reporting.models import Cycle
from risks.models import Register
from scrutiny.models import Remit


class State(StrEnum):
    DONE = "done"
    NEXT = "next"  # the first that is needed and not done
    OPEN = "open"  # can be done, after what is next
    WAITS = "waits"  # for steps before it
    ADVISED = "advised"  # can be done or left out


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a step: a page, or the import of a sheet."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is for, how it is done, how many there are (``count``, told by ``there``), and the keys of the
    steps ``after`` which it can be done.
    """

    key: str
    title: str
    purpose: str
    ways: Sequence[Way]
    count: int
    there: str = ""
    after: Sequence[str] = ()
    is_needed: bool = True

    @property
    def is_done(self) -> bool:
        return self.count > 0


@dataclass(frozen=True, slots=True)
class Told:
    """A step with its state; ``waits_for`` names the steps before it that are not done."""

    step: Step
    state: State
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """All steps as they stand."""

    steps: Sequence[Told]
    needed: int = field(init=False)
    done: int = field(init=False)

    def __post_init__(self) -> None:
        needed = [each for each in self.steps if each.step.is_needed]
        object.__setattr__(self, "needed", len(needed))
        object.__setattr__(self, "done", sum(each.state is State.DONE for each in needed))

    @property
    def is_complete(self) -> bool:
        return self.done == self.needed

    @property
    def next(self) -> Told | None:
        """What to do now; None where all that is needed is done."""
        return next((each for each in self.steps if each.state is State.NEXT), None)


def guide(*, today: date) -> Guide:
    """The guide as it stands today: two statements, however large the council."""
    steps = _steps(_counts(today))
    by_key = {each.key: each for each in steps}
    found: list[Told] = []
    has_next = False
    for step in steps:
        missing = [by_key[key].title for key in step.after if not by_key[key].is_done]
        if step.is_done:
            state = State.DONE
        elif not step.is_needed:
            state = State.ADVISED if not missing else State.WAITS
        elif missing:
            state = State.WAITS
        else:
            state, has_next = (State.OPEN if has_next else State.NEXT), True
        found.append(Told(step, state, together(f"“{title}”" for title in missing)))
    return Guide(found)


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a part of another statement."""
    one = rows.order_by().annotate(_all=Value(1)).values("_all").annotate(_number=Count("pk")).values("_number")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)


def _counts(today: date) -> dict[str, int]:
    """How many there are of everything that the guide tells of, in one statement."""
    rows: list[Any] = _numbers(today=today)
    return rows[0] if rows else dict.fromkeys(_numbers_of(today), 0)


@written_once
def _numbers(*, today: date) -> QuerySet[Any]:
    numbers = _numbers_of(today)
    someone = User.objects.order_by("pk").annotate(**{name: _number(rows) for name, rows in numbers.items()})
    return someone.values(*numbers)[:1]


def _numbers_of(today: date) -> dict[str, QuerySet[Any]]:
    staff = Appointment.objects.on(today).filter(user__is_active=True)
    return {
        "units": Unit.objects.on(today).exclude(kind=UnitKind.COUNCIL),
        "people": User.objects.filter(pk__in=staff.values("user")),
        "levels": Level.objects.filter(in_use=True, is_private=False),
        "plans": Plan.objects.filter(level__is_private=False),
        "drafts": Plan.objects.filter(level__is_private=False, approved_on=None),
        "objectives": Objective.objects.filter(plan__level__is_private=False),
        "measures": Indicator.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today)),
        "served": Indicator.objects.filter(pk__in=Contribution.objects.values("indicator")),
        "rules": RatingRule.objects.all(),
        "targets": Indicator.objects.filter(pk__in=AnnualTarget.objects.values("indicator")),
        "quarters": Cycle.objects.all(),
        "registers": Register.objects.all(),
        "remits": Remit.objects.all(),
        "looks": Identity.objects.exclude(colour=""),
        "invited": asked_or_came(today=today),
        "to_invite": to_invite(today=today),
    }


def _sheet(label: str, kind: str) -> Way:
    return Way(label, f"{reverse('indicators:import-create')}?kind={kind}")


def _screen(label: str, route: str) -> Way:
    return Way(label, reverse(route))


def _by_file() -> Way:
    return Way("By workbook", reverse("workbook"))


def _steps(count: dict[str, int]) -> list[Step]:
    return [*_people_steps(count), *_plan_steps(count), *_measure_steps(count), *_quarter_steps(count)]


def _people_steps(count: dict[str, int]) -> list[Step]:
    colleagues = max(count["people"] - 1, 0)
    return [
        Step(
            "look", "Name, crest and colour", "So that every page, e-mail and report is the council’s own.",
            [_screen("Choose them", "accounts:identity")], count["looks"], is_needed=False,
        ),
        Step(
            "units", "Structure", "Directorates and services: everything belongs to one of them.",
            [_screen("Add a unit", "accounts:unit-create"), _by_file(),
             _screen("See the structure", "accounts:unit-list")],
            count["units"], f"{counted(count['units'], 'unit')} beneath the council",
        ),
        Step(
            "people", "People and posts", "Posts own plans and measures; who holds a post does the work.",
            [_screen("Add people to posts", "accounts:colleague-create"), _by_file(),
             _screen("See the posts", "accounts:post-list")],
            colleagues, f"{counted(colleagues, 'colleague')} beside you in {'a post' if colleagues == 1 else 'posts'}",
            after=["units"],
        ),
    ]  # fmt: skip


def _plan_steps(count: dict[str, int]) -> list[Step]:
    return [
        Step(
            "levels", "Levels of the golden thread", "Which kinds of plan the council has, from the top down.",
            [_screen("Choose the levels", "plans:level-list"), _by_file()], count["levels"],
            f"{counted(count['levels'], 'level')} in use",
        ),
        Step(
            "plans", "Plans", "What the council promised, for which years, and who answers for it.",
            [_screen("Add a plan", "plans:plan-create"), _sheet("Import plans and objectives", "plans"),
             _screen("See the plans", "plans:plan-list")],
            count["plans"], f"{counted(count['plans'], 'plan')}{_drafts(count['drafts'])}", after=["levels", "units"],
        ),
        Step(
            "objectives", "Objectives", "What each plan sets out to do; each says what it contributes to.",
            [_screen("Open a plan to add its objectives", "plans:plan-list"),
             _sheet("Import plans and objectives", "plans")],
            count["objectives"], counted(count["objectives"], "objective"), after=["plans"],
        ),
    ]  # fmt: skip


def _drafts(number: int) -> str:
    """That a plan still has to be approved, which is what lets it be reported on."""
    return f", {number:,} not approved yet" if number else ""


def _measure_steps(count: dict[str, int]) -> list[Step]:
    return [
        Step(
            "measures", "Measures", "How the council sees whether it gets there.",
            [_screen("Add a measure", "indicators:indicator-create"),
             _sheet("Import measures, targets and figures", "figures"),
             _screen("See the measures", "indicators:indicator-list")],
            count["measures"], counted(count["measures"], "measure"), after=["units"],
        ),
        Step(
            "served", "What measures serve", "So that each objective shows how it is going.",
            [_screen("Open a plan, then an objective to choose its measures", "plans:plan-list"), _by_file()],
            count["served"],
            f"{counted(count['served'], 'measure')} linked", after=["objectives", "measures"], is_needed=False,
        ),
        Step(
            "rules", "Rules", "When a figure is green, amber or red, and in which words.",
            [_screen("Choose the usual rules", "indicators:rule-usual"),
             _sheet("Import the council’s rule", "rules"), _screen("See the rules", "indicators:rule-list")],
            count["rules"], counted(count["rules"], "rule"),
        ),
        Step(
            "targets", "Targets", "Without a target a measure gets no colour.",
            [_screen("Set the targets", "indicators:target-list"),
             _sheet("Import measures, targets and figures", "figures")],
            count["targets"], f"{counted(count['targets'], 'measure')} with a target", after=["measures"],
        ),
    ]  # fmt: skip


def _quarter_steps(count: dict[str, int]) -> list[Step]:
    # Whoever reads this signs in already.
    asked, waiting = max(count["invited"] - 1, 0), count["to_invite"]
    told = f"{asked:,} invited or signed in" + (f", {waiting:,} not yet" if waiting else "")
    return [
        Step(
            "timetable", "Timetable", "When figures are due, and when reports go to whom: returns open by it.",
            [_screen("Add a quarter", "reporting:cycle-create"), _by_file(),
             _screen("See the timetable", "reporting:cycle-list")],
            count["quarters"], counted(count["quarters"], "quarter"), after=["measures"],
        ),
        Step(
            "invitations", "Invitations", "Each of them gets a link to choose a password.",
            [_screen("Invite people", "accounts:invitation-list")],
            0 if waiting else asked, told, after=["people"],
        ),
        Step(
            "registers", "Risk registers", "What may keep the council from its objectives; the matrix comes ready.",
            [_screen("Add a register", "risks:register-create"), _by_file(),
             _screen("Look at the matrix", "risks:matrix-detail")],
            count["registers"], counted(count["registers"], "register"), is_needed=False,
        ),
        Step(
            "remits", "Remits of committees", "So that each committee gets what belongs to it.",
            [_screen("Give committees their remits", "scrutiny:committee-list"), _by_file()],
            count["remits"], counted(count["remits"], "remit"), after=["plans"], is_needed=False,
        ),
    ]  # fmt: skip
