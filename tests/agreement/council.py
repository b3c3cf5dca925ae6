"""A generated council, built in the database: through the product's own changes where they decide something."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from accounts.actors import Actor, actor_for
from accounts.models import Post, Unit, User
from accounts.roles import Role
from assurance.rules.grades import Grade
from benchmarks.models import ComparedMeasure
from indicators.changes.definitions import create_indicator
from indicators.models import Contribution, Indicator
from money.models import BudgetLine, StaffShare
from plans.models import Objective, Plan
from reporting.changes.cycles import open_cycle
from reporting.models import Cycle, Sharing
from risks.models import Risk
from scrutiny.models import Meeting, Pack, PackItem, Remit
from tests import factories
from tests.agreement.collection import collect, finer, history
from tests.agreement.compared import break_down, compare
from tests.agreement.decided import decide, work_out
from tests.agreement.figures import GRADES, polarity_of, rule_of
from tests.agreement.reports import build_reports, release_all
from tests.agreement.specs import UNITS, CouncilSpec, MeasureSpec, MilestoneSpec
from tests.api.factories import token
from tests.factories.assurance import CertificateFactory
from tests.factories.feedback import RecordFactory, ThemeFactory
from tests.factories.indicators import Q2
from tests.factories.money import JULY, BudgetLineFactory, ShareFactory, ledger_month, staff_month
from tests.factories.risks import MatrixFactory, RegisterFactory, RiskFactory, assess
from tests.factories.summing import SummingChoiceFactory, weigh

Q1 = Q2.previous()
NOW = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
BEFORE = datetime(2026, 8, 20, 9, tzinfo=UTC)
_EARLIER = {
    "period": Q1, "opens_on": date(2026, 7, 1), "due_on": date(2026, 7, 20), "late_after": date(2026, 7, 22),
    "approval_due_on": date(2026, 7, 27), "locks_on": date(2026, 8, 3), "management_team_on": date(2026, 8, 10),
    "cabinet_on": date(2026, 8, 24), "scrutiny_on": date(2026, 9, 3),
}  # fmt: skip
# Days of October: figures due, late after, approval due, returns lock. Today is the 14th.
_STAGES = {"collecting": (20, 22, 27, 30), "late": (6, 8, 13, 20), "locked": (5, 6, 9, 12)}


@dataclass
class Council:
    """What the readers of pages name: things by reference, people by role."""

    spec: CouncilSpec
    root: Unit
    cycle: Cycle
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, tuple[Post, Post]] = field(default_factory=dict)  # head and officer of each service
    plans: dict[str, Plan] = field(default_factory=dict)
    objectives: dict[str, Objective] = field(default_factory=dict)
    priorities: list[Objective] = field(default_factory=list)
    risks: dict[str, Risk] = field(default_factory=dict)
    lines: dict[str, BudgetLine] = field(default_factory=dict)
    measures: dict[str, Indicator] = field(default_factory=dict)
    specs: dict[str, MeasureSpec] = field(default_factory=dict)
    compared: dict[str, ComparedMeasure] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    committee: Unit | None = None
    meeting: Meeting | None = None
    pack: Pack | None = None

    def client(self, role: str) -> Client:
        client = _PlainClient()
        client.force_login(self.users[role])
        return client

    def machine(self, role: str) -> Client:
        """Another system that acts as that person's first post."""
        post = Post.objects.filter(appointments__user=self.users[role]).order_by("pk")[0]
        _, secret = token(post)
        return _PlainClient(headers={"Authorization": f"Bearer {secret}"})

    def actor(self, role: str) -> Actor:
        return actor_for(self.users[role], today=TODAY)


class _PlainClient(Client):
    """Only asks: Django's own keeps a copy of all that every template was given, a tenth of the time."""

    def request(self, **request: Any) -> HttpResponseBase:
        return self.handler(self._base_environ(**request))


def build_council(spec: CouncilSpec) -> Council:
    """Call inside a transaction that is rolled back at the end."""
    root = factories.UnitFactory(name="Exampleshire", kind="council")
    due, late, approval, locks = (date(2026, 10, day) for day in _STAGES[spec.stage])
    dates = {"due_on": due, "late_after": late, "approval_due_on": approval, "locks_on": locks}
    council = Council(spec, root, factories.CycleFactory(**dates))
    _units(council)
    _people(council)
    factories.RatingRuleFactory(reason="The council's own.")
    drawn = [_settled(spec, number, each) for number, each in enumerate(spec.measures)]
    for number, each in enumerate(drawn):
        if each.since != "new":
            _measure(council, number, each)
    _summing(council)
    for number, milestone in enumerate(spec.milestones):
        _milestone(council, number, milestone)
    history(council.measures, council.specs)
    compare(council)
    _said(council)
    by = council.actor("administrator")
    earlier = factories.CycleFactory(**_EARLIER)
    collect(council, earlier, Q1, by=by, at=BEFORE)
    build_reports(earlier, at=BEFORE, writes=False)
    release_all(earlier, by=by, at=BEFORE)
    collect(council, council.cycle, Q2, by=by, at=NOW)
    finer(council.measures, council.specs, Q2)
    for number, each in enumerate(drawn):
        if each.since == "new":
            _measure(council, number, each)
    work_out(council, at=NOW)
    open_cycle(by=by, at=NOW, cycle=council.cycle)
    _risks(council)
    _money(council)
    _quality(council)
    _staff(council)
    _shared(council)
    break_down(council)
    decide(council)
    build_reports(council.cycle, at=NOW)
    _pack(council)
    return council


def _settled(spec: CouncilSpec, number: int, measure: MeasureSpec) -> MeasureSpec:
    """The service whose figures were all sent back has no measure of which none was ever entered."""
    return replace(measure, since="long") if UNITS[number % len(UNITS)] == spec.sent_back else measure


def _units(council: Council) -> None:
    directorate = factories.UnitFactory(name="Place", kind="directorate", parent=council.root)
    service_plan = factories.LevelFactory(name="Service plan", is_reported=True)
    corporate = factories.PlanFactory(
        level=factories.LevelFactory(name="Corporate plan"), ref="CP", unit=council.root, title="Corporate",
        owner=factories.PostFactory(title="Chief executive", unit=council.root),
    )  # fmt: skip
    council.priorities = [
        factories.ObjectiveFactory(
            plan=corporate, kind="priority", ref=f"PR{n}", title=f"Priority PR{n}", owner=corporate.owner
        )
        for n in (1, 2)
    ]
    parents = {"Housing": directorate, "Waste": directorate, "Parks": council.root, "Health Trust": council.root}
    for number, (name, parent) in enumerate(parents.items(), 1):
        kind = "partner" if name == "Health Trust" else "department"
        unit = factories.UnitFactory(name=name, kind=kind, parent=parent)
        head = factories.PostFactory(title=f"Head of {name}", unit=unit, role=Role.APPROVER.value)
        role = Role.PARTNER if kind == "partner" else Role.DATA_OFFICER
        officer = factories.PostFactory(title=f"Officer of {name}", unit=unit, role=role.value)
        plan = factories.PlanFactory(level=service_plan, ref=f"SP{number}", unit=unit, owner=head, title=f"{name} plan")
        objective = factories.ObjectiveFactory(plan=plan, owner=head, ref=f"OB{number}", title=f"Objective OB{number}")
        factories.LinkFactory(child=objective, parent=council.priorities[number % 2])
        council.units[name], council.posts[name] = unit, (head, officer)
        council.plans[name], council.objectives[name] = plan, objective
    council.committee = factories.UnitFactory(name="Scrutiny Committee", kind="committee", parent=council.root)
    Remit.objects.create(committee=council.committee, service=council.units["Housing"])
    Remit.objects.create(committee=council.committee, priority=council.priorities[0])
    council.units["Place"] = directorate


def _people(council: Council) -> None:
    places = {
        Role.ADMINISTRATOR: council.root, Role.DIRECTOR: council.units["Place"], Role.CABINET_MEMBER: council.root,
        Role.SCRUTINY_CHAIR: council.committee, Role.SCRUTINY_MEMBER: council.committee,
        Role.COUNCILLOR: council.root, Role.AUDITOR: council.root, Role.EMPLOYEE: council.units["Parks"],
    }  # fmt: skip
    posts = {
        role: factories.PostFactory(title=f"The {role}", unit=unit, role=role.value) for role, unit in places.items()
    }
    posts |= {Role.APPROVER: council.posts["Housing"][0], Role.DATA_OFFICER: council.posts["Housing"][1]}
    posts[Role.PARTNER] = council.posts["Health Trust"][1]
    council.users = {
        role.value: factories.AppointmentFactory(post=post, user__name=f"The {role}").user
        for role, post in posts.items()
    }


_DIMENSIONS = ("cost", "performance", "performance", "satisfaction", "")


def _measure(council: Council, number: int, spec: MeasureSpec) -> None:
    ref = f"MM{number:02}"
    unit = list(council.posts)[number % len(council.posts)]
    head, officer = council.posts[unit]
    sheet: dict[str, Any] = {
        "ref": ref, "name": f"Measure {ref}", "kind": spec.kind, "polarity": polarity_of(spec),
        "counting": spec.counting,
        "frequency": spec.frequency, "lag": spec.lag, "is_seasonal": spec.is_seasonal, "tells": spec.tells,
        "is_data_only": spec.is_data_only, "is_key": spec.is_key, "service": council.units[unit], "owner": head,
        "data_provider": officer, "approver": head,
        "dimension": _DIMENSIONS[number % len(_DIMENSIONS)], "grades": GRADES if spec.kind == "grade" else "",
        "starts_on": date(2020, 4, 1) if spec.since == "long" else None,
    }  # fmt: skip
    if spec.since == "new":
        measure = create_indicator(by=council.actor("administrator"), at=NOW, values=sheet)
    else:
        measure = Indicator.objects.create(**sheet)
    council.measures[ref], council.specs[ref] = measure, spec
    if spec.serves:
        Contribution.objects.create(indicator=measure, objective=council.objectives[unit], made_on=date(2026, 2, 1))
    fields = rule_of(spec)
    if fields:
        factories.RatingRuleFactory(indicator=measure, **fields)


def _summing(council: Council) -> None:
    """One priority is a weighted basket, with weights for most of what it is made of; the other goes by the majority of
    objectives, one of which goes by its worst part.
    """
    basket, majority = council.priorities
    SummingChoiceFactory(objective=basket)
    SummingChoiceFactory(objective=majority, rule="majority")
    names = list(council.objectives)
    SummingChoiceFactory(objective=council.objectives[names[0]], rule="worst")
    weigh(basket, {council.objectives[names[1]]: 3})
    measures = council.objectives[names[1]].contributions.order_by("pk").select_related("indicator")
    weigh(council.objectives[names[1]], {each.indicator: 1 + place for place, each in enumerate(measures)})


def _milestone(council: Council, number: int, spec: MilestoneSpec) -> None:
    unit = list(council.posts)[number % len(council.posts)]
    starts_on = TODAY + timedelta(spec.starts)
    due_on = starts_on + timedelta(spec.lasts)
    is_complete, has_stopped = spec.state == "complete", spec.state in ("on_hold", "cancelled")
    percent = {"complete": 100, "not_started": 0}.get(spec.state, min(spec.percent, 99))
    factories.MilestoneFactory(
        objective=council.objectives[unit], owner=council.posts[unit][0], ref=f"ML{number:02}",
        title=f"Milestone ML{number:02}", state=spec.state, starts_on=starts_on, due_on=due_on,
        first_due_on=due_on - timedelta(spec.slipped), percent_complete=percent,
        completed_on=min(due_on, TODAY) if is_complete else None, reason="It waits for money." if has_stopped else "",
    )  # fmt: skip


def _shared(council: Council) -> None:
    """What the partner is shown of the others: their measures, objectives and risks."""
    partner = council.units["Health Trust"]
    measures = (each for each in council.measures.values() if each.service_id != partner.pk)
    shared = [
        *({"measure": each} for each in measures),
        *({"objective": council.objectives[name]} for name in ("Housing", "Waste")),
        *({"risk": council.risks[ref]} for ref in ("RK00", "RK01")),
    ]
    Sharing.objects.bulk_create(Sharing(partner=partner, shared_on=TODAY, **each) for each in shared)


# Score half a year ago and now (None: not assessed again), the service, and the version of the matrix it stands on.
_RISKS = (
    ("Housing", (3, 3), (4, 4), 2), ("Waste", (4, 4), (3, 3), 2), ("Parks", (2, 2), (2, 2), 2),
    ("Health Trust", (3, 4), None, 2), ("Housing", (5, 3), None, 1), ("Waste", (2, 3), (3, 3), 2),
)  # fmt: skip


def _risks(council: Council) -> None:
    """Risks of each service, one without a score, one exempt, and one that waits because the matrix changed."""
    matrices = {number: MatrixFactory(number=number) for number in (1, 2)}
    registers = {name: RegisterFactory(name=f"Register of {name}", unit=council.units[name]) for name in council.posts}
    for number, (unit, before, now, version) in enumerate(_RISKS):
        ref, matrix = f"RK{number:02}", matrices[version]
        risk = RiskFactory(
            ref=ref, title=f"Risk {ref}", register=registers[unit], owner=council.posts[unit][0], scores={},
            threatens=[council.objectives[unit]],
        )  # fmt: skip
        council.risks[ref] = risk
        for kind, place in (("inherent", (5, 4)), ("current", before), ("target", (1, 2))):
            assess(risk, kind, *place, matrix=matrix, on=date(2026, 7, 1))
        if now:
            assess(risk, "current", *now, matrix=matrix, on=date(2026, 10, 1))
    # One that nobody scored yet: it is in no share.
    RiskFactory(
        ref="RK98", title="Not scored yet", register=registers["Housing"], owner=council.posts["Housing"][0], scores={},
        threatens=[council.objectives["Housing"]],
    )  # fmt: skip
    RiskFactory(
        ref="RX00", title="Exempt settlement", register=registers["Housing"], owner=council.posts["Housing"][0],
        threatens=[council.objectives["Housing"]], is_exempt=True, exempt_paragraph=3, exempt_reason="It names a firm.",
        scores={"inherent": (5, 5), "current": (5, 5), "target": (2, 2)},
    )  # fmt: skip


# The service, planned, and what July and October told: actual and forecast; how much of it serves the objective.
_MONEY = (
    ("Housing", "revenue", "120000", ("40000", "118000"), ("71000", "131000.50"), "62.5"),
    ("Waste", "revenue", "240000.40", ("80000", "240000.40"), ("139000.10", "239000"), "100"),
    ("Parks", "capital", "500000", ("0", "500000"), ("90000", "410000"), "40"),
    ("Health Trust", "revenue", "60000", ("20000", "60000"), ("35000", "60600"), "100"),
    ("Waste", "income", "-30000", ("-9000", "-30000"), ("-15000", "-26000"), ""),
)  # fmt: skip


def _money(council: Council) -> None:
    """A budget line or two of each service, and two months of the ledger."""
    for number, (unit, kind, planned, *_, percent) in enumerate(_MONEY):
        nature, flow = ("revenue", kind) if kind == "income" else (kind, "spending")
        line = BudgetLineFactory(
            code=f"BL{number:02}", name=f"Budget line {number}", unit=council.units[unit], planned=Decimal(planned),
            nature=nature, flow=flow,
        )  # fmt: skip
        council.lines[line.code] = line
        if percent:
            ShareFactory(line=line, objective=council.objectives[unit], percent=Decimal(percent))
    for place, month in ((3, JULY), (4, JULY.next(3))):
        ledger_month(*((council.lines[f"BL{n:02}"], *each[place]) for n, each in enumerate(_MONEY)), month=month)


# Kind, theme, and how many there were in the two quarters that are over: some too few to be told of staff's concerns.
_SAID = (
    ("complaint", "Late", 14, 9), ("complaint", "Rude", 3, 0), ("compliment", "Helpful", 2, 5),
    ("casework", "Late", 4, 1), ("concern", "Workload", 7, 4), ("concern", "Safety", 3, 6),
)  # fmt: skip


def _said(council: Council) -> None:
    """What people said of each service in two quarters, of its objective and of one of its measures."""
    themes = {name: ThemeFactory(name=name) for name in sorted({each[1] for each in _SAID})}
    for name, objective in council.objectives.items():
        unit = council.units[name]
        measures = [each for each in council.measures.values() if each.service_id == unit.pk][:1]
        for place, (kind, theme, *counts) in enumerate(_SAID):
            for day, count in zip((date(2026, 8, 20), date(2026, 5, 20)), counts, strict=True):
                if count:
                    RecordFactory(
                        kind=kind, unit=unit, last_on=day, count=count, themes=[themes[theme]],
                        measures=measures if place % 2 else [], objectives=[objective] if place % 3 else [],
                    )  # fmt: skip


def _quality(council: Council) -> None:
    """Certificates of two measures in three: of each grade, some with what to bear in mind, some overdue."""
    days = (date(2026, 10, 1), date(2026, 11, 1), date(2027, 9, 1))
    for number, measure in enumerate(council.measures.values()):
        if number % 3:
            CertificateFactory(
                indicator=measure, grade=list(Grade)[number % 4].value, review_on=days[number % 5 % 3],
                limitations=f"Counted by hand in {number} places." if number % 2 else "",
            )  # fmt: skip


def _staff(council: Council) -> None:
    """The posts of each service at the end of October, most of them at work on its objective."""
    staff_month(
        *((unit, f"{10 + n}.5", f"{9 + n}") for n, unit in enumerate(council.units.values())), month=JULY.next(3)
    )
    for name, objective in council.objectives.items():
        StaffShare.objects.create(unit=council.units[name], objective=objective, percent=80)


def _pack(council: Council) -> None:
    """A published pack would need its files made: the pack in hand shows the same."""
    held_at = datetime(2026, 12, 3, 18, tzinfo=UTC)
    council.meeting = Meeting.objects.create(committee=council.committee, held_at=held_at)
    council.pack = Pack.objects.create(meeting=council.meeting, title="The quarter", period=Q2)
    for position, measure in enumerate(council.measures.values(), 1):
        PackItem.objects.create(pack=council.pack, position=position, indicator=measure)


__all__ = ["NOW", "Q1", "Q2", "TODAY", "Council", "build_council"]
